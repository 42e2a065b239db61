# Part of lampo_privacy. LGPL-3.
from odoo.tests.common import freeze_time
from odoo.tools import html2plaintext

from .common import LampoCase


@freeze_time("2026-11-30 10:00:00")
class LetterDialogCase(LampoCase):
    """A person's request, searched for in every register, and the dialog of its letters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.lampo_officer_id = cls.user_officer
        # letters speak the reader's language: here Finnish
        cls.env["res.lang"]._activate_lang("fi_FI")
        cls.env["ir.default"].set("res.partner", "lang", "fi_FI")
        cls.company.partner_id.lang = "fi_FI"
        cls.person = cls._partner("Aino Esimerkki", email="aino@example.com", street="Lämpötie 1", zip="41400",
                                  city="Lievestuore")
        cls.request = cls._searched(cls._request(received_on="2026-11-25"))

    @classmethod
    def _request(cls, **values):
        return cls.env["lampo.privacy.request"].create({"partner_id": cls.person.id, **values})

    def _letter(self, kind, request=None, user=None, **values):
        request = request or self.request
        context = request._letter_action(kind)["context"]
        wizards = self.env["lampo.privacy.letter.send"].with_user(user or self.user_officer)
        return wizards.with_context(**context).create(values)

    def _text(self, wizard):
        return html2plaintext(wizard.body)
