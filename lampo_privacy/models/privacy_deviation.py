# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..engine.held import holders

OFFICER = "lampo_privacy.group_officer"
KINDS = [
    ("setting", "Setting"), ("cookies", "Cookies and tracking"), ("language", "Words missing"),
    ("field", "Data beyond § 5"), ("rule", "Retention rule"), ("no_contract", "Nobody's customer"),
    ("double", "Double"), ("recipient", "Recipient"), ("processor", "Processor without a contract"),
    ("paper", "Paper"), ("undertaking", "Undertaking of secrecy"), ("server", "Server"),
]


class PrivacyDeviation(models.TransientModel):
    """Where practice and the privacy statement differ, each with what can be done about it (§§ 4–9).

    Found anew whenever the page is opened; a line holds numbers and ids only, and goes by itself.
    """

    _name = "lampo.privacy.deviation"
    _description = "Deviation from the privacy statement"
    _order = "section, kind, id"

    company_id = fields.Many2one("res.company", required=True)
    section = fields.Integer(aggregator=None, help="The section of the privacy statement.")
    kind = fields.Selection(KINDS, required=True)
    name = fields.Char("What", required=True)
    detail = fields.Char("What can be done")
    count = fields.Integer("How many")
    contradicts = fields.Boolean("Against the statement", help="The statement would say what is not so.")
    field_id = fields.Many2one("ir.model.fields", ondelete="cascade")
    can_empty = fields.Boolean("Can be emptied for many at once")
    res_model = fields.Char()
    res_ids = fields.Json()

    @api.model
    def action_refresh(self):
        """Look again, in the companies of the user, and open the page."""
        self._require_officer()
        self.search([("create_uid", "=", self.env.uid)]).unlink()
        for company in self.env.companies:
            found = self._find(company) + self._find_typed_codes(company)
            self.create([{"company_id": company.id, **values} for values in found])
        return self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_privacy_deviation")

    def _require_officer(self):
        if not self.env.user.has_group(OFFICER):
            raise UserError(self.env._("The quality of the data is for the privacy officer."))

    def action_open(self):
        """Open what this line is about."""
        self.ensure_one()
        self._require_officer()
        ids = self.res_ids or (self._holders() if self.kind == "field" else [])
        return {"type": "ir.actions.act_window", "name": self.name, "res_model": self.res_model,
                "view_mode": "list,form", "domain": [("id", "in", ids)], "context": {"active_test": False}}

    def _holders(self):
        # the engine reads below the rules: what the officer then sees in the list, the rules decide
        # sudo: names of fields are no secret
        return holders(self.env, self.field_id.sudo().model, self.field_id.sudo().name, self.company_id.id)

    def action_name_it(self):
        """Name the field in § 5: the statement then says that this kind of data is held."""
        self.ensure_one()
        self._require_officer()
        # sudo: which fields there are is open to managers only; the officer decides about this one
        field = self.field_id.sudo()
        label = field.with_context(lang="en_US").field_description
        return {"type": "ir.actions.act_window", "res_model": "lampo.privacy.content", "view_mode": "form",
                "target": "new", "name": self.env._("Name it in the statement"), "context": {
                    "default_name": label, "default_text_fi": field.with_context(lang="fi_FI").field_description,
                    "default_text_sv": field.with_context(lang="sv_SE").field_description, "default_text_en": label,
                    "default_company_id": self.company_id.id, "default_field_ids": [(6, 0, field.ids)]}}

    def action_empty(self):
        """Empty the field for all these people, without leaving the old values in the chatter.

        :raises UserError: the field must not be emptied this way
        """
        self.ensure_one()
        self._require_officer()
        field = self.field_id.sudo()  # sudo: as above
        if self.kind != "field" or not self._may_empty(field):
            raise UserError(self.env._("This cannot be emptied for many at once. Open the list instead."))
        people = self.env["res.partner"].with_context(active_test=False).browse(self._holders())
        quiet = people.exists().with_context(tracking_disable=True)
        quiet.write({field.name: False})
        self.unlink()
        return {"type": "ir.actions.client", "tag": "soft_reload"}

    @api.model
    def _may_empty(self, field):
        """An account or a log-in is a record of its own, and is not emptied but removed."""
        return field.model == "res.partner" and not field.required

    def action_merge(self):
        """Merge these doubles by Odoo's own wizard."""
        self.ensure_one()
        self._require_officer()
        return {"type": "ir.actions.act_window", "res_model": "base.partner.merge.automatic.wizard",
                "view_mode": "form", "target": "new", "name": self.env._("Merge"),
                "context": {"active_model": "res.partner", "active_ids": self.res_ids}}
