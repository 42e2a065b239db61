# Part of lampo_privacy. LGPL-3.
from unittest.mock import patch

from odoo.tests import tagged

from .package_common import PackageCase

RENDER = "odoo.addons.lampo_privacy.models.package_document.PackageDocument.render"


@tagged("post_install", "-at_install")
class TestPackageFiles(PackageCase):
    """Which stored files go into a package: the person's, as the officer chose, and none of the system's own."""

    def _draft(self, request=None):
        action = (request or self.request).with_user(self.user_officer).action_open_package()
        return self.env["lampo.privacy.package"].browse(action["res_id"]).with_user(self.user_officer)

    def _listed(self, package):
        return set(package.file_ids.attachment_id.mapped("name"))

    def test_what_the_officer_leaves_out_stays_out_and_what_is_taken_in_goes_in(self):
        package = self._draft()
        for file in package.file_ids:
            file.include = file.flagged
        with patch(RENDER, lambda document: b"%PDF-"):
            package.action_make()
        names = " ".join(self._archive(package).namelist())
        self.assertIn("naapuri.txt", names)
        self.assertNotIn("sopimus.txt", names)

    def test_looking_again_keeps_the_choice_and_lists_nothing_twice(self):
        package = self._draft()
        package.file_ids.filtered(lambda file: not file.flagged).include = False
        package.action_preview()
        self.assertEqual(len(package.file_ids), 2)
        self.assertFalse(any(package.file_ids.mapped("include")))

    def test_a_file_that_is_gone_meanwhile_is_not_listed_any_more(self):
        package = self._draft()
        package.file_ids.filtered(lambda file: not file.flagged).attachment_id.sudo().unlink()
        package.action_preview()
        self.assertEqual(self._listed(package), {"../../naapuri.txt"})

    def test_archives_of_before_are_no_files_of_the_person(self):
        first = self._package()
        first.action_hand_over()
        request = self.env["lampo.privacy.request"].create({"partner_id": self.person.id, "request_type": "access"})
        request.action_start()
        self.assertEqual(self._listed(self._draft(request)), {"sopimus.txt", "../../naapuri.txt"})

    def test_what_a_colleague_who_is_a_customer_too_made_for_others_is_no_file_of_theirs(self):
        user = self._user("lampo_aino", "base.group_user,base.group_partner_manager", partner_id=self.person.id)
        self.env["ir.attachment"].with_user(user).create(
            {"name": "tyo.txt", "raw": b"Muun asia", "res_model": "res.partner",
             "res_id": self.colleague.partner_id.id})
        self.assertNotIn("tyo.txt", self._listed(self._draft()))

    def test_the_text_of_the_document_is_not_kept_beside_it_to_be_searched(self):
        with patch("odoo.addons.base.models.ir_attachment.IrAttachment._index", lambda *args, **kwargs: "Salmela"):
            package = self._package()
        self.assertFalse(package.sudo().document_id.index_content)

    def test_the_name_of_the_archive_is_that_of_the_request_and_leads_into_no_folder(self):
        name = self._package().filename
        self.assertEqual(name, self.request.name.replace("/", "-") + ".zip")
        self.assertNotIn("/", name)
