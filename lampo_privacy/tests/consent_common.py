# Part of lampo_privacy. LGPL-3.
from .common import LampoCase


class ConsentCase(LampoCase):
    """A customer, and a purpose of marketing with its wording."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._partner("Oiva Mäkikangas", email="oiva@posti.example", lang="en_US")
        cls.marketing = cls.env.ref("lampo_privacy.purpose_marketing")
        cls.service = cls.env.ref("lampo_privacy.purpose_service")
        cls.wording = cls._wording("Saatte lähettää minulle uutisia.", text_en="You may send me news.")

    @classmethod
    def _wording(cls, text, purpose=None, **values):
        purpose = purpose or cls.marketing
        return cls.env["lampo.privacy.consent.wording"].create(
            {"purpose_id": purpose.id, "text_fi": text, "date_from": "2020-01-01", **values})

    def _consent(self, purpose=None, **values):
        return self.env["lampo.privacy.consent"].create(
            {"partner_id": self.person.id, "purpose_id": (purpose or self.marketing).id, **values})
