# Part of lampo_privacy. LGPL-3.
from collections import defaultdict

from markupsafe import Markup
from odoo import api, fields, models

USERS = "lampo_privacy.group_user"


class ResPartner(models.Model):
    """On which ground this person's data may be used today, for each purpose, and why (statement § 4).

    The order is the statement's: consent; else given by the person to get the service; else the company's legitimate
    interest. A withdrawal or an objection stops marketing at once.
    """

    _inherit = "res.partner"

    consent_ids = fields.One2many("lampo.privacy.consent", "partner_id", "Consents", copy=False, groups=USERS)
    basis_summary = fields.Html("Grounds today", compute="_compute_basis_summary", groups=USERS)

    @api.depends("consent_ids.withdrawn_on", "consent_ids.expires_on", "relationship_start", "processing_restricted",
                 "marketing_blocked")
    @api.depends_context("lang", "allowed_company_ids")
    def _compute_basis_summary(self):
        purposes = self.env["lampo.privacy.purpose"].search([("company_id", "in", self.env.companies.ids)])
        found = self._lampo_bases(purposes)
        labels = self._basis_labels()
        row = Markup("<tr><td>%s</td><td><b>%s</b></td><td class='text-muted'>%s</td></tr>")
        for partner in self:
            rows = Markup("").join(
                row % (purpose.name, labels[code], why) for purpose, (code, why) in found[partner].items())
            partner.basis_summary = Markup("<table class='table table-sm'>%s</table>") % rows

    @api.model
    def _basis_labels(self):
        _ = self.env._
        return {"consent": _("Consent"), "voluntary": _("Given to get the service"),
                "interest": _("Legitimate interest"), "obligation": _("Legal obligation"), False: _("None")}

    @api.private
    def _lampo_basis(self, purpose):
        """The ground on which this person's data may be used for a purpose today.

        :return: "consent", "voluntary" (given to get the service), "interest", "obligation", or False: not at all
        """
        self.ensure_one()
        return self._lampo_bases(purpose)[self][purpose][0]

    @api.private
    def _lampo_bases(self, purposes):
        """As `_lampo_basis`, for many in a few queries. :return: {partner: {purpose: (code, why)}}"""
        facts = self._basis_facts(purposes)
        return {partner: {purpose: partner._basis_by_rule(purpose, facts) for purpose in purposes} for partner in self}

    def _basis_facts(self, purposes):
        # sudo: what holds for a person does not hang on who asks
        consents = self.env["lampo.privacy.consent"].sudo()
        about = fields.Domain([("partner_id", "in", self.ids), ("purpose_id", "in", purposes.ids)])
        facts = defaultdict(set)
        groups = consents._read_group(about & consents._in_force_domain(), ["partner_id", "purpose_id"])
        facts["consent"] = {(partner.id, purpose.id) for partner, purpose in groups}
        groups = consents._read_group(about & fields.Domain("withdrawn_on", "!=", False), ["partner_id", "purpose_id"])
        facts["withdrawn"] = {(partner.id, purpose.id) for partner, purpose in groups}
        groups = self.env["lampo.privacy.request"].sudo()._read_group(
            [("partner_id", "in", self.ids), ("request_type", "in", ("objection", "consent_withdrawal")),
             ("state", "in", ("new", "in_progress"))], ["partner_id", "request_type", "company_id"])
        for partner, kind, company in groups:
            facts[kind].add((partner.id, company.id))
        objections = self.env["lampo.privacy.objection"]
        for company in purposes.company_id:
            facts["blocked"].update((one.id, company.id) for one in objections._blocked_partners(self, company)._origin)
        groups = objections.sudo()._read_group(
            [("partner_id", "in", self.ids)], ["partner_id", "source", "company_id"])
        for partner, source, company in groups:
            facts["gave_back" if source == "consent_withdrawal" else "objected"].add((partner.id, company.id))
        facts["asked"] = self._ids_who_asked_for_service()
        return facts

    def _ids_who_asked_for_service(self):
        """Those who gave their data to get the service: a heat contract, an offer or an order."""
        # sudo: see _basis_facts
        customers = set(self.sudo().filtered("relationship_start").ids)
        contacts = self.env["lampo.privacy.contact"].sudo()._read_group(
            [("partner_id", "in", self.ids), ("kind", "in", ("quote", "order"))], ["partner_id"])
        return customers | {partner.id for partner, in contacts}

    def _basis_by_rule(self, purpose, facts):
        """The ground and why, by the first rule that says something."""
        _ = self.env._
        if purpose.basis == "obligation":
            return "obligation", _("The law requires it.")
        if self.processing_restricted or self.anonymised_on:
            return False, _("Processing is restricted: the data is stored only.")
        if purpose.is_marketing and (why := self._marketing_stopped(purpose, facts)):
            return False, why
        if (self._origin.id, purpose.id) in facts["consent"]:
            return "consent", _("A consent is in force.")
        if purpose.basis == "consent":
            return False, _("This purpose needs a consent, and none is in force.")
        if not purpose.is_marketing and self._origin.id in facts["asked"]:
            return "voluntary", _("There is no consent; the person gave the data to get the service.")
        if (self._origin.id, purpose.company_id.id) in facts["objection"]:
            return False, _("The person has objected, and the objection is being looked into.")
        return "interest", _("There is neither a consent nor a request for the service.")

    def _marketing_stopped(self, purpose, facts):
        """Why marketing must stop for this person; empty where it need not."""
        _ = self.env._
        me = self._origin.id
        told = (me, purpose.company_id.id)
        withdrawn = (me, purpose.id) in facts["withdrawn"] and (me, purpose.id) not in facts["consent"]
        if told in facts["objected"] | facts["objection"]:
            return _("The person has objected to marketing.")
        if told in facts["consent_withdrawal"]:
            return _("The person has asked to withdraw a consent.")
        if told in facts["gave_back"] or withdrawn:
            return _("The consent was withdrawn.")
        if told in facts["blocked"]:
            return _("Somebody with the same e-mail, phone or address has objected to marketing.")
        return ""

    def _lampo_leave_mailings(self, companies, channel="office"):
        """An objection to marketing withdraws every consent to it that the same company has."""
        result = super()._lampo_leave_mailings(companies, channel)
        # sudo: the right is carried out whoever records the objection
        consents = self.env["lampo.privacy.consent"].sudo()
        consents.search(consents._in_force_domain() & fields.Domain([
            ("partner_id", "in", self._lampo_family().ids), ("purpose_id.is_marketing", "=", True),
            ("company_id", "in", companies.ids)])).action_withdraw(channel)
        return result
