# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .heat_contract import finnish_today

RECORDS = ("delete", "archive", "fold")
_APPROVAL = frozenset(("approved_on", "approved_by"))
# another rule than the one that was approved
_CHANGES = frozenset((
    "kind", "action", "period", "period_unit", "company_id", "model_id", "domain", "date_field_id", "active"))
# which rule is whose
_PLACE = frozenset(("kind", "company_id", "active"))


class PrivacyRetentionRule(models.Model):
    """Rules for records that are not automatic: what they find waits until a privacy officer lets it go.

    People are approved one by one, with their erasures. Records are too many for that: the officer looks at what the
    rule has found and approves whatever has reached its limit by that day. What comes due later waits again.
    """

    _inherit = "lampo.privacy.retention.rule"

    approved_on = fields.Date(
        string="Approved", readonly=True, copy=False,
        help="What had reached its limit on that day may go. What has reached it since waits for the next approval.",
    )  # fmt: skip
    approved_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")

    def action_approve_due(self):
        """Let go what these rules have found by today, in the coming night. :raises AccessError: not an officer"""
        self.env["lampo.privacy.erasure"]._require_officer()
        self.check_access("read")
        # sudo: the rule is the manager's; that what it finds may go is the officer's to say
        self.sudo().filtered(lambda rule: not rule.automatic and rule.action in RECORDS).write(
            {"approved_on": finnish_today(self), "approved_by": self.env.uid})
        return True

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._refuse_approval(vals)
        return super().create(vals_list)

    def _refuse_approval(self, vals):
        if not self.env.su and not _APPROVAL.isdisjoint(vals):
            raise AccessError(self.env._("What a rule has found is approved by a privacy officer, with the button."))

    def write(self, vals):
        self._refuse_approval(vals)
        if not _PLACE.isdisjoint(vals):
            self._withdraw_wider_approvals()
        if not _CHANGES.isdisjoint(vals):
            vals = {**vals, "approved_on": False, "approved_by": False}
        return super().write(vals)

    def unlink(self):
        self._withdraw_wider_approvals()
        return super().unlink()

    def _withdraw_wider_approvals(self):
        """A company's own rules go: everybody's reaches its records from now on, which nobody has looked at."""
        own = self.filtered(lambda rule: rule.company_id and rule.kind != "other")
        # sudo: whoever may change the own rule need not see everybody's
        self.sudo().search([
            ("kind", "in", own.mapped("kind")), ("company_id", "=", False), ("approved_on", "!=", False),
        ]).write({"approved_on": False, "approved_by": False})

    @api.private
    def _approved_until(self, today):
        """The day by which a record must have reached its limit to be let go tonight; None: nothing may go."""
        if self.automatic or self.action not in RECORDS:
            return today
        return min(self.approved_on, today) if self.approved_on else None

    @api.private
    def _items_query(self, line: SQL, today) -> SQL:
        """What waits for an approval is held."""
        query = super()._items_query(line, today)
        until = self._approved_until(today)
        if until == today:
            return query
        approved = self._due_query(until) if until else SQL("SELECT NULL::int4")
        waits = SQL("q.state = 'open' AND approved.id IS NULL")
        return SQL(
            """SELECT q.line, q.id, q.due_on, CASE WHEN %(waits)s THEN 'held' ELSE q.state END AS state,
                      CASE WHEN %(waits)s THEN 'approval' ELSE q.reason END AS reason
                 FROM (%(query)s) q LEFT JOIN (%(approved)s) approved(id) ON approved.id = q.id""",
            waits=waits, query=query, approved=approved)

    def _due_query(self, day) -> SQL:
        """Query of the ids that had reached their limit on a day."""
        if self.action == "fold":
            return self._sites_due(day)
        # sudo: the sweep works on every record that the rule is about
        Model = self.env[self._kind().model].sudo().with_context(active_test=False)
        return Model._search(self._due_domain(day)).select()


class PrivacySweep(models.Model):
    _inherit = "lampo.privacy.sweep"

    def _tell_officers(self):
        """Say also which rules' records wait for an approval; once, until that was seen to."""
        result = super()._tell_officers()
        # sudo: the queue is closed to every user; only counts of it are shown
        counts = dict(self.env["lampo.privacy.sweep.item"].sudo()._read_group(
            [("line_id", "in", self.line_ids.ids), ("reason", "=", "approval")], ["line_id"], ["__count"]))
        for company, lines in self.line_ids.filtered(lambda line: line in counts).grouped("company_id").items():
            self._warn(lambda env, lines=lines: (
                env._("Records wait for your approval"),
                env._("They have reached their limit by rules that are not automatic: %(rules)s. Look at what each "
                      "rule has found, and press “Approve what is due” on the rule.",
                      rules=", ".join(f"{line.rule_id.with_env(env).name}: {counts[line]}" for line in lines))),
                company)
        return result


class ResPartner(models.Model):
    _inherit = "res.partner"

    @api.model
    def _relation_labels(self) -> dict[str, str]:
        return {
            **super()._relation_labels(),
            "approval": self.env._("Waits for the privacy officer's approval."),
            "changed": self.env._("The rule was changed during the night: the next night looks anew."),
        }
