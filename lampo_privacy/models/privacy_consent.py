# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

from ..tools.client_defaults import without_defaults
from ..tools.deadlines import add_months
from ..tools.identity_codes import contains_identity_code
from .heat_contract import finnish_today

CHANNELS = [("office", "At the office"), ("post", "Post"), ("email", "E-mail"), ("phone", "Phone"), ("web", "Web link")]
# written by the system alone: who recorded it, and its end
SYSTEM = frozenset(("user_id", "withdrawn_on", "withdrawn_by", "withdrawal_channel", "expires_on", "ended_on"))
FIXED = SYSTEM | frozenset(("partner_id", "purpose_id", "company_id", "given_on", "wording_id", "channel"))


class PrivacyConsent(models.Model):
    """That a person agreed to a purpose: when, to which words, how, and who recorded it (statement § 4; GDPR art. 7).

    It is withdrawn by a step of its own, as easily as it was given, and kept as evidence of both.
    """

    _name = "lampo.privacy.consent"
    _description = "Consent"
    _order = "given_on desc, id desc"
    _rec_name = "purpose_id"

    # The person may go; that the company asked, and what was answered, stays as its evidence (art. 5(2)).
    partner_id = fields.Many2one("res.partner", "Person", index="btree_not_null", ondelete="set null")
    purpose_id = fields.Many2one("lampo.privacy.purpose", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="purpose_id.company_id", store=True, index=True)
    given_on = fields.Date(required=True, default=lambda self: finnish_today(self))
    wording_id = fields.Many2one(
        "lampo.privacy.consent.wording", ondelete="restrict", compute="_compute_wording_id", store=True,
        readonly=False, domain="[('purpose_id', '=', purpose_id)]", help="The version of the words agreed to.")
    channel = fields.Selection(CHANNELS, required=True, default="office", help="How the consent was given.")
    evidence = fields.Char(help="Where it can be seen: the form in folder 3, the recording. No identity code.")
    user_id = fields.Many2one("res.users", "Recorded by", readonly=True, default=lambda self: self.env.user,
                              ondelete="restrict")
    withdrawn_on = fields.Date("Withdrawn", readonly=True, copy=False)
    withdrawal_channel = fields.Selection(CHANNELS, readonly=True, copy=False)
    withdrawn_by = fields.Many2one(
        "res.users", "Withdrawal recorded by", readonly=True, copy=False, ondelete="restrict")
    expires_on = fields.Date(
        "Valid until", compute="_compute_expires_on", store=True,
        help="The last day, by the rule of the purpose. Empty: until it is withdrawn.")
    ended_on = fields.Date(
        "Ends", compute="_compute_ended_on", store=True, readonly=True, index="btree_not_null",
        help="The day of its withdrawal, else the last day of its validity, and in any case the day its person was "
             "erased: how long the evidence is kept runs from it.")
    state = fields.Selection(
        [("in_force", "In force"), ("withdrawn", "Withdrawn"), ("expired", "Expired")],
        "Status", compute="_compute_state", search="_search_state")

    @api.depends("purpose_id")
    def _compute_wording_id(self):
        for consent in self:
            consent.wording_id = consent.purpose_id._wording()

    @api.depends("given_on", "purpose_id.consent_months")
    def _compute_expires_on(self):
        today = finnish_today(self)
        for consent in self:
            months = consent.purpose_id.consent_months
            by_rule = months and consent.given_on and add_months(consent.given_on, months)
            # whoever agreed for a year agreed for a year: a later rule shortens what runs, and prolongs or revives none
            known = consent.id and consent.expires_on
            consent.expires_on = min(by_rule or known, known) if known and known >= today else known or by_rule

    @api.depends("withdrawn_on", "expires_on", "partner_id.anonymised_on")
    def _compute_ended_on(self):
        for consent in self:
            person = consent.partner_id
            days = (consent.withdrawn_on or consent.expires_on, person.anonymised_on if person else consent.ended_on)
            consent.ended_on = min(filter(None, days), default=False)

    @api.depends("withdrawn_on", "expires_on")
    def _compute_state(self):
        today = finnish_today(self)
        for consent in self:
            over = consent.expires_on and consent.expires_on < today
            consent.state = "withdrawn" if consent.withdrawn_on else "expired" if over else "in_force"

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        withdrawn, over = Domain("withdrawn_on", "!=", False), Domain("expires_on", "<", finnish_today(self))
        domains = {"withdrawn": withdrawn, "expired": ~withdrawn & over, "in_force": self._in_force_domain()}
        return Domain.OR(domain for state, domain in domains.items() if state in value)

    @api.model
    def _in_force_domain(self):
        return Domain([("withdrawn_on", "=", False), "|", ("expires_on", "=", False),
                       ("expires_on", ">=", finnish_today(self))])

    @api.constrains("given_on", "withdrawn_on")
    def _check_dates(self):
        today = finnish_today(self)
        for consent in self:
            if consent.given_on > today:
                raise ValidationError(self.env._("A consent cannot be given in the future: correct the day."))
            if consent.withdrawn_on and not consent.given_on <= consent.withdrawn_on <= today:
                raise ValidationError(self.env._("A consent is withdrawn after it was given, and not in the future."))

    @api.constrains("purpose_id", "wording_id")
    def _check_wording(self):
        if any(one.wording_id and one.wording_id.purpose_id != one.purpose_id for one in self):
            raise ValidationError(self.env._("Choose a wording of the same purpose."))

    @api.constrains("evidence")
    def _check_no_identity_code(self):
        if any(contains_identity_code(consent.evidence) for consent in self):
            raise ValidationError(self.env._(
                "Do not write an identity code into a consent: its only place is the field of the person."))

    @api.model_create_multi
    def create(self, vals_list):
        if any(not vals.get("partner_id") and not self.env.context.get("default_partner_id") for vals in vals_list):
            raise ValidationError(self.env._("Say whose consent it is."))
        if not self.env.su and any(not SYSTEM.isdisjoint(vals) for vals in vals_list):
            raise UserError(self.env._("Use the button of the consent to withdraw it."))
        consents = super(PrivacyConsent, without_defaults(self, SYSTEM)).create(vals_list).with_env(self.env)
        consents._end_by_later_withdrawal()
        consents._end_by_later_objection()
        consents.filtered(lambda one: one.state == "in_force" and one.purpose_id.is_marketing)._asked_anew()
        return consents

    def _end_by_later_withdrawal(self):
        """A consent that is recorded after its withdrawal was withdrawn by it."""
        own = self.sudo()  # sudo: see action_withdraw; the withdrawal may stand on a line that is hidden
        withdrawn = own.search([
            ("partner_id", "in", own.partner_id.ids), ("purpose_id", "in", own.purpose_id.ids),
            ("withdrawn_on", "!=", False)], order="withdrawn_on")
        for consent in own.filtered(lambda one: not one.withdrawn_on):
            later = withdrawn.filtered(lambda one, consent=consent: (
                (one.partner_id, one.purpose_id) == (consent.partner_id, consent.purpose_id)
                and consent._ran_on(one.withdrawn_on)))[:1]
            if later:
                consent.write({name: later[name] for name in ("withdrawn_on", "withdrawal_channel")}
                              | {"withdrawn_by": later.withdrawn_by.id})

    def _ran_on(self, day):
        """Whether it was given before that day and had not run out by then: what has ended is not withdrawn."""
        return self.given_on < day <= (self.expires_on or day)

    @api.private
    def _end_by_later_objection(self):
        """A consent to marketing that is older than its person's objection to the same company was withdrawn by it."""
        # sudo: see action_withdraw; an objection holds whoever records the consent
        own = self.sudo().filtered(lambda one: one.purpose_id.is_marketing and not one.withdrawn_on)
        objected = own.env["lampo.privacy.objection"]._of(own.partner_id)
        for consent in own:
            lines = objected.get(consent.partner_id, own.env["lampo.privacy.objection"])
            later = lines.filtered(lambda line, consent=consent: (
                line.company_id == consent.company_id and consent._ran_on(line.made_on))).sorted("made_on")[:1]
            if later:
                consent.write({"withdrawn_on": later.made_on, "withdrawn_by": self.env.uid,
                               "withdrawal_channel": later.request_id.channel})

    def _asked_anew(self):
        """Somebody who had objected now agrees: the objection ends, unless the consent is the older of the two.

        :raises AccessError: recorded by no officer; by the person's own link the system records it
        """
        objections = self.env["lampo.privacy.objection"]
        for company, consents in self.grouped("company_id").items():
            blocked = objections._blocked_partners(consents.partner_id, company)
            for consent in consents.filtered(lambda one, blocked=blocked: one.partner_id in blocked):
                objections._release(consent.partner_id, company, consent.given_on)

    def write(self, vals):
        if not self.env.su and not FIXED.isdisjoint(vals):
            raise UserError(self.env._(
                "A consent is evidence and stays as it was given. Withdraw it, or record a new one."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_today(self):
        if not self.env.su and any(consent.create_date.date() < fields.Date.today() for consent in self):
            raise UserError(self.env._("A consent is evidence: only one recorded by mistake today can be deleted."))

    def action_open_withdraw(self):
        """Ask when and how the person said so, then withdraw."""
        self.ensure_one()
        return {"type": "ir.actions.act_window", "res_model": "lampo.privacy.consent.withdraw", "view_mode": "form",
                "target": "new", "name": self.env._("Withdraw the consent"),
                "context": {"default_consent_id": self.id}}

    def action_withdraw(self, channel="office", day=None):
        """Withdraw these consents. Marketing stops at once (GDPR art. 7(3), 21(3)).

        :param channel: how the person said so: office, post, email, phone, web
        :param day: date when the person said so; today when empty
        :raises UserError: one of them is withdrawn already
        :raises ValidationError: the day lies before the consent or in the future
        """
        self.check_access("write")
        if any(consent.withdrawn_on for consent in self):
            raise UserError(self.env._("This consent has been withdrawn already."))
        if channel not in dict(CHANNELS):
            channel = "office"
        day = fields.Date.to_date(day) or finnish_today(self)
        # sudo: the day and the user are written by this step alone, and a consent that this user may not see keeps its
        # person on the mailings all the same
        reached = self.sudo()._with_those_before(day)
        reached.write({"withdrawn_on": day, "withdrawal_channel": channel, "withdrawn_by": self.env.uid})
        reached._stop_marketing(day)
        return True

    def _with_those_before(self, day):
        """These, and whatever else of the same people to the same purposes was given up to that day and runs on."""
        others = self.search(self._in_force_domain() & Domain([
            ("partner_id", "in", self.partner_id.ids), ("purpose_id", "in", self.purpose_id.ids),
            ("given_on", "<=", day)]))
        wanted = {(one.partner_id, one.purpose_id) for one in self}
        return self | others.filtered(lambda one: (one.partner_id, one.purpose_id) in wanted)

    def _stop_marketing(self, day):
        """Whoever has no consent to any marketing of a company left is on no mailing of it any more, and stays off
        after an erasure. :param day: when the person said so"""
        for company, consents in self.filtered("purpose_id.is_marketing").grouped("company_id").items():
            people = consents.partner_id
            still = self.search(self._in_force_domain() & Domain(
                [("partner_id", "in", people.ids), ("purpose_id.is_marketing", "=", True),
                 ("company_id", "=", company.id)])).partner_id
            if gone := people - still:
                objections = self.env["lampo.privacy.objection"].with_company(company)
                objections._record(gone, "consent_withdrawal", made_on=day)
                gone._lampo_leave_mailings(company)

    @api.model
    def _cron_consents(self):
        """Ask again those whose consent is about to run out, where the purpose says so. Once for each consent."""
        today = finnish_today(self)
        for purpose in self.env["lampo.privacy.purpose"].search([("ask_again_days", ">", 0)]):
            last = fields.Date.add(today, days=purpose.ask_again_days)
            running = self._in_force_domain() & Domain("purpose_id", "=", purpose.id)
            ending = self.search(running & Domain("expires_on", "<=", last)).partner_id
            renewed = self.search(running & Domain("partner_id", "in", ending.ids) & (
                Domain("expires_on", "=", False) | Domain("expires_on", ">", last))).partner_id
            purpose._ask(ending - renewed, not_since=fields.Date.subtract(today, days=purpose.ask_again_days))


class PrivacyErasure(models.Model):
    """The consents of somebody erased say nothing any more: the evidence is kept from that day on, and no longer."""

    _inherit = "lampo.privacy.erasure"

    def _conclude(self, run):
        people = self.partner_id
        result = super()._conclude(run)
        today = finnish_today(self)
        # sudo: an erasure ends the consents of its people, whoever runs it
        self.env["lampo.privacy.consent"].sudo().search(Domain("partner_id", "in", people.ids) & (
            Domain("ended_on", "=", False) | Domain("ended_on", ">", today))).write({"ended_on": today})
        return result
