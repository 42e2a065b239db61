# Part of lampo_privacy. LGPL-3.
from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from .heat_contract import finnish_today


class PrivacyHold(models.Model):
    """Keeps a person's data from being erased while a claim or a law needs it (statement § 6; GDPR art. 17(3)).

    A hold has a reason and may have an end. It is lifted, not deleted, so that it can be shown later why the data was
    kept. A hold on a company also holds its contact people.
    """

    _name = "lampo.privacy.hold"
    _description = "Legal hold"
    _order = "date_from desc, id desc"
    _rec_name = "reason"
    _check_company_auto = True

    partner_id = fields.Many2one(
        "res.partner", string="Contact", required=True, index=True, ondelete="restrict", check_company=True
    )
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
    in_force = fields.Boolean(compute="_compute_in_force", search="_search_in_force")

    # No CHECK in the database: a violation would put the whole row, reason included, into the server's log.
    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        if any(hold.date_to and hold.date_to < hold.date_from for hold in self):
            raise ValidationError(self.env._("A hold cannot end before it begins."))

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

    @api.model
    def _has_field_access(self, field, operation):
        if operation == "write" and field.name in ("lifted_on", "lifted_by", "user_id") and not self.env.su:
            return False
        return super()._has_field_access(field, operation)

    @api.private
    def _held_partner_ids(self, partner_ids=None, on=None):
        """Who is under a hold in force, own or of the company whose contact he or she is.

        :param partner_ids: ids to look at; None: everybody
        :param on: the day, today when empty
        :return: set of partner ids
        """
        # sudo: a hold of another company, or one that the user may not read, holds all the same
        groups = self.sudo()._read_group(self._in_force_domain(on), ["partner_id"])
        holding = [partner.id for (partner,) in groups]
        if not holding or partner_ids == []:
            return set()
        domain = Domain("commercial_partner_id", "in", holding) | Domain("id", "in", holding)
        if partner_ids is not None:
            domain &= Domain("id", "in", list(partner_ids))
        return set(self.env["res.partner"].sudo().with_context(active_test=False)._search(domain))

    @api.private
    def _last_closing_holds(self, partners):
        """The holds with an end, not lifted, that apply to these partners, own or of their company.

        :return: {partner: [hold]}
        """
        ids = (partners | partners.commercial_partner_id)._origin.ids
        # sudo: see _held_partner_ids
        holds = self.sudo().search(
            [("partner_id", "in", ids), ("lifted_on", "=", False), ("date_to", "!=", False)], order="date_to, id"
        )
        by_partner = defaultdict(list)
        for hold in holds:
            by_partner[hold.partner_id.id].append(hold)
        return {
            partner: [hold for one in (partner | partner.commercial_partner_id)._origin.ids for hold in by_partner[one]]
            for partner in partners
        }
