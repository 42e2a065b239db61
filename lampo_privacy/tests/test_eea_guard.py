# Part of lampo_privacy. LGPL-3.
from odoo.exceptions import UserError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..tools.eea import EEA, is_in_eea
from .common import LampoCase


class EeaCase(LampoCase):
    """A recipient in Finland with a contact of its own, and a country outside the area."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.finland = cls.env.ref("base.fi")
        cls.states = cls.env.ref("base.us")
        cls.person = cls._partner("Aune Lehtokangas")
        cls.office = cls._partner("Laskentatoimisto Oy", is_company=True, country_id=cls.finland.id)
        cls.recipient = cls._recipient(partner_id=cls.office.id)

    @classmethod
    def _recipient(cls, **values):
        return cls.env["lampo.privacy.recipient"].create(
            {"name": "Laskentatoimisto", "recipient_role": "processor", "country_id": cls.finland.id, **values})

    def _refused(self):
        return self.assertRaisesRegex(ValidationError, "§ 8")


@tagged("post_install", "-at_install")
class TestEeaGuard(EeaCase):
    """Statement § 8: nobody outside the European Economic Area, whichever way one tries."""

    def test_the_area_has_thirty_states_and_not_its_neighbours(self):
        self.assertEqual(sum(map(is_in_eea, ("FI", "NO", "IS", "LI", "AX"))), 5)
        self.assertFalse(any(map(is_in_eea, ("GB", "CH", "US", "SJ", "RU", "", None))))
        self.assertFalse(EEA - set(self.env["res.country"].search([]).mapped("code")))

    def test_a_recipient_outside_the_area_is_refused_with_the_clause(self):
        with self._refused():
            self._recipient(country_id=self.states.id)
        with self._refused():
            self.recipient.country_id = self.states

    def test_an_owner_outside_the_area_is_refused(self):
        with self._refused():
            self._recipient(parent_country_id=self.states.id)

    def test_an_address_outside_the_area_is_refused(self):
        abroad = self._partner("Data Corp", is_company=True, country_id=self.states.id)
        with self._refused():
            self._recipient(partner_id=abroad.id)
        with self._refused():
            self.office.country_id = self.states
        with self._refused():
            self._partner("Palvelinsali", parent_id=self.office.id, type="other", country_id=self.states.id)

    def test_a_recipient_does_not_come_under_an_owner_outside_the_area(self):
        owner = self._partner("Holding Inc", is_company=True, country_id=self.states.id)
        with self._refused():
            self.office.parent_id = owner
        self.office.parent_id = self._partner("Omistaja Oy", is_company=True, country_id=self.finland.id)
        with self._refused():
            self.office.parent_id.country_id = self.states

    def test_a_recipient_needs_a_country(self):
        with self.assertRaisesRegex(ValidationError, "country"):
            self._recipient(country_id=False)

    def test_no_sending_method_by_hand_stands_for_the_country(self):
        recipients = self.env["lampo.privacy.recipient"].with_user(self.user_officer)
        new = {"name": "Pilvi", "recipient_role": "processor"}
        for step in (lambda: recipients.create({**new, "sending_method": "peppol"}),
                     lambda: self.recipient.with_user(self.user_officer).write(
                         {"sending_method": "peppol", "country_id": False})):
            with self.assertRaises(UserError):
                step()
        with self.assertRaises(ValidationError):
            recipients.with_context(default_sending_method="peppol").create(new)
        imported = recipients.load(["name", "recipient_role", "sending_method"], [["Pilvi", "processor", "peppol"]])
        self.assertFalse(imported["ids"])

    def test_nothing_is_disclosed_by_hand_to_an_archived_recipient_or_one_without_a_country(self):
        sending = self.env["lampo.privacy.recipient"]._for_sending("peppol", "Peppol", self.company)
        archived = self._recipient(active=False)
        lines = self.env["lampo.privacy.disclosure"].with_user(self.user_officer)
        for recipient in (sending, archived):
            with self._refused():
                lines.create({"recipient_id": recipient.id, "partner_id": self.person.id, "what": "nimi",
                              "purpose": "x"})
        sending.country_id = self.finland
        self.assertTrue(lines.create(
            {"recipient_id": sending.id, "partner_id": self.person.id, "what": "nimi", "purpose": "x"}))

    def test_another_contact_may_move_abroad(self):
        self.person.country_id = self.states
        self.assertEqual(self.person.country_id, self.states)

    def test_an_import_is_refused_too(self):
        result = self.env["lampo.privacy.recipient"].with_user(self.user_officer).load(
            ["name", "recipient_role", "country_id"], [["Pilvi", "processor", "United States"]])
        self.assertFalse(result["ids"])
        self.assertIn("§ 8", result["messages"][0]["message"])

    def test_an_address_by_its_state_is_refused(self):
        california = self.env["res.country.state"].create(
            {"name": "Kalifornia", "code": "X9", "country_id": self.states.id})
        with self._refused():
            self._partner("Palvelinsali", parent_id=self.office.id, type="other", state_id=california.id)
        with self._refused():
            self.office.write({"country_id": False, "state_id": california.id})
        with self._refused():
            self.office.state_id = california

    def test_an_owner_two_steps_above_is_refused(self):
        owner = self._partner("Omistaja Oy", is_company=True, country_id=self.finland.id)
        self.office.parent_id = owner
        with self._refused():
            owner.parent_id = self._partner("Holding Inc", is_company=True, country_id=self.states.id)

    def test_an_owner_that_moves_later_is_refused_however_far_above_and_archived_or_not(self):
        owner, holding = (self._partner(name, is_company=True, country_id=self.finland.id)
                          for name in ("Omistaja Oy", "Holding Oy"))
        self.office.parent_id = owner
        owner.parent_id = holding
        for moving in (owner, holding):
            for active in (True, False):
                moving.active = active
                with self._refused():
                    moving.country_id = self.states

    def test_an_address_that_moves_later_or_comes_along_is_refused_archived_or_not(self):
        hall = self._partner("Palvelinsali", parent_id=self.office.id, type="other", country_id=self.finland.id)
        abroad = self._partner("Varasali", type="other", country_id=self.states.id)
        for active in (True, False):
            (hall | abroad).active = active
            with self._refused():
                hall.country_id = self.states
            with self._refused():
                abroad.parent_id = self.office
            with self._refused():
                abroad.parent_id = hall

    def test_a_recipient_gets_no_contact_outside_or_below_somebody_outside(self):
        abroad = self._partner("Holding Inc", is_company=True, country_id=self.states.id)
        below = self._partner("Tytär Oy", is_company=True, country_id=self.finland.id, parent_id=abroad.id)
        for contact in (abroad, below):
            with self._refused():
                self.recipient.partner_id = contact
            with self._refused():
                self._recipient(partner_id=contact.id)

    def test_who_is_known_to_be_outside_gets_nothing_by_any_way(self):
        self.env.flush_all()
        self.env.cr.execute("UPDATE res_partner SET country_id = %s WHERE id = %s", [self.states.id, self.office.id])
        self.env.invalidate_all()
        lines = self.env["lampo.privacy.disclosure"]
        with self._refused():
            lines.create({"recipient_id": self.recipient.id, "partner_id": self.person.id, "what": "nimi",
                          "purpose": "x"})
        with self._refused():
            lines._record_export(self.person, self.recipient.id, "Nimi")
        with self._refused():
            lines._record(self.recipient, self.person, "lasku", "x", "contract", origin="sending")

    def test_who_was_archived_moved_and_is_taken_back_is_refused(self):
        self.recipient.active = False
        self.office.country_id = self.states
        with self._refused():
            self.recipient.active = True
        with self._refused():
            self.env["lampo.privacy.disclosure"].create({
                "recipient_id": self.recipient.id, "partner_id": self.person.id, "what": "nimi", "purpose": "x"})

    def test_a_country_by_default_of_the_client_is_refused(self):
        recipients = self.env["lampo.privacy.recipient"].with_user(self.user_officer).with_context(
            default_country_id=self.states.id)
        with self._refused():
            recipients.create({"name": "Pilvi", "recipient_role": "processor"})

    def test_a_merge_into_a_contact_outside_is_refused(self):
        abroad = self._partner("Laskentatoimisto Oy", is_company=True, country_id=self.states.id)
        wizard = self.env["base.partner.merge.automatic.wizard"]
        with self._refused():
            wizard._merge((self.office | abroad).ids, abroad)

    def test_a_contact_who_sees_no_recipients_cannot_move_one_abroad(self):
        clerk = self._user("lampo_clerk", "base.group_user,base.group_partner_manager")
        with self._refused():
            self.office.with_user(clerk).country_id = self.states

    def test_an_import_of_an_owner_an_address_or_a_contact_is_refused(self):
        self.env["ir.model.data"].create({
            "module": "__import__", "name": "eea_office", "model": "res.partner", "res_id": self.office.id})
        self.env["ir.model.data"].create({"module": "__import__", "name": "eea_recipient",
                                          "model": "lampo.privacy.recipient", "res_id": self.recipient.id})
        abroad = self._partner("Holding Inc", is_company=True, country_id=self.states.id)
        self.env["ir.model.data"].create({
            "module": "__import__", "name": "eea_abroad", "model": "res.partner", "res_id": abroad.id})
        tries = (
            ("lampo.privacy.recipient", ["name", "recipient_role", "country_id", "parent_country_id"],
             ["Pilvi", "processor", "Finland", "United States"]),
            ("lampo.privacy.recipient", ["id", "parent_country_id"], ["__import__.eea_recipient", "United States"]),
            ("res.partner", ["id", "country_id"], ["__import__.eea_office", "United States"]),
            ("res.partner", ["name", "parent_id/id", "type", "country_id"],
             ["Palvelinsali", "__import__.eea_office", "Other", "United States"]),
            ("res.partner", ["id", "parent_id/id"], ["__import__.eea_office", "__import__.eea_abroad"]),
            ("lampo.privacy.recipient", ["id", "partner_id/id"],
             ["__import__.eea_recipient", "__import__.eea_abroad"]),
        )
        for model, names, row in tries:
            result = self.env[model].load(names, [row])
            self.assertFalse(result["ids"], (model, names))
            self.assertIn("§ 8", result["messages"][0]["message"])


@tagged("post_install", "-at_install")
class TestEeaGuardByRpc(EeaCase, HttpCase):
    """The same over the wire, as the officer and as whoever edits contacts."""

    def _call(self, model, method, args, context=None):
        answer = self.opener.post(f"{self.base_url()}/web/dataset/call_kw/{model}/{method}", json={
            "jsonrpc": "2.0", "method": "call", "params": {
                "model": model, "method": method, "args": args, "kwargs": {"context": context or {}}}}).json()
        return answer.get("error", {}).get("data", {}).get("message", "")

    @mute_logger("odoo.http")
    def test_no_recipient_outside_the_area_by_rpc(self):
        model, us = "lampo.privacy.recipient", self.states.id
        self.user_officer.group_ids += self.env.ref("base.group_partner_manager")
        owner = self._partner("Omistaja Oy", is_company=True, country_id=self.finland.id)
        abroad = self._partner("Holding Inc", is_company=True, country_id=us)
        self.office.parent_id = owner
        self.authenticate("lampo_officer", "lampo_officer")
        new = {"name": "Pilvi", "recipient_role": "processor", "country_id": self.finland.id}
        tries = (
            (model, "create", [[{**new, "country_id": us}]], {}),
            (model, "create", [[{**new, "parent_country_id": us}]], {}),
            (model, "create", [[new]], {"default_parent_country_id": us}),
            (model, "web_save", [self.recipient.ids, {"country_id": us}, {}], {}),
            (model, "write", [self.recipient.ids, {"parent_country_id": us}], {}),
            ("res.partner", "write", [self.office.ids, {"country_id": us}], {}),
            ("res.partner", "create", [[{"name": "Sali", "parent_id": self.office.id, "type": "other",
                                         "country_id": us}]], {}),
            ("res.partner", "write", [owner.ids, {"country_id": us}], {}),
            ("res.partner", "web_save", [owner.ids, {"parent_id": abroad.id}, {}], {}),
            (model, "write", [self.recipient.ids, {"partner_id": abroad.id}], {}),
            (model, "copy", [self.recipient.ids, {"country_id": us}], {}),
        )
        for number, (name, method, args, context) in enumerate(tries):
            self.assertIn("§ 8", self._call(name, method, args, context), number)
        self.env.invalidate_all()
        self.assertEqual((self.recipient.country_id, self.recipient.parent_country_id, self.office.country_id),
                         (self.finland, self.env["res.country"], self.finland))
