# Part of lampo_privacy. LGPL-3.
from collections import defaultdict

from odoo import api, fields, models
from odoo.fields import Domain

from .res_partner_heat import HEAT_READERS

USERS = "lampo_privacy.group_user"


class ResPartner(models.Model):
    """How long a person is kept (statement § 6): while the relationship lasts and at most 10 years after it.

    The relationship is read from the heat contracts, never from the date of an edit. A contact's relationship is that
    of its company too. The date is that of the longest rule or hold that applies, and the reason names which.
    """

    _inherit = "res.partner"

    relationship_start = fields.Date(
        string="Customer since",
        compute="_compute_relationship",
        store=True,
        groups=HEAT_READERS,
        help="The first day of the first heat contract, of this contact or of its company.",
    )
    relationship_end = fields.Date(
        string="Customer until",
        compute="_compute_relationship",
        store=True,
        groups=HEAT_READERS,
        help="The last day of the last heat contract. Empty while a contract is open, and when there is none.",
    )
    retention_due = fields.Date(
        string="Kept until",
        compute="_compute_retention_due",
        store=True,
        index="btree_not_null",
        groups=HEAT_READERS,
        help="The last day on which the person's data may be kept. Empty while the relationship lasts.",
    )
    retention_held = fields.Boolean(
        string="Held",
        compute="_compute_retention_held",
        search="_search_retention_held",
        groups=HEAT_READERS,
        help="A hold is in force today: nothing of this person is erased before it is lifted.",
    )
    retention_reason = fields.Text(string="Reason", compute="_compute_retention_reason", groups=HEAT_READERS)
    hold_ids = fields.One2many("lampo.privacy.hold", "partner_id", string="Holds", copy=False, groups=USERS)

    @api.depends(
        "commercial_partner_id",
        "heat_contract_ids.date_start",
        "heat_contract_ids.date_end",
        "commercial_partner_id.heat_contract_ids.date_start",
        "commercial_partner_id.heat_contract_ids.date_end",
    )
    def _compute_relationship(self):
        spans = self._contract_spans()
        for partner in self:
            own = partner._spans_of(spans)
            partner.relationship_start = min((start for start, _end, _company in own), default=False)
            ends = [end for _start, end, _company in own]
            partner.relationship_end = max(ends) if ends and all(ends) else False

    @api.depends(
        "is_data_subject", "relationship_end", "company_id", "heat_contract_ids.company_id",
        "hold_ids.date_to", "hold_ids.lifted_on",
        "commercial_partner_id.hold_ids.date_to", "commercial_partner_id.hold_ids.lifted_on",
    )  # fmt: skip
    def _compute_retention_due(self):
        decided = self._retention_decisions()
        for partner in self:
            partner.retention_due = decided.get(partner, (False, None))[0]

    @api.depends("retention_due", "hold_ids.date_from", "hold_ids.date_to", "hold_ids.lifted_on")
    def _compute_retention_held(self):
        held = self.env["lampo.privacy.hold"]._held_partner_ids(self._origin.ids)
        for partner in self:
            partner.retention_held = partner._origin.id in held

    def _search_retention_held(self, operator, value):
        if operator != "in":
            return NotImplemented
        held = self.env["lampo.privacy.hold"]._held_partner_ids()
        domain = Domain("id", "in", list(held))
        if True in value and False in value:
            return Domain.TRUE
        return domain if True in value else ~domain

    @api.depends("retention_due", "relationship_start", "is_data_subject", "retention_held")
    @api.depends_context("lang")
    def _compute_retention_reason(self):
        decided = self._retention_decisions()
        for partner in self:
            partner.retention_reason = partner._retention_reason_text(decided.get(partner, (False, None))[1])

    def _retention_reason_text(self, source):
        """Why the person is kept until that date, in words. ``source``: the rule or the hold that decides, or None."""
        _ = self.env._
        if not self.is_data_subject:
            return _("Retention periods concern people only.")
        if source and source._name == "lampo.privacy.hold":
            # the words of another company's hold are not this user's to read
            ours = source.company_id in self.env.companies
            text = _("A hold decides: %(hold)s", hold=source.reason if ours else _("one of another company"))
        elif source:
            text = _("%(period)s after the end of the relationship: %(rule)s", period=source.period_text,
                     rule=source.name)  # fmt: skip
        elif self.relationship_start and not self.relationship_end:
            text = _("The relationship lasts.")
        else:
            text = _("There is no heat contract, or no rule for customers.")
        return f"{text} {_('A hold is in force.')}" if self.retention_held else text

    def _contract_spans(self):
        """The contracts of these partners and of their companies, in one query.

        :return: {partner id: [(first start, last end or False while one is open, company id)]}
        """
        ids = (self | self.commercial_partner_id)._origin.ids
        # sudo: the relationship is one, whichever company the contract is with and whoever looks
        groups = (
            self.env["lampo.heat.contract"]
            .sudo()
            .with_context(active_test=False)
            ._read_group(
                [("partner_id", "in", ids)],
                ["partner_id", "company_id"],
                ["date_start:min", "date_end:max", "__count", "date_end:count"],
            )
        )
        spans = defaultdict(list)
        for partner, company, start, end, count, ended in groups:
            spans[partner.id].append((start, end if count == ended else False, company.id))
        return spans

    def _spans_of(self, spans):
        own = (self | self.commercial_partner_id)._origin
        return [span for partner_id in own.ids for span in spans.get(partner_id, ())]

    def _retention_decisions(self):
        """The date and the rule or hold that sets it, for each data subject whose relationship has ended.

        :return: {partner: (date, record of a rule or of a hold)}
        """
        ended = self.filtered(lambda p: p.is_data_subject and p.relationship_end)
        if not ended:
            return {}
        spans = ended._contract_spans()
        rules = self.env["lampo.privacy.retention.rule"]._rules_by_company("customer")
        holds = self.env["lampo.privacy.hold"]._last_closing_holds(ended)
        decided = {}
        for partner in ended:
            companies = {company for *_dates, company in partner._spans_of(spans)} | set(partner.company_id.ids)
            found = {rules.get(company) or rules.get(False) for company in companies} - {None}
            dates = [(rule._due(partner.relationship_end), rule) for rule in found]
            dates += [(hold.date_to, hold) for hold in holds.get(partner, ())] if dates else []
            if dates:
                decided[partner] = max(dates, key=lambda pair: pair[0])
        return decided

    @api.model
    def _recompute_retention(self):
        """A rule has changed: mark the dates of everybody whose relationship has ended, in one go."""
        # sudo: the dates of people that this user does not see change too
        partners = self.sudo().with_context(active_test=False).search([("relationship_end", "!=", False)])
        self.env.add_to_compute(self._fields["retention_due"], partners)
        partners.invalidate_recordset(["retention_reason"])
