# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from ..tools.client_defaults import without_defaults
from ..tools.identity_codes import contains_identity_code
from ..tools.named_kinds import names
from .heat_contract import finnish_today

BASES = [
    ("obligation", "Legal obligation"),
    ("contract", "Contract with the person"),
    ("consent", "Consent"),
    ("interest", "Legitimate interest"),
    ("processor", "Processing on our behalf"),
]
# offered for an export; the officer may say otherwise afterwards
BASIS_OF_ROLE = {"authority": "obligation", "energy": "contract", "processor": "processor", "collection": "interest",
                 "auditor": "obligation"}
# written by the system alone: the number, how it came about, who recorded it
SYSTEM = frozenset(("name", "origin", "move_id", "user_id", "notice_ids"))
FIXED = SYSTEM | frozenset(("recipient_id", "recipient_role", "partner_id", "date", "company_id"))


class PrivacyDisclosure(models.Model):
    """What was disclosed about whom to whom, why and when (statement § 8; GDPR art. 15(1)(c), 19).

    The number, and for an invoice the invoice's, is given to the recipient with the data. By it a later correction or
    erasure is told without naming the person again.
    """

    _name = "lampo.privacy.disclosure"
    _description = "Disclosure of personal data"
    _order = "date desc, id desc"
    _check_company_auto = True
    # our own running number, or the invoice's: it is what the recipients know the disclosure by
    _lampo_data_map = {"name": "neutral"}

    name = fields.Char("Number", required=True, readonly=True, copy=False, index="trigram")
    recipient_id = fields.Many2one(
        "lampo.privacy.recipient", required=True, ondelete="restrict", index=True, check_company=True)
    recipient_role = fields.Selection(related="recipient_id.recipient_role", store=True, string="Role")
    # The person may go; that the data was disclosed, and to whom, stays as long as the company's evidence.
    partner_id = fields.Many2one(
        "res.partner", "Person", ondelete="set null", index="btree_not_null", check_company=True)
    date = fields.Date(required=True, default=lambda self: finnish_today(self), index=True)
    what = fields.Char(required=True, help="Kinds of data, not the data itself: “name, address, consumption”.")
    purpose = fields.Char("What for", required=True)
    basis = fields.Selection(BASES, required=True, default="obligation", help="The ground of this disclosure.")
    origin = fields.Selection(
        [("manual", "By hand"), ("export", "Export"), ("sending", "Sent invoice")], required=True, default="manual",
        readonly=True)
    move_id = fields.Many2one("account.move", "Invoice", ondelete="set null", readonly=True, index="btree_not_null")
    user_id = fields.Many2one("res.users", "Recorded by", readonly=True, default=lambda self: self.env.user,
                              ondelete="restrict")
    company_id = fields.Many2one("res.company", required=True, index=True, default=lambda self: self.env.company)
    notice_ids = fields.Many2many("lampo.privacy.notice", "lampo_privacy_notice_disclosure_rel", "disclosure_id",
                                  "notice_id", "Notices", readonly=True)

    @api.onchange("recipient_id")
    def _onchange_recipient_id(self):
        if self.recipient_id.purpose and not self.purpose:
            self.purpose = self.recipient_id.purpose
        if self.recipient_role == "processor":
            self.basis = "processor"

    @api.constrains("recipient_id", "origin")
    def _check_recipient_eea(self):
        self.recipient_id._check_eea()
        # an invoice leaves by a way that may be new to the house; what people give, they give to somebody they know
        given = self.filtered(lambda line: line.origin != "sending").recipient_id
        if unknown := given.filtered(lambda one: not one.active or not one.country_id):
            raise ValidationError(self.env._(
                "%(recipient)s is archived or has no country: by § 8 of the privacy statement data is disclosed to "
                "known recipients within the European Economic Area only.", recipient=unknown[0].name))

    @api.constrains("date")
    def _check_date(self):
        if any(line.date > finnish_today(self) for line in self):
            raise ValidationError(self.env._("A disclosure cannot lie in the future."))

    @api.constrains("what", "purpose")
    def _check_no_identity_code(self):
        if any(contains_identity_code(line.what) or contains_identity_code(line.purpose) for line in self):
            raise ValidationError(self.env._(
                "Do not write an identity code into a disclosure: name the kind of data, not the data."))

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(not SYSTEM.isdisjoint(vals) for vals in vals_list):
            raise UserError(self.env._(
                "The number of a disclosure, who recorded it and how are written by the system: leave them out."))
        numbers = self.env["ir.sequence"]
        # a copy of each: the caller's values are the caller's
        vals_list = [{**vals, "name": vals.get("name") or numbers.next_by_code(self._name)} for vals in vals_list]
        return super(PrivacyDisclosure, without_defaults(self, SYSTEM)).create(vals_list).with_env(self.env)

    def write(self, vals):
        if not self.env.su and not FIXED.isdisjoint(vals):
            raise UserError(self.env._("A disclosure is evidence: who, whose and when are not changed afterwards."))
        return super().write(vals)

    @api.model
    @api.private
    def _record(self, recipient, partners, what, purpose, basis, **more):
        """Add a disclosure for each person. :return: the disclosures"""
        # sudo: recorded by what was done, whoever did it
        return self.sudo().create([
            {"recipient_id": recipient.id, "partner_id": partner.id, "what": what, "purpose": purpose, "basis": basis,
             "company_id": recipient.company_id.id, "user_id": self.env.uid, **more}
            for partner in partners
        ])

    @api.model
    def export_questions(self, model):
        """What an export of a model asks for first: its purpose, and who gets it. :return: {"recipients": [{"id",
        "name"}]}, or False where no person is exported, or for who records no disclosures"""
        if not self.has_access("create") or not self._person_field(model):
            return False
        recipients = self.env["lampo.privacy.recipient"].search_read([("sending_method", "=", False)], ["name"])
        return {"recipients": recipients}

    @api.model
    def _person_field(self, model):
        """The field of a model that leads to people: “id” of a contact itself; empty where there is none."""
        if model == "res.partner":
            return "id"
        field = self.env[model]._fields.get("partner_id") if model in self.env else None
        return "partner_id" if field and field.comodel_name == "res.partner" else ""

    @api.model
    @api.private
    def _record_export(self, records, recipient_id, what, purpose=""):
        """An export that is given to a recipient is a disclosure of each person in it.

        :param what: the headings of the columns
        :param purpose: why, in the user's words; else what the recipient is there for
        :raises UserError: the processing of somebody in it is restricted
        """
        recipient = self.env["lampo.privacy.recipient"].search([("id", "=", recipient_id)])
        way = self._person_field(records._name)
        if not recipient or not way:
            raise UserError(self.env._("Choose a recipient from the list, and export people or what is theirs."))
        self.check_access("create")
        people = (records if way == "id" else records[way]).filtered("is_data_subject")
        people._lampo_refuse_restricted()
        # a grouped export comes here once a group, and a person may be in several
        told = self.env.cr.precommit.data.setdefault("lampo_privacy.exported", set())
        people = people.filtered(lambda one: (recipient.id, one.id) not in told)
        told.update((recipient.id, one.id) for one in people)
        return self._record(recipient, people, what, purpose or recipient.purpose or self.env._("Export"),
                            BASIS_OF_ROLE[recipient.recipient_role], origin="export")

    @api.model
    @api.private
    def _of_family(self, partners):
        """The disclosures of these people and of the addresses under them."""
        # sudo: every recipient is owed the notice, of whichever company
        family = partners.sudo().with_context(active_test=False).search([("id", "child_of", partners.ids)])
        return self.sudo().search([("partner_id", "in", family.ids)])

    @api.private
    def _that_name(self, model, field):
        """Those of these whose words name the kind of data that lies in a field."""
        labels = self.env["lampo.privacy.content"]._names_of(model, field)
        return self.filtered(lambda line: names(line.what, model, field, labels))

    @api.model
    @api.private
    def _told_so_far(self, partner):
        """Who was given which kinds of this person's data, a line each; for whoever decides what to tell them now."""
        by_recipient = self._of_family(partner).grouped("recipient_id")
        return "\n".join(f"{recipient.name}: {', '.join(dict.fromkeys(lines.mapped('what')))}"
                         for recipient, lines in by_recipient.items())

    @api.model
    @api.private
    def _notify_recipients(self, partners, kind, text=None):
        """Tell every recipient of these people's data of a correction, an erasure or a restriction (GDPR art. 19).

        One notice a recipient, by e-mail where there is an address, else as a letter to print. The people are named by
        the numbers of the disclosures only, so that the notice itself brings nobody's data anywhere.

        :param kind: "rectification", "erasure" or "restriction"
        :param text: what has to be corrected; needed for a rectification, and sent as it is
        :return: the notices
        """
        # sudo: a notice is evidence that the system writes
        return self.env["lampo.privacy.notice"].sudo()._make(self._of_family(partners), kind, text)
