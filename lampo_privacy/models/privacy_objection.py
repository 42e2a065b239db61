# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..engine import keyring, objections
from .heat_contract import finnish_today
from .told_to import told_to_staff

OFFICER = "lampo_privacy.group_officer"


class PrivacyObjection(models.Model):
    """That somebody wants no marketing, surveys or the like (GDPR art. 21(2)–(3), 7(3); statement § 4).

    It must hold when the person's data is gone and somebody adds the same address to a mailing years later. So it
    keeps no address but keyed hashes of e-mail, phone, and name with address; the keys lie outside the database.
    """

    _name = "lampo.privacy.objection"
    _description = "Objection to marketing"
    _order = "made_on desc, id desc"
    _rec_name = "made_on"
    # hashes under a key outside the database: the erasure leaves them, that is what they are for
    _lampo_data_map = {"digest": "neutral", "key_id": "neutral"}

    kind = fields.Selection(
        [("email", "E-mail"), ("phone", "Phone"), ("place", "Name and address")], required=True, readonly=True,
    )
    digest = fields.Char("Keyed hash", required=True, readonly=True, groups=fields.NO_ACCESS, exportable=False)
    key_id = fields.Char(required=True, readonly=True, help="The mark of the key; not the key.")
    source = fields.Selection(
        [("objection", "Objection"), ("consent_withdrawal", "Withdrawal of consent"), ("manual", "By the officer")],
        required=True, readonly=True, default="objection",
    )
    made_on = fields.Date("Made on", required=True, readonly=True, default=lambda self: finnish_today(self))
    request_id = fields.Many2one("lampo.privacy.request", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", required=True, readonly=True, default=lambda self: self.env.company)

    _digest_unique = models.UniqueIndex("(digest, company_id)")

    def write(self, vals):
        raise UserError(self.env._("An objection is not changed afterwards."))

    @api.private
    def _record(self, partners, source="objection", request=None):
        """Keep the objection of these people, their addresses and contacts included. Twice is once.

        :return: the new lines
        """
        company = (request or self).company_id[:1] or self.env.company
        traits = self._traits_of(partners._lampo_family())
        key_id = keyring.box(self.env, create=True).key_ids[0]
        # sudo: the lines are evidence that nobody writes by hand
        lines = self.sudo()
        vals = [
            {"kind": kind, "digest": found[0], "key_id": key_id, "source": source, "company_id": company.id,
             "request_id": request.id if request else False}
            for kind, texts in traits.items()
            for found in objections.digests(self.env, kind, texts, create=True).values()
            if not lines.search_count([("digest", "in", found), ("company_id", "=", company.id)], limit=1)
        ]
        return lines.create(vals)

    @api.model
    def _traits_of(self, partners):
        """{kind: texts to hash} of these contacts."""
        return {
            "email": {objections.email_trait(partner.email) for partner in partners} - {""},
            "phone": {objections.phone_trait(partner.phone) for partner in partners} - {""},
            "place": {trait for partner in partners
                      for trait in [objections.place_trait(
                          partner.name or partner.commercial_partner_id.name, partner.street, partner.zip)]} - {""},
        }

    @api.model
    @api.private
    def _is_blocked(self, emails=(), phones=(), places=()):
        """Which of these belong to somebody who objected. Any spelling may be asked for.

        :param emails: addresses; :param phones: numbers; :param places: (name, street, zip)
        :return: the set of those given that are blocked; empty, and so false, where none is
        :raises UserError: the key of stored objections is missing on this server
        """
        return (self._blocked_of("email", {email: objections.email_trait(email) for email in emails})
                | self._blocked_of("phone", {phone: objections.phone_trait(phone) for phone in phones})
                | self._blocked_of("place", {tuple(place): objections.place_trait(*place) for place in places}))

    def _blocked_of(self, kind, trait_of):
        # sudo: that somebody objected holds for everybody who wants to write to him or her; nothing else is told
        stored = self.sudo()
        if not any(trait_of.values()) or not stored.search_count([("kind", "=", kind)], limit=1):
            return set()
        found = objections.digests(self.env, kind, trait_of.values())
        wanted = [digest for digests in found.values() for digest in digests]
        known = set(stored.search([("digest", "in", wanted), ("kind", "=", kind)]).mapped("digest"))
        return {given for given, trait in trait_of.items() if not known.isdisjoint(found.get(trait, ()))}

    @api.model
    @api.private
    def _blocked_partners(self, partners):
        """Those of the contacts who objected, by any of their traits."""
        people = {partner: (partner.name, partner.street, partner.zip) for partner in partners}
        blocked = self._is_blocked(
            [partner.email for partner in partners if partner.email],
            [partner.phone for partner in partners if partner.phone], people.values())
        return partners.filtered(
            lambda partner: not blocked.isdisjoint((partner.email, partner.phone, people[partner])))

    @api.private
    def _release(self, partners):
        """Forget the objection of these people, who have asked for marketing anew. :raises AccessError: no officer"""
        if not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only a privacy officer takes back an objection."))
        wanted = [digest for kind, texts in self._traits_of(partners._lampo_family()).items()
                  for digests in objections.digests(self.env, kind, texts).values() for digest in digests]
        # sudo: see _record
        self.sudo().search([("digest", "in", wanted)]).unlink()


class ResPartner(models.Model):
    """Whether somebody may be sent marketing, and a word to the officer when somebody who objected is recorded anew."""

    _inherit = "res.partner"

    marketing_blocked = fields.Boolean(
        "Objected to marketing", compute="_compute_marketing_blocked", groups="lampo_privacy.group_user",
        help="This e-mail, phone, or name with address is of somebody who objected to marketing or withdrew the "
        "consent to it. Mailings leave the contact out.",
    )

    @api.depends("email", "phone", "name", "street", "zip")
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
        partners._lampo_note_objections()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if not {"email", "phone"}.isdisjoint(vals):
            self._lampo_note_objections()
        return result

    def _lampo_note_objections(self):
        """Tell the officer in the chatter, without saying of whom the trait was."""
        blocked = self.env["lampo.privacy.objection"]._blocked_partners(
            self.filtered(lambda partner: partner.email or partner.phone or (partner.street and partner.zip)))
        note = told_to_staff(self, self.env.company).env._(
            "Somebody with the same e-mail, phone or address objected to marketing. Mailings leave this contact out.")
        blocked._message_log_batch(bodies=dict.fromkeys(blocked.ids, note))

    def action_block_marketing(self):
        """Record that these people want no marketing any more. :raises AccessError: the user may not write them"""
        self.check_access("write")
        self.env["lampo.privacy.objection"]._record(self, "manual")
        self._lampo_leave_mailings()

    def action_release_marketing(self):
        """Take the objection back: the person asked for marketing anew. :raises AccessError: no privacy officer"""
        self.env["lampo.privacy.objection"]._release(self)
        self.invalidate_recordset(["marketing_blocked"])

    def _lampo_leave_mailings(self):
        """Marketing stops at once: off the mailing lists, where the module for them is installed, and no consent."""
        emails = [email for email in self._lampo_family().mapped("email_normalized") if email]
        if emails and "mailing.subscription" in self.env:
            # sudo: the right is carried out by the request; a clerk need not keep mailing lists
            self.env["mailing.subscription"].sudo().search([
                ("contact_id.email_normalized", "in", emails), ("opt_out", "=", False)]).opt_out = True
        self.invalidate_recordset(["marketing_blocked"])
