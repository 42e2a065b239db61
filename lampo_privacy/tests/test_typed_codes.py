# Part of lampo_privacy. LGPL-3.
from markupsafe import Markup
from odoo.exceptions import ValidationError
from odoo.tests import tagged

from ..tools.identity_codes import MASK
from .identity_common import CODE, IdentityCodeCase

SPLIT = Markup("<p>tunnus <b>010170</b>-901K</p>")


@tagged("post_install", "-at_install")
class TestTypedCodes(IdentityCodeCase):
    """Codes that staff type elsewhere than in the code's own field."""

    def setUp(self):
        super().setUp()
        self.mine = self.partner.with_user(self.user_service)

    def _is_masked(self, text):
        self.assertIn(MASK, str(text))
        self.assertNotIn("901K", str(text))

    def test_a_code_in_a_message_is_masked_also_when_it_is_edited(self):
        message = self.mine.message_post(body=SPLIT, subject=f"Re {CODE}")
        self._is_masked(message.body)
        self._is_masked(message.subject)
        message.sudo().write({"body": SPLIT, "subject": "Re"})
        self._is_masked(message.body)

    def test_a_message_without_a_code_stays_as_it_was(self):
        body = Markup("<p>Lasku 1234567890, puh. <b>040 123 4567</b> &lt;liisa&gt;</p>")
        self.assertEqual(self.mine.message_post(body=body).body, body)

    def test_a_code_in_an_activity_is_masked(self):
        activity = self.mine.activity_schedule("mail.mail_activity_data_todo", summary=f"Soita {CODE}", note=SPLIT)
        self._is_masked(activity.summary)
        self._is_masked(activity.note)

    def test_a_code_in_a_text_of_a_contact_is_masked(self):
        self.mine.write({"ref": CODE, "comment": SPLIT})
        self._is_masked(self.mine.ref)
        self._is_masked(self.mine.comment)
        self._is_masked(self.mine.create({"name": f"Liisa {CODE}"}).name)

    def test_a_code_in_a_text_of_the_register_is_refused(self):
        officer = self.env(user=self.user_officer.id)
        site = self._site().with_env(officer)
        hold = {"partner_id": self.partner.id, "reason": f"riita {CODE}"}
        for attempt in (lambda: site.write({"name": f"Kaukokatu {CODE}"}),
                        lambda: site.copy({"name": f"Kaukokatu {CODE}"}),
                        lambda: officer["lampo.privacy.hold"].create(hold)):
            with self.assertRaises(ValidationError) as caught:
                attempt()
            self.assertNotIn("901K", str(caught.exception))

    def test_the_field_of_the_code_still_takes_it(self):
        self.as_officer.write({"identity_code": CODE, "comment": "hyvä"})
        self.assertEqual(self._find(CODE), self.partner)
