# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import AccessError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from ..models.heat_contract import finnish_today
from .common import LampoCase


@tagged("post_install", "-at_install")
class TestRestrictionRoads(LampoCase, HttpCase):
    """The roads that a screen, an interface or the night takes to a restricted person; each with one who is not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.partner = cls._partner("Kaarlo Koivu", email="kaarlo.koivu@posti.example", street="Vanhatie 1")
        cls.free = cls._partner("Liisa Lehto", email="liisa.lehto@posti.example", street="Vanhatie 2")
        cls.partner.with_user(cls.user_officer).processing_restricted = True
        cls.user_service.group_ids += cls.env.ref("base.group_partner_manager")
        cls.user_service.group_ids += cls.env.ref("base.group_allow_export")

    def _partners(self, user=None):
        return self.env["res.partner"].with_user(user or self.user_service)

    def test_the_form(self):
        with Form(self._partners().browse(self.free.id)) as form:
            form.street = "Uusitie 2"
        with self.assertRaises(AccessError):
            Form(self._partners().browse(self.partner.id))
        with self.assertRaises(AccessError):
            self._partners().browse(self.partner.id).web_save({"street": "Uusitie 1"}, {"street": {}})
        self.assertEqual((self.free.street, self.partner.street), ("Uusitie 2", "Vanhatie 1"))

    def test_the_list_does_not_show_the_person_and_edits_many_only_without(self):
        both = [("id", "in", (self.partner | self.free).ids)]
        self.assertEqual(self._partners().web_search_read(both, {"name": {}})["length"], 1)
        self.assertEqual(self._partners(self.user_officer).web_search_read(both, {"name": {}})["length"], 2)
        with self.assertRaises(AccessError):
            self._partners().browse((self.partner | self.free).ids).write({"street": "Kaikille 1"})
        self.assertEqual(self.partner.street, "Vanhatie 1")

    def test_the_export(self):
        self.assertTrue(self._partners().browse(self.free.id).export_data(["email"])["datas"])
        with self.assertRaises(AccessError):
            self._partners().browse(self.partner.id).export_data(["email"])
        with self.assertRaises(AccessError):
            self._partners().browse(self.partner.id).sudo().export_data(["email"])

    def _call(self, method, partner, *args):
        return self.make_jsonrpc_request(f"/web/dataset/call_kw/res.partner/{method}", {
            "model": "res.partner", "method": method, "args": [partner.ids, *args], "kwargs": {}})

    def test_the_interface_for_other_programs(self):
        self.authenticate("lampo_service", "lampo_service")
        self.assertTrue(self._call("write", self.free, {"street": "Uusitie 2"}))
        for method, *args in (("write", {"street": "Uusitie 1"}), ("read", ["name"]), ("unlink",), ("copy",),
                              ("message_post",)):
            with self.assertRaises(Exception) as caught, mute_logger("odoo.http"):
                self._call(method, self.partner, *args)
            self.assertIn("Access", str(caught.exception), method)
        self.assertEqual(self.partner.street, "Vanhatie 1")
        self.authenticate("lampo_officer", "lampo_officer")
        self.assertTrue(self._call("write", self.partner, {"street": "Uusitie 1"}))

    def test_the_import_of_new_people_and_of_known_ones(self):
        self.env["ir.model.data"].create([
            {"module": "__import__", "name": name, "model": "res.partner", "res_id": partner.id}
            for name, partner in (("koivu", self.partner), ("lehto", self.free))])
        load = self._partners().with_context(import_file=True).load
        self.assertTrue(load(["id", "street"], [["__import__.lehto", "Uusitie 2"]])["ids"])
        self.assertFalse(load(["id", "street"], [["__import__.koivu", "Uusitie 1"]])["ids"])
        self.assertFalse(load(["name", "parent_id/.id"], [["Osoite", str(self.partner.id)]])["ids"])
        self.assertEqual((self.free.street, self.partner.street), ("Uusitie 2", "Vanhatie 1"))

    def test_the_nightly_erasure(self):
        erasures = self.env["lampo.privacy.erasure"].create([
            {"partner_id": partner.id, "run_on": finnish_today(self.env.user)}
            for partner in (self.partner, self.free)])
        erasures.action_plan()
        with self.enter_registry_test_mode():
            self.env.ref("lampo_privacy.cron_erasures").method_direct_trigger()
        erasures.invalidate_recordset()
        self.assertEqual(self.partner.name, "Kaarlo Koivu")
        self.assertNotEqual(erasures[0].state, "done")
        self.assertEqual(erasures[1].state, "done")
