# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

ALIAS = "tietosuoja"


class ResCompany(models.Model):
    """The address that makes requests of letters by itself (statement § 12)."""

    _inherit = "res.company"

    lampo_alias_id = fields.Many2one("mail.alias", "Address of the register", copy=False, ondelete="set null")
    lampo_alias_name = fields.Char(
        "Name of the address", compute="_compute_lampo_alias_name", inverse="_inverse_lampo_alias_name",
        help="The part before the @. A letter to this address becomes a request by itself. Empty: no address.",
    )
    lampo_alias_email = fields.Char("Register's e-mail address", related="lampo_alias_id.alias_full_name")

    @api.depends("lampo_alias_id.alias_name")
    def _compute_lampo_alias_name(self):
        for company in self:
            # sudo: the alias is the system's, its name is no secret
            company.lampo_alias_name = company.sudo().lampo_alias_id.alias_name

    def _inverse_lampo_alias_name(self):
        for company in self:
            # sudo: who may change the company decides on its address
            alias = company.sudo().lampo_alias_id
            if not company.lampo_alias_name:
                alias.unlink()
            elif alias:
                alias.alias_name = company._lampo_check_alias(company.lampo_alias_name)
            else:
                company._lampo_create_alias(company.lampo_alias_name)

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered(lambda company: not company.lampo_alias_id)._lampo_add_aliases()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "alias_domain_id" in vals:
            # sudo: aliases are the administrator's; this one belongs to the company
            for company in self.sudo().filtered("lampo_alias_id"):
                company.lampo_alias_id.alias_domain_id = company.alias_domain_id
        return result

    @api.model
    def _lampo_add_missing_aliases(self):
        """Called once at installation."""
        self.search([("lampo_alias_id", "=", False)])._lampo_add_aliases()

    def _lampo_add_aliases(self):
        """The usual name for each company; with a number where another company of the same domain has it."""
        for company in self:
            # sudo: an alias that this user may not see is taken all the same
            taken = self.env["mail.alias"].sudo().search([
                ("alias_name", "=like", f"{ALIAS}%"), ("alias_domain_id", "=", company.alias_domain_id.id),
            ]).mapped("alias_name")
            company._lampo_create_alias(ALIAS if ALIAS not in taken else f"{ALIAS}-{company.id}")

    def _lampo_create_alias(self, name):
        self.ensure_one()
        # sudo: see _inverse_lampo_alias_name
        self.sudo().lampo_alias_id = self.env["mail.alias"].sudo().create({
            "alias_name": self._lampo_check_alias(name),
            "alias_domain_id": self.alias_domain_id.id,
            "alias_model_id": self.env["ir.model"]._get_id("lampo.privacy.request"),
            "alias_defaults": repr({"company_id": self.id}),
            "alias_contact": "everyone",
        })

    @api.model
    def _lampo_check_alias(self, name):
        """The name as Odoo keeps it; refuses one of which nothing is left."""
        name = self.env["mail.alias"]._sanitize_alias_name(name)
        if not name:
            raise ValidationError(self.env._("This is no name for an address: use letters and digits."))
        return name
