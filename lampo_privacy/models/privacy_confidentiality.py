# Part of lampo_privacy. LGPL-3.
import hashlib

from odoo import SUPERUSER_ID, api, fields, models, tools
from odoo.exceptions import UserError

from ..exceptions import UndertakingNeededError
from ..tools.bypass import BYPASS

ROLES = ("lampo_privacy.group_user", "account.group_account_readonly")
LANGS = [("fi", "Finnish"), ("sv", "Swedish"), ("en", "English")]
TEXTS = {"fi": "text_fi", "sv": "text_sv", "en": "text_en"}


class PrivacyConfidentiality(models.Model):
    """A version of the confidentiality undertaking (salassapitositoumus; statement § 9).

    The statement promises that everybody who uses the register is bound to secrecy. So whoever has a role accepts the
    newest published version in person; until then the register stays closed (see ir.model.access). What somebody has
    accepted does not change any more: another text is another version, and it asks everybody again.
    """

    # Text by the controller about its staff's duty; never about a customer.
    _lampo_data_map = {"name": "neutral", "text_fi": "neutral", "text_sv": "neutral", "text_en": "neutral"}
    _name = "lampo.privacy.confidentiality"
    _description = "Confidentiality undertaking"
    _order = "published_on desc, id desc"

    name = fields.Char("Version", required=True, help="How this version is called, for instance by its year.")
    text_fi = fields.Html("Text in Finnish", required=True, help="What users who read Finnish accept.")
    text_sv = fields.Html("Text in Swedish", help="What users who read Swedish accept; else they get the Finnish text.")
    text_en = fields.Html("Text in English", help="What users of any other language accept; else the Finnish text.")
    published_on = fields.Datetime(
        readonly=True, copy=False, help="From then on everybody with a role must have accepted this version."
    )
    is_current = fields.Boolean("In force", compute="_compute_is_current", help="The version that is asked for now.")
    acceptance_ids = fields.One2many("lampo.privacy.confidentiality.acceptance", "confidentiality_id", "Accepted by")
    acceptance_count = fields.Integer("Number of acceptances", compute="_compute_acceptance_count")

    _name_unique = models.UniqueIndex("(name)", "Another version has this name: choose another one.")

    @api.depends("published_on")
    def _compute_is_current(self):
        current = self._current()
        for version in self:
            version.is_current = version == current

    @api.depends("acceptance_ids")
    def _compute_acceptance_count(self):
        groups = self.env["lampo.privacy.confidentiality.acceptance"]._read_group(
            [("confidentiality_id", "in", self.ids)], ["confidentiality_id"], ["__count"]
        )
        counts = {version.id: count for version, count in groups}
        for version in self:
            version.acceptance_count = counts.get(version.id, 0)

    @api.model
    def _current(self):
        """The version in force; empty before the first one is published."""
        return self.sudo().search([("published_on", "!=", False)], limit=1)  # sudo: asked on behalf of every user

    def _text_for(self, user):
        """The text in the language that ``user`` reads, as safe HTML."""
        self.ensure_one()
        return self[TEXTS.get((user.lang or "fi")[:2], "text_en")] or self.text_fi

    def action_publish(self):
        """Put this version into force: everybody with a role is asked for it from now on.

        :raises UserError: it was published before
        """
        self.ensure_one()
        if self.published_on:
            raise UserError(self.env._("This version was published already. Copy it to make another one."))
        self.published_on = fields.Datetime.now()
        self.env.flush_all()
        self.env.registry.clear_cache()
        return True

    def write(self, vals):
        """What is published stays as it was read."""
        if {"name", "published_on", *TEXTS.values()} & vals.keys() and any(self.mapped("published_on")):
            raise UserError(self.env._("A published version does not change: copy it, edit the copy and publish that."))
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        if any(versions.mapped("published_on")):
            self.env.registry.clear_cache()
        return versions

    @api.ondelete(at_uninstall=False)
    def _unlink_only_drafts(self):
        if any(self.mapped("published_on")):
            raise UserError(self.env._("A published version is evidence and stays."))

    def copy_data(self, default=None):
        return [
            {**vals, "name": self.env._("%(name)s (copy)", name=version.name)}
            for version, vals in zip(self, super().copy_data(default), strict=True)
        ]

    @api.model
    def _must_accept(self, user):
        """Whether ``user`` has a role in the register and has not accepted the version in force."""
        if user._is_superuser() or not any(user.has_group(role) for role in ROLES):
            return False
        return not self._has_accepted(user.id)

    @api.model
    def _check_accepted(self):
        """Nobody goes on who has a role and has not accepted; asked of the user behind a sudo too.

        :raises UndertakingNeededError: the user has not
        """
        if self._must_accept(self.env.user):
            raise self._needed()

    @api.model
    def _needed(self):
        """The error that says where the undertaking is accepted."""
        return UndertakingNeededError(
            self.env._(
                "Read and accept the confidentiality undertaking first: choose “Confidentiality undertaking” in "
                "the menu of your own user. Until then the register of customers stays closed to you."
            )
        )

    @api.model
    @api.private
    def _staff(self, company):
        """Who has a role in the register of a company. :return: res.users"""
        # sudo: the roles of others are asked for by the page that compares practice and statement
        groups = [self.env.ref(role).id for role in ROLES]
        return self.env["res.users"].sudo().search([
            ("all_group_ids", "in", groups), ("company_ids", "in", company.ids), ("share", "=", False),
            ("id", "!=", SUPERUSER_ID)])

    @api.model
    @api.private
    def _not_bound(self, company):
        """Who of them has not accepted the version in force; all before there is one. :return: res.users"""
        return self._staff(company) - self._current().acceptance_ids.user_id

    @api.model
    @tools.ormcache("uid")
    def _has_accepted(self, uid):
        # sudo: every user is judged by it; superuser runs never ask
        current = self.sudo()._current()
        Acceptance = self.env["lampo.privacy.confidentiality.acceptance"].sudo()
        return not current or bool(Acceptance.search_count(
            [("confidentiality_id", "=", current.id), ("user_id", "=", uid)], limit=1))


