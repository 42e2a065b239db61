# Part of lampo_privacy. LGPL-3.
import io
import zipfile
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..controllers import package as package_controller
from .package_common import PackageCase


@tagged("post_install", "-at_install")
class TestPackageLink(PackageCase, HttpCase):
    def setUp(self):
        super().setUp()
        package_controller._tries.clear()
        self.package = self._package()
        self.package.action_make_link()
        self.path = "/privacy/answer/" + self.package.link_url.rpartition("/")[2]
        self.env.flush_all()

    def test_opening_the_link_fetches_nothing(self):
        answer = self.url_open(self.path)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Fetch my data", answer.text)
        self.assertNotIn("Salmela", answer.text)
        self.assertEqual(answer.headers["Cache-Control"], "no-store")
        self.assertEqual(self.package.download_ids.mapped("result"), ["shown"])

    def test_the_button_fetches_the_archive_and_it_is_logged(self):
        answer = self.url_open(f"{self.path}/fetch", data={"x": "1"})
        self.assertEqual(answer.status_code, 200)
        self.assertTrue(zipfile.is_zipfile(io.BytesIO(answer.content)))
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(self.package.download_ids.mapped("result"), ["fetched"])

    def test_a_changed_an_old_and_a_revoked_link_look_alike(self):
        old = self.path
        self.package.action_make_link()
        self.env.flush_all()
        changed = self.path[:-4] + ("AAAA" if not self.path.endswith("AAAA") else "BBBB")
        answers = [self.url_open(path) for path in (old, changed, "/privacy/answer/1", "/privacy/answer/%C3%A4")]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        self.assertEqual(len({answer.text for answer in answers}), 1)
        self.package.action_revoke_link()
        self.assertFalse(self.package.link_url)

    def test_an_expired_link_does_not_work(self):
        self.env.cr.execute("UPDATE lampo_privacy_package SET link_until = now() - interval '1 day' WHERE id = %s",
                            [self.package.id])
        self.env.invalidate_all()
        self.assertEqual(self.url_open(self.path).status_code, 404)

    def test_a_link_is_fetched_a_few_times_only(self):
        for _number in range(package_controller.MAX_DOWNLOADS):
            self.assertEqual(self.url_open(f"{self.path}/fetch", data={"x": "1"}).status_code, 200)
        self.assertEqual(self.url_open(f"{self.path}/fetch", data={"x": "1"}).status_code, 429)

    def test_who_tries_too_often_is_not_answered(self):
        with patch.object(package_controller, "TRIES", 3):
            codes = [self.url_open(self.path).status_code for _number in range(5)]
        self.assertEqual(codes, [200, 200, 200, 404, 404])

    def test_the_address_of_the_attachment_itself_is_closed(self):
        answer = self.url_open(f"/web/content/{self.package.sudo().attachment_id.id}?download=true")
        self.assertEqual(answer.status_code, 404)
