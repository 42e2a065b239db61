# Part of lampo_privacy. LGPL-3.
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models.heat_contract import finnish_today
from ..tools.letter_text import letter_date
from .package_common import PackageCase

REMOVE = "odoo.addons.lampo_privacy.models.privacy_package_archive.remove_files"


@tagged("post_install", "-at_install")
class TestPackageLife(PackageCase):
    """From the making of a package to its end: who may touch it, in which language it speaks, when it goes."""

    def test_no_step_is_written_around(self):
        package = self._package().sudo()
        now = fields.Datetime.now()
        for name, value in (("state", "draft"), ("attachment_id", False), ("document_id", False), ("made_on", now),
                            ("delivered_on", "2026-01-01"), ("delivered_how", "post"), ("delete_on", "2099-01-01"),
                            ("link_nonce", "x"), ("link_until", now)):
            with self.subTest(name), self.assertRaisesRegex(UserError, "Use the buttons"):
                package.write({name: value})

    def test_what_is_no_step_is_written(self):
        package = self._package()
        package.lang = "en_US"
        package.file_ids[:1].include = False
        self.assertFalse(package.file_ids[:1].include)

    def test_a_step_out_of_its_turn_is_refused(self):
        package = self._package()
        package.action_delete_now()
        for step in ("action_preview", "action_make", "action_back", "action_hand_over", "action_posted",
                     "action_make_link"):
            with self.subTest(step), self.assertRaisesRegex(UserError, "not possible any more"):
                getattr(package, step)()

    def test_what_was_delivered_is_not_checked_or_made_anew(self):
        package = self._package()
        package.action_posted()
        for step in ("action_preview", "action_make", "action_back"):
            with self.subTest(step), self.assertRaisesRegex(UserError, "not possible any more"):
                getattr(package, step)()
        self.assertTrue(package.attachment_id)

    def test_making_it_is_a_line_in_the_access_log(self):
        logs = self.env["lampo.privacy.access.log"]
        last = logs.search([], order="id desc", limit=1).id
        self._package()
        made = logs.search([("id", ">", last), ("kind", "=", "package")])
        self.assertEqual((made.what, made.partner_id, made.user_id), ("made", self.person, self.user_officer))

    def test_deleting_it_leaves_neither_link_nor_list_of_files(self):
        package = self._package()
        package.action_make_link()
        self.assertTrue(package.file_ids)
        package.action_delete_now()
        self.assertFalse(package.sudo().link_nonce or package.link_until or package.file_ids)

    def test_the_night_deletes_in_portions_and_says_when_more_is_left(self):
        other = self.env["lampo.privacy.request"].create({"partner_id": self.other.id, "request_type": "access"})
        other.action_start()
        packages = self._package() | self._package(other)
        packages.sudo()._step({"delete_on": finnish_today(packages)})
        with patch("odoo.addons.lampo_privacy.models.privacy_package_archive.BATCH", 1):
            counts = [self.env["lampo.privacy.package"]._gc_packages() for _night in range(3)]
        self.assertEqual(counts, [(1, True), (1, False), (0, False)])
        self.assertEqual(set(packages.mapped("state")), {"deleted"})

    def test_a_draft_is_not_deleted_by_its_day(self):
        package = self._package()
        package.action_back()
        package.sudo()._step({"delete_on": finnish_today(package)})
        self.env["lampo.privacy.package"]._gc_packages()
        self.assertEqual(package.state, "draft")

    def test_while_proof_of_identity_is_waited_for_nothing_is_delivered(self):
        package = self._package()
        self.request.action_ask_identity()
        for step in ("action_hand_over", "action_posted", "action_make_link"):
            with self.subTest(step), self.assertRaisesRegex(UserError, self.request.name), self.env.cr.savepoint():
                getattr(package, step)()
        self.assertEqual((package.state, package.link_url), ("ready", False))
        self.request.action_confirm_identity("Passport seen")
        package.action_hand_over()
        self.assertEqual(package.state, "delivered")

    def test_the_request_of_another_person_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "another person"):
            self._package().sudo().partner_id = self.other

    def test_the_file_goes_with_the_package(self):
        package = self._package()
        attachments = package.sudo().attachment_id | package.sudo().document_id
        names = set(attachments.mapped("store_fname"))
        with patch(REMOVE) as remove:
            package.sudo().unlink()
        self.assertFalse(attachments.exists())
        self.assertEqual(set(remove.call_args.args[1]), names)

    def test_the_file_goes_when_the_package_is_made_anew_or_checked_again(self):
        package = self._package()
        for step in ("action_back", "action_make"):
            package.action_make()
            name = package.sudo().attachment_id.store_fname
            with self.subTest(step), patch(REMOVE) as remove:
                getattr(package, step)()
            self.assertIn(name, remove.call_args.args[1])

    def test_the_letter_tells_the_day_on_which_our_copy_goes(self):
        self.company.write({"lampo_package_days": 20, "lampo_link_days": 5})
        package = self._package()
        package.action_hand_over()
        day = letter_date(package.delivered_on + timedelta(days=20), "en")
        self.assertEqual(self.request._answer_facts()[1:], [f"Our own copy of the answer is deleted on {day}."])

    def test_the_letter_tells_until_when_the_link_works(self):
        package = self._package()
        package.action_make_link()
        day = letter_date(package._link_day(), "en")
        self.assertIn(f"a link that works until {day}.", self.request._answer_facts()[0])

    def test_a_link_that_ends_after_midnight_in_finland_ends_on_that_day(self):
        package = self._package()
        package.sudo()._step({"link_until": datetime(2026, 12, 8, 22, 30)})
        self.assertEqual(package._link_day(), date(2026, 12, 9))

    def test_before_the_delivery_the_letter_tells_nothing_of_it(self):
        self._package()
        self.assertEqual(self.request._answer_facts(), [])

    def test_the_letter_tells_of_the_package_in_the_persons_language(self):
        self.env["res.lang"]._activate_lang("sv_SE")
        package = self._package()
        package.action_posted()
        details = self.request._letter_details("answer", "sv")
        self.assertIn("Vår egen kopia av svaret raderas", details)
        self.assertNotIn("Our own copy", details)

    def test_the_package_speaks_the_persons_language_and_its_officer_another(self):
        self.env["res.lang"]._activate_lang("sv_SE")
        self.person.lang = "sv_SE"
        package = self._package()
        self.assertEqual(package.lang, "sv_SE")
        text = self._texts(self._archive(package))["data.json"]
        self.assertIn("kundtjänst", text)
        self.assertNotIn("customer service", text)

    def test_whose_language_is_not_known_is_answered_in_the_companys(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        self.company.partner_id.lang = "fi_FI"
        self.person.lang = False
        self.assertEqual(self._package().lang, "fi_FI")


@tagged("post_install", "-at_install")
class TestPortabilityBasis(PackageCase):
    """Portability reaches what rests on a contract or on a consent, and nothing else (GDPR art. 20(1)(a))."""

    def setUp(self):
        super().setUp()
        self.asker = self._partner("Kysyjä Kaino", email="kaino@posti.example")
        self.asked = self.env["lampo.privacy.request"].create(
            {"partner_id": self.asker.id, "request_type": "portability"})
        self.asked.action_start()

    def _consent(self, partner, **values):
        return self.env["lampo.privacy.consent"].create({
            "partner_id": partner.id, "purpose_id": self.env.ref("lampo_privacy.purpose_marketing").id, **values})

    def test_a_consent_is_basis_enough(self):
        self._consent(self.asker)
        package = self._package(self.asked)
        self.assertEqual((package.kind, package.state), ("portability", "ready"))

    def test_the_consent_of_somebody_else_is_none(self):
        self._consent(self.other)
        with self.assertRaisesRegex(UserError, "neither a contract"):
            self._package(self.asked)

    def test_a_consent_that_was_withdrawn_is_none(self):
        self._consent(self.asker).action_withdraw()
        with self.assertRaisesRegex(UserError, "neither a contract"):
            self._package(self.asked)

    def test_a_basis_that_ended_between_preview_and_making_is_none(self):
        consent = self._consent(self.asker)
        action = self.asked.with_user(self.user_officer).action_open_package()
        consent.action_withdraw()
        with self.assertRaisesRegex(UserError, "neither a contract"):
            self.env["lampo.privacy.package"].with_user(self.user_officer).browse(action["res_id"]).action_make()

    def test_files_and_what_the_company_wrote_stay_out(self):
        self._consent(self.asker)
        self.env["ir.attachment"].create({
            "name": "kirje.txt", "raw": b"Kirje", "res_model": "res.partner", "res_id": self.asker.id})
        self.asker.message_post(body="Soitti")
        names = self._archive(self._package(self.asked)).namelist()
        self.assertFalse([name for name in names if name.startswith("files/") or "mail_message" in name])
