# Part of lampo_privacy. LGPL-3.
from .retention_common import RetentionCase


class FoldCase(RetentionCase):
    """Customers of houses, and their erasure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Fold = cls.env["lampo.heat.fold"]

    def _erase(self, *people):
        erasures = self.env["lampo.privacy.erasure"].create([{"partner_id": person.id} for person in people])
        erasures.action_run()
        self.env.invalidate_all()
        self.assertEqual(set(erasures.mapped("state")), {"done"}, erasures.mapped("refusal"))
        return erasures

    def _house(self, name="Talo", **values):
        return self._site(name=name, building_type="house", zip="33990", **values)

    def _customers_of_houses(self, shares):
        """One house and customer each, with a year of months that sum up to the share."""
        people = self.env["res.partner"]
        for nr, share in enumerate(shares):
            site = self._house(f"Talo {nr}")
            people += self._customer(f"Talonväki {nr}", "2014-12-31", "2014-01-01", site)
            self._months(site, "2014-01-01", 12, share / 12)
        return people
