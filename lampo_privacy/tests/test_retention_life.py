# Part of lampo_privacy. LGPL-3.
from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from odoo.tests import tagged

from .retention_common import RetentionCase

ONE = relativedelta(days=1)


@tagged("post_install", "-at_install")
class TestRetentionLife(RetentionCase):
    """Fifteen years of a small cast, the clock moved month by month: each event on its night, none before, none later.

    The nights are the first of every month, and of every event that is expected also its own and the one before: what
    has not happened the night before and has happened on the night was on the right night.
    """

    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house = cls._site(name="Talo", building_type="house", zip="33991")
        cls.block = cls._site(name="Kerrostalo", building_type="block", dwellings=30)
        cls.aino = cls._customer("Aino Ahonen", "2012-03-31", "2008-01-01", cls.house)
        cls.eino = cls._customer("Eino Erkkola", "2015-06-30", "2009-01-01", cls.block)
        cls.lempi = cls._partner("Lempi Laakso", last_contact_on="2013-02-10")
        cls.onni = cls._customer("Onni Oksa", "2013-12-31")
        cls.helmi = cls._customer("Helmi Halme", "2014-09-30")
        cls._invoice(cls.aino, "2012-04-10")
        cls._invoice(cls.eino, "2020-01-20")
        cls._months(cls.house, "2012-01-01", 3, 2.5)
        cls._hours(cls.block, "2012-03-24", 48, 0.002)
        cls._months(cls.block, "2014-01-01", 12, 3.0)
        cls.env["lampo.privacy.hold"].create({
            "partner_id": cls.onni.id, "reason": "Riita", "date_from": "2013-06-01", "date_to": "2024-05-31"})

    def _expected(self):
        return {
            "the hours of March 2012 are folded": date(2015, 3, 31),
            "Lempi is planned": date(2013, 11, 12),
            "Lempi is anonymous": date(2014, 2, 10),
            "Aino is planned": date(2021, 12, 31),
            "Aino is anonymous": date(2022, 3, 31),
            "the vouchers of 2012 may go": date(2019, 1, 1),
            "the books of 2012 may go": date(2023, 1, 1),
            "the months of 2014 are folded": date(2024, 12, 31),
            "Onni is planned": date(2024, 3, 3),
            "the end of Onni's hold is told": date(2024, 6, 1),
            "Onni is anonymous": date(2024, 6, 1),
            "Helmi is planned": date(2024, 7, 2),
            "Eino is planned": date(2025, 4, 1),
            "Eino is restricted": date(2025, 6, 30),
            "Eino is anonymous": date(2027, 1, 1),
        }

    def _happened(self):
        """What has happened by now, by the data."""
        Reading, Clock = self.env["lampo.heat.consumption"], self.env["lampo.privacy.clock"]
        clock = Clock.search([("date_to", "=", "2012-12-31"), ("company_id", "=", self.company.id)])
        facts = {
            "the hours of March 2012 are folded": not Reading.search_count([("granularity", "=", "hour")]),
            "the months of 2014 are folded": bool(Reading.search_count(
                [("granularity", "=", "year"), ("period_start", ">", "2013-12-01")])),
            "the vouchers of 2012 may go": bool(clock.vouchers_told_on),
            "the books of 2012 may go": bool(clock.books_told_on),
            "the end of Onni's hold is told": bool(self.env["lampo.privacy.hold"].search([]).end_told_on),
            "Eino is restricted": self.eino.processing_restricted or bool(self.eino.anonymised_on),
        }
        for name in ("lempi", "aino", "onni", "helmi", "eino"):
            person = getattr(self, name)
            facts[f"{name.title()} is planned"] = bool(person.erasure_ids or person.anonymised_on)
            facts[f"{name.title()} is anonymous"] = bool(person.anonymised_on)
        return {fact for fact, true in facts.items() if true}

    def test_fifteen_years_each_event_on_the_right_night(self):
        expected = self._expected()
        firsts = [date(2012, 7, 1) + relativedelta(months=n) for n in range(12 * 15)]
        nights = sorted({*firsts, *expected.values(), *(day - ONE for day in expected.values())})
        table = self._table()
        seen = {}
        for night in nights:
            self._night(night)
            for fact in self._happened() - seen.keys():
                seen[fact] = night
            if night == date(2024, 8, 1):
                # she comes back before her limit: the plan is taken back and she stays
                with freeze_time(night):
                    self._contract(self.helmi, self._site(name="Uusi koti", building_type="house"), "2024-08-01")
        self.assertEqual(dict(sorted(seen.items())), dict(sorted(expected.items())))
        self.assertEqual(self.helmi.name, "Helmi Halme")
        self.assertFalse(self.helmi.erasure_ids)
        self.assertEqual(self._table(), table, "the sums of the network")
