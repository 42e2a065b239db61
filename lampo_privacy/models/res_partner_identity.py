# Part of lampo_privacy. LGPL-3.
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import NO_ACCESS

from ..engine import key_rotation, keyring, opening
from ..tools import identity_codes
from ..tools.identity_codes import MASK, InvalidCodeError

OFFICER = "lampo_privacy.group_officer"
FORMS_WITH_CODE = ("person", "sole_trader")
# what the legal form follows from
FORM_TOLD_BY = {"is_company", "legal_form", "name", "type", "parent_id"}
RESEAL_BATCH = 500


class ResPartner(models.Model):
    """The identity code of a natural person (statement § 5; tietosuojalaki 1050/2018 § 29).

    Processed only where telling a person apart unmistakably matters. So it lies encrypted, under keys outside the
    database, is read as a mask, found by the exact code only, and shown after a purpose has been given and logged.
    """

    _inherit = "res.partner"

    identity_code = fields.Char(
        string="Identity code",
        compute="_compute_identity_code",
        compute_sudo=True,
        inverse="_inverse_identity_code",
        search="_search_identity_code",
        groups=OFFICER,
        copy=False,
        exportable=False,
        help="Personal identity code (henkilötunnus). Stored encrypted and shown as a mask; use Show… to see it. "
        "Write a new code over the mask to change it, or empty the field to remove it.",
    )
    identity_code_cipher = fields.Char(groups=NO_ACCESS, copy=False, exportable=False, prefetch=False, readonly=True)
    identity_code_hash = fields.Char(groups=NO_ACCESS, copy=False, exportable=False, prefetch=False, readonly=True)

    # Serves the exact search, and catches two workers that save the same code at the same moment.
    _identity_code_unique = models.UniqueIndex(
        "(identity_code_hash, COALESCE(company_id, 0)) WHERE identity_code_hash IS NOT NULL",
        "Another contact has the same identity code.",
    )

    @api.depends("identity_code_cipher")
    def _compute_identity_code(self):
        for partner in self:
            partner.identity_code = MASK if partner.identity_code_cipher else False

    def _inverse_identity_code(self):
        typed = {partner: (partner.identity_code or "").strip() for partner in self}
        # What was typed leaves the cache before anything else can read or copy it.
        self.invalidate_recordset(["identity_code"])
        for partner, text in typed.items():
            if text != MASK:
                partner._store_identity_code(text)

    def _store_identity_code(self, text):
        """Check a typed code and keep it sealed; an empty text removes the one that was there."""
        self.env["lampo.privacy.confidentiality"]._check_accepted()
        if not text:
            # sudo: the sealed fields are closed to every user; the inverse has checked the officer's right
            self.sudo().write({"identity_code_cipher": False, "identity_code_hash": False})
            return
        self._refuse_identity_code_of_file()
        try:
            code = identity_codes.normalise_identity_code(text)
        except InvalidCodeError:
            raise ValidationError(
                self.env._(
                    "This is not a valid identity code. It has 11 characters: date of birth, separator, three digits "
                    "and a check character. Compare it with the document."
                )
            ) from None
        key_rotation.sealing(self.env)
        box = keyring.box(self.env, create=True)
        self._refuse_identity_code_of_another(box.digests(code))
        # sudo: as above
        self.sudo().write({"identity_code_cipher": box.seal(code), "identity_code_hash": box.digest(code)})

    def _refuse_identity_code_of_file(self):
        if self.env.context.get("import_file"):
            raise UserError(
                self.env._(
                    "Identity codes are not imported from files, because the file would stay on the server in clear. "
                    "Type them on the contact, or send them through the API."
                )
            )

    def _refuse_identity_code_of_another(self, digests):
        """In the contact's own company, or for a contact of all companies in those that the user may enter: that a
        company of others has a customer with this code is not told."""
        domain = [("identity_code_hash", "in", digests), ("id", "!=", self.id)]
        if self.company_id or self.env.uid != SUPERUSER_ID:
            companies = self.company_id or self.env.user.company_ids
            domain.append(("company_id", "in", [False, *companies.ids]))
        # sudo: a double may be one that this user cannot see; nothing of it is told
        if self.sudo().with_context(active_test=False).search_count(domain, limit=1):
            raise ValidationError(
                self.env._("Another contact has the same identity code. Search by the code before you add a contact.")
            )

    def _leaves_people_alone(self):
        """Whether whoever writes, behind a sudo too, may not turn a person into an organisation (see `write`)."""
        return self.env.uid != SUPERUSER_ID and not self.env.user.has_group(OFFICER)

    def write(self, vals):
        """A person becomes an organisation by a privacy officer alone: the code would have to go first, so that the
        answer would tell everybody else who has one."""
        people = self.browse()
        if FORM_TOLD_BY & vals.keys() and self._leaves_people_alone():
            # what the server does for the user is held up by a code alone
            people = self.filtered(lambda partner: partner.legal_form in FORMS_WITH_CODE and (
                not self.env.su or partner.identity_code_cipher))
        result = super().write(vals)
        if any(partner.legal_form not in FORMS_WITH_CODE for partner in people):
            raise UserError(self.env._("Only a privacy officer turns a person into an organisation: ask one to do it."))
        return result

    @api.constrains("identity_code_cipher", "legal_form")
    def _check_identity_code_owner(self):
        if self._leaves_people_alone():
            return  # refused for everybody alike
        # sudo: see _store_identity_code
        if any(p.identity_code_cipher and p.legal_form not in FORMS_WITH_CODE for p in self.sudo()):
            raise ValidationError(
                self.env._("Only a natural person or a sole trader has an identity code. Remove the code first.")
            )

    @api.constrains("company_id")
    def _check_identity_code_company(self):
        # sudo: see _store_identity_code
        for partner in self.sudo().filtered("identity_code_hash"):
            partner._refuse_identity_code_of_another([partner.identity_code_hash])

    @api.model
    def _search_identity_code(self, operator, value):
        """Finds the person of one whole code and answers nothing else.

        The groups of the field are checked here once more, for the user behind a sudo too: a search through another
        model (``partner_id.identity_code``) reaches this method as superuser.
        """
        if opening.asked_by_stored_code() or not self.env.user.has_group(OFFICER):
            raise AccessError(self.env._("Only a privacy officer searches by identity code."))
        self.env["lampo.privacy.confidentiality"]._check_accepted()
        # The ORM asks "=" as "in" one value. When that is refused it tries each value by "=" again: refused as well,
        # or a list of codes would be probed at once.
        values = list(value) if operator == "in" else []
        if len(values) != 1 or not identity_codes.is_identity_code(values[0]):
            raise UserError(self.env._("Search by one whole identity code: nothing else of it can be searched."))
        box = keyring.box(self.env)
        if not box:
            return [("id", "=", 0)]
        digests = box.digests(identity_codes.normalise_identity_code(values[0]))
        # sudo: the hash is closed to every user; the caller's own rules are applied to the ids
        found = self.sudo().with_context(active_test=False).search([("identity_code_hash", "in", digests)])
        return [("id", "in", found.ids)]

    def action_reveal_identity_code(self, purpose):
        """Log who looks at this person's code and why, and give it.

        :param purpose: why the code is needed, in words; required, and not the code itself
        :return: the code in clear, 11 characters. It is stored nowhere
        :raises AccessError: the user is no privacy officer or may not see the person, or it is no user who asks
        :raises UserError: no purpose, no code, or no key that opens it
        """
        self.ensure_one()
        self._check_who_asks_for_the_code()
        # sudo: the sealed field is closed to every user
        sealed = self.sudo().identity_code_cipher
        if not sealed:
            raise UserError(self.env._("This contact has no identity code."))
        self.env["lampo.privacy.access.log"]._record(self, "reveal", purpose)
        return opening.open_code(self.env, self.id, sealed)

    def _check_who_asks_for_the_code(self):
        """A person in the officer's role, whether behind a sudo or not; the superuser is nobody (statement § 9)."""
        self.check_access("read")
        asks = self.env.uid != SUPERUSER_ID and self.env.user.has_group(OFFICER)
        if not asks or opening.asked_by_stored_code() or opening.asked_for_another(self.env):
            raise AccessError(self.env._("Only a privacy officer sees an identity code, by “Show…” on the contact."))
        self.env["lampo.privacy.confidentiality"]._check_accepted()

    def action_open_reveal(self):
        """Ask for the purpose first (wizard)."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Show identity code"),
            "res_model": "lampo.privacy.reveal",
            "view_mode": "form",
            "target": "new",
            "context": {"default_partner_id": self.id},
        }

    @api.autovacuum
    def _reseal_identity_codes(self):
        """Close what lies under an older key with the newest one, so that the older key can be retired."""
        return key_rotation.reseal(self.env, RESEAL_BATCH)
