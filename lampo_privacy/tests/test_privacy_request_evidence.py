# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LampoCase


@tagged("post_install", "-at_install")
class TestPrivacyRequestEvidence(LampoCase):
    """What was noted on a request stays as it was noted, for everybody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Aino Esimerkki")
        cls.request = cls.env["lampo.privacy.request"].create({"partner_id": cls.person.id})
        cls.request.action_extend("Many requests")
        cls.note = cls.request.message_ids[:1]

    def _refused(self):
        return self.assertRaisesRegex(UserError, "evidence")

    def test_a_note_is_not_edited_by_anybody(self):
        for user in (self.user_service, self.user_officer, self.user_manager, self.env.ref("base.user_root")):
            for values in ({"body": "x"}, {"date": "2020-01-01"}, {"author_id": self.person.id}, {"res_id": 0}):
                with self.subTest(user=user.login, values=values), self._refused():
                    self.note.with_user(user).sudo().write(values)

    def test_a_note_is_not_deleted_by_anybody(self):
        with self._refused():
            self.note.sudo().unlink()

    def test_a_comment_is_not_edited_by_its_author(self):
        comment = self.request.with_user(self.user_officer).message_post(body="Soitettu", message_type="comment")
        with self._refused():
            self.request.with_user(self.user_officer)._message_update_content(comment, body="Ei soitettu")

    def test_the_key_is_no_value_that_a_client_can_send(self):
        with self._refused():
            self.note.with_context(lampo_bypass=True).sudo().write({"body": "x"})

    def test_tracked_values_stay(self):
        tracked = self.env["lampo.privacy.request"].with_context(tracking_disable=False).create(
            {"partner_id": self.person.id})
        self.env.cr.precommit.run()
        tracked.request_type = "erasure"
        self.env.flush_all()
        self.env.cr.precommit.run()
        value = tracked.message_ids.sudo().tracking_value_ids[:1]
        self.assertTrue(value)
        with self._refused():
            value.write({"new_value_char": "x"})
        with self._refused():
            value.unlink()

    def test_a_file_of_a_note_stays(self):
        message = self.request.message_post(body="Kirje", attachments=[("kirje.txt", "alkuperäinen")])
        file = message.attachment_ids
        for change in (lambda: file.unlink(), lambda: file.write({"raw": b"x"}), lambda: file.write({"res_id": 0})):
            with self._refused():
                change()

    def test_a_file_that_no_note_brought_can_go(self):
        file = self.env["ir.attachment"].create(
            {"name": "vahinko.txt", "raw": b"x", "res_model": self.request._name, "res_id": self.request.id})
        file.unlink()
        self.assertFalse(file.exists())

    def test_stars_and_reactions_stay_free(self):
        self.note.with_user(self.user_officer).toggle_message_starred()

    def test_notes_of_other_records_are_free(self):
        note = self.person.message_post(body="x")
        note.sudo().body = "y"
        note.sudo().unlink()

    def test_a_request_recorded_by_mistake_goes_with_its_notes(self):
        request = self.env["lampo.privacy.request"].create({"partner_id": self.person.id})
        note = request.message_post(body="Vahinko")
        request.with_user(self.user_officer).unlink()
        self.assertFalse(note.exists())
