# Part of lampo_privacy. LGPL-3.
from odoo import Command, api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.identity_codes import contains_identity_code

# What a person can have corrected in words. Names that a module renames or drops are left out by themselves; the
# identity code is corrected in its own field, which keeps no copy.
FIELDS = {
    "res.partner": ("name", "street", "street2", "zip", "city", "email", "phone", "vat", "company_registry", "function",
                    "website"),
    "lampo.heat.site": ("name", "street", "zip", "city"),
    "res.partner.bank": ("acc_number", "acc_holder_name"),
}


class PrivacyRectify(models.TransientModel):
    """Correction and completion on request, old and new side by side (GDPR art. 16; statement § 10)."""

    _name = "lampo.privacy.rectify"
    _description = "Correct data"

    request_id = fields.Many2one("lampo.privacy.request", required=True, ondelete="cascade", readonly=True)
    partner_id = fields.Many2one(related="request_id.partner_id")
    line_ids = fields.One2many("lampo.privacy.rectify.line", "wizard_id", "Data")
    change_count = fields.Integer(compute="_compute_change_count")
    disclosed = fields.Text("Disclosed before", compute="_compute_disclosed")
    banks_left_out = fields.Boolean(compute="_compute_banks_left_out")

    @api.model
    def default_get(self, fields_list):
        values = super().default_get(fields_list)
        # a create asks for the defaults of what it does not give, and so not for the request
        request = self.env["lampo.privacy.request"].browse(
            values.get("request_id") or self.env.context.get("default_request_id"))
        if "line_ids" in fields_list and request.partner_id:
            values["line_ids"] = [Command.create(line) for line in self._lines_of(request.partner_id)]
        return values

    @api.model
    def _lines_of(self, partner):
        """The values that can be corrected: of the person, the addresses below, the sites and bank accounts."""
        partner.check_access("write")
        # sudo: the family is found below the rules; the right to write the person was checked above
        own = [*partner.heat_site_ids, *partner.bank_ids]
        records = [*partner, *partner._lampo_family() - partner.sudo()]
        # what the user may not write is not offered: it would take the other corrections back with it
        records += [record for record in own if record.has_access("write")]
        lines = []
        for record in records:
            for name in FIELDS[record._name]:
                field = record._fields.get(name)
                if field is None or not (record[name] or record == partner or name in ("street", "zip", "city")):
                    continue
                lines.append({
                    "model": record._name, "res_id": record.id, "field": name, "record_name": record.display_name,
                    "label": field._description_string(self.env), "old_value": record[name] or "",
                    "new_value": record[name] or "",
                })
        return lines

    @api.depends("line_ids.new_value")
    def _compute_change_count(self):
        for wizard in self:
            wizard.change_count = len(wizard.line_ids.filtered("changed"))

    @api.depends("partner_id")
    def _compute_disclosed(self):
        for wizard in self:
            wizard.disclosed = self.env["lampo.privacy.disclosure"]._told_so_far(wizard.partner_id)

    @api.depends("partner_id")
    def _compute_banks_left_out(self):
        for wizard in self:
            wizard.banks_left_out = any(not bank.has_access("write") for bank in wizard.partner_id.bank_ids)

    def action_apply(self):
        """Write the new values, keep before and after with the request, and tell the recipients what they had.

        :raises UserError: nothing was changed, or somebody else changed it meanwhile
        :raises ValidationError: a value that the record does not allow
        """
        self.ensure_one()
        self.request_id._require_open()
        self.request_id._require_identity()
        changed = self.line_ids.filtered("changed")
        if not changed:
            raise UserError(self.env._("Nothing was changed: write the right value into the column “New”."))
        note = self.env._("Corrected or completed: %(what)s.", what=", ".join(changed.mapped("label")))
        changed._apply()
        told = self._tell(changed.filtered("tell"))
        if told:
            note += " " + self.env._("Told to the recipients: %(what)s.", what=", ".join(told.mapped("label")))
        self._keep(changed, told)
        self.request_id._message_log(body=note)
        return {"type": "ir.actions.act_window_close"}

    def _tell(self, lines):
        """Tell each recipient the values of what it was given. :return: the lines that were told to somebody"""
        told = set()

        def texts_of(given):
            own = lines.filtered(lambda line: line._is_for(given))
            told.update(own.ids)
            return [f"{line.label}: {(line.new_value or '').strip() or self.env._('removed')}" for line in own]

        self.env["lampo.privacy.rectification"]._tell_recipients(self.partner_id, texts_of)
        return lines.browse(told)

    def _keep(self, changed, told):
        # sudo: corrections are evidence that nobody writes by hand
        self.env["lampo.privacy.rectification"].sudo().create([
            {"request_id": self.request_id.id, "partner_id": self.partner_id.id, "model": line.model,
             "company_id": self.request_id.company_id.id, "res_id": line.res_id, "field": line.field,
             "field_label": line.label, "old_value": line.old_value, "new_value": line.new_value, "told": line in told}
            for line in changed
        ])
        # the wizard's own rows hold the values too, and are not needed any more
        self.sudo().line_ids.unlink()


