# Part of lampo_privacy. LGPL-3.
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, format_date

from ..engine.holds import held_partners, in_force
from .heat_contract import finnish_today
from .told_to import told_to

# written by the system alone
SYSTEMS_OWN = ("lifted_on", "lifted_by", "user_id", "end_told_on", "ended_on")


class PrivacyHold(models.Model):
    """Keeps a person's data from being erased while a claim or a law needs it (statement § 6; GDPR art. 17(3)).

    A hold has a reason and may have an end. It is lifted, not deleted, so that it can be shown later why the data was
    kept. It is on a contact, on a contract (its customer) or on a site (all its customers), and keeps their readings
    too. A hold on a company also holds its contact people.
    """

    _name = "lampo.privacy.hold"
    _description = "Legal hold"
    _order = "date_from desc, id desc"
    _rec_name = "reason"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Contact", index=True, ondelete="restrict", check_company=True,
        help="Whom the hold is about. Or choose a contract or a site instead.",
    )  # fmt: skip
    contract_id = fields.Many2one(
        "lampo.heat.contract", index="btree_not_null", ondelete="restrict", check_company=True,
        help="The contract that the hold is about: its customer and the readings of its time are kept.",
    )  # fmt: skip
    site_id = fields.Many2one(
        "lampo.heat.site", string="Heat-use site", index="btree_not_null", ondelete="restrict", check_company=True,
        help="The site that the hold is about: everybody who has or had a contract there, and all its readings, are "
        "kept.",
    )  # fmt: skip
    reason = fields.Char(
        required=True, help="The claim, dispute or law that needs the data, in a few words, without names."
    )
    date_from = fields.Date(string="From", required=True, default=lambda self: finnish_today(self))
    date_to = fields.Date(string="Until", help="The last day of the hold. Empty: until somebody lifts it.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    user_id = fields.Many2one(
        "res.users", string="Set by", readonly=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    lifted_on = fields.Date(readonly=True, copy=False)
    lifted_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    ended_on = fields.Date(
        string="Ended", compute="_compute_ended_on", store=True, index="btree_not_null",
        help="The day it was lifted, else its last day: how long it is kept as evidence runs from it.",
    )  # fmt: skip
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force")
    end_told_on = fields.Date(
        string="Told on", readonly=True, copy=False, help="The day on which the officer was told that it has run out."
    )  # fmt: skip

    # No CHECK in the database: a violation would put the whole row, reason included, into the server's log.
    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        if any(hold.date_to and hold.date_to < hold.date_from for hold in self):
            raise ValidationError(self.env._("A hold cannot end before it begins."))

    # the reason too, which every hold has: a constraint does not see fields that were left out
    @api.constrains("partner_id", "contract_id", "site_id", "reason")
    def _check_target(self):
        for hold in self:
            if sum(bool(hold[name]) for name in ("partner_id", "contract_id", "site_id")) != 1:
                raise ValidationError(self.env._("A hold is on one contact, or on one contract, or on one site."))

    @api.constrains("reason")
    def _check_reason(self):
        if any(not (hold.reason or "").strip() for hold in self):
            raise ValidationError(self.env._("A hold needs a reason."))

    @api.model
    def _in_force_domain(self, on=None):
        on = on or finnish_today(self)
        return Domain(
            [("lifted_on", "=", False), ("date_from", "<=", on), "|", ("date_to", "=", False), ("date_to", ">=", on)]
        )

    @api.depends("date_to", "lifted_on")
    def _compute_ended_on(self):
        for hold in self:
            hold.ended_on = hold.lifted_on or hold.date_to

    @api.depends("date_from", "date_to", "lifted_on")
    def _compute_in_force(self):
        today = finnish_today(self)
        for hold in self:
            hold.in_force = bool(
                not hold.lifted_on
                and hold.date_from
                and hold.date_from <= today
                and (not hold.date_to or hold.date_to >= today)
            )

    def _search_in_force(self, operator, value):
        if operator != "in":
            return NotImplemented
        if True in value and False in value:
            return Domain.TRUE
        return self._in_force_domain() if True in value else ~self._in_force_domain()

    def action_lift(self):
        """End these holds today, by the user who does it. :raises UserError: one is lifted already"""
        self.check_access("write")
        if any(hold.lifted_on for hold in self):
            raise UserError(self.env._("This hold has been lifted already."))
        # sudo: who lifted it and when is written by this method alone, see write()
        self.sudo().write({"lifted_on": finnish_today(self), "lifted_by": self.env.uid})

    def write(self, vals):
        """Another end than the one that was told is told again when it comes."""
        ends = {hold: hold.date_to for hold in self}
        result = super().write(vals)
        # sudo: written by the system alone
        self.sudo().filtered(lambda hold: hold.end_told_on and hold.date_to != ends[hold]).end_told_on = False
        return result

    @api.model
    def _has_field_access(self, field, operation):
        if operation == "write" and field.name in SYSTEMS_OWN and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.private
    def _held_partner_ids(self, partner_ids=None, on=None):
        """Who is under a hold in force, own or of the company whose contact he or she is.

        :param partner_ids: ids to look at; None: everybody
        :param on: the day, today when empty
        :return: set of partner ids
        """
        if partner_ids is not None and not partner_ids:
            return set()
        # below the ORM, and so for every company: a hold that the user may not read holds all the same
        self._flush_ties()
        who = SQL("TRUE") if partner_ids is None else SQL("p.id = ANY(%s)", list(partner_ids))
        rows = self.env.execute_query(SQL(
            """SELECT DISTINCT p.id FROM res_partner p
                 JOIN (%s) held ON held.partner_id IN (p.id, p.commercial_partner_id) WHERE %s""",
            held_partners(in_force(on or finnish_today(self))), who))
        return {partner_id for partner_id, in rows}

    @api.private
    def _keepers(self, day) -> SQL:
        """(id, until): whom a hold in force on that day keeps, own or the company's, and its last day or 'infinity'."""
        self._flush_ties()
        return SQL(
            """WITH h AS MATERIALIZED (
                   SELECT partner_id AS id, COALESCE(date_to, 'infinity') AS until FROM (%s) held)
               SELECT id, max(until) AS until FROM (
                   SELECT * FROM h UNION ALL
                   SELECT p.id, h.until FROM h JOIN res_partner p ON p.commercial_partner_id = h.id) k GROUP BY 1""",
            held_partners(in_force(day)))

    def _flush_ties(self):
        """Write what the queries below read, and no more: they are run in the middle of computes."""
        self.flush_model()
        self.env["lampo.heat.contract"].flush_model(["partner_id", "site_id"])
        self.env["res.partner"].flush_model(["commercial_partner_id"])

    @api.private
    def _last_closing_holds(self, partners):
        """The holds with an end, not lifted, that apply to these partners, own or of their company.

        :return: {partner: [hold]}
        """
        ids = (partners | partners.commercial_partner_id)._origin.ids
        self._flush_ties()
        rows = self.env.execute_query(SQL(
            "SELECT partner_id, hold_id FROM (%s) h WHERE partner_id = ANY(%s) ORDER BY date_to, hold_id",
            held_partners(SQL("h.lifted_on IS NULL AND h.date_to IS NOT NULL")), ids))
        by_partner = defaultdict(list)
        for partner_id, hold_id in rows:
            # sudo: see _held_partner_ids
            by_partner[partner_id].append(self.sudo().browse(hold_id))
        return {
            partner: [hold for one in (partner | partner.commercial_partner_id)._origin.ids for hold in by_partner[one]]
            for partner in partners
        }

    @api.model
    @api.private
    def _tell_run_out(self):
        """Tell the officer of each hold whose last day has passed; once. Part of the nightly sweep."""
        today = finnish_today(self)
        # sudo: the nightly run tells of every company's holds
        ended = self.sudo().search(
            [("date_to", "<", today), ("lifted_on", "=", False), ("end_told_on", "=", False)], limit=1000)
        for hold in ended:
            hold._tell_ended(hold._who_is_told())
        ended.end_told_on = today
        return ended

    def _tell_ended(self, user):
        about = told_to(self.partner_id or self.contract_id or self.site_id, user)
        about.activity_schedule(
            "mail.mail_activity_data_todo", user_id=user.id, summary=about.env._("A hold has run out"),
            note=about.env._(
                "The hold that lasted until %(day)s has run out. What it kept is erased or folded when its time has "
                "come. Make a new hold if the data is still needed.", day=format_date(about.env, self.date_to)),
        )  # fmt: skip

    def _who_is_told(self):
        """The company's privacy officer, else who set the hold, else the administrator of the system."""
        user = self.company_id.lampo_officer_id or self.user_id
        return user if user.active else self.env.ref("base.user_admin")