class PrivacyConfidentialityAcceptance(models.Model):
    """Who accepted which version when: the controller's evidence (GDPR art. 5(2)). Lines are only added."""

    _lampo_data_map = {"lang": "neutral", "text_hash": "neutral"}
    _name = "lampo.privacy.confidentiality.acceptance"
    _description = "Accepted confidentiality undertaking"
    _order = "accepted_on desc, id desc"
    _rec_name = "user_id"

    confidentiality_id = fields.Many2one(
        "lampo.privacy.confidentiality", "Version", required=True, readonly=True, ondelete="restrict", index=True
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict", index=True)
    accepted_on = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    lang = fields.Char(
        "Language code", readonly=True, help="The language of the user who read and accepted the text."
    )
    text_lang = fields.Selection(LANGS, "Language", compute="_compute_text_lang", help="In which the text was read.")
    text_hash = fields.Char(
        "Fingerprint of the text", readonly=True, help="SHA-256 of the text as it was shown to the user."
    )
    is_current = fields.Boolean("In force", related="confidentiality_id.is_current")

    _once = models.UniqueIndex("(confidentiality_id, user_id)", "This user has accepted this version already.")

    @api.depends("lang")
    def _compute_text_lang(self):
        for line in self:
            code = (line.lang or "fi")[:2]
            line.text_lang = code if code in TEXTS else "en"

    @api.model
    @api.private
    def _accept(self, users):
        """Note that ``users`` accept the version in force, now. Called by the dialog, by tests and by the demo."""
        version = self.env["lampo.privacy.confidentiality"]._current()
        # sudo: nobody adds lines by hand
        known = self.sudo().search([("confidentiality_id", "=", version.id), ("user_id", "in", users.ids)]).user_id
        lines = self.sudo().create([
            {
                "confidentiality_id": version.id,
                "user_id": user.id,
                "lang": user.lang,
                "text_hash": hashlib.sha256(str(version._text_for(user)).encode()).hexdigest(),
            }
            for user in users - known if version
        ])
        self.env.registry.clear_cache()
        return lines

    def write(self, vals):
        self._refuse_change()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _refuse_change(self):
        if self.env.context.get("lampo_bypass") is not BYPASS:
            raise UserError(self.env._("What somebody has accepted is evidence and is not changed afterwards."))
