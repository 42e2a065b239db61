# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

USERS = "lampo_privacy.group_user"


class ResPartner(models.Model):
    """Where a person's data came from (statement § 7; GDPR art. 15(1)(g)), and what the person was in touch about."""

    _inherit = "res.partner"

    data_source = fields.Selection(
        [("contract", "Contract"), ("quote", "Request for an offer"), ("order", "Order"), ("contact", "Other contact"),
         ("website", "Website"), ("employer", "The company whose contact person it is"),
         ("handover", "Former customer"),
         ("authority", "Authority or official register"), ("other", "Other source")],
        "Source", compute="_compute_data_source", store=True, readonly=False, copy=False, groups=USERS,
        help="Where the data of this person came from. A heat contract is the source until somebody chooses another.")
    data_source_note = fields.Char("More about the source", copy=False, groups=USERS,
                                   help="For instance which register, and when. No names of others.")
    contact_ids = fields.One2many("lampo.privacy.contact", "partner_id", "Contacts log", copy=False, groups=USERS)
    contact_count = fields.Integer("Number of contacts", compute="_compute_contact_count", groups=USERS)

    @api.depends("heat_contract_ids")
    def _compute_data_source(self):
        for partner in self:
            partner.data_source = partner.data_source or ("contract" if partner.heat_contract_ids else False)

    def _compute_contact_count(self):
        counts = dict(self.env["lampo.privacy.contact"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]))
        for partner in self:
            partner.contact_count = counts.get(partner._origin, 0)

    def action_view_contacts(self):
        """The contact log of this person."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_privacy_contact")
        return {**action, "domain": [("partner_id", "=", self.id)], "context": {"default_partner_id": self.id}}
