# Part of lampo_privacy. LGPL-3.
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from ..controllers import package as package_controller
from .common import LampoCase
from .package_common import PackageCase

LIMITED = package_controller.too_many_tries


@tagged("post_install", "-at_install")
class TestTooManyTries(LampoCase):
    """How often an address may try a link, kept in memory and little of it."""

    def setUp(self):
        super().setUp()
        package_controller._tries.clear()
        self.addCleanup(package_controller._tries.clear)

    def _use_up(self, address, moment=0.0):
        return [LIMITED(address, moment) for _number in range(package_controller.TRIES)]

    def test_who_waits_a_minute_is_answered_again(self):
        self.assertEqual(set(self._use_up("192.0.2.1")), {False})
        self.assertTrue(LIMITED("192.0.2.1", package_controller.WINDOW - 1))
        self.assertFalse(LIMITED("192.0.2.1", 2 * package_controller.WINDOW))

    def test_another_address_is_answered_meanwhile(self):
        self._use_up("192.0.2.1")
        self.assertTrue(LIMITED("192.0.2.1", 1.0))
        self.assertFalse(LIMITED("192.0.2.2", 1.0))

    def test_a_flood_fills_no_memory(self):
        for _number in range(10):
            self._use_up("192.0.2.1")
        self.assertLessEqual(len(package_controller._tries["192.0.2.1"]), package_controller.TRIES + 1)
        with patch.object(package_controller, "REMEMBERED", 3):
            for number in range(5):
                LIMITED(f"198.51.100.{number}", 1.0)
        self.assertEqual(list(package_controller._tries), [f"198.51.100.{number}" for number in (2, 3, 4)])


@tagged("post_install", "-at_install")
class TestPackageLinkGuards(PackageCase, HttpCase):
    """What the two addresses of a link do not do."""

    def setUp(self):
        super().setUp()
        package_controller._tries.clear()
        self.addCleanup(package_controller._tries.clear)
        self.package = self._package()
        self.package.action_make_link()
        self.path = "/privacy/answer/" + self.package.link_url.rpartition("/")[2]
        self.env.flush_all()
        self.opener.cookies.clear()

    def _get(self, path=""):
        return self.opener.get(self.base_url() + self.path + path, allow_redirects=False)

    def _post(self, path="/fetch"):
        return self.opener.post(self.base_url() + self.path + path, data={"x": "1"}, allow_redirects=False)

    def test_nothing_but_the_button_fetches(self):
        for answer in (self._get("/fetch"), self._post("")):
            self.assertEqual(answer.status_code, 405)
        self.opener.head(self.base_url() + self.path + "/fetch")
        self.env.invalidate_all()
        self.assertFalse(self.package.download_ids)

    def test_neither_page_nor_archive_is_kept_found_or_told_to_the_next_page(self):
        for answer in (self._get(), self._post(), self.opener.get(self.base_url() + "/privacy/answer/1")):
            for name, value in package_controller.HEADERS:
                self.assertEqual(answer.headers.get(name), value, (name, answer.status_code))

    def test_no_cookie_is_set(self):
        for answer in (self._get(), self._post(), self.opener.get(self.base_url() + "/privacy/answer/1")):
            self.assertNotIn("Set-Cookie", answer.headers)

    def test_the_link_of_a_package_that_is_gone_looks_like_any_other(self):
        wrong = self.opener.get(self.base_url() + "/privacy/answer/1")
        self.package.sudo().unlink()
        self.env.flush_all()
        gone = self._get()
        self.assertEqual((gone.status_code, gone.text), (wrong.status_code, wrong.text))

    def test_the_link_of_an_archive_that_is_gone_does_not_work(self):
        self.package.sudo().attachment_id.unlink()
        self.env.flush_all()
        self.assertEqual([self._get().status_code, self._post().status_code], [404, 404])

    def test_looking_uses_nothing_up(self):
        for _number in range(package_controller.MAX_DOWNLOADS + 1):
            self.assertEqual(self._get().status_code, 200)
        self.assertEqual(self._post().status_code, 200)

    def test_once_it_was_fetched_often_enough_its_page_says_so(self):
        for _number in range(package_controller.MAX_DOWNLOADS):
            self._post()
        answer = self._get()
        self.assertEqual(answer.status_code, 429)
        self.assertNotIn("/fetch", answer.text)
        self.env.invalidate_all()
        self.assertIn("too_many", self.package.download_ids.mapped("result"))

    def test_the_page_speaks_the_language_of_the_package(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        self.package.sudo()._step({"lang": "fi_FI"})
        self.env.flush_all()
        self.assertIn("Henkilötietonne", self._get().text)
