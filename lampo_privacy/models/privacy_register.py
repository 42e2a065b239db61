# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.register_seed import LANGS, PURPOSES, REGISTERS

MODULE = "lampo_privacy"


class PrivacyRegister(models.Model):
    """A place where people's data lies: the billing program, the website, the paper archive (statement § 3).

    With its purposes, groups, kinds of data, sources, recipients, periods and protection it is the record of
    processing (GDPR art. 30), and every request is searched in each of them.
    """

    _name = "lampo.privacy.register"
    _description = "Register of personal data"
    _inherit = ["lampo.privacy.trilingual"]
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [("billing", "Billing program"), ("website", "Website"), ("paper", "Paper archive")],
        required=True, default="billing",
        help="Where the data lies. The billing program is this database; the others are searched by hand.",
    )
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company", "Controller", required=True, index=True, default=lambda self: self.env.company,
        help="The company that decides why and how the data is processed (statement § 1).",
    )
    user_id = fields.Many2one(
        "res.users", "Responsible", check_company=True, domain="[('share', '=', False)]",
        help="Searches this register when a person asks for their data, and keeps its record true.",
    )
    contact_id = fields.Many2one(related="company_id.lampo_officer_id", string="Contact person",
                                 help="The privacy officer of the company (statement § 2).")
    purpose_ids = fields.One2many("lampo.privacy.purpose", "register_id", "Purposes")
    content_ids = fields.Many2many("lampo.privacy.content", "lampo_privacy_register_content_rel", "register_id",
                                   "content_id", "Kinds of data", check_company=True)
    recipient_ids = fields.Many2many("lampo.privacy.recipient", "lampo_privacy_register_recipient_rel", "register_id",
                                     "recipient_id", "Recipients", check_company=True)
    retention_text = fields.Text("How long", compute="_compute_live_facts", help="The retention rules in force.")
    protection_text = fields.Text("Protection", compute="_compute_live_facts", help="What is so on this server today.")
    subject_groups = fields.Text("Groups of people", translate=True, help="Whose data it is (GDPR art. 30(1)(c)).")
    sources = fields.Text(translate=True, help="Where the data comes from (statement § 7).")
    place = fields.Char(help="For paper: building, room, cabinet (statement § 9).")
    is_locked = fields.Boolean("Locked", help="The room or the cabinet is kept locked (statement § 9).")
    key_user_ids = fields.Many2many(
        "res.users", "lampo_privacy_register_key_rel", "register_id", "user_id", "Who has a key",
        domain="[('share', '=', False)]", help="Those who can open the room or the cabinet.",
    )

    @api.constrains("kind", "place")
    def _check_place(self):
        if any(register.kind == "paper" and not (register.place or "").strip() for register in self):
            raise ValidationError(self.env._("Say where the paper lies: building, room, cabinet (statement § 9)."))

    @api.depends("company_id", "kind", "is_locked", "key_user_ids")
    @api.depends_context("lang")
    def _compute_live_facts(self):
        # sudo: the finder reads rules, roles and settings; sentences come out
        deviations = self.env["lampo.privacy.deviation"].sudo()
        for register in self:
            rules = deviations._rules(register.company_id)
            register.retention_text = "\n".join(f"{rule.name}: {rule.period_text}" for rule in rules)
            register.protection_text = "\n".join(register._protection_lines(deviations))

    def _protection_lines(self, deviations):
        """Live facts of the protection (GDPR art. 32): roles, encryption, undertaking, log; of paper, lock and keys."""
        _ = self.env._
        if self.kind == "paper":
            return [_("Locked") if self.is_locked else _("Not locked"),
                    _("Keys: %(count)s people", count=len(self.key_user_ids))]
        facts = self.env["lampo.privacy.statement"]._protection_facts(deviations, self.company_id)
        # sudo: numbers only
        log = self.env["lampo.privacy.access.log"].sudo().search_count([("company_id", "=", self.company_id.id)])
        lines = [
            _("Connections encrypted (TLS)") if facts["tls"] else _("Connections not encrypted (no https)"),
            _("Administrators of the register: %(count)s", count=facts["managers"]),
            _("Identity codes encrypted, keys outside the database"),
            _("Lines in the access log: %(count)s", count=log),
        ]
        undertakings = self.env["lampo.privacy.confidentiality"]
        staff, unbound = undertakings._staff(self.company_id), undertakings._not_bound(self.company_id)
        lines.append(_("Bound to secrecy: %(count)s of %(all)s users", count=len(staff - unbound), all=len(staff)))
        return lines

    @api.model
    def _ensure_registers(self, companies=None):
        """Make the registers of the statement, with their purposes, for companies that have none.

        :param companies: all when empty. The main company's get the names register_billing, _website and _paper.
        """
        # sudo: a company without its registers would have no record of processing, whoever creates the company
        self = self.sudo()  # noqa: PLW0642
        companies = companies or self.env["res.company"].sudo().search([])
        have = set(self.with_context(active_test=False).search([]).company_id.ids)
        for company in companies.filtered(lambda one: one.id not in have):
            self._make_registers(company)

    def _make_registers(self, company):
        registers = {}
        for sequence, (kind, facts) in enumerate(REGISTERS.items(), 1):
            said = _said(facts["name"])
            registers[kind] = self.create({**facts, **said, "name": said["text_en"], "kind": kind,
                                           "sequence": sequence * 10, "company_id": company.id})
        purposes = self.env["lampo.privacy.purpose"].create([
            {"name": words[2][:1].upper() + words[2][1:], "code": code, "register_id": registers[kind].id,
             "basis": basis, "is_marketing": marketing, "sequence": number * 10, **_said(words)}
            for number, (kind, code, marketing, basis, words) in enumerate(PURPOSES, 1)])
        if company == self.env.ref("base.main_company", raise_if_not_found=False):
            self._name_records({f"register_{kind}": record for kind, record in registers.items()})
            self._name_records({f"purpose_{purpose.code}": purpose for purpose in purposes})

    def _name_records(self, records):
        self.env["ir.model.data"]._update_xmlids([
            {"xml_id": f"{MODULE}.{name}", "record": record, "noupdate": True} for name, record in records.items()])


def _said(words):
    return {f"text_{lang}": text for lang, text in zip(LANGS, words, strict=True)}
