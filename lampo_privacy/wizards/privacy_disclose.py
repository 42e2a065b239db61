# Part of lampo_privacy. LGPL-3.
import base64
import csv
import io

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..models.privacy_disclosure import BASES
from ..tools.spreadsheets import harmless_cell


class PrivacyDisclose(models.TransientModel):
    """Disclose the data of many people to one recipient, and record it for each (statement § 8; GDPR art. 5(2)).

    The file holds what the boxes name and nothing else, and never an identity code.
    """

    _name = "lampo.privacy.disclose"
    _description = "Disclose people's data"

    recipient_id = fields.Many2one("lampo.privacy.recipient", required=True)
    # no stored link to the people, so that the wizard is no further place where their data lies
    partner_ids = fields.Many2many("res.partner", string="People", compute="_compute_partner_ids")
    partner_count = fields.Integer("Number of people", compute="_compute_partner_ids")
    purpose = fields.Char("What for", compute="_compute_purpose", store=True, readonly=False, required=True)
    basis = fields.Selection(BASES, required=True, default="obligation")
    with_address = fields.Boolean("Billing address", default=True)
    with_business_id = fields.Boolean("Business ID")
    with_sites = fields.Boolean("Heat-use sites")
    with_consumption = fields.Boolean("Heat in 12 months (MWh)")
    make_file = fields.Boolean("Make a file", default=True, help="Off: only record what was given in another way.")
    file = fields.Binary(readonly=True, attachment=False)
    filename = fields.Char(readonly=True)

    @api.depends_context("active_ids", "active_model")
    def _compute_partner_ids(self):
        people = self._people()
        for wizard in self:
            wizard.partner_ids = people
            wizard.partner_count = len(people)

    @api.model
    def _people(self):
        if self.env.context.get("active_model") != "res.partner":
            return self.env["res.partner"]
        return self.env["res.partner"].browse(self.env.context.get("active_ids") or ()).exists()

    @api.depends("recipient_id")
    def _compute_purpose(self):
        for wizard in self:
            wizard.purpose = wizard.purpose or wizard.recipient_id.purpose

    def action_disclose(self):
        """Record a disclosure for each person and, if asked for, show the file to give.

        :raises UserError: nobody is chosen, or somebody whose processing is restricted is among them
        """
        self.ensure_one()
        people = self._people()
        if not people:
            raise UserError(self.env._("Choose the people in the list of contacts first."))
        people.check_access("read")
        people._lampo_refuse_restricted()
        lines = self.env["lampo.privacy.disclosure"]._record(
            self.recipient_id, people, ", ".join(self._headings()), self.purpose, self.basis, origin="export")
        if not self.make_file:
            return {"type": "ir.actions.act_window_close"}
        self.write({"file": self._csv(lines), "filename": f"{self.recipient_id.name}.csv"})
        return {"type": "ir.actions.act_window", "res_model": self._name, "res_id": self.id, "view_mode": "form",
                "target": "new", "name": self.env._("Disclose"), "context": self.env.context}

    def _headings(self):
        _ = self.env._
        chosen = ((True, _("Name")), (self.with_business_id, _("Business ID")),
                  (self.with_address, _("Billing address")), (self.with_sites, _("Heat-use sites")),
                  (self.with_consumption, _("Heat in 12 months (MWh)")))
        return [heading for wanted, heading in chosen if wanted]

    def _csv(self, lines):
        """The file as base64: UTF-8 with a mark, semicolons, as Finnish spreadsheets read it."""
        out = io.StringIO()
        writer = csv.writer(out, delimiter=";")
        writer.writerow([self.env._("Number"), *self._headings()])
        for line in lines.with_user(self.env.user):
            person = line.partner_id
            cells = ((True, person.name), (self.with_business_id, person.company_registry),
                     (self.with_address, _one_line(person)),
                     (self.with_sites, ", ".join(_one_line(site, site.name) for site in person.heat_site_ids)),
                     (self.with_consumption, person.heat_consumption_12m))
            writer.writerow([line.name, *[harmless_cell(cell or "") for wanted, cell in cells if wanted]])
        return base64.b64encode(("\ufeff" + out.getvalue()).encode())


def _one_line(record, first=None):
    """An address on one line."""
    parts = [first if first != record.street else None, record.street,
             " ".join(part for part in (record.zip, record.city) if part)]
    return ", ".join(part for part in parts if part)
