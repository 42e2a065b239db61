# Part of lampo_privacy. LGPL-3.
import json
from datetime import timedelta

import psycopg2
from odoo import Command, fields, http
from odoo.addons.http_routing.tests.common import MockRequest
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.domain_text import domain_text
from .common import LampoCase


class LogCase(LampoCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Kaarlo Koivu", email="kaarlo@example.com")
        cls.other = cls._partner("Liisa Lehto")
        cls.Log = cls.env["lampo.privacy.access.log"]

    def _lines(self, **wanted):
        return self.Log.search([("id", ">", self.last), *((name, "=", value) for name, value in wanted.items())])

    def setUp(self):
        super().setUp()
        self.last = self.Log.search([], order="id desc", limit=1).id or 0


@tagged("post_install", "-at_install")
class TestAccessLogTable(LogCase):
    def _line(self, **values):
        return self.Log.browse(self.Log.with_user(self.user_officer)._note("open", self.person, **values))

    def test_sql_refuses_to_change_or_remove_a_line(self):
        line = self._line()
        for statement in (
            "UPDATE lampo_privacy_access_log SET kind = 'list' WHERE id = %s",
            "UPDATE lampo_privacy_access_log SET user_id = 1, partner_id = NULL WHERE id = %s",
            "UPDATE lampo_privacy_access_log SET partner_id = NULL WHERE id = %s",
            "UPDATE lampo_privacy_access_log SET partner_ids = '{1}' WHERE id = %s",
            "DELETE FROM lampo_privacy_access_log WHERE id = %s",
            "TRUNCATE lampo_privacy_access_log -- %s",
        ):
            with (self.assertRaises(psycopg2.errors.InsufficientPrivilege, msg=statement), mute_logger("odoo.sql_db"),
                  self.env.cr.savepoint()):
                self.env.cr.execute(statement, [line.id])

    def test_without_the_trigger_sql_would_change_it(self):
        line = self._line()
        self.env.cr.execute("ALTER TABLE lampo_privacy_access_log DISABLE TRIGGER append_only_row")
        self.env.cr.execute("DELETE FROM lampo_privacy_access_log WHERE id = %s", [line.id])
        self.assertEqual(self.env.cr.rowcount, 1)

    def test_the_orm_refuses_too(self):
        line = self._line()
        for log in (line.with_user(self.user_manager), line.sudo()):
            with self.assertRaises(UserError):
                log.write({"purpose": "x"})
            with self.assertRaises(UserError):
                log.unlink()

    def test_sql_takes_nobody_out_of_a_line_about_many(self):
        line = self.Log.browse(self.Log.with_user(self.user_officer)._note("list", self.person | self.other, count=2))
        for ids in (self.other.ids, [], [*self.person.ids, *self.other.ids, self.user_officer.partner_id.id], None):
            with (self.assertRaises(psycopg2.errors.InsufficientPrivilege), mute_logger("odoo.sql_db"),
                  self.env.cr.savepoint()):
                self.env.cr.execute(
                    "UPDATE lampo_privacy_access_log SET partner_ids = %s WHERE id = %s", [ids, line.id])

    def test_sql_puts_nobody_into_a_line_whose_contact_is_gone(self):
        line = self._line()
        self.person.unlink()
        self.env.flush_all()
        with (self.assertRaises(psycopg2.errors.InsufficientPrivilege), mute_logger("odoo.sql_db"),
              self.env.cr.savepoint()):
            self.env.cr.execute("UPDATE lampo_privacy_access_log SET partner_id = %s WHERE id = %s",
                                [self.other.id, line.id])

    def test_a_line_about_many_lets_go_of_a_deleted_contact_only(self):
        line = self.Log.browse(self.Log.with_user(self.user_officer)._note("list", self.person | self.other, count=2))
        self.person.unlink()
        line.invalidate_recordset()
        self.assertEqual((line.concerned_ids, line.record_count), (self.other, 2))
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM res_partner WHERE id = %s", [self.other.id])  # below the ORM, as an erasure
        self.env.cr.execute("SELECT partner_ids FROM lampo_privacy_access_log WHERE id = %s", [line.id])
        self.assertEqual(self.env.cr.fetchone(), ([],))

    def test_a_line_outlives_the_contact(self):
        line = self._line()
        self.person.unlink()
        self.assertTrue(line.exists())
        self.assertFalse(line.partner_id)

    def test_the_sweep_removes_what_is_old_and_nothing_else(self):
        now = fields.Datetime.now()
        self.Log.search([])  # whatever was there
        new = self._line()
        with self.Log._released("test"):
            self.env.cr.execute(
                "INSERT INTO lampo_privacy_access_log (date, user_id, kind, company_id) VALUES (%s, 1, 'open', %s)",
                [now - timedelta(days=5000), self.company.id])
        done, more = self.Log._delete_before(now - timedelta(days=4000))
        self.assertEqual((done, more), (1, False))
        self.assertTrue(new.exists())
        with (self.assertRaises(psycopg2.errors.InsufficientPrivilege), mute_logger("odoo.sql_db"),
              self.env.cr.savepoint()):
            self.env.cr.execute("DELETE FROM lampo_privacy_access_log WHERE id = %s", [new.id])

    def test_an_erasure_scrubs_the_name_that_somebody_typed(self):
        line = self.Log.with_user(self.user_officer)._record(self.person, "package", "Pyyntö: Kaarlo Koivu")
        erasure = self.env["lampo.privacy.erasure"].create(
            {"partner_id": self.person.id, "ground": "manual", "company_id": self.company.id})
        erasure.with_user(self.user_officer).action_run()
        line.invalidate_recordset()
        self.assertNotIn("Koivu", line.purpose or "")
        self.assertEqual((line.kind, line.user_id), ("package", self.user_officer))

    def test_an_identity_code_is_no_purpose(self):
        with self.assertRaises(UserError):
            self.Log._record(self.person, "print", "tarkistus 010170-901K")

    def test_a_typed_word_does_not_stand_in_the_search(self):
        text = domain_text(["|", ("name", "ilike", "Koivu"), ("date", ">=", "2026-01-01"), ("id", "in", [1, 2]),
                            ("contract_ids", "any", [("name", "=", "Salainen")]), ("x", "=", ("010170-901K",))])
        self.assertNotIn("Koivu", text)
        self.assertNotIn("Salainen", text)
        self.assertNotIn("901K", text)
        self.assertIn("('name', 'ilike', '…')", text)
        self.assertIn("2026-01-01", text)
        self.assertIn("[1, 2]", text)

    def test_a_print_is_one_line(self):
        report = self.env["ir.actions.report"].create({
            "name": "Kortti", "model": "res.partner", "report_type": "qweb-pdf", "report_name": "lampo_privacy.x"})
        report.with_user(self.user_officer)._note_print(report.id, self.person.ids)
        report.with_user(self.user_officer)._note_print(report.id, (self.person | self.other).ids)
        many, one = self._lines(kind="print")
        self.assertEqual((one.partner_id, one.what), (self.person, "Kortti"))
        self.assertEqual((many.partner_id.id, many.record_count), (False, 2))
        self.assertEqual(many.concerned_ids, self.person | self.other)

    def test_the_log_is_the_officers_to_read(self):
        self._line()
        self.assertTrue(self.Log.with_user(self.user_officer).search([]))
        for user in (self.user_service, self.user_accountant, self.user_nobody):
            with self.assertRaises(AccessError):
                self.Log.with_user(user).search([])


@tagged("post_install", "-at_install")
class TestAccessLogOverHttp(LogCase, HttpCase):
    """What is a look is what comes in over HTTP, as a logged-in user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user_service.password = "lampo_service"
        cls.user_service.group_ids = [Command.link(cls.env.ref("base.group_allow_export").id)]

    def setUp(self):
        super().setUp()
        self.authenticate("lampo_service", "lampo_service")

    def _call(self, model, method, args=(), **kwargs):
        answer = self.url_open(f"/web/dataset/call_kw/{model}/{method}", data=json.dumps({
            "jsonrpc": "2.0", "method": "call", "id": 1,
            "params": {"model": model, "method": method, "args": list(args), "kwargs": kwargs},
        }), headers={"Content-Type": "application/json"}).json()
        self.assertNotIn("error", answer)
        return answer["result"]

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

    def _export(self, ids, domain=None, **context):
        """What the web client sends: with ids from the dialog, without them from “Export All”."""
        return self.url_open("/web/export/csv", data={
            "csrf_token": http.Request.csrf_token(self), "data": json.dumps({
                "model": "res.partner", "fields": [{"name": "name", "label": "Nimi", "type": "char"}], "ids": ids,
                "domain": domain or [["id", "in", ids]], "import_compat": False, "context": context, "groupby": []})})

    def test_an_export_is_one_line_with_its_columns(self):
        self.assertIn("Kaarlo Koivu", self._export((self.person | self.other).ids).text)
        [line] = self._lines()
        self.assertEqual((line.kind, line.record_count, line.what), ("export", 2, "name"))
        self.assertIn("'id', 'in'", line.domain)
        self.assertEqual(line.concerned_ids, self.person | self.other)

    def test_an_export_of_all_at_once_is_the_same_line_with_its_count_search_and_purpose(self):
        domain = [["id", "in", (self.person | self.other).ids], ["name", "ilike", "i"]]
        answer = self._export(False, domain, lampo_export_purpose="Tilasto kunnalle")
        self.assertIn("Liisa Lehto", answer.text)
        [line] = self._lines()
        self.assertEqual((line.kind, line.record_count, line.what, line.purpose),
                         ("export", 2, "name", "Tilasto kunnalle"))
        self.assertIn("('name', 'ilike', '…')", line.domain)
        self.assertEqual(line.concerned_ids, self.person | self.other)

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_an_export_with_an_identity_code_as_its_purpose_gives_no_file(self):
        answer = self._export(self.person.ids, lampo_export_purpose="tarkistus 010170-901K")
        self.assertNotIn("Kaarlo", answer.text)
        self.assertNotEqual(answer.status_code, 200)
        self.assertFalse(self._lines())

    def test_exports_of_what_is_about_people_are_noted_and_others_not(self):
        contract = self._contract(self.person, self._site(), "2020-01-01")
        for call, concerned in (
            (lambda: self._call("res.partner", "export_data", [self.person.ids, ["name"]]), self.person),
            (lambda: self._call("lampo.heat.contract", "export_data", [contract.ids, ["name"]]), self.person),
            (lambda: self._call("res.users", "export_data", [self.user_service.ids, ["partner_id/name"]]),
             self.user_service.partner_id),
        ):
            self.last = self.Log.search([], order="id desc", limit=1).id or 0
            call()
            line = self._lines(kind="export")
            self.assertEqual(line.concerned_ids, concerned)
        self.last = self.Log.search([], order="id desc", limit=1).id or 0
        self._call("res.country", "export_data", [self.env.ref("base.fi").ids, ["name"]])
        self.assertFalse(self._lines())

    def test_a_grouped_export_is_one_line(self):
        ids = (self.person | self.other).ids
        self.url_open("/web/export/xlsx", data={
            "csrf_token": http.Request.csrf_token(self), "data": json.dumps({
                "model": "res.partner", "fields": [{"name": "name", "label": "Nimi", "type": "char"}], "ids": ids,
                "domain": [["id", "in", ids]], "import_compat": False, "context": {}, "groupby": ["type"]})})
        self.assertEqual(self._lines(kind="export").mapped("record_count"), [2])

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
