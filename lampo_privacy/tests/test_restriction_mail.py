# Part of lampo_privacy. LGPL-3.
from odoo import Command
from odoo.tests import new_test_user, tagged

from .common import LampoCase

KAARLO, LIISA = "kaarlo.koivu@posti.example", "liisa.lehto@posti.example"


@tagged("post_install", "-at_install")
class TestRestrictionMail(LampoCase):
    """Of a mail that leaves, who is restricted is taken off and everything else stays (GDPR art. 18)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner("Kaarlo Koivu", email=KAARLO)
        cls.other = cls._partner("Liisa Lehto", email=LIISA)
        cls._restrict(cls.partner)
        cls.queue = cls.env(user=cls.env.ref("base.user_root"))

    @classmethod
    def _restrict(cls, partner):
        partner.with_user(cls.user_officer).processing_restricted = True

    def _mail(self, **vals):
        return self.queue["mail.mail"].create(
            {"subject": "Hei", "body_html": "<p>Hei</p>", "email_from": "a@b.example", **vals})

    def _left(self, **vals):
        """(to, cc, recipients, state) of a mail after it was looked at."""
        letter = self._mail(**vals)
        letter._lampo_drop_restricted()
        return letter.email_to, letter.email_cc, letter.recipient_ids, letter.state

    def test_whoever_else_it_goes_to_gets_it(self):
        nobody, other = self.env["res.partner"], self.other
        everybody = Command.set((self.partner | other).ids)
        for vals, left in (
            ({"email_to": f"{KAARLO}, {LIISA}"}, (LIISA, False, nobody)),
            ({"email_to": LIISA, "email_cc": KAARLO}, (LIISA, "", nobody)),
            ({"email_to": KAARLO, "email_cc": LIISA}, ("", LIISA, nobody)),
            ({"email_to": KAARLO, "recipient_ids": [everybody]}, ("", False, other)),
            ({"email_cc": KAARLO, "recipient_ids": [Command.set(self.partner.ids)], "email_to": LIISA},
             (LIISA, "", nobody)),
        ):
            self.assertEqual(self._left(**vals), (*left, "outgoing"), vals)
        self.assertEqual(self._left(email_cc=KAARLO), (False, "", nobody, "cancel"))

    def test_a_mail_to_others_keeps_every_letter_of_what_was_written(self):
        written = f"Liisa  <{LIISA}> ;  b@c.example"
        self.assertEqual(self._left(email_to=written, email_cc=KAARLO)[0], written)
        letter = self._mail(email_to=written)
        (letter | self._mail(email_to=KAARLO))._lampo_drop_restricted()  # looked at together, as the queue does
        self.assertEqual((letter.email_to, letter.failure_reason), (written, False))

    def test_a_mail_to_the_shared_address_that_names_the_person_in_its_subject_or_copy_stays(self):
        self.other.email = KAARLO
        for about in ({"subject": "KAARLO KOIVU, lasku"}, {"email_cc": "Kaarlo Koivu <b@c.example>"}):
            self.assertFalse(self._left(email_to=KAARLO, **about)[0], about)
        self.assertEqual(self._left(email_to=KAARLO, subject="Liisa Lehto")[0], KAARLO)

    def test_a_mail_to_the_shared_address_about_the_person_without_a_name_stays(self):
        address = self._partner(False, parent_id=self.other.id, type="invoice", email="lasku@posti.example")
        self.other.email = "lasku@posti.example"
        self._restrict(address)
        self.assertEqual(self._left(email_to="lasku@posti.example")[0], "lasku@posti.example")
        self.assertFalse(self._left(email_to="lasku@posti.example", model="res.partner", res_id=address.id)[0])

    def test_who_is_gone_or_restricted_too_is_no_housemate(self):
        housemate = self._partner("Kerttu Koivu", email=KAARLO)
        self.assertEqual(self._left(email_to=KAARLO)[0], KAARLO)
        housemate.active = False
        self.assertFalse(self._left(email_to=KAARLO)[0])
        housemate.active = True
        self._restrict(housemate)
        self.assertFalse(self._left(email_to=KAARLO)[0])

    def test_who_came_before_the_restriction_of_today_is_a_housemate_whatever_was_restricted_before(self):
        housemate = self._partner("Kerttu Koivu", email=KAARLO)
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET create_uid = %s, create_date = '2025-01-01' WHERE id = %s",
                            [self.user_service.id, housemate.id])
        self.env.cr.execute(
            "INSERT INTO lampo_privacy_restriction (partner_id, company_id, create_date, ended_on, date_from) "
            "SELECT partner_id, company_id, '2024-01-01', '2024-06-01', '2024-01-01' FROM lampo_privacy_restriction "
            "WHERE partner_id = %s LIMIT 1", [self.partner.id])
        self.env.invalidate_all()
        self.assertEqual(self._left(email_to=KAARLO)[0], KAARLO)

    def test_an_address_of_this_very_moment_is_known(self):
        self.partner.with_user(self.user_officer).email = "uusi@posti.example"
        self.assertFalse(self._left(email_to="uusi@posti.example")[0])

    def test_a_colleague_gets_the_house_s_mail_and_a_portal_customer_does_not(self):
        colleague, customer = (new_test_user(self.env, login, groups) for login, groups in (
            ("lampo_colleague", "base.group_user"), ("lampo_portal", "base.group_portal")))
        everybody = (colleague | customer).partner_id
        everybody.processing_restricted = True
        self.assertEqual(self._left(recipient_ids=[Command.set(everybody.ids)])[2], colleague.partner_id)

    def test_in_the_chatter_the_person_s_line_says_why_and_the_others_stay(self):
        message = self.other.message_post(body="Hei", message_type="comment")
        letter = self._mail(recipient_ids=[Command.set((self.partner | self.other).ids)], mail_message_id=message.id)
        lines = self.env["mail.notification"].create([
            {"mail_message_id": message.id, "mail_mail_id": letter.id, "res_partner_id": one.id,
             "notification_type": "email", "notification_status": "ready"} for one in (self.partner, self.other)])
        letter._lampo_drop_restricted()
        self.assertEqual(lines.mapped("notification_status"), ["canceled", "ready"])
        self.assertIn("restricted", lines[0].failure_reason)

    def test_it_holds_whoever_sends(self):
        for user in (self.user_service, self.user_nobody):
            letter = self._mail(recipient_ids=[Command.set(self.partner.ids)])
            self.assertEqual(letter.with_user(user)._lampo_drop_restricted(), letter)
