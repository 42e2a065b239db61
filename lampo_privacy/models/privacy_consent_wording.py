# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError

from ..tools.register_seed import LANGS
from .heat_contract import finnish_today

WORDS = frozenset(("purpose_id", "version", *(f"text_{lang}" for lang in LANGS)))


class PrivacyConsentWording(models.Model):
    """The words by which a consent is asked for, in numbered versions: what somebody agreed to is shown later word for
    word (GDPR art. 7(1)). A version that was used is not changed; a new one is made."""

    _name = "lampo.privacy.consent.wording"
    _description = "Wording of a consent"
    _order = "purpose_id, version desc"

    purpose_id = fields.Many2one("lampo.privacy.purpose", required=True, ondelete="restrict", index=True)
    company_id = fields.Many2one(related="purpose_id.company_id", store=True, index=True)
    version = fields.Integer(readonly=True, copy=False)
    date_from = fields.Date("In use from", required=True, default=finnish_today)
    text_fi = fields.Text("In Finnish", required=True)
    text_sv = fields.Text("In Swedish")
    text_en = fields.Text("In English")
    consent_ids = fields.One2many("lampo.privacy.consent", "wording_id", "Consents")
    is_used = fields.Boolean("Used", compute="_compute_is_used")

    _version_once = models.UniqueIndex("(purpose_id, version)", "This purpose already has a wording of this version.")

    @api.depends("purpose_id.name", "version")
    def _compute_display_name(self):
        for wording in self:
            wording.display_name = self.env._(
                "%(purpose)s, version %(n)s", purpose=wording.purpose_id.name or "", n=wording.version)

    def _compute_is_used(self):
        # sudo: a use by another company's clerk, or in a link not yet answered, is a use all the same
        given = self.env["lampo.privacy.consent"].sudo()._read_group([("wording_id", "in", self.ids)], ["wording_id"])
        asked = self.env["lampo.privacy.consent.ask"].sudo()._read_group(
            [("wording_id", "in", self.ids)], ["wording_id"])
        used = {wording.id for wording, in (*given, *asked)}
        for wording in self:
            wording.is_used = wording.id in used

    @api.model_create_multi
    def create(self, vals_list):
        wordings = self.browse()
        for vals in vals_list:  # one by one: two versions of a purpose in one call get two numbers
            purpose_id = vals.get("purpose_id") or self.env.context.get("default_purpose_id")
            version = vals.get("version") or self._last_version(purpose_id) + 1
            wordings |= super().create([{**vals, "version": version}])
        return wordings

    def _last_version(self, purpose_id):
        # sudo: the number counts all versions
        [[last]] = self.sudo()._read_group([("purpose_id", "=", purpose_id)], [], ["version:max"])
        return last or 0

    def write(self, vals):
        if not WORDS.isdisjoint(vals) and any(self.mapped("is_used")):
            raise UserError(self.env._(
                "People have agreed to these words, so they stay as they are. Make a new version instead."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_only_unused(self):
        if any(self.mapped("is_used")):
            raise UserError(self.env._("People have agreed to these words: a wording that was used is kept."))

    @api.private
    def _words(self, lang):
        """The words in a language (fi, sv, en), in Finnish where they are missing."""
        self.ensure_one()
        return self[f"text_{lang}"] or self.text_fi
