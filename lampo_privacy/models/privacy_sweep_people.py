# Part of lampo_privacy. LGPL-3.
from operator import itemgetter

from odoo import api, fields, models
from odoo.tools import SQL, format_date, groupby

from ..engine.dossier import goes_with_parent
from ..engine.holds import held_partners
from .heat_contract import finnish_today
from .told_to import told_to


def people_until(where: SQL) -> SQL:
    """(id, commercial_partner_id, company_id, retention_rule_id, run_on, open_from) of the people `p` with a limit for
    whom `where` is true: the night on which they may go, and from when a hold without an end keeps them.

    A limit that a hold sets is the hold's last day: the person goes on the day after. The sweep and the preview ask it.
    """
    return SQL(
        """WITH held AS (
               SELECT partner_id, max(date_to) AS until, min(date_from) FILTER (WHERE date_to IS NULL) AS open_from
                 FROM (%(holds)s) h GROUP BY 1)
           SELECT p.id, p.commercial_partner_id, p.company_id, p.retention_rule_id,
                  p.retention_due + (GREATEST(own.until, up.until) IS NOT DISTINCT FROM p.retention_due)::int AS run_on,
                  LEAST(own.open_from, up.open_from) AS open_from
             FROM res_partner p
             LEFT JOIN held own ON own.partner_id = p.id
             LEFT JOIN held up ON up.partner_id = p.commercial_partner_id
            WHERE p.retention_due IS NOT NULL AND p.is_data_subject AND p.anonymised_on IS NULL AND %(where)s""",
        holds=held_partners(SQL("h.lifted_on IS NULL")), where=where)


class PrivacyRetentionRule(models.Model):
    """Whose retention ends: one query over all people, by the stored dates."""

    _inherit = "lampo.privacy.retention.rule"

    def _people_query(self, line: SQL, today) -> SQL:
        """(line, person, limit, state, reason) of everybody whose limit lies within the notice of this rule.

        Those whose limit has come and who are kept all the same come as held, with the reason. A hold without an end
        keeps the person whatever the limit is.
        """
        horizon = fields.Date.add(today, days=self.notice_days)
        return SQL(
            """
            WITH people AS MATERIALIZED (
                SELECT q.*, COALESCE(q.open_from <= %(horizon)s, FALSE) AS held FROM (%(people)s) q)
            SELECT %(line)s AS line, p.id, p.run_on AS due_on,
                   CASE WHEN p.held OR r.reason IS NOT NULL THEN 'held' ELSE 'open' END AS state,
                   CASE WHEN p.held THEN 'hold' ELSE r.reason END AS reason
              FROM people p LEFT JOIN (%(relations)s) r ON r.id = p.id
             WHERE p.run_on <= %(today)s OR p.run_on <= %(horizon)s AND NOT p.held AND r.reason IS NULL""",
            people=self._people_due(horizon), line=line, today=today, horizon=horizon,
            relations=self.env["res.partner"]._relations_query(SQL("people")))


    @api.private
    def _people_due(self, last) -> SQL:
        """As `people_until`: everybody of this rule with a limit until that day, who does not go with somebody else and
        has no erasure that goes its own way. A draft goes none: nobody may ever plan it."""
        self.env.flush_all()
        return people_until(SQL(
            """p.retention_due <= %s AND p.retention_rule_id = %s AND NOT %s
               AND NOT EXISTS (SELECT FROM lampo_privacy_erasure e
                                WHERE e.partner_id = p.id AND e.state NOT IN ('done', 'draft'))""",
            last, self.id, goes_with_parent("p")))


class PrivacySweep(models.Model):
    _inherit = "lampo.privacy.sweep"

    @api.model
    def _raise_last_contacts(self):
        """What tells of a later contact than the person's own date, from which the short period runs.

        The contact log tells of a day. Who works here is in contact as long as that lasts: without this a former
        employee would be gone in the night after the last day of work, unannounced."""
        today = self.day
        rows = [*self._logged_contacts(), *((partner_id, today) for partner_id, in self._working_people(today))]
        for day, same in groupby(rows, key=itemgetter(1)):
            self.env["res.partner"].browse([partner_id for partner_id, _day in same]).last_contact_on = day
        self.env.flush_all()

    def _logged_contacts(self):
        if "lampo.privacy.contact" not in self.env:
            return []
        return self.env.execute_query(SQL(
            """SELECT p.id, max((c.date AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki')::date)
                 FROM lampo_privacy_contact c JOIN res_partner p ON p.id = c.partner_id
                WHERE p.is_data_subject AND p.relationship_start IS NULL AND p.anonymised_on IS NULL
                GROUP BY p.id, p.last_contact_on
               HAVING max((c.date AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Helsinki')::date) > p.last_contact_on"""))

    def _working_people(self, today):
        """Users and employees whose last contact is a month old: not each of them every night."""
        relations = self.env["res.partner"]._open_relations()
        queries = [relations[name][1] for name in ("user", "employee") if name in relations]
        return self.env.execute_query(SQL(
            """SELECT id FROM res_partner WHERE is_data_subject AND relationship_start IS NULL
                  AND anonymised_on IS NULL AND last_contact_on < %s AND id IN (%s)""",
            fields.Date.add(today, months=-1), SQL(" UNION ALL ").join(queries)))

    def _tell_officers(self):
        """One activity a company: how many are planned, and how many wait for an approval."""
        planned = self.env["lampo.privacy.erasure"].search([("sweep_id", "=", self.id)])
        for company, erasures in planned.grouped("company_id").items():
            officer = company._told_of_nights()
            told_to(self, officer)._tell_planned(officer, erasures)

    def _tell_planned(self, officer, erasures):
        _, first = self.env._, format_date(self.env, min(erasures.mapped("limit_on")))
        waiting = len(erasures.filtered("needs_approval"))
        note = _(
            "Retention ends: %(n)s erasures were planned tonight, the first for %(day)s.", n=len(erasures), day=first)
        how = (_("They are carried out by themselves.") if not waiting
               else _("All of them wait for your approval.") if waiting == len(erasures)
               else _("%(waiting)s of them wait for your approval, the others are carried out by themselves.",
                      waiting=waiting))
        self.activity_schedule(
            "mail.mail_activity_data_todo", user_id=officer.id, summary=_("%(n)s erasures planned", n=len(erasures)),
            note=f"{note} {how}")


