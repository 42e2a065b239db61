# Part of lampo_privacy. LGPL-3.
from typing import NamedTuple

from odoo import api, fields, models
from odoo.exceptions import ValidationError


class Mailbox(NamedTuple):
    """An address of a company: its usual name, and of what a letter to it becomes a record."""

    usual: str
    model: str
    defaults: dict


# by the beginning of the names of its fields
MAILBOXES = {
    "lampo_alias": Mailbox("tietosuoja", "lampo.privacy.request", {}),
    "lampo_contact_alias": Mailbox("yhteydenotto", "lampo.privacy.contact", {"kind": "other"}),
    "lampo_complaint_alias": Mailbox("reklamaatio", "lampo.privacy.contact", {"kind": "complaint"}),
}


class ResCompany(models.Model):
    """The addresses to which a letter becomes a request (statement § 12), a contact or a complaint (§ 7) by itself."""

    _inherit = "res.company"

    lampo_alias_id = fields.Many2one("mail.alias", "Address of the register", copy=False, ondelete="set null")
    lampo_alias_name = fields.Char(
        "Name of the address", compute="_compute_lampo_alias_names", inverse="_inverse_lampo_alias_name",
        help="The part before the @. A letter to this address becomes a request by itself. Empty: no address.",
    )
    lampo_alias_email = fields.Char("Register's e-mail address", related="lampo_alias_id.alias_full_name")
    lampo_contact_alias_id = fields.Many2one("mail.alias", "Address for contacts", copy=False, ondelete="set null")
    lampo_contact_alias_name = fields.Char(
        "Name of the address for contacts", compute="_compute_lampo_alias_names",
        inverse="_inverse_lampo_contact_alias_name",
        help="The part before the @. A letter to this address is in the contact log by itself. Empty: no address.",
    )
    lampo_complaint_alias_id = fields.Many2one("mail.alias", "Address for complaints", copy=False, ondelete="set null")
    lampo_complaint_alias_name = fields.Char(
        "Name of the address for complaints", compute="_compute_lampo_alias_names",
        inverse="_inverse_lampo_complaint_alias_name",
        help="The part before the @. A letter to this address becomes a complaint by itself. Empty: no address.",
    )

    @api.depends(*(f"{box}_id.alias_name" for box in MAILBOXES))
    def _compute_lampo_alias_names(self):
        for company in self:
            for box in MAILBOXES:
                # sudo: the alias is the system's, its name is no secret
                company[f"{box}_name"] = company.sudo()[f"{box}_id"].alias_name

    def _inverse_lampo_alias_name(self):
        self._lampo_rename_alias("lampo_alias")

    def _inverse_lampo_contact_alias_name(self):
        self._lampo_rename_alias("lampo_contact_alias")

    def _inverse_lampo_complaint_alias_name(self):
        self._lampo_rename_alias("lampo_complaint_alias")

    def _lampo_rename_alias(self, box):
        for company in self:
            # sudo: who may change the company decides on its address
            alias, name = company.sudo()[f"{box}_id"], company[f"{box}_name"]
            if not name:
                alias.unlink()
            elif alias:
                alias.alias_name = company._lampo_check_alias(name)
            else:
                company._lampo_create_alias(box, name)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._lampo_add_aliases()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "alias_domain_id" in vals:
            # sudo: aliases are the administrator's; these belong to the company
            for company in self.sudo():
                for box in MAILBOXES:
                    company[f"{box}_id"].alias_domain_id = company.alias_domain_id
        return result

    @api.model
    def _lampo_add_missing_aliases(self):
        """Called once at installation."""
        self.search([])._lampo_add_aliases()

    @api.private
    def _lampo_add_aliases(self, boxes=tuple(MAILBOXES)):
        """The usual names for each company, where it has none; with a number where another of its domain has it."""
        for company in self:
            for box in boxes:
                usual = MAILBOXES[box].usual
                if company[f"{box}_id"]:
                    continue
                # sudo: an alias that this user may not see is taken all the same
                taken = self.env["mail.alias"].sudo().search([
                    ("alias_name", "=like", f"{usual}%"), ("alias_domain_id", "=", company.alias_domain_id.id),
                ]).mapped("alias_name")
                company._lampo_create_alias(box, usual if usual not in taken else f"{usual}-{company.id}")

    def _lampo_create_alias(self, box, name):
        self.ensure_one()
        # sudo: see _lampo_rename_alias
        self.sudo()[f"{box}_id"] = self.env["mail.alias"].sudo().create({
            "alias_name": self._lampo_check_alias(name),
            "alias_domain_id": self.alias_domain_id.id,
            "alias_model_id": self.env["ir.model"]._get_id(MAILBOXES[box].model),
            "alias_defaults": repr({"company_id": self.id, **MAILBOXES[box].defaults}),
            "alias_contact": "everyone",
        })

    @api.model
    def _lampo_check_alias(self, name):
        """The name as Odoo keeps it; refuses one of which nothing is left."""
        name = self.env["mail.alias"]._sanitize_alias_name(name)
        if not name:
            raise ValidationError(self.env._("This is no name for an address: use letters and digits."))
        return name
