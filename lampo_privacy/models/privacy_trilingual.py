# Part of lampo_privacy. LGPL-3.
from odoo import fields, models

from ..tools.register_seed import LANGS


class PrivacyTrilingual(models.AbstractModel):
    """Words that the privacy statement prints, in its three languages, whichever of them are installed on the server.

    The statement is owed to the people (GDPR art. 12(1)); the languages of the back office have nothing to do with it.
    """

    _name = "lampo.privacy.trilingual"
    _description = "Words in the languages of the statement"

    text_fi = fields.Char("In the statement, in Finnish", help="How the privacy statement names it in Finnish.")
    text_sv = fields.Char("In the statement, in Swedish", help="How the privacy statement names it in Swedish.")
    text_en = fields.Char("In the statement, in English", help="How the privacy statement names it in English.")

    def _said(self, lang):
        """How the statement names this record. :param lang: fi, sv or en"""
        self.ensure_one()
        return self[f"text_{lang}"] or self.display_name

    def _said_here(self):
        """The same words where the reader's own language is printed, so that no paper names it otherwise."""
        lang = (self.env.lang or "")[:2]
        said = self._said(lang) if lang in LANGS else self.display_name
        return said[:1].upper() + said[1:]

    def _languages_missing(self):
        """The languages of the statement in which this record has no words. :return: list of fi, sv, en"""
        self.ensure_one()
        return [lang for lang in LANGS if not self[f"text_{lang}"]]