class PrivacyRectifyLine(models.TransientModel):
    """One value of the person's: as it is, and as it should be."""

    _name = "lampo.privacy.rectify.line"
    _description = "Value to correct"

    wizard_id = fields.Many2one("lampo.privacy.rectify", required=True, ondelete="cascade")
    model = fields.Char(required=True, readonly=True)
    res_id = fields.Integer(required=True, readonly=True)
    field = fields.Char(required=True, readonly=True)
    record_name = fields.Char("Record", readonly=True)
    label = fields.Char("What", readonly=True)
    old_value = fields.Char("Old", readonly=True)
    new_value = fields.Char("New")
    changed = fields.Boolean(compute="_compute_changed")
    given_to = fields.Char("Given to", compute="_compute_given_to",
                           help="Whose disclosures name this kind of data, or do not say what they were of.")
    # what completes the data was given to nobody: article 19 is about what they have
    tell = fields.Boolean(
        "Tell the recipients", compute="_compute_tell", store=True, readonly=False,
        help="Those to whom this kind of data was given are told the new value; if none of them was, all are.")

    @api.depends("old_value", "new_value")
    def _compute_changed(self):
        for line in self:
            line.changed = (line.old_value or "").strip() != (line.new_value or "").strip()

    @api.depends("model", "field", "wizard_id.partner_id")
    def _compute_given_to(self):
        for line in self:
            line.given_to = ", ".join(line._given().recipient_id.mapped("name"))

    def _given(self):
        """The disclosures of the person that name the kind of data of this line."""
        partner = self.wizard_id.partner_id
        if not partner or not self.field:
            return self.env["lampo.privacy.disclosure"]
        return self.env["lampo.privacy.disclosure"]._of_family(partner)._that_name(self.model, self.field)

    def _is_for(self, given):
        """Whether the recipient of these disclosures is told this line."""
        return not self.given_to or bool(given._that_name(self.model, self.field))

    @api.depends("old_value", "given_to")
    def _compute_tell(self):
        for line in self:
            line.tell = bool(line.old_value and line.given_to)

    @api.constrains("new_value")
    def _check_new_value(self):
        if any(contains_identity_code(line.new_value) for line in self):
            raise ValidationError(self.env._(
                "Do not write an identity code here: its only place is the field of the person."))

    def _apply(self):
        """Write through the ORM, with its checks, under the user's own rights; record by record.

        Without tracking: before and after belong to the request, the chatter would keep a second copy.
        """
        allowed = self.wizard_id._lines_of(self.wizard_id.partner_id)
        known = {(line["model"], line["res_id"], line["field"]): line["old_value"] for line in allowed}
        by_record = {}
        for line in self:
            # what came back from the client is checked against what the server would offer
            if known.get((line.model, line.res_id, line.field)) != (line.old_value or ""):
                raise UserError(self.env._(
                    "%(what)s was changed by somebody else meanwhile: open the correction again.", what=line.label))
            by_record.setdefault((line.model, line.res_id), {})[line.field] = (line.new_value or "").strip() or False
        for (model, res_id), vals in by_record.items():
            self.env[model].with_context(tracking_disable=True).browse(res_id).write(vals)
