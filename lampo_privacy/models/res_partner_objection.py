# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models

from .told_to import told_to_staff

# by what of a contact somebody is known again
TRAITS = frozenset(("email", "phone", "name", "street", "zip"))


class ResPartner(models.Model):
    """Whether somebody may be sent marketing, and a word to the officer when somebody who objected is recorded anew."""

    _inherit = "res.partner"

    marketing_blocked = fields.Boolean(
        "Objected to marketing", compute="_compute_marketing_blocked", groups="lampo_privacy.group_user",
        help="This e-mail, phone, or name with address is of somebody who objected to marketing or withdrew the "
        "consent to it. Mailings leave the contact out.",
    )

    @api.depends(*sorted(TRAITS))
    @api.depends_context("allowed_company_ids", "uid")
    def _compute_marketing_blocked(self):
        blocked = self.env["lampo.privacy.objection"]._blocked_partners(self)
        for partner in self:
            partner.marketing_blocked = partner in blocked

    def _lampo_family(self):
        """These contacts with all below them, archived ones too."""
        # sudo: an address that the user does not see is the person's all the same
        return self.sudo().with_context(active_test=False).search([("id", "child_of", self.ids)])

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        objected = partners._lampo_join_objectors()
        (partners - objected)._lampo_note_objections()
        return partners

    def write(self, vals):
        objections = self.env["lampo.privacy.objection"]
        objected = objections._of(self) if not TRAITS.isdisjoint(vals) else {}
        result = super().write(vals)
        objections._keep_up(self, objected)
        joined = self._lampo_join_objectors() if "parent_id" in vals else self.browse()
        if not {"email", "phone"}.isdisjoint(vals):
            (self - joined).filtered(lambda one: one not in objected)._lampo_note_objections()
        return result

    def _lampo_join_objectors(self):
        """An address of somebody who objected is the objector's too. :return: the addresses"""
        # sudo: whether somebody objected holds whoever records the address
        objected = self.env["lampo.privacy.objection"].sudo().search(
            [("partner_id", "in", self.parent_id.ids)]).grouped("partner_id")
        joined = self.filtered(lambda one: one.parent_id in objected)
        for contact in joined:
            self.env["lampo.privacy.objection"]._keep_up(contact, {contact: objected[contact.parent_id]})
        return joined

    def _lampo_note_objections(self):
        """Tell the officer in the chatter, without saying of whom the trait was."""
        blocked = self.env["lampo.privacy.objection"]._blocked_partners(self)
        note = told_to_staff(self, self.env.company).env._(
            "Somebody with the same e-mail, phone or address objected to marketing. Mailings leave this contact out.")
        blocked._message_log_batch(bodies=dict.fromkeys(blocked.ids, note))

    def action_block_marketing(self):
        """Record that these people want no marketing any more of the companies for which the user works now.

        :raises AccessError: the user may not write them
        """
        self.check_access("write")
        for company in self.env.companies:
            self.env["lampo.privacy.objection"].with_company(company)._record(self, "manual")
        self._lampo_leave_mailings(self.env.companies)

    def action_release_marketing(self):
        """Take the objection back: the person asked for marketing anew. :raises AccessError: no privacy officer"""
        self.env["lampo.privacy.objection"]._release(self)
        self._lampo_note_objections()  # somebody else may have objected with the same address

    def _lampo_leave_mailings(self, companies, channel="office"):
        """Marketing of these companies stops at once: off the mailing lists, where the module for them is installed,
        and no consent. Lists have no company: whoever wants another's news is put on its list again.

        :param channel: how the person said so
        """
        emails = [email for email in self._lampo_family().mapped("email_normalized") if email]
        if "mailing.subscription" in self.env:
            # sudo: the right is carried out by the request; a clerk need not keep mailing lists
            self.env["mailing.subscription"].sudo().search([
                ("contact_id.email_normalized", "in", emails), ("opt_out", "=", False)]).opt_out = True
