# Part of lampo_privacy. LGPL-3.
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..models.heat_contract import finnish_today
from .common import LampoCase

REFUSED = AccessError


@tagged("post_install", "-at_install")
class TestRestrictionEnforced(LampoCase):
    """Every way in is tried: form, list, import, RPC, server action, scheduled action, mail."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].sudo().set_param("mail.mail.queue.batch.size", "50")
        cls.partner = cls._partner("Kaarlo Koivu", email="kaarlo.koivu@posti.example", phone="+358 50 0001112")
        cls.address = cls._partner(False, parent_id=cls.partner.id, type="invoice", street="Kaukokatu 1")
        cls.other = cls._partner("Liisa Lehto", email="liisa.lehto@posti.example")
        cls.contract = cls._contract(cls.partner, cls._site(), "2010-05-01")
        cls.invoicer = new_test_user(
            cls.env, "lampo_invoicer", "account.group_account_invoice,base.group_partner_manager",
            company_id=cls.company.id, company_ids=[Command.set(cls.company.ids)])
        cls.partner.with_user(cls.user_officer).processing_restricted = True
        cls.cron_env = cls.env(user=cls.env.ref("base.user_root"))

    def _as(self, user, records=None):
        return (self.partner if records is None else records).with_user(user)

    def _invoice(self, env, **vals):
        return env["account.move"].create({
            "move_type": "out_invoice", "partner_id": self.partner.id, "invoice_date": "2026-01-05",
            "invoice_line_ids": [Command.create({"name": "Heat", "quantity": 1, "price_unit": 10, "tax_ids": False})],
            **vals})

    # -- the contact -----------------------------------------------------------------------------------------------

    def test_a_clerk_cannot_write_even_by_sudo(self):
        with self.assertRaises(REFUSED):
            self._as(self.user_service).write({"street": "Muukatu 2"})
        with self.assertRaises(REFUSED):
            self._as(self.user_service).sudo().write({"street": "Muukatu 2"})
        with self.assertRaises(REFUSED):
            self._as(self.user_service, self.address).sudo().write({"street": "Muukatu 2"})

    def test_a_clerk_cannot_copy_or_export_even_by_sudo(self):
        with self.assertRaises(REFUSED):
            self._as(self.user_service).sudo().copy()
        with self.assertRaises(REFUSED):
            self._as(self.user_service).sudo().export_data(["name"])

    def test_an_accountant_reads_but_neither_writes_nor_exports(self):
        self.assertEqual(self._as(self.user_accountant).name, "Kaarlo Koivu")
        with self.assertRaises(REFUSED):
            self._as(self.invoicer).write({"comment": "Soita"})
        with self.assertRaises(REFUSED):
            self._as(self.user_accountant).export_data(["name", "email"])

    def test_the_export_of_an_entry_names_the_person_and_tells_nothing_more(self):
        self.user_accountant.group_ids += self.env.ref("base.group_allow_export")
        invoice = self._invoice(self.env(user=self.user_officer, su=True))
        entry = invoice.with_user(self.user_accountant)
        self.assertEqual(entry.export_data(["partner_id/name"])["datas"], [["Kaarlo Koivu"]])
        for model, column in (("account.move", "partner_id/email"), ("account.move.line", "partner_id/phone"),
                              ("account.move", "partner_id/child_ids/street")):
            records = entry if model == entry._name else entry.line_ids
            with self.assertRaises(REFUSED):
                records.export_data([column])
        invoice = self._invoice(self.env, partner_id=self.other.id)
        self.assertEqual(
            invoice.with_user(self.user_accountant).export_data(["partner_id/email"])["datas"], [[self.other.email]])

    def test_the_officer_writes_and_exports(self):
        self.user_officer.group_ids += self.env.ref("base.group_allow_export")
        officer = self._as(self.user_officer)
        officer.write({"street": "Oikaistu 3"})
        self.assertEqual(officer.export_data(["street"])["datas"], [["Oikaistu 3"]])

    def test_a_scheduled_action_cannot_write_archive_or_delete(self):
        for vals in ({"street": "Muukatu 2"}, {"active": False}):
            with self.assertRaises(REFUSED):
                self.partner.with_env(self.cron_env).write(vals)
        with self.assertRaises(REFUSED):
            self.address.with_env(self.cron_env).unlink()

    def test_a_scheduled_action_of_an_officer_cannot_either(self):
        cron = self.partner.with_user(self.user_officer).with_context(cron_id=1)
        with self.assertRaises(REFUSED):
            cron.write({"street": "Muukatu 2"})

    def test_a_server_action_runs_as_its_user(self):
        action = self.env["ir.actions.server"].create({
            "name": "Write", "model_id": self.env.ref("base.model_res_partner").id, "state": "code",
            "code": f"env['res.partner'].sudo().browse({self.partner.id}).write({{'city': 'Muu'}})"})
        with self.assertRaises(REFUSED), mute_logger("odoo.addons.base.models.ir_actions"):
            action.with_user(self.user_service).sudo().with_context(active_model="res.partner").run()

    def test_an_import_cannot_write_or_link(self):
        self.env["ir.model.data"].create({
            "module": "__import__", "name": "koivu", "model": "res.partner", "res_id": self.partner.id})
        partners = self.env["res.partner"].with_user(self.user_service).with_context(import_file=True)
        result = partners.load(["id", "street"], [["__import__.koivu", "Muukatu 2"]])
        self.assertTrue([line for line in result["messages"] if line["type"] == "error"])
        self.assertNotEqual(self.partner.street, "Muukatu 2")
        banks = self.env["res.partner.bank"].with_user(self.invoicer).with_context(import_file=True)
        result = banks.load(["acc_number", "partner_id/.id"], [["FI2112345600000785", str(self.partner.id)]])
        self.assertFalse(result["ids"])

    def test_merging_is_refused(self):
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.invoicer)
        with self.assertRaises(REFUSED):
            wizard.sudo()._merge([self.partner.id, self.other.id], self.other)

    def test_a_context_from_a_client_opens_nothing(self):
        with self.assertRaises(REFUSED):
            self._as(self.user_service).sudo().with_context(lampo_bypass=True).write({"city": "Muu"})

    def test_a_list_shows_no_restricted_name_through_a_document(self):
        """Another addon's document stays, without the name; ours is hidden (test_restricted_names)."""
        with self.assertRaises(REFUSED):
            self._as(self.user_service, self.contract).read(["partner_id"])
        entry = self.env["account.move"].create({"move_type": "entry", "partner_id": self.partner.id})
        named = {"partner_id": {"fields": {"display_name": {}}}}
        shown = entry.with_user(self.invoicer).web_read(named)[0]["partner_id"]
        self.assertEqual(shown["display_name"], "Restricted person")
        self.assertEqual(entry.with_user(self.invoicer).read(["partner_id"])[0]["partner_id"][1], "Restricted person")
        self.assertEqual(self._as(self.user_officer, self.contract).read(["partner_id"])[0]["partner_id"][1],
                         "Kaarlo Koivu")

    def test_the_mask_is_never_stored(self):
        moves = self.env["account.move"].with_user(self.invoicer)
        entry = moves.create({"move_type": "entry", "partner_id": self.partner.id})
        entry.read(["partner_id"])
        entry.web_save({"ref": "x", "partner_id": self.partner.id},
                       {"partner_id": {"fields": {"display_name": {}}}, "invoice_partner_display_name": {}})
        self.env.flush_all()
        self.env.cr.execute("SELECT invoice_partner_display_name FROM account_move WHERE id = %s", [entry.id])
        self.assertEqual(self.env.cr.fetchone(), ("Kaarlo Koivu",))

    # -- documents -------------------------------------------------------------------------------------------------

    def test_nobody_but_the_officer_invoices(self):
        for env in (self.env(user=self.invoicer), self.env(user=self.invoicer, su=True), self.cron_env):
            with self.assertRaises(REFUSED):
                self._invoice(env)
        self.user_officer.group_ids += self.env.ref("account.group_account_invoice")
        self.assertTrue(self._invoice(self.env(user=self.user_officer)))

    def test_the_defaults_of_a_context_are_no_way_round(self):
        moves = self.env(user=self.invoicer)["account.move"]
        for move in (moves, moves.sudo()):
            with self.assertRaises(REFUSED):
                move.with_context(default_partner_id=self.partner.id, default_move_type="out_invoice").create({})

    def test_a_draft_of_before_is_not_posted_by_a_schedule(self):
        self.partner.with_user(self.user_officer).action_lift_restriction(finnish_today(self.env.user), "phone")
        draft = self._invoice(self.env, auto_post="at_date", date="2026-01-05")
        self.partner.with_user(self.user_officer).processing_restricted = True
        with self.assertRaises(REFUSED):
            draft.with_env(self.cron_env)._post()
        with self.assertRaises(REFUSED):
            draft.with_user(self.invoicer).action_post()
        self.assertEqual(draft.state, "draft")

    def test_an_invoice_of_somebody_else_is_not_turned_to_a_restricted_person(self):
        draft = self._invoice(self.env, partner_id=self.other.id)
        with self.assertRaises(REFUSED):
            draft.with_user(self.invoicer).write({"partner_id": self.partner.id})

    def test_an_entry_turned_into_an_invoice_is_refused(self):
        entry = self.env["account.move"].create({"move_type": "entry", "partner_id": self.partner.id})
        with self.assertRaises(REFUSED):
            entry.with_user(self.invoicer).write({"move_type": "out_invoice"})

    def test_a_payment_of_a_restricted_person_is_booked(self):
        self.assertTrue(self.env["account.move"].with_user(self.invoicer).create(
            {"move_type": "entry", "partner_id": self.partner.id}))

    def test_a_payment_from_the_bank_is_booked_and_makes_no_bank_account(self):
        journal = self.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", self.company.id)], limit=1)
        lines = self.env["account.bank.statement.line"].create([
            {"journal_id": journal.id, "date": "2026-01-05", "amount": 10, "payment_ref": "Lasku",
             "partner_id": partner.id, "account_number": number}
            for partner, number in ((self.partner, "FI2112345600000785"), (self.other, "FI7944052020036082"))])
        restricted, free = lines.with_user(self.invoicer).sudo()
        self.assertFalse(restricted._find_or_create_bank_account())
        self.assertTrue(free._find_or_create_bank_account())
        self.assertFalse(self.partner.bank_ids)

    def test_a_clerk_changes_no_contract_of_a_restricted_person_and_makes_none(self):
        with self.assertRaises(REFUSED):
            self._as(self.user_service, self.contract).write({"power_kw": 20})
        with self.assertRaises(REFUSED):
            self._as(self.user_service, self.contract).sudo().write({"power_kw": 20})
        with self.assertRaises(REFUSED):
            self.env["lampo.heat.contract"].with_user(self.user_service).create({
                "partner_id": self.partner.id, "site_id": self._site(name="Toinen").id, "date_start": "2026-01-01"})

    def test_a_claim_stays_possible_to_the_officer(self):
        hold = self.env["lampo.privacy.hold"].with_user(self.user_officer).create(
            {"partner_id": self.partner.id, "reason": "Claim"})
        self.assertTrue(hold.in_force)

    # -- mail ------------------------------------------------------------------------------------------------------

    def _mail(self, env, **vals):
        return env["mail.mail"].create(
            {"subject": "Hei", "body_html": "<p>Hei</p>", "email_from": "a@b.example", **vals})

    def _sent(self, mails):
        """The addresses to which these mails go."""
        to_send = mails - mails._lampo_drop_restricted()
        return {address for mail in to_send for values in mail._prepare_outgoing_list()
                for address in values["email_to_normalized"]}

    def test_a_mail_goes_to_everybody_else_only(self):
        letter = self._mail(self.cron_env, recipient_ids=[Command.set((self.partner | self.other).ids)])
        self.assertEqual(self._sent(letter), {"liisa.lehto@posti.example"})
        self.assertIn("restricted", letter.failure_reason)

    def test_a_written_address_is_dropped_and_the_mail_cancelled(self):
        letter = self._mail(self.cron_env, email_to="Kaarlo <Kaarlo.Koivu@posti.example>")
        self.assertFalse(self._sent(letter))
        self.assertEqual((letter.state, letter.failure_type), ("cancel", "mail_bl"))

    def test_the_address_that_a_housemate_has_too_stays(self):
        self.other.email = "kaarlo.koivu@posti.example"
        letter = self._mail(self.cron_env, email_to="kaarlo.koivu@posti.example")
        self.assertEqual(self._sent(letter), {"kaarlo.koivu@posti.example"})

    def test_a_contact_added_afterwards_opens_no_written_address(self):
        double = self._partner("K Koivu", email="kaarlo.koivu@posti.example")
        made = "UPDATE res_partner SET create_uid = %s, create_date = create_date + interval '1 day' WHERE id = %s"
        self.env.cr.execute(made, [self.user_service.id, double.id])
        self.assertFalse(self._sent(self._mail(self.cron_env, email_to="kaarlo.koivu@posti.example")))
        named = self._mail(self.cron_env, recipient_ids=[Command.set(double.ids)])
        self.assertEqual(self._sent(named), {"kaarlo.koivu@posti.example"})
        self.env.cr.execute(made, [self.user_officer.id, double.id])
        self.assertTrue(self._sent(self._mail(self.cron_env, email_to="kaarlo.koivu@posti.example")))

    def test_a_mail_to_the_shared_address_that_is_about_the_restricted_person_stays(self):
        self.other.email = "kaarlo.koivu@posti.example"
        written = {"email_to": "kaarlo.koivu@posti.example"}
        for about in ({"body_html": "<p>Hyvä <b>Kaarlo</b> Koivu</p>"},
                      {"email_to": "KAARLO KOIVU <kaarlo.koivu@posti.example>"},
                      {"model": "res.partner", "res_id": self.partner.id}):
            self.assertFalse(self._sent(self._mail(self.cron_env, **{**written, **about})), about)

    def test_the_persons_own_invoice_address_is_no_housemate(self):
        self.address.sudo().with_user(self.user_officer).email = "kaarlo.koivu@posti.example"
        self.assertFalse(self._sent(self._mail(self.cron_env, email_to="kaarlo.koivu@posti.example")))

    def test_the_officer_writes_to_the_person_and_the_queue_sends_it(self):
        letter = self._mail(self.env(user=self.user_officer, su=True), recipient_ids=[Command.set(self.partner.ids)])
        self.assertEqual(self._sent(letter.with_env(self.cron_env)), {"kaarlo.koivu@posti.example"})

    def test_the_answer_to_a_request_goes_out(self):
        request = self.env["lampo.privacy.request"].create({"partner_id": self.partner.id})
        letter = self._mail(self.cron_env, recipient_ids=[Command.set(self.partner.ids)],
                            model=request._name, res_id=request.id)
        self.assertTrue(self._sent(letter))

    def test_a_followers_note_does_not_reach_a_restricted_person(self):
        site = self._partner("Kahvila")
        site.message_subscribe(self.partner.ids)
        message = site.with_user(self.user_service).message_post(
            body="Hei", subtype_xmlid="mail.mt_comment", message_type="comment")
        letters = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        self.assertFalse(letters.filtered(lambda mail: mail.state != "cancel").recipient_ids & self.partner)

    def test_a_mailing_leaves_a_restricted_person_out(self):
        composer = self.env["mail.compose.message"].create({
            "composition_mode": "mass_mail", "model": "res.partner", "subject": "Kysely", "body": "<p>Hei</p>",
            "res_ids": repr((self.partner | self.other).ids)})
        # left out when the mailing is made, not only when it leaves
        with patch("odoo.addons.lampo_privacy.models.mail_restriction.MailMail.send"):
            composer._action_send_mail()
        letters = self.env["mail.mail"].search([("subject", "=", "Kysely")])
        self.assertEqual({letter.res_id: letter.state for letter in letters},
                         {self.partner.id: "cancel", self.other.id: "outgoing"})

    def test_the_request_that_restricts_is_named_in_the_record(self):
        request = self.env["lampo.privacy.request"].with_user(self.user_service).create(
            {"partner_id": self.other.id, "request_type": "restriction"})
        request.action_start()
        self.assertEqual(self.other.restriction_ids.request_id, request)

    # -- erasure ---------------------------------------------------------------------------------------------------

    def test_a_person_who_wants_the_data_kept_is_not_erased(self):
        self.contract.with_user(self.user_officer).date_end = "2011-01-01"
        erasure = self.env["lampo.privacy.erasure"].with_user(self.user_officer).create({"partner_id": self.partner.id})
        erasure.action_plan()
        self.assertIn("restricted", erasure.refusal or "")
        with self.assertRaises(UserError):
            erasure.action_run()
        self.assertEqual(self.partner.name, "Kaarlo Koivu")

    def test_a_person_who_asks_for_the_erasure_is_erased_all_the_same(self):
        self.contract.with_user(self.user_officer).date_end = "2011-01-01"
        request = self.env["lampo.privacy.request"].with_user(self.user_officer).create(
            {"partner_id": self.partner.id, "request_type": "erasure"})
        erasure = self.env["lampo.privacy.erasure"].with_user(self.user_officer).create(
            {"partner_id": self.partner.id, "ground": "request", "request_id": request.id})
        erasure.action_plan()
        self.assertFalse(erasure.refusal)

    # -- cost ------------------------------------------------------------------------------------------------------

    def test_models_without_a_guarded_link_ask_nothing(self):
        self.assertFalse(self.env["lampo.heat.consumption"]._lampo_partner_links())
        self.assertFalse(self.env["mail.message"]._lampo_partner_links())
        self.assertEqual(self.env["account.move"]._lampo_partner_links() & {"partner_id"}, {"partner_id"})

    def test_many_contacts_cost_one_question(self):
        partners = self._as(self.user_service, self.other | self._partner("Aino Aho") | self._partner("Eero Elo"))
        partners._refuse_restricted(partners.ids)
        before = self.env.cr.sql_log_count
        partners._refuse_restricted(partners.ids)
        self.assertEqual(self.env.cr.sql_log_count - before, 1)
