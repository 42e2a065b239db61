# Part of lampo_privacy. LGPL-3.
import io
import zipfile
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import Form, HttpCase, tagged

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


@tagged("post_install", "-at_install")
class TestPackageLinkByMail(PackageCase):
    """The officer's answer by mail carries the link; nothing that is kept does."""

    def setUp(self):
        super().setUp()
        self.request.register_line_ids.action_found()
        self.package = self._package()
        self.package.action_make_link()
        self.secret = self.package.link_url.rpartition("/")[2]

    def _send(self, user=None, request=None, **values):
        request = request or self.request
        wizard = self.env["lampo.privacy.letter.send"].with_user(user or self.user_officer).with_context(
            **request._letter_action("answer")["context"]).create({"how": "email", "closes": False, **values})
        before = self.env["mail.mail"].sudo().search([])
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            wizard.action_send()
        return self.env["mail.mail"].sudo().search([]) - before

    def test_the_mail_to_the_person_carries_the_link_in_the_persons_language(self):
        mail = self._send()
        self.assertIn(self.package.link_url, mail.body_html)
        self.assertIn("each use is written down", mail.body_html)
        self.assertIn("aino.salmela@posti.example", mail.email_to)
        self.assertTrue(mail.auto_delete)

    def test_a_layout_that_shows_the_letter_otherwise_does_not_lose_the_link(self):
        with patch("odoo.addons.mail.models.mail_thread.MailThread._notify_by_email_render_layout",
                   lambda *args, **kwargs: "<p>Muuta</p>"):
            self.assertIn(self.secret, self._send().body_html)

    def test_it_is_logged(self):
        self._send()
        self.assertIn("mailed", self.package.download_ids.mapped("result"))

    def test_what_is_filed_does_not_carry_it(self):
        self._send()
        for message in self.request.message_ids:
            self.assertNotIn(self.secret, str(message.body))
        for file in self.request.letter_ids.attachment_id:
            self.assertNotIn(self.secret.encode(), file.raw)

    def test_it_goes_to_the_persons_own_address_only(self):
        with self.assertRaisesRegex(UserError, "not the person's address"), self.env.cr.savepoint():
            self._send(email_to="joku@muu.example")

    def test_an_address_that_the_register_does_not_know_is_made_sure_of_first(self):
        self.request.email_from = "aino@tyopaikka.example"
        with self.assertRaisesRegex(UserError, "does not know this address"), self.env.cr.savepoint():
            self._send(email_to="aino@tyopaikka.example")
        mail = self._send(email_to="aino@tyopaikka.example", address_checked=True)
        self.assertIn(self.secret, mail.body_html)
        self.assertIn("That it is the person's own was confirmed", self._notes())

    def test_the_dialog_shows_when_the_register_does_not_know_the_address(self):
        self.request.email_from = "aino@tyopaikka.example"
        form = Form(self.env["lampo.privacy.letter.send"].with_user(self.user_officer).with_context(
            **self.request._letter_action("answer")["context"]))
        form.how = "email"
        self.assertEqual((form.email_to, form.address_unknown), ("aino.salmela@posti.example", False))
        form.email_to = "aino@tyopaikka.example"
        self.assertTrue(form.address_unknown)
        form.how = "print"
        self.assertFalse(form.address_unknown)

    def test_the_link_goes_where_the_request_came_from_when_the_register_has_no_address(self):
        self.person.email = False
        self.request.email_from = "aino@tyopaikka.example"
        with self.assertRaisesRegex(UserError, "does not know this address"):
            self._send()
        self.assertIn("aino@tyopaikka.example", self._send(address_checked=True).email_to)

    def _dialog(self, user, **values):
        return self.env["lampo.privacy.letter.send"].with_user(user).with_context(
            **self.request._letter_action("answer")["context"]).create(values)

    def test_where_there_is_a_link_the_letter_goes_by_mail(self):
        self.assertEqual(self.request.channel, "office")
        self.assertEqual(self._dialog(self.user_officer).how, "email")
        self.package.action_revoke_link()
        self.assertEqual(self._dialog(self.user_officer).how, "print")

    def test_a_letter_that_does_not_carry_the_link_says_so_until_one_did(self):
        for user, how, missing in ((self.user_officer, "email", False), (self.user_officer, "print", True),
                                   (self.user_service, "email", True)):
            self.assertEqual(self._dialog(user, how=how).link_missing, missing, (user.login, how))
        self._send()
        self.assertFalse(self._dialog(self.user_service, how="email").link_missing)

    def test_while_proof_of_identity_is_waited_for_the_link_is_not_mailed(self):
        self.request.action_ask_identity()
        with self.assertRaisesRegex(UserError, "has not been seen"), self.env.cr.savepoint():
            self._send()
        self.request.action_confirm_identity("Passport seen")
        self.assertIn(self.secret, self._send().body_html)

    def _notes(self):
        return "".join(str(body) for body in self.request.message_ids.mapped("body"))

    def test_the_letter_of_a_clerk_does_not_carry_it(self):
        self.assertNotIn(self.secret, self._send(self.user_service).body_html)

    def test_a_printed_letter_and_one_of_another_kind_do_not(self):
        self.assertFalse(self._send(how="print"))
        wizard = self.env["lampo.privacy.letter.send"].with_user(self.user_officer).with_context(
            **self.request._letter_action("receipt")["context"]).create({"how": "email"})
        self.assertFalse(wizard.package_id)

    def test_a_revoked_link_is_not_mailed(self):
        self.package.action_revoke_link()
        self.assertNotIn("/privacy/answer/", self._send().body_html)

    def test_a_client_cannot_put_words_into_a_mail(self):
        request = self.request.with_user(self.user_service).with_context(lampo_mail_only="<p>Klikkaa</p>")
        before = self.env["mail.mail"].sudo().search([])
        with patch("odoo.addons.mail.models.mail_mail.MailMail.send"):
            request.message_post(body="Hei", subtype_xmlid="mail.mt_comment", message_type="comment",
                                 outgoing_email_to="joku@muu.example")
        mail = self.env["mail.mail"].sudo().search([]) - before
        self.assertTrue(mail)
        self.assertNotIn("Klikkaa", mail.body_html)
