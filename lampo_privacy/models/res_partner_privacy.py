# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..tools.legal_forms import legal_form

USERS = "lampo_privacy.group_user"
NATURAL_FORMS = ("person", "sole_trader")
ADDRESS_TYPES = ("invoice", "delivery", "other")
# Who may write a field that everybody reads; None: only the system, in its own runs or from contracts and legal form.
WRITTEN_BY = {
    "processing_restricted": "lampo_privacy.group_officer", "anonymised_on": None, "is_data_subject": None,
    "relationship_start": None, "relationship_end": None, "retention_due": None, "retention_rule_id": None,
}


class ResPartner(models.Model):
    """Who is a data subject (GDPR art. 4(1)), and whether his or her data may be used (art. 18).

    A natural person, a sole trader and the contact person of a company are data subjects; a limited or housing
    company or a municipality is not. A company whose form nobody knows counts as one until somebody decides: its
    name may be a person's.
    """

    _inherit = "res.partner"

    legal_form = fields.Selection(
        [
            ("person", "Natural person"),
            ("sole_trader", "Sole trader"),
            ("limited_company", "Limited company"),
            ("housing_company", "Housing company"),
            ("partnership", "Partnership"),
            ("cooperative", "Cooperative"),
            ("association", "Association or foundation"),
            ("public", "Municipality, state or parish"),
            ("other_organisation", "Other organisation"),
            ("undecided", "Undecided"),
        ],
        compute="_compute_legal_form",
        inverse="_inverse_legal_form",
        store=True,
        readonly=False,
        recursive=True,
        index=True,
        help="Read from the name (Oy, As Oy, Tmi, ry…) until you choose another one. It decides whether the contact "
        "is a data subject.",
    )
    legal_form_by_hand = fields.Boolean(
        copy=False, help="Somebody chose a legal form other than the one that the name tells. It then stays."
    )
    is_data_subject = fields.Boolean(
        string="Data subject",
        compute="_compute_is_data_subject",
        store=True,
        help="The data protection rights (access, rectification, erasure…) and the retention period concern people.",
    )
    data_subject_reason = fields.Text(string="Why", compute="_compute_data_subject_reason")
    processing_restricted = fields.Boolean(
        string="Processing restricted",
        copy=False,
        help="Storage only (GDPR art. 18, or an erasure that waits for the vouchers): the contact is seen by privacy "
        "officers and accountants alone. Tell the person before you lift a restriction that he or she asked for.",
    )
    anonymised_on = fields.Date(
        copy=False, readonly=True, help="The day on which the last of the person's data went. Set by the erasure."
    )
    request_ids = fields.One2many("lampo.privacy.request", "partner_id", string="Requests", copy=False, groups=USERS)
    request_count = fields.Integer(string="Number of requests", compute="_compute_request_count", groups=USERS)
    erasure_ids = fields.One2many("lampo.privacy.erasure", "partner_id", string="Erasures", copy=False, groups=USERS)

    @api.depends("is_company", "name", "type", "parent_id", "parent_id.legal_form")
    def _compute_legal_form(self):
        for partner in self:
            if not (partner.legal_form_by_hand and partner._allows_legal_form(partner.legal_form)):
                partner.legal_form = partner._legal_form_by_rule()

    def _inverse_legal_form(self):
        for partner in self:
            partner.legal_form_by_hand = partner.legal_form != partner._legal_form_by_rule()

    def _legal_form_by_rule(self):
        self.ensure_one()
        if self._is_address_only():
            return self.parent_id.legal_form
        form = legal_form(self.name)
        if self.is_company:
            return form or "undecided"
        return "sole_trader" if form == "sole_trader" else "person"

    def _is_address_only(self):
        """Whether this is nobody of its own but another address of its parent."""
        return bool(self.parent_id and not self.name and not self.is_company and self.type in ADDRESS_TYPES)

    def _allows_legal_form(self, form):
        """A contact that is no company is a natural person, whatever he or she works for."""
        return bool(form) and (self.is_company or self._is_address_only() or form in NATURAL_FORMS)

    @api.constrains("legal_form", "is_company")
    def _check_legal_form(self):
        if not all(partner._allows_legal_form(partner.legal_form) for partner in self):
            raise ValidationError(
                self.env._("A contact that is a person has no such legal form. Mark the contact as a company first.")
            )

    @api.depends("legal_form")
    def _compute_is_data_subject(self):
        for partner in self:
            partner.is_data_subject = partner.legal_form in (*NATURAL_FORMS, "undecided")

    @api.depends("legal_form", "parent_id", "name", "type", "is_company")
    @api.depends_context("lang")
    def _compute_data_subject_reason(self):
        reasons = self._data_subject_reasons()
        for partner in self:
            key = partner.legal_form if partner.is_data_subject else "organisation"
            if partner._is_address_only():
                key = "address"
            elif key == "person" and partner.parent_id.is_company:
                key = "contact"
            partner.data_subject_reason = reasons.get(key, False)

    @api.model
    def _data_subject_reasons(self):
        _ = self.env._
        return {
            "person": _("A natural person."),
            "sole_trader": _("A sole trader: the business and the person are one."),
            "contact": _("A contact person of an organisation is a natural person."),
            "undecided": _(
                "The legal form is not known. Treated as a person until somebody chooses it, "
                "because the name may be a person's."
            ),
            "address": _("Another address of the contact above it, and treated like it."),
            "organisation": _("An organisation is no data subject. Its contact people are."),
        }

    @api.depends("request_ids")
    def _compute_request_count(self):
        groups = self.env["lampo.privacy.request"]._read_group(
            [("partner_id", "in", self.ids)], ["partner_id"], ["__count"]
        )
        counts = {partner.id: count for partner, count in groups}
        for partner in self:
            partner.request_count = counts.get(partner._origin.id, 0)

    @api.model_create_multi
    def create(self, vals_list):
        """A form sends every field that it shows: an empty one restricts nobody and needs no right."""
        vals_list = [
            {name: value for name, value in vals.items() if value or name not in WRITTEN_BY} for vals in vals_list
        ]
        return super().create(vals_list)

    @api.model
    def _has_field_access(self, field, operation):
        if operation == "write" and field.name in WRITTEN_BY and not self.env.su:
            group = WRITTEN_BY[field.name]
            return bool(group) and self.env.user.has_group(group)
        return super()._has_field_access(field, operation)

    def action_view_privacy_requests(self):
        """The person's requests."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Requests of data subjects"),
            "res_model": "lampo.privacy.request",
            "view_mode": "list,kanban,calendar,form",
            "domain": [("partner_id", "=", self.id)],
            "context": {"default_partner_id": self.id},
        }
