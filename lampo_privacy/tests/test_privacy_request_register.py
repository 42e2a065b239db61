# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tests.common import freeze_time

from .common import LampoCase


@tagged("post_install", "-at_install")
@freeze_time("2026-11-30 10:00:00")
class TestPrivacyRequestRegister(LampoCase):
    """The checklist of registers, the office form, and requests that are joined."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        registers = cls.env["lampo.privacy.register"]
        registers.search([("company_id", "=", cls.company.id)]).active = False
        cls.billing, cls.paper = registers.create([
            {"name": "Laskutus", "kind": "billing", "company_id": cls.company.id},
            {"name": "Paperit", "kind": "paper", "company_id": cls.company.id, **cls._place(registers)},
        ])
        cls.person = cls._partner("Aino Esimerkki")

    @staticmethod
    def _place(registers):
        return {"place": "Arkisto, kaappi 1"} if "place" in registers._fields else {}

    def _request(self, **values):
        return self.env["lampo.privacy.request"].create({"partner_id": self.person.id, **values})

    def _notes(self, request):
        return "\n".join(str(body) for body in request.message_ids.mapped("body"))

    # -- registers

    def test_every_register_of_the_company_is_on_the_list(self):
        self.assertEqual(self._request().register_line_ids.register_id, self.billing + self.paper)

    def test_registers_of_another_company_are_not_on_the_list(self):
        other = self.env["res.company"].create({"name": "Toinen Lämpö Oy"})
        foreign = self.env["lampo.privacy.register"].create({"name": "Vieras", "kind": "billing",
                                                             "company_id": other.id})
        self.assertNotIn(foreign, self._request().register_line_ids.register_id)

    def test_a_request_cannot_be_answered_while_a_register_is_open(self):
        request = self._request()
        request.register_line_ids[0].action_found()
        with self.assertRaisesRegex(UserError, "Search every register"):
            request.action_done()

    def test_a_request_whose_registers_were_searched_is_answered(self):
        request = self._request()
        request.register_line_ids[0].action_found()
        request.register_line_ids[1].action_nothing()
        self.assertFalse(request.registers_open)
        request.action_done()
        self.assertEqual(request.state, "done")

    def test_a_refusal_and_a_withdrawal_need_no_search(self):
        self._request().action_refuse("Unfounded")
        self._request().action_withdraw()

    def test_a_result_notes_who_searched_and_when(self):
        line = self._request().register_line_ids[0].with_user(self.user_service)
        line.action_nothing()
        self.assertEqual((line.searched_by, line.searched_on), (self.user_service, date(2026, 11, 30)))

    def test_a_result_taken_back_takes_who_and_when_back(self):
        line = self._request().register_line_ids[0]
        line.action_found()
        line.result = False
        self.assertFalse(line.searched_by or line.searched_on)

    def test_who_and_when_cannot_be_written(self):
        line = self._request().register_line_ids[0]
        for values in ({"searched_on": "2026-11-01"}, {"result": "found", "searched_by": self.user_officer.id}):
            with self.subTest(values), self.assertRaisesRegex(UserError, "noted by the result itself"):
                line.write(values)

    def test_the_list_of_a_closed_request_stays(self):
        request = self._request()
        request.register_line_ids.action_found()
        request.action_done()
        with self.assertRaisesRegex(UserError, "evidence"):
            request.register_line_ids[0].action_nothing()
        with self.assertRaisesRegex(UserError, "evidence"):
            request.register_line_ids[0].unlink()

    def test_a_note_holds_no_identity_code(self):
        with self.assertRaisesRegex(ValidationError, "identity code"):
            self._request().register_line_ids[0].note = "mappi 010190-900P"

    def test_a_register_is_searched_and_dropped_by_nobody(self):
        line = self._request().register_line_ids[0]
        for user in (self.user_service, self.user_officer, self.user_manager):
            line.with_user(user).action_found()
            with self.assertRaises(AccessError):
                line.with_user(user).unlink()

    def test_a_line_moves_neither_to_another_request_nor_to_another_register(self):
        line = self._request().register_line_ids[0].with_user(self.user_service)
        other = self._request()
        for values in ({"request_id": other.id}, {"register_id": other.register_line_ids[1].register_id.id}):
            with self.assertRaisesRegex(UserError, "stays with its request"):
                line.write(values)

    def test_a_register_that_came_later_is_added_when_work_starts(self):
        request = self._request()
        late = self.env["lampo.privacy.register"].create(
            {"name": "Verkkosivut", "kind": "website", "company_id": self.company.id})
        request.action_start()
        self.assertIn(late, request.register_line_ids.register_id)

    def test_an_old_closed_request_is_imported_without_a_list(self):
        request = self._request(state="done", received_on="2026-01-30", closed_on="2026-02-20")
        self.assertFalse(request.register_line_ids)

    # -- the office form

    def test_the_office_form_needs_only_who_and_records_the_rest(self):
        view = "lampo_privacy.view_privacy_request_intake_form"
        form = Form(self.env["lampo.privacy.request"].with_user(self.user_service), view=view)
        form.partner_id = self.person
        self.assertEqual(form.due_on, date(2026, 12, 30))
        request = form.save()
        self.assertEqual((request.request_type, request.channel), ("access", "office"))
        self.assertEqual(request.action_open_form()["res_id"], request.id)

    def test_a_person_is_found_by_site_contract_and_customer_number(self):
        self.person.ref = "A-4711"
        site = self._site(name="Koulu", street="Höyrykuja 2", code="HK2X")
        contract = self._contract(self.person, site, "2020-01-01")
        finder = self.env["res.partner"].with_user(self.user_service).with_context(lampo_find_person=True)
        for words in ("Koulu", "Höyrykuja", "HK2X", contract.name, "A-4711", "Aino Esim"):
            with self.subTest(words):
                self.assertIn(self.person.id, [found for found, __ in finder.name_search(words)])

    def test_a_search_for_all_others_leaves_the_person_of_the_name_out(self):
        self._contract(self.person, self._site(name="Höyrykuja 2"), "2020-01-01")
        finder = self.env["res.partner"].with_user(self.user_service).with_context(lampo_find_person=True)
        self.assertNotIn(self.person.id, [found for found, __ in finder.name_search(
            "Aino Esim", operator="not ilike", limit=None)])

    def test_elsewhere_a_person_is_not_found_by_the_site(self):
        self._contract(self.person, self._site(name="Höyrykuja 2"), "2020-01-01")
        self.assertFalse(self.env["res.partner"].with_user(self.user_service).name_search("Höyrykuja 2"))

    def test_a_namesake_is_told_by_the_site(self):
        self._contract(self.person, self._site(name="Höyrykuja 2"), "2020-01-01")
        found = self.person.with_user(self.user_service).with_context(lampo_find_person=True)
        self.assertEqual(found.display_name, "Aino Esimerkki, Höyrykuja 2")

    def test_a_choice_shows_the_site_apart_from_the_name_and_elsewhere_the_name_alone(self):
        self.person.ref = "A-4711"
        self._contract(self.person, self._site(name="Höyrykuja 2"), "2020-01-01")
        person = self.person.with_user(self.user_service)
        found = person.with_context(lampo_find_person=True)
        self.assertEqual(found.display_name, "Aino Esimerkki, A-4711, Höyrykuja 2")
        self.assertEqual(person.display_name, "Aino Esimerkki")
        choice = person.with_context(lampo_find_person=True, formatted_display_name=True)
        self.assertEqual(choice.display_name, "Aino Esimerkki \t --A-4711, Höyrykuja 2--")

    def test_who_may_not_see_contracts_finds_by_name_alone(self):
        self._contract(self.person, self._site(name="Höyrykuja 2"), "2020-01-01")
        finder = self.env["res.partner"].with_user(self.user_nobody).with_context(lampo_find_person=True)
        self.assertFalse(finder.name_search("Höyrykuja 2"))

    # -- joining

    def test_joined_requests_keep_the_earliest_receipt(self):
        late, early = self._request(), self._request(received_on="2026-11-10")
        action = (late + early).action_join()
        self.assertEqual(action["res_id"], early.id)
        self.assertEqual((early.state, early.due_on), ("new", date(2026, 12, 10)))
        self.assertEqual((late.state, late.joined_into_id), ("withdrawn", early))
        self.assertIn(early.name, self._notes(late))
        self.assertIn(late.name, self._notes(early))

    def test_whoever_doubted_one_of_them_doubts_the_joined_one(self):
        first, second = self._request(received_on="2026-11-20"), self._request(received_on="2026-11-25")
        with freeze_time("2026-11-27 10:00:00"):
            second.action_ask_identity()
        (first | second).action_join()
        self.assertEqual((first.identity_asked_on, first.identity_confirmed_on), (date(2026, 11, 27), False))

    def test_an_identity_that_was_seen_for_one_of_them_is_not_asked_for_again(self):
        first, second = self._request(received_on="2026-11-20"), self._request(received_on="2026-11-25")
        second.action_ask_identity()
        first.action_confirm_identity()
        (first | second).action_join()
        self.assertFalse(first.identity_asked_on)

    def test_a_single_request_is_joined_with_its_duplicates(self):
        first, second = self._request(), self._request()
        second.action_join()
        self.assertEqual(second.joined_into_id, first)

    def test_what_one_knows_the_other_learns(self):
        first = self._request(partner_id=False, subject_name="A. Esimerkki", email_from="aino@example.com",
                              to_sort=True, description="Yksi")
        second = self._request(email_from="aino@example.com", request_type="erasure", description="Kaksi")
        second.action_confirm_identity("Passi nähty")
        second.register_line_ids[0].action_found()
        (first + second).action_join()
        self.assertEqual((first.partner_id, first.request_type, first.to_sort), (self.person, "erasure", False))
        self.assertEqual((first.identity_note, first.description), ("Passi nähty", "Yksi\n\nKaksi"))
        self.assertEqual(first.register_line_ids[0].result, "found")

    def test_files_come_along(self):
        first, second = self._request(), self._request()
        self.env["ir.attachment"].create({"name": "kirje.txt", "raw": b"x", "res_model": second._name,
                                          "res_id": second.id})
        second.action_join()
        files = self.env["ir.attachment"].search([("res_model", "=", first._name), ("res_id", "=", first.id)])
        self.assertEqual(files.mapped("name"), ["kirje.txt"])

    def test_requests_that_differ_are_not_joined(self):
        first = self._request()
        stranger = self._partner("Joku Muu")
        for values in ({"partner_id": stranger.id}, {"request_type": "erasure"}):
            with self.subTest(values), self.assertRaises(UserError):
                (first + self._request(**values)).action_join()

    def test_what_was_asked_of_two_companies_is_no_duplicate_and_is_not_joined(self):
        ours = self._request()
        theirs = self._request(company_id=self.env["res.company"].create({"name": "Naapurin Lämpö Oy"}).id)
        both = (ours | theirs).with_context(allowed_company_ids=(ours | theirs).company_id.ids)
        self.assertFalse(both.duplicate_ids)
        with self.assertRaisesRegex(UserError, "to one company"):
            both.action_join()

    def test_strangers_are_not_joined_on_a_guess(self):
        requests = self._request(partner_id=False, subject_name="Yksi") + self._request(
            partner_id=False, subject_name="Kaksi")
        with self.assertRaisesRegex(UserError, "choose the person"):
            requests.action_join()

    def test_a_stranger_is_not_joined_into_a_known_persons_request(self):
        self.person.email = "aino@example.com"
        known = self._request()
        for address in ("bertta@example.org", False):
            stranger = self._request(partner_id=False, subject_name="Bertta", email_from=address)
            with self.subTest(address), self.assertRaisesRegex(UserError, "choose the person"):
                (known + stranger).action_join()
        self.assertFalse(known.email_from)

    def test_a_stranger_without_an_address_is_not_joined_into_another_strangers_request(self):
        first = self._request(partner_id=False, subject_name="Yksi", email_from="yksi@example.org")
        with self.assertRaisesRegex(UserError, "choose the person"):
            (first + self._request(partner_id=False, subject_name="Kaksi")).action_join()

    def test_who_wrote_from_the_persons_own_address_is_joined(self):
        self.person.email = "Aino@example.com"
        known = self._request()
        letter = self._request(partner_id=False, subject_name="A", email_from="aino@example.com")
        (known + letter).action_join()
        self.assertEqual(letter.joined_into_id, known)

    def test_what_was_searched_for_a_stranger_is_searched_again_for_the_person(self):
        stranger = self._request(partner_id=False, subject_name="A", email_from="aino@example.com")
        stranger.register_line_ids.action_nothing()
        (stranger + self._request(email_from="aino@example.com")).action_join()
        self.assertEqual((stranger.partner_id, stranger.registers_open), (self.person, 2))

    def test_a_closed_request_is_not_joined(self):
        first, second = self._request(), self._request()
        second.action_withdraw()
        with self.assertRaisesRegex(UserError, "closed already"):
            (first + second).action_join()

    def test_one_request_alone_is_not_joined(self):
        with self.assertRaisesRegex(UserError, "nothing to join"):
            self._request().action_join()
