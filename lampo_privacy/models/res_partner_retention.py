# Part of lampo_privacy. LGPL-3.
from collections import defaultdict

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine.holds import held_partners
from .heat_contract import finnish_today
from .res_partner_heat import HEAT_READERS

USERS = "lampo_privacy.group_user"
HOLDS_BY_CONTRACT = [
    f"{way}.{holder}.{field}"
    for way in ("heat_contract_ids", "commercial_partner_id.heat_contract_ids")
    for holder in ("hold_ids", "site_id.hold_ids")
    for field in ("date_to", "lifted_on")
]


class ResPartner(models.Model):
    """How long a person is kept (statement § 6): while the relationship lasts and at most 10 years after it.

    The relationship is read from the heat contracts, never from the date of an edit. A contact's relationship is that
    of its company too; a customer who hangs under another person is a customer alone. Who never had a contract is kept
    for a short time after the last contact (§ 7). The date is that of the longest rule or hold that applies, and the
    reason names which.
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
        help="The last day on which the person's data may be kept. Empty while the relationship lasts, and for "
        "who uses this system.",
    )
    retention_rule_id = fields.Many2one(
        "lampo.privacy.retention.rule",
        string="Retention rule",
        compute="_compute_retention_due",
        store=True,
        ondelete="set null",
        groups=HEAT_READERS,
        help="The rule that the date follows from; the longest, where several companies have one.",
    )
    last_contact_on = fields.Date(
        string="Last contact",
        compute="_compute_last_contact_on",
        store=True,
        # not precomputed: Odoo would read it as the user, and who has no role could make no contact
        readonly=False,
        copy=False,
        groups=USERS,
        help="The last day on which somebody without a heat contract asked for something, a quote for example. The "
        "short retention period of people without a contract runs from it. At first the day of recording.",
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

    # the sweep asks by rule, among a million people
    _lampo_rule_due_idx = models.Index("(retention_rule_id, retention_due) WHERE retention_due IS NOT NULL")

    @api.depends(
        "commercial_partner_id.is_company",
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
        "is_data_subject", "relationship_start", "relationship_end", "last_contact_on", "company_id",
        "heat_contract_ids.company_id",
        "user_ids.active", "user_ids.share",
        "hold_ids.date_to", "hold_ids.lifted_on",
        "commercial_partner_id.hold_ids.date_to", "commercial_partner_id.hold_ids.lifted_on",
        *HOLDS_BY_CONTRACT,
    )  # fmt: skip
    def _compute_retention_due(self):
        decided = self._retention_decisions()
        for partner in self:
            partner.retention_due, partner.retention_rule_id, _source = decided.get(partner, (False, False, None))

    # by the creation, and by nothing that can happen later
    @api.depends("create_date")
    def _compute_last_contact_on(self):
        today = finnish_today(self)
        for partner in self:
            partner.last_contact_on = partner.last_contact_on or today

    @api.constrains("last_contact_on")
    def _check_last_contact_on(self):
        """A day to come would keep the person for as long as somebody likes."""
        today = finnish_today(self)
        # constraints run behind a sudo: the user tells a person from the server's own runs
        if self.env.uid != SUPERUSER_ID and any(day and day > today for day in self.mapped("last_contact_on")):
            raise ValidationError(self.env._("The last contact was today or before: choose such a day."))

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
        relations, labels = self._open_relations_of(self._origin.ids), self._relation_labels()
        for partner in self:
            text = partner._retention_reason_text(decided.get(partner, (False, False, None))[2])
            relation = partner.is_data_subject and relations.get(partner._origin.id)
            label = labels.get(relation, relation)
            # who uses the system has no date: that alone says why
            if relation == "user":
                text = labels["hold"] if partner.retention_held else ""
            partner.retention_reason = f"{text} {label}".strip() if relation else text

    def _retention_reason_text(self, source):
        """Why the person is kept until that date, in words. ``source``: the rule or the hold that decides, or None."""
        _ = self.env._
        if not self.is_data_subject:
            return _("Retention periods concern people only.")
        if source and source._name == "lampo.privacy.hold":
            # the words of another company's hold are not this user's to read
            ours = source.company_id in self.env.companies
            text = _("A hold decides: %(hold)s", hold=source.reason if ours else _("one of another company"))
        elif source and source.kind == "no_contract":
            text = _("%(period)s after the last contact, without a contract: %(rule)s", period=source.period_text,
                     rule=source.name)  # fmt: skip
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
        me, above = self._origin.id, self.commercial_partner_id._origin
        own = spans.get(me, [])
        if above.id == me or (own and not above.is_company):
            return own
        return [*own, *spans.get(above.id, ())]

    def _retention_decisions(self):
        """The date, the rule and what sets the date, for each data subject whose relationship has ended or never was.

        `_recompute_retention` says the same in SQL.

        :return: {partner: (date, rule, the same rule or the hold that ends later)}
        """
        mine = self.filtered(lambda p: p.is_data_subject and (p.relationship_end or not p.relationship_start))
        mine -= mine and mine._who_use_the_system()
        if not mine:
            return {}
        spans = mine._contract_spans()
        Rule = self.env["lampo.privacy.retention.rule"]
        rules = {kind: Rule._rules_by_company(kind) for kind in ("customer", "no_contract")}
        holds = self.env["lampo.privacy.hold"]._last_closing_holds(mine)
        decided = {}
        for partner in mine:
            due, rule = partner._longest_rule(rules, partner._spans_of(spans))
            if due:
                closing = [(due, rule), *((hold.date_to, hold) for hold in holds.get(partner, ()))]
                last, source = max(closing, key=lambda pair: pair[0])
                decided[partner] = (last, rule, source)
        return decided

    def _who_use_the_system(self):
        """Those of these whose relation as a user goes on: there is no end yet from which a period could run."""
        # no more than the query reads: it is run in the middle of computes
        self.env["res.users"].flush_model(["partner_id", "active", "share"])
        rows = self.env.execute_query(SQL(
            "SELECT partner_id FROM (%s) u WHERE partner_id = ANY(%s)", self._user_query(), self._origin.ids))
        users = {partner_id for partner_id, in rows}
        return self.filtered(lambda partner: partner._origin.id in users)

    def _longest_rule(self, rules, spans):
        """(the last day, the rule) by the rules of the companies concerned; (False, None) where there is none."""
        kind = "customer" if self.relationship_end else "no_contract"
        start = self.relationship_end or self.last_contact_on
        companies = {company for *_dates, company in spans} | set(self.company_id.ids) or {False}
        found = {rules[kind].get(company) or rules[kind].get(False) for company in companies} - {None}
        dates = [(rule._due(start), -rule.id, rule) for rule in found if start]
        last, _id, rule = max(dates, default=(False, 0, None))
        return last, rule

    @api.model
    def _recompute_retention(self):
        """A rule has changed: the dates of everybody, in one statement. The same as `_retention_decisions`."""
        self.env.flush_all()
        self.env.cr.execute(SQL(
            _RECOMPUTE, users=self._user_query(),
            holds=held_partners(SQL("h.lifted_on IS NULL AND h.date_to IS NOT NULL"))))
        self.env.invalidate_all(flush=False)


_RECOMPUTE = """
    WITH users AS MATERIALIZED (%(users)s), candidate AS (
        SELECT id, commercial_partner_id, company_id, 'customer' AS kind, relationship_end AS start
          FROM res_partner WHERE is_data_subject AND relationship_end IS NOT NULL
           AND id NOT IN (SELECT partner_id FROM users)
         UNION ALL
        SELECT id, commercial_partner_id, company_id, 'no_contract', last_contact_on
          FROM res_partner
         WHERE is_data_subject AND relationship_start IS NULL AND last_contact_on IS NOT NULL
           AND id NOT IN (SELECT partner_id FROM users)
    ), concerned AS (
        SELECT k.id, c.company_id FROM candidate k JOIN lampo_heat_contract c ON c.partner_id = k.id
         UNION
        SELECT k.id, c.company_id FROM candidate k JOIN lampo_heat_contract c ON c.partner_id = k.commercial_partner_id
          JOIN res_partner above ON above.id = k.commercial_partner_id
         WHERE k.commercial_partner_id <> k.id
           AND (above.is_company OR NOT EXISTS (SELECT FROM lampo_heat_contract o WHERE o.partner_id = k.id))
         UNION
        SELECT id, company_id FROM candidate WHERE company_id IS NOT NULL OR kind = 'no_contract'
    ), rule AS (
        SELECT r.kind, o.id AS company_id, r.id, r.months
          FROM (SELECT id FROM res_company UNION ALL SELECT NULL) o
          JOIN LATERAL (
              SELECT id, kind, period * CASE period_unit WHEN 'year' THEN 12 ELSE 1 END AS months, company_id,
                     row_number() OVER (PARTITION BY kind ORDER BY company_id NULLS LAST) AS place
                FROM lampo_privacy_retention_rule
               WHERE active AND kind IN ('customer', 'no_contract') AND (company_id = o.id OR company_id IS NULL)) r
            ON r.place = 1
    ), decided AS (
        SELECT DISTINCT ON (k.id) k.id, (k.start + make_interval(months => r.months))::date AS due, r.id AS rule_id
          FROM candidate k
          JOIN concerned w ON w.id = k.id
          JOIN rule r ON r.kind = k.kind AND r.company_id IS NOT DISTINCT FROM w.company_id
         ORDER BY k.id, due DESC, r.id
    ), held AS (
        SELECT partner_id, max(date_to) AS until FROM (%(holds)s) h GROUP BY 1
    ), longest AS (
        SELECT d.id, GREATEST(d.due, own.until, parent.until) AS due, d.rule_id
          FROM decided d JOIN res_partner p ON p.id = d.id
          LEFT JOIN held own ON own.partner_id = p.id
          LEFT JOIN held parent ON parent.partner_id = p.commercial_partner_id
    )
    UPDATE res_partner p SET retention_due = l.due, retention_rule_id = l.rule_id
      FROM res_partner o LEFT JOIN longest l ON l.id = o.id
     WHERE o.id = p.id AND (p.retention_due, p.retention_rule_id) IS DISTINCT FROM (l.due, l.rule_id)"""
