# Part of lampo_privacy. LGPL-3.
from freezegun import freeze_time
from odoo.tests import new_test_user, tagged

from ..engine.answer import Answer
from .objection_common import ObjectionCase


@tagged("post_install", "-at_install")
class TestObjectionPerson(ObjectionCase):
    """An objection is a person's: it follows whoever made it, and nobody else (GDPR art. 21(3))."""

    def _erase(self, partner):
        erasure = self.env["lampo.privacy.erasure"].create({"partner_id": partner.id, "ground": "manual"})
        erasure.action_run()
        self.assertEqual((erasure.state, erasure.residue_count), ("done", 0))

    def test_it_holds_for_a_new_e_mail_and_phone_and_name_and_address(self):
        self.objections._record(self.partner)
        self.partner.write({"email": "uusi@posti.example", "phone": "+358 50 000 2223", "name": "Matti Lehto",
                            "street": "Uusikatu 1"})
        self.assertTrue(self.partner.marketing_blocked)
        for trait in ({"emails": ["uusi@posti.example"]}, {"phones": ["050 000 2223"]},
                      {"places": [("Matti Lehto", "Uusikatu 1", "33100")]}, {"emails": ["matti.niemi@posti.example"]}):
            self.assertTrue(self.objections._is_blocked(**trait), trait)

    def test_what_became_known_later_is_of_the_day_and_the_request_of_the_objection(self):
        with freeze_time("2026-01-05 12:00"):
            request = self.env["lampo.privacy.request"].create(
                {"partner_id": self.partner.id, "request_type": "objection"})
        self.partner.email = "uusi@posti.example"
        lines = self.objections.search([("partner_id", "=", self.partner.id), ("kind", "=", "email")])
        self.assertEqual(len(lines), 2)
        self.assertEqual((set(map(str, lines.mapped("made_on"))), lines.request_id), ({"2026-01-05"}, request))

    def test_the_new_e_mail_is_known_after_the_erasure(self):
        self.objections._record(self.partner)
        self.partner.email = "uusi@posti.example"
        self._erase(self.partner)
        self.assertTrue(self._partner("M. Niemi", email="uusi@posti.example").marketing_blocked)

    def test_an_address_recorded_later_is_the_objectors_too(self):
        self.objections._record(self.partner)
        child = self._partner("Mökki", parent_id=self.partner.id, type="other", email="mokki@posti.example")
        moved = self._partner("Talvi", type="other", email="talvi@posti.example")
        moved.parent_id = self.partner
        self.assertTrue(child.marketing_blocked and moved.marketing_blocked)
        self.assertTrue(self.objections._is_blocked(emails=["mokki@posti.example"]))
        self.assertTrue(self.objections._is_blocked(emails=["talvi@posti.example"]))

    def test_who_has_no_address_yet_is_known_when_one_is_recorded(self):
        mute = self._partner("Aino Yksi")
        self.assertEqual(self.objections._record(mute).mapped("kind"), ["person"])
        self.assertFalse(self.objections._record(mute), "twice is once")
        self.assertTrue(mute.marketing_blocked)
        mute.email = "aino@posti.example"
        self.assertTrue(self.objections._is_blocked(emails=["aino@posti.example"]))

    def test_the_officer_is_not_told_of_the_objectors_own_new_address(self):
        self.objections._record(self.partner)
        self.partner.email = "uusi@posti.example"
        self.assertNotIn("objected", str(self.partner.message_ids.mapped("body")))

    def test_the_erasure_leaves_no_way_from_the_marks_to_the_person(self):
        mute = self._partner("Aino Yksi")
        lines = self.objections._record(self.partner)
        nameless = self.objections._record(mute)
        self._erase(self.partner)
        self._erase(mute)
        self.assertEqual((lines.exists(), lines.partner_id), (lines, self.env["res.partner"]))
        self.assertFalse(nameless.exists(), "it tells nothing of anybody any more")
        self.assertFalse((self.partner | mute).filtered("marketing_blocked"))

    def test_who_comes_back_after_the_erasure_takes_the_objection_on(self):
        self.objections._record(self.partner)
        self._erase(self.partner)
        again = self._partner("M. Niemi", email="matti.niemi@posti.example")
        again.email = "uusi@posti.example"
        self.assertTrue(again.marketing_blocked)

    def test_who_only_shared_the_address_is_free_with_an_own_one(self):
        self.objections._record(self.partner)
        wife = self._partner("Liisa Niemi", email="matti.niemi@posti.example")
        self.assertTrue(wife.marketing_blocked)
        wife.email = "liisa@posti.example"
        self.assertFalse(wife.marketing_blocked)

    def test_one_who_agrees_takes_nothing_from_another_who_objected_with_the_same_address(self):
        wife = self._partner("Liisa Niemi", email="matti.niemi@posti.example")
        self.objections._record(self.partner)
        wife.with_user(self.user_officer).action_release_marketing()
        self.assertTrue(self.partner.marketing_blocked)
        self.assertTrue(self.objections._is_blocked(emails=["matti.niemi@posti.example"]))
        self.assertIn("objected to marketing", str(wife.message_ids.mapped("body")), "the officer reads why")

    def test_of_two_who_objected_with_one_address_each_takes_back_the_own(self):
        wife = self._partner("Liisa Niemi", email="matti.niemi@posti.example")
        self.objections._record(self.partner)
        self.objections._record(wife)
        self.partner.with_user(self.user_officer).action_release_marketing()
        self.assertTrue(self.objections._is_blocked(emails=["matti.niemi@posti.example"]))
        self.assertFalse(self.objections._is_blocked(phones=["0500001113"]))
        wife.with_user(self.user_officer).action_release_marketing()
        self.assertFalse((self.partner | wife).filtered("marketing_blocked"))

    def test_an_officer_takes_back_no_objection_to_another_company(self):
        other = self.env["res.company"].create({"name": "Toinen Oy"})
        officer = new_test_user(self.env, login="other_officer", groups="lampo_privacy.group_officer",
                                company_id=other.id, company_ids=[(6, 0, other.ids)])
        self.env["lampo.privacy.confidentiality.acceptance"]._accept(officer)
        lines = self.objections._record(self.partner)
        self.partner.with_user(officer).action_release_marketing()
        self.assertEqual(lines.exists(), lines)
        self.assertTrue(self.partner.marketing_blocked)

    def test_the_officer_reads_of_it_when_somebody_takes_on_an_objectors_address(self):
        self.objections._record(self.partner)
        other = self._partner("Joku", email="joku@posti.example")
        other.email = "matti.niemi@posti.example"
        self.assertIn("objected to marketing", str(other.message_ids.mapped("body")))

    def test_the_person_is_told_of_the_objection_in_the_answer(self):
        self.objections._record(self.partner)
        tables = {table.name for table in Answer(self.env, self.partner.id, staff="staff", other="other").tables}
        self.assertIn("lampo_privacy_objection", tables)
