# Part of lampo_privacy. LGPL-3.
from datetime import timedelta

from odoo.addons.http_routing.tests.common import MockRequest
from odoo.tests import new_test_user, tagged

from .access_log_common import HttpLogCase


@tagged("post_install", "-at_install")
class TestAccessLogOverHttp(HttpLogCase):
    def test_opening_a_page_is_one_line(self):
        self._call("res.partner", "web_read", [self.person.ids], specification={"name": {}, "is_data_subject": {}})
        [line] = self._lines()
        self.assertEqual((line.kind, line.partner_id, line.user_id), ("open", self.person, self.user_service))

    def test_saving_an_open_page_is_no_look_and_saving_one_that_was_not_opened_is(self):
        save = lambda: self._call("res.partner", "web_save", [self.person.ids, {"street": "Kaukokatu 2"}],  # noqa: E731
                                  specification={"email": {}})
        self._call("res.partner", "web_save", [self.other.ids, {"street": "x"}], specification={"name": {}})
        for _time in range(2):
            save()
            self.assertEqual([line.partner_id for line in self._lines()], [self.person, self.other])

    def test_a_new_contact_is_no_look(self):
        self._call("res.partner", "web_save", [[], {"name": "Uusi"}], specification={"name": {}})
        self.assertFalse(self._lines())

    def test_what_is_offered_while_somebody_types_is_one_line_until_somebody_else_is_offered(self):
        self.other.name = "Kaarina Lehto"
        for typed, lines in (("Kaar", 1), ("Kaarl", 1), ("Kaarlo", 1), ("Salmela", 2), ("Salmela S", 2)):
            if typed == "Salmela":
                self._partner("Salmela Saara")
            self._call("res.partner", "web_name_search", [typed, {"display_name": {}}], context={"show_address": 1},
                       domain=[["name", "ilike", typed]])
            self.assertEqual(len(self._lines(kind="list")), lines, typed)
        self._call("res.partner", "name_search", ["Kaarina"], context={"show_address": 1})
        self.assertEqual(len(self._lines(kind="list")), 2)
        self._age(minutes=6)
        self._call("res.partner", "name_search", ["Kaarina"], context={"show_address": 1})
        self.assertEqual(len(self._lines(kind="list")), 3)

    def _age(self, **time):
        """Every line so far is older by that."""
        with self.Log._released("test"):
            self.env.cr.execute("UPDATE lampo_privacy_access_log SET date = date - %s WHERE id > %s",
                                [timedelta(**time), self.last])
        self.env.invalidate_all()

    def test_a_list_is_one_line_with_its_count_and_search(self):
        domain = [("id", "in", (self.person | self.other).ids), ("name", "ilike", "i")]
        self._call("res.partner", "web_search_read", domain=domain, specification={"name": {}})
        [line] = self._lines()
        self.assertEqual((line.kind, line.record_count, line.partner_id.id), ("list", 2, False))
        self.assertIn("'name', 'ilike'", line.domain)
        self.assertEqual(line.concerned_ids, self.person | self.other)
        for person in (self.person, self.other):
            action = person.with_user(self.user_officer).action_view_access_log()
            self.assertIn(line, self.Log.with_user(self.user_officer).search(action["domain"]))

    def test_other_ways_to_a_person_s_data_are_looks_too(self):
        mine = [["id", "in", (self.person | self.other).ids]]
        for method, args, options in (
            ("formatted_read_group", [mine, ["email"], ["__count"]], {}),
            ("formatted_read_group", [mine, [], ["name:array_agg"]], {}),
            ("web_read_group", [mine, ["email"], ["__count"]], {}),
            ("web_read_group", [mine, ["create_uid"], ["__count"]],
             {"auto_unfold": True, "unfold_read_specification": {"name": {}}}),
            ("copy_data", [self.person.ids], {}),
            ("read_group", [mine, ["id:count"], ["email"]], {}),
            ("formatted_read_grouping_sets", [mine, [["name", "email"]], ["__count"]], {}),
            ("formatted_read_grouping_sets", [mine, [["type"]], ["name:array_agg"]], {}),
            ("read_progress_bar", [mine], {
                "group_by": "email", "progress_bar": {"field": "type", "colors": {"contact": "success"}}}),
            ("web_name_search", ["Kaarlo", {"display_name": {}, "email": {}}], {}),
            ("web_name_search", ["Kaarlo", {"display_name": {}}], {"context": {"show_email": 1}}),
            ("name_search", ["Kaarlo"], {"context": {"show_address": 1}}),
            ("name_search", ["Kaarlo"], {"context": {"lampo_find_person": 1}}),
            ("web_save", [self.person.ids, {}], {"specification": {"email": {}}}),
        ):
            self.last = self.Log.search([], order="id desc", limit=1).id or 0
            self._call("res.partner", method, args, **options)
            self.assertIn(self.person, self._lines().concerned_ids, f"{method} {args}")
        self.last = self.Log.search([], order="id desc", limit=1).id or 0
        self._call("res.partner", "formatted_read_group", [mine, ["type"], ["__count"]])
        self.assertFalse(self._lines())

    def test_a_customer_who_is_read_as_a_user_of_the_portal_is_a_look_too(self):
        user = new_test_user(self.env, login="kaarlo", groups="base.group_portal", partner_id=self.person.id)
        mine, colleague = [["id", "=", user.id]], self.user_officer
        for method, args, options in (
            ("read", [user.ids, ["email"]], {}), ("web_read", [user.ids], {"specification": {"email": {}}}),
            ("search_read", [mine, ["email"]], {}),
            ("web_search_read", [], {"domain": mine, "specification": {"email": {}}}),
        ):
            self.last = self.Log.search([], order="id desc", limit=1).id or 0
            self._call("res.users", method, args, **options)
            self.assertEqual(self._lines().partner_id, self.person, f"{method} {args}")
        self.last = self.Log.search([], order="id desc", limit=1).id or 0
        self._call("res.users", "read", [colleague.ids, ["email"]])
        self.assertFalse(self._lines())
        with MockRequest(self.env(user=self.user_service.id)) as request:
            request.env["res.users"].formatted_read_group(mine, ["email"], ["__count"])
        self.assertEqual(self._lines().partner_id | self._lines().concerned_ids, self.person)

    def test_grouping_contracts_by_a_text_of_the_customer_is_a_look_at_the_customer(self):
        contracts = self._contract(self.person, self._site(), "2020-01-01").with_user(self.user_service)
        for way, concerned in (("partner_id", self.person.browse()), ("partner_id.email", self.person)):
            with MockRequest(contracts.env):
                contracts.formatted_read_group([("id", "in", contracts.ids)], [way], ["__count"])
            self.assertEqual(self._lines().partner_id | self._lines().concerned_ids, concerned)

    def test_groups_by_a_contract_s_own_text_and_those_that_the_server_makes_for_itself_are_no_look(self):
        contracts = self._contract(self.person, self._site(), "2020-01-01").with_user(self.user_service)
        mine = [("id", "in", contracts.ids)]
        contracts.formatted_read_group(mine, ["partner_id.email"], ["__count"])
        with MockRequest(contracts.env):
            contracts.formatted_read_group(mine, ["name"], ["__count"])
            contracts.sudo().formatted_read_group(mine, ["partner_id.email"], ["__count"])
        self.assertFalse(self._lines())

    def test_a_contact_card_is_an_export(self):
        self.assertIn("kaarlo@example.com", self.url_open(f"/web/partner/vcard?partner_ids={self.person.id}").text)
        self.assertEqual(self._lines().mapped(lambda line: (line.kind, line.partner_id)), [("export", self.person)])

    def test_fetching_the_messages_is_a_look_unless_the_page_was_just_opened(self):
        for opened in (False, True):
            self.last = self.Log.search([], order="id desc", limit=1).id or 0
            answer = self.url_open("/mail/thread/messages", json={"jsonrpc": "2.0", "method": "call", "params": {
                "thread_model": "res.partner", "thread_id": self.person.id}}).json()
            self.assertIn("messages", answer["result"])
            self.assertEqual(self._lines().mapped("kind"), [] if opened else ["open"])

    def _fetch(self, thread):
        answer = self.url_open("/mail/thread/messages", json={"jsonrpc": "2.0", "method": "call", "params": {
            "thread_model": thread._name, "thread_id": thread.id}}).json()
        self.assertIn("messages", answer["result"])

    def test_a_list_another_user_s_look_and_one_of_hours_ago_are_no_open_page(self):
        mine = self.Log.with_user(self.user_service)
        for before in (lambda: mine._note("list", self.person),
                       lambda: self.Log.with_user(self.user_officer)._note("open", self.person),
                       lambda: (mine._note("open", self.person), self._age(hours=2))):
            with self.Log._released("test"):
                self.env.cr.execute("DELETE FROM lampo_privacy_access_log WHERE partner_id = %s", [self.person.id])
            before()
            last = self.Log.search([], order="id desc", limit=1).id
            self._fetch(self.person)
            [line] = self.Log.search([("id", ">", last)])
            self.assertEqual((line.kind, line.user_id), ("open", self.user_service))

    def test_the_messages_of_other_records_and_those_that_the_server_reads_are_no_look(self):
        self._fetch(self._contract(self.person, self._site(), "2020-01-01"))
        self.env["mail.message"].with_user(self.user_service)._message_fetch(
            [("res_id", "=", self.person.id)], thread=self.person.with_user(self.user_service))
        self.assertFalse(self._lines())

    def test_reading_by_an_api_is_a_look_too(self):
        self._call("res.partner", "read", [self.person.ids, ["name"]])
        self._call("res.partner", "search_read", domain=[["id", "=", self.person.id]], fields=["name"])
        self.assertEqual(self._lines().mapped("kind"), ["list", "open"])
        self.assertEqual(self._lines().partner_id, self.person)

    def test_reading_several_people_by_an_api_is_one_line(self):
        people = self.person | self.other
        self._call("res.partner", "read", [people.ids, ["name"]])
        [line] = self._lines()
        self.assertEqual((line.kind, line.record_count, line.concerned_ids), ("list", 2, people))

    def test_an_organisation_and_oneself_are_no_look(self):
        company = self._partner("Putki Oy", is_company=True)
        for partner in (company, self.user_service.partner_id):
            self._call("res.partner", "web_read", [partner.ids], specification={"name": {}})
        self.assertFalse(self._lines())

    def test_choosing_a_contact_in_a_field_is_no_look(self):
        self._call("res.partner", "web_name_search", name="Kaarlo", specification={"display_name": {}})
        self.assertFalse(self._lines())

    def test_the_reader_is_given_a_cursor_that_may_write(self):
        for name in ("read", "web_read", "web_search_read", "search_read", "web_name_search", "web_read_group",
                     "formatted_read_group", "formatted_read_grouping_sets", "read_group", "read_progress_bar",
                     "name_search", "web_save"):
            flags = [getattr(cls, name)._readonly for cls in type(self.env["res.partner"]).mro()
                     if hasattr(getattr(cls, name, None), "_readonly")]
            self.assertFalse(flags[0], name)
