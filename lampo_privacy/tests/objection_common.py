# Part of lampo_privacy. LGPL-3.
from .common import LampoCase


class ObjectionCase(LampoCase):
    """Somebody who objects, with every trait by which the objection is known again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.objections = cls.env["lampo.privacy.objection"]
        cls.partner = cls._partner("Matti Niemi", email="matti.niemi@posti.example", phone="+358 50 000 1113",
                                   street="Kaukokatu 7", zip="33100")
