# Part of lampo_privacy. LGPL-3.
from ast import literal_eval
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.safe_eval import safe_eval

from ..tools.local_time import to_utc
from ..tools.retention import cutoff, month_cutoff, year_cutoff
from .heat_contract import finnish_today

FINE = ("hour", "day")


@dataclass(frozen=True)
class Kind:
    """What a kind of rule is about: which records, and the date from which their period runs."""

    model: str
    date: str
    action: str
    domain: Domain | list = field(default_factory=list)
    # links to res.partner (many2one, many2many, or "id"): whose hold keeps the record
    people: tuple[str, ...] = ("partner_id",)


class PrivacyRetentionRule(models.Model):
    """The kinds of data that rules are about. Another module adds its own by extending `_kinds`."""

    _inherit = "lampo.privacy.retention.rule"

    @api.model
    def _kinds(self) -> dict[str, Kind]:
        """What each kind of rule is about, for the models that there are.

        An extension adds a value to the selection of `kind` and a `Kind` here; the sweep, the preview and the dry run
        then know it. Kinds whose model or date is not installed are left out.
        """
        # a request goes after the certificate that names it
        # sudo: a certificate that this user may not see keeps its request too
        named = self.env["lampo.privacy.erasure"].sudo()._search([("request_id", "!=", False)]).subselect("request_id")
        kinds = {
            "customer": Kind("res.partner", "relationship_end", "anonymise", people=("id",)),
            "no_contract": Kind("res.partner", "last_contact_on", "anonymise", people=("id",)),
            "reading_fine": Kind("lampo.heat.consumption", "period_start", "fold", [("granularity", "in", FINE)]),
            "reading_month": Kind("lampo.heat.consumption", "period_start", "fold", [("granularity", "=", "month")]),
            "contact": Kind("lampo.privacy.contact", "date", "delete",
                            ["|", ("kind", "!=", "complaint"), ("state", "=", "done")]),
            "consent": Kind("lampo.privacy.consent", "ended_on", "delete"),
            "consent_ask": Kind("lampo.privacy.consent.ask", "sent_on", "delete"),
            "disclosure": Kind("lampo.privacy.disclosure", "date", "delete"),
            # a letter that was never posted stays: somebody is still owed it
            "notice": Kind("lampo.privacy.notice", "sent_on", "delete", people=("partner_ids",)),
            "request": Kind("lampo.privacy.request", "closed_on", "delete",
                            [("state", "in", ("done", "refused", "withdrawn")), ("id", "not in", named)]),
            "certificate": Kind("lampo.privacy.erasure", "done_at", "delete", [("state", "=", "done")]),
            # what a certificate or a waiting erasure refers to is there as long as they are
            "erasure_batch": Kind("lampo.privacy.erasure.batch", "last_run_on", "delete", [("erasure_ids", "=", False)],
                                  people=()),
            "restriction": Kind("lampo.privacy.restriction", "ended_on", "delete"),
            "access_log": Kind("lampo.privacy.access.log", "date", "delete"),
            "hold": Kind("lampo.privacy.hold", "ended_on", "delete"),
            "sweep": Kind("lampo.privacy.sweep", "day", "delete", [("state", "!=", "running")], people=()),
            "package": Kind("lampo.privacy.package", "made_on", "delete"),
            "voucher": Kind("account.move", "date", "clock", [("state", "=", "posted")]),
            "books": Kind("account.move", "date", "clock", [("state", "=", "posted")]),
        }  # fmt: skip
        return {name: kind for name, kind in kinds.items()
                if kind.model in self.env and kind.date in self.env[kind.model]._fields}

    def _kind(self) -> Kind | None:
        """What this rule is about; None while its model is not installed."""
        self.ensure_one()
        if self.kind != "other":
            return self._kinds().get(self.kind)
        # sudo: whoever sees the rule may know what it is about, and need not see Odoo's list of models
        model, date_field = self.sudo().model_id.model, self.sudo().date_field_id.name
        if not model or model not in self.env or not date_field:
            return None
        return Kind(model, date_field, self.action, self._parsed_domain(),
                    people=self._links_to_people(self.env[model]))

    @staticmethod
    def _links_to_people(Model) -> tuple[str, ...]:
        """Every stored field of a model that leads to somebody: no rule can tell which of them the record is about."""
        return tuple(sorted(name for name, f in Model._fields.items()
                            if f.store and f.type in ("many2one", "many2many") and f.comodel_name == "res.partner"))

    @api.private
    def _with_holds(self, query, night, **columns: SQL) -> SQL:
        """(id, held_until, columns) of the records of a query: the last day of a hold that is in force on that night on
        somebody whom the record leads to, 'infinity' where it has no end, null where there is none."""
        kind, joins, ends = self._kind(), [], []
        for nr, name in enumerate(kind.people):
            f, alias = self.env[kind.model]._fields[name], SQL.identifier(f"keeper_{nr}")
            if f.type == "many2many":
                joins.append(SQL(
                    """LEFT JOIN (SELECT rel.%s AS id, max(k.until) AS until FROM %s rel JOIN keeper k ON k.id = rel.%s
                                   GROUP BY 1) %s ON %s.id = r.id""", SQL.identifier(f.column1),
                    SQL.identifier(f.relation), SQL.identifier(f.column2), alias, alias))
            else:
                joins.append(SQL("LEFT JOIN keeper %s ON %s.id = r.%s", alias, alias, SQL.identifier(name)))
                columns[name] = SQL.identifier(query.table, name)
            ends.append(SQL("%s.until", alias))
        named = [SQL("%s AS %s", value, SQL.identifier(name)) for name, value in columns.items()]
        return SQL(
            "WITH keeper AS MATERIALIZED (%s) SELECT r.*, GREATEST(%s) AS held_until FROM (%s) r %s",
            self.env["lampo.privacy.hold"]._keepers(night), SQL(", ").join([SQL("NULL::date"), *ends]),
            query.select(SQL("%s AS id", SQL.identifier(query.table, "id")), *named), SQL(" ").join(joins))

    def _parsed_domain(self):
        """The rule's own domain. :raises ValueError: it is none"""
        text = (self.domain or "[]").strip() or "[]"
        try:
            return literal_eval(text)
        except (ValueError, SyntaxError):
            return safe_eval(text, {"uid": self.env.uid, "context_today": lambda: finnish_today(self)})

    @api.private
    def _due_domain(self, today=None):
        """Domain of the records whose period has ended on that day, held ones included. For rules that delete.

        :param today: date, the day in Finland when empty
        """
        kind = self._kind()
        last = cutoff(today or finnish_today(self), self._months())
        Model = self.env[kind.model]
        moment = Domain(kind.date, "<=", last)
        if Model._fields[kind.date].type == "datetime":
            after = last + timedelta(days=1)
            moment = Domain(kind.date, "<", to_utc(datetime(after.year, after.month, after.day)))
        return self._records_domain() & moment

    def _records_domain(self) -> Domain:
        """The records that the rule is about, whenever their period ends; what is archived is archived but once."""
        kind = self._kind()
        Model = self.env[kind.model]
        active = Domain("active", "=", True) if self.action == "archive" else Domain.TRUE
        return Domain(kind.domain) & Domain(kind.date, "!=", False) & active & self._company_domain(Model)

    def _company_domain(self, Model) -> Domain:
        """The records of the rule's company; of all that have no rule of their own where it is for all."""
        if "company_id" not in Model._fields or not Model._fields["company_id"].store:
            return Domain.TRUE
        if self.company_id:
            return Domain("company_id", "=", self.company_id.id)
        if self.kind == "other":
            return Domain.TRUE
        # sudo: rules of companies that the user does not see count too
        others = self.sudo().search([("kind", "=", self.kind), ("company_id", "!=", False)]).company_id
        return Domain("company_id", "not in", others.ids) if others else Domain.TRUE

    @api.private
    def _company_ids(self) -> list[int]:
        """The companies whose readings this rule folds."""
        if self.company_id:
            return self.company_id.ids
        # sudo: as above
        others = self.sudo().search([("kind", "=", self.kind), ("company_id", "!=", False)]).company_id
        return (self.env["res.company"].sudo().search([]) - others).ids

    @api.private
    def _fold_before(self, today):
        """The first day whose readings are not folded yet: the first of a month, or 1 January for monthly ones."""
        pick = month_cutoff if self.kind == "reading_fine" else year_cutoff
        return pick(today, self._months())
