# Part of lampo_privacy. LGPL-3.
from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

OFFICER = "lampo_privacy.group_officer"
# stored on a contact by what others hold of it: the merge moves that below the ORM, which then reckons nothing anew
_RECKONED = ("relationship_start", "relationship_end", "retention_due", "retention_rule_id", "data_source")


class PartnerMerge(models.TransientModel):
    """What a person asked for and how long the person is kept hold for the contact that stays (statement §§ 4, 6).

    Odoo's merge moves rows in SQL: it stops at two equal objections, ends no consent, and leaves the stored dates of
    somebody who had no contract to whom the contract comes.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_foreign_keys(self, src_partners, dst_partner):
        partners = src_partners | dst_partner
        # sudo: whoever merges does not see every company's erasures
        if partners.sudo().erasure_ids or any(partners.sudo().mapped("anonymised_on")):
            raise UserError(self.env._(
                "One of these contacts has been erased, or its erasure is being prepared: it is merged with nobody."))
        self._keep_objections(src_partners, dst_partner)
        last = max(filter(None, partners.sudo().mapped("last_contact_on")), default=False)
        result = super()._update_foreign_keys(src_partners, dst_partner)
        if last:
            # sudo: the day on which a short period begins is the later one, whatever the user may write
            dst_partner.sudo().last_contact_on = last
        return result

    def _keep_objections(self, sources, target):
        """Of equal marks of the doubles the oldest stays."""
        self.env.cr.execute(SQL(
            """DELETE FROM lampo_privacy_objection o USING lampo_privacy_objection older
                WHERE o.partner_id = ANY(%(all)s) AND older.partner_id = ANY(%(all)s)
                  AND o.company_id = older.company_id AND o.digest = older.digest
                  AND (o.made_on, o.id) > (older.made_on, older.id)""", all=(sources | target).ids))

    def _update_values(self, src_partners, dst_partner):
        result = super()._update_values(src_partners, dst_partner)
        for name in _RECKONED:
            self.env.add_to_compute(dst_partner._fields[name], dst_partner._lampo_family())
        dst_partner._lampo_end_older_consents()
        dst_partner._lampo_end_older_objections()
        return result


class ResPartner(models.Model):
    """Whose consents a withdrawal or an objection ends that became theirs later."""

    _inherit = "res.partner"

    def _lampo_end_older_consents(self):
        """Consents that are older than the person's withdrawal of them or objection were ended by it."""
        # sudo: what holds for the person does not hang on who merges
        consents = self.env["lampo.privacy.consent"].sudo()
        given = consents.search([("partner_id", "in", self.ids)])
        given._end_by_later_withdrawal()
        given._end_by_later_objection()

    def _lampo_end_older_objections(self):
        """An officer who merges takes back what a later consent to marketing has overtaken, as one who records it does.

        Of the same day nobody knows which was the later: the objection holds.
        """
        if not self.env.user.has_group(OFFICER):
            return
        # sudo: see _lampo_leave_mailings
        consents = self.env["lampo.privacy.consent"].sudo()
        for consent in consents.search(consents._in_force_domain() & fields.Domain(
                [("partner_id", "in", self.ids), ("purpose_id.is_marketing", "=", True)])):
            self.env["lampo.privacy.objection"]._release(
                self, consent.company_id, fields.Date.subtract(consent.given_on, days=1))
