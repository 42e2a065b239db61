# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..engine import keyring, objections
from ..engine.dossier import own_contacts
from .heat_contract import finnish_today
from .privacy_request import OPEN_STATES

OFFICER = "lampo_privacy.group_officer"


class PrivacyObjection(models.Model):
    """That somebody wants no marketing, surveys or the like (GDPR art. 21(2)–(3), 7(3); statement § 4).

    It is made to a controller: what somebody tells one company says nothing to another of the same database. It must
    hold when the person's data is gone and somebody adds the same address to a mailing years later. So it keeps no
    address but keyed hashes of e-mail, phone, and name with address; the keys lie outside the database. While the
    person is in the register it is the person's, whatever the addresses become; the erasure takes that link away.
    """

    _name = "lampo.privacy.objection"
    _description = "Objection to marketing"
    _order = "made_on desc, id desc"
    _rec_name = "made_on"
    # hashes under a key outside the database: the erasure leaves them, that is what they are for
    _lampo_data_map = {"digest": "neutral", "key_id": "neutral"}

    kind = fields.Selection(
        [("email", "E-mail"), ("phone", "Phone"), ("place", "Name and address"), ("person", "The person alone")],
        required=True, readonly=True,
    )
    # none where nothing is known of somebody but the name: that objection ends with the person's record
    digest = fields.Char("Keyed hash", readonly=True, groups=fields.NO_ACCESS, exportable=False)
    key_id = fields.Char(required=True, readonly=True, help="The mark of the key; not the key.")
    partner_id = fields.Many2one(
        "res.partner", "Person", readonly=True, index="btree_not_null", ondelete="set null",
        help="Who objected, as long as the person is in the register. The erasure takes it away.")
    source = fields.Selection(
        [("objection", "Objection"), ("consent_withdrawal", "Withdrawal of consent"), ("manual", "By the officer")],
        required=True, readonly=True, default="objection",
    )
    made_on = fields.Date("Made on", required=True, readonly=True, default=lambda self: finnish_today(self))
    request_id = fields.Many2one("lampo.privacy.request", readonly=True, ondelete="set null")
    company_id = fields.Many2one("res.company", "Controller", required=True, readonly=True,
                                 default=lambda self: self.env.company)

    _digest_unique = models.UniqueIndex("(digest, company_id, partner_id)")
    _digest_required = models.Constraint("CHECK (kind = 'person' OR digest IS NOT NULL)")

    def write(self, vals):
        raise UserError(self.env._("An objection is not changed afterwards."))

    @api.private
    def _record(self, partners, source="objection", request=None, made_on=None):
        """Keep the objection of these people, their addresses and contacts included, to the company of the request,
        else of the environment. Twice is once.

        :return: the new lines
        """
        company = (request or self).company_id[:1] or self.env.company
        family = partners._lampo_family()
        # sudo: the lines are evidence that nobody writes by hand
        lines = self.sudo()
        known = {(line.partner_id.id, line.digest) for line in lines.search(
            [("partner_id", "in", family.ids), ("company_id", "=", company.id)])}
        same = {"key_id": keyring.box(self.env, create=True).key_ids[0], "source": source, "company_id": company.id,
                "request_id": request and request.id, "made_on": made_on or finnish_today(self)}
        family.invalidate_recordset(["marketing_blocked"])
        return lines.create([
            {**same, "partner_id": contact.id, "kind": kind, "digest": found[0]}
            for contact, marks in self._marks_of(family).items() for kind, found in marks
            if not any((contact.id, digest) in known for digest in found)])

    @api.private
    def _record_address(self, request):
        """Keep the objection of somebody who is not in the register: of the address that the request came from.

        :return: the new line; none where there is no address, or it is kept as nobody's already
        """
        # sudo: see _record
        lines, company, trait = self.sudo(), request.company_id, objections.email_trait(request.email_from)
        found = trait and objections.digests(self.env, "email", [trait], create=True)[trait]
        if not found or lines.search_count([
                ("digest", "in", found), ("partner_id", "=", False), ("company_id", "=", company.id)], limit=1):
            return lines.browse()
        return lines.create({
            "kind": "email", "digest": found[0], "key_id": keyring.box(self.env).key_ids[0],
            "source": request.request_type, "company_id": company.id, "request_id": request.id,
            "made_on": request.received_on})

    def _marks_of(self, contacts):
        """{contact: [(kind, keyed hashes)]} of what is known of each; the person alone where that is nothing."""
        hashed = {kind: objections.digests(self.env, kind, texts, create=True)
                  for kind, texts in self._traits_of(contacts).items()}
        return {
            contact: [(kind, hashed[kind][text]) for kind, texts in self._traits_of(contact).items()
                      for text in sorted(texts)] or [("person", [False])]
            for contact in contacts
        }

    @api.private
    def _keep_up(self, people, objected):
        """Record what has become known of people who objected, as of the day on which they did.

        :param objected: {who: the lines of the objection, the oldest last}
        """
        for person in people:
            for lines in objected.get(person, self).grouped("company_id").values():
                first = lines[-1]
                # sudo: whoever changes the address need not be of the company to which the objection was made
                recorder = self.sudo().with_company(first.company_id)
                recorder._record(person, first.source, first.request_id, first.made_on)

    @api.private
    def _of(self, partners):
        """{partner: lines} of who objected: their own, and those with a trait of theirs that are of nobody here.

        Nobody's are those of people who were erased. Another person's line says nothing of who shares the address.
        """
        # sudo: see _blocked_of
        lines = self.sudo()
        own = lines.search([("partner_id", "in", partners.ids)]).grouped("partner_id")
        found = {partner: own[partner] for partner in partners if partner in own}
        if lines.search_count([("partner_id", "=", False)], limit=1):
            rest = partners.filtered(lambda one: one not in found)
            marks = {partner: {digest for _kind, digests in kinds for digest in digests}
                     for partner, kinds in self._marks_of(rest).items()}
            nobodys = lines.search([
                ("partner_id", "=", False), ("digest", "in", list(set().union(*marks.values()) - {False}))])
            for partner, digests in marks.items():
                if theirs := nobodys.filtered(lambda line, digests=digests: line.digest in digests):
                    found[partner] = theirs
        return found

    @api.private
    def _forget(self, partner_ids):
        """The people are erased: what is left of their objections is the hashes."""
        # sudo: the erasure reaches every company's lines
        lines = self.sudo().search([("partner_id", "in", partner_ids)])
        lines.filtered(lambda line: line.kind == "person").unlink()
        self.flush_model(["partner_id"])
        # below the ORM: a line is not changed by anybody else
        self.env.cr.execute(SQL(
            "UPDATE lampo_privacy_objection SET partner_id = NULL WHERE partner_id = ANY(%s)", list(partner_ids)))
        self.invalidate_model(["partner_id"], flush=False)

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
    def _is_blocked(self, emails=(), phones=(), places=(), companies=None):
        """Which of these belong to somebody who objected. Any spelling may be asked for.

        :param emails: addresses; :param phones: numbers; :param places: (name, street, zip)
        :param companies: objections to any of these count; see `_heard_by` where it is None
        :return: the set of those given that are blocked; empty, and so false, where none is
        :raises UserError: the key of stored objections is missing on this server
        """
        heard = self._heard_by(companies)
        return (self._blocked_of("email", {email: objections.email_trait(email) for email in emails}, heard)
                | self._blocked_of("phone", {phone: objections.phone_trait(phone) for phone in phones}, heard)
                | self._blocked_of("place", {tuple(one): objections.place_trait(*one) for one in places}, heard))

    def _heard_by(self, companies=None):
        """The domain of objections to these companies; when None to those that the user works for now, and to every one
        where the system itself asks: it does not know for whom."""
        if companies is None:
            companies = self.env["res.company"] if self.env.user._is_superuser() else self.env.companies
        return Domain("company_id", "in", companies.ids) if companies else Domain.TRUE

    def _blocked_of(self, kind, trait_of, heard):
        # sudo: that somebody objected holds for everybody who wants to write to him or her; nothing else is told
        stored = self.sudo()
        if not any(trait_of.values()) or not stored.search_count(heard & Domain("kind", "=", kind), limit=1):
            return set()
        found = objections.digests(self.env, kind, trait_of.values())
        wanted = [digest for digests in found.values() for digest in digests]
        known = set(stored.search(heard & Domain("digest", "in", wanted) & Domain("kind", "=", kind)).mapped("digest"))
        return {given for given, trait in trait_of.items() if not known.isdisjoint(found.get(trait, ()))}

    @api.model
    @api.private
    def _blocked_partners(self, partners, companies=None):
        """Those of the contacts who objected, have a trait of somebody who did, or ask for it in an open request.

        :param companies: see `_is_blocked`
        """
        people = {partner: (partner.name, partner.street, partner.zip) for partner in partners}
        blocked = self._is_blocked(
            [partner.email for partner in partners if partner.email],
            [partner.phone for partner in partners if partner.phone], people.values(), companies)
        own = Domain("partner_id", "in", partners._origin.ids) & self._heard_by(companies)
        asked = own & Domain("state", "in", OPEN_STATES) & Domain(
            "request_type", "in", ("objection", "consent_withdrawal"))
        # sudo: see _blocked_of
        mine = {*self.sudo().search(own).partner_id.ids,
                *self.env["lampo.privacy.request"].sudo().search(asked).partner_id.ids}
        return partners.filtered(lambda partner: partner._origin.id in mine or not blocked.isdisjoint(
            (partner.email, partner.phone, people[partner])))

    @api.private
    def _release(self, partners, companies=None, given_on=None):
        """Forget the objection of these people to these companies, who have asked for marketing anew.

        What somebody else objected with, who shares the address, stays.

        :param companies: those that the user works for when empty
        :param given_on: the day on which they asked; a later objection holds. Today when empty
        :raises AccessError: no officer, nor the system by the person's own link
        """
        if not self.env.su and not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only a privacy officer takes back an objection."))
        family = partners._lampo_family()
        wanted = [digest for kind, texts in self._traits_of(family).items()
                  for digests in objections.digests(self.env, kind, texts).values() for digest in digests]
        # sudo: see _record
        self.sudo().search([
            ("company_id", "in", (companies or self.env.companies).ids),
            ("made_on", "<=", given_on or finnish_today(self)),
            "|", ("partner_id", "in", family.ids), "&", ("partner_id", "=", False), ("digest", "in", wanted)]).unlink()


class PrivacyErasure(models.Model):
    """Of the objections of somebody erased the hashes stay, and no way from them to the contact."""

    _inherit = "lampo.privacy.erasure"

    def _conclude(self, run):
        people = own_contacts(self.env, self.partner_id.ids)
        result = super()._conclude(run)
        self.env["lampo.privacy.objection"]._forget(people)
        return result
