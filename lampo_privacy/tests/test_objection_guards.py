# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .objection_common import ObjectionCase

NOTE = "objected to marketing"


@tagged("post_install", "-at_install")
class TestObjectionGuards(ObjectionCase):
    """Whoever records an address, the objection is known again; and the officer reads of it where it is news."""

    def _notes(self, partner):
        return partner.message_ids.filtered(lambda message: NOTE in (message.body or ""))

    def test_who_may_not_write_the_person_records_no_objection(self):
        for user in (self.user_accountant, self.user_nobody):
            with self.assertRaises(AccessError):
                self.partner.with_user(user).action_block_marketing()
        self.assertFalse(self.partner.marketing_blocked)

    def test_what_a_clerk_changes_or_adds_is_the_objectors_too(self):
        self.user_service.group_ids += self.env.ref("base.group_partner_manager")
        self.partner.action_block_marketing()
        clerk = self.partner.with_user(self.user_service)
        clerk.street = "Uusikatu 1"
        clerk.create({"name": "Mökki", "parent_id": self.partner.id, "type": "other", "email": "mokki@posti.example"})
        self.assertTrue(self.objections._is_blocked(places=[("Matti Niemi", "Uusikatu 1", "33100")]))
        self.assertTrue(self.objections._is_blocked(emails=["mokki@posti.example"]))

    def test_an_address_that_another_company_keeps_is_the_persons_too(self):
        other = self.env["res.company"].create({"name": "Toinen Oy"})
        self._partner("Mökki", parent_id=self.partner.id, type="other", email="mokki@posti.example",
                      company_id=other.id)
        self.partner.with_user(self.user_service).action_block_marketing()
        self.assertTrue(self.objections._is_blocked(emails=["mokki@posti.example"]))

    def test_nobody_is_told_of_an_objectors_own_address_that_comes_with_another_e_mail(self):
        self.partner.action_block_marketing()
        child = self._partner("Mökki", parent_id=self.partner.id, type="other", email="matti.niemi@posti.example")
        moved = self._partner("Talvi", type="other")
        moved.write({"parent_id": self.partner.id, "email": "matti.niemi@posti.example"})
        self.assertFalse(self._notes(child) | self._notes(moved))

    def test_the_officer_reads_of_a_name_at_an_objectors_address(self):
        self.partner.action_block_marketing()
        again = self._partner("Niemi Matti", street="Kaukokatu 7", zip="33100")
        self.assertTrue(self._notes(again))

    def test_the_officer_reads_of_it_once_and_not_at_every_change(self):
        self.partner.action_block_marketing()
        again = self._partner("Joku", email="matti.niemi@posti.example")
        again.write({"name": "Joku Muu", "street": "Muukatu 1"})
        self.assertEqual(len(self._notes(again)), 1)

    def test_the_officer_reads_of_it_in_the_language_of_the_house(self):
        self.env["res.lang"]._activate_lang("fi_FI")
        self.company.partner_id.lang = "fi_FI"
        self.partner.action_block_marketing()
        # as by night and in the mail gateway, where nobody is logged in
        again = self.partner.with_context(lang=None).create({"name": "Joku", "email": "matti.niemi@posti.example"})
        self.assertIn("markkinointi", str(again.message_ids.mapped("body")).lower())

    def test_who_has_no_e_mail_takes_nobody_off_a_list(self):
        news = self.env["mailing.list"].create({"name": "News"})
        mute = self.env["mailing.contact"].create({"name": "Ei osoitetta", "list_ids": [(4, news.id)]})
        self._partner("Aino Yksi").action_block_marketing()
        self.assertEqual(mute.subscription_ids.mapped("opt_out"), [False])

    def test_who_had_left_a_list_before_left_it_on_that_day(self):
        news = self.env["mailing.list"].create({"name": "News"})
        contact = self.env["mailing.contact"].create(
            {"name": "M", "email": "matti.niemi@posti.example", "list_ids": [(4, news.id)]})
        contact.subscription_ids.opt_out = True
        contact.subscription_ids.opt_out_datetime = "2024-01-01 12:00:00"
        self.env.flush_all()
        self.env.invalidate_all()
        self.partner.action_block_marketing()
        self.assertEqual(str(contact.subscription_ids.opt_out_datetime), "2024-01-01 12:00:00")

    def test_a_clerk_who_keeps_no_mailing_lists_takes_the_person_off_them(self):
        news = self.env["mailing.list"].create({"name": "News"})
        contact = self.env["mailing.contact"].create(
            {"name": "M", "email": "matti.niemi@posti.example", "list_ids": [(4, news.id)]})
        self.partner.with_user(self.user_service).action_block_marketing()
        self.assertEqual(contact.subscription_ids.mapped("opt_out"), [True])

    def test_the_screen_turns_with_the_objection_and_with_the_address(self):
        shown = self.partner.with_user(self.user_officer)
        other = self._partner("Joku")
        self.assertEqual([shown.marketing_blocked, other.marketing_blocked], [False, False])
        shown.action_block_marketing()
        self.assertTrue(shown.marketing_blocked)
        for name, value in (("phone", "050 000 1113"), ("email", "matti.niemi@posti.example")):
            other[name] = value
            self.assertTrue(other.marketing_blocked, name)
            other[name] = False
            self.assertFalse(other.marketing_blocked, name)
        shown.action_release_marketing()
        self.assertFalse(shown.marketing_blocked)