class PrivacyErasure(models.Model):
    """Erasures that the sweep plans: until when the person may be kept, by which rule, and who must approve."""

    _inherit = "lampo.privacy.erasure"

    sweep_id = fields.Many2one("lampo.privacy.sweep", string="Found by", readonly=True, copy=False,
                               index="btree_not_null", ondelete="set null")
    rule_id = fields.Many2one("lampo.privacy.retention.rule", string="Retention rule", readonly=True, copy=False,
                              ondelete="set null")
    limit_on = fields.Date(string="Kept until", readonly=True, copy=False,
                           help="The limit of the retention rule, or the day after the last hold. Carried out then.")
    needs_approval = fields.Boolean(
        readonly=True, copy=False,
        help="The rule is not automatic, or nobody has said yet whether this contact is a person: an officer decides.",
    )  # fmt: skip
    approved_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")

    @api.model
    @api.private
    def _plan_due(self, line, items):
        """Plan the erasure of these people [(item, person, limit)]; a limit that has passed means tonight."""
        drafts = {e.partner_id.id: e for e in self.search(
            [("partner_id", "in", [row[1] for row in items]), ("state", "=", "draft")])}
        companies = self._companies_of([row[1] for row in items], line)
        people = self.env["res.partner"].browse([row[1] for row in items])
        undecided = set(people.filtered(lambda p: p.legal_form == "undecided").ids)
        plans = {
            person: {
                "ground": "retention", "rule_id": line.rule_id.id, "sweep_id": line.sweep_id.id, "limit_on": limit,
                **self._run_values(limit, not line.rule_id.automatic or person in undecided),
            }
            for _item, person, limit in items
        }
        new = self.with_context(mail_create_nolog=True).create([
            {"partner_id": person, "company_id": companies[person], **values}
            for person, values in plans.items() if person not in drafts
        ]).with_env(self.env)
        for person, draft in drafts.items():
            # one that was refused is the sweep's own; any other was left lying
            mine = draft.ground == "retention"
            draft.write({"limit_on": plans[person]["limit_on"]} if mine else plans[person])
        erasures = new.union(*drafts.values())
        erasures.action_plan()

    @api.model
    def _run_values(self, limit, needs_approval):
        return {"run_on": False if needs_approval else limit, "needs_approval": needs_approval}

    @api.model
    def _companies_of(self, person_ids, line) -> dict[int, int]:
        """Whose customer each person is: of the person's own company, else of the last contract, else the rule's."""
        default = (line.company_id or self.env.company).id
        rows = self.env.execute_query(SQL(
            """SELECT p.id, COALESCE(p.company_id, (
                          SELECT c.company_id FROM lampo_heat_contract c
                           WHERE c.partner_id IN (p.id, p.commercial_partner_id)
                           ORDER BY c.partner_id = p.id DESC, c.date_end DESC LIMIT 1), %s)
                 FROM res_partner p WHERE p.id = ANY(%s)""", default, list(person_ids)))
        return dict(rows)

    def action_approve(self):
        """Let these erasures run at their limit, or tonight if it has passed. :raises AccessError: not an officer"""
        self._require_officer()
        for erasure in self.filtered(lambda e: e.needs_approval and e.state in ("draft", "planned")):
            erasure.write({
                "needs_approval": False, "approved_by": self.env.uid,
                "run_on": erasure.limit_on or finnish_today(self)})
        return True


class PrivacyErasureLine(models.Model):
    _inherit = "lampo.privacy.erasure.line"

    action = fields.Selection(
        selection_add=[("fold", "Folded into sums of households")], ondelete={"fold": "cascade"}
    )
