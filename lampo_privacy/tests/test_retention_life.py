# Part of lampo_privacy. LGPL-3.
from datetime import date

from dateutil.relativedelta import relativedelta
from freezegun import freeze_time
from odoo.tests import tagged

from .retention_common import RetentionCase

ONE = relativedelta(days=1)


class LifeCase(RetentionCase):
    """Fifteen years of a small cast, the clock moved by months: each event on its night, none before, none later.

    The nights are the first of a month, and of every event that is expected also its own and the one before: what
    has not happened the night before and has happened on the night was on the right night.
    """

    maxDiff = None
    # months from one of these nights to the next
    step = 1

    def _play(self, expected, happened, changes):
        """Live through fifteen years. Returns {what has happened: the first night after which it had}.

        :param happened: function; the set of what has happened by now, by the data
        :param changes: {day: function}: what people do in the middle of that day, after its night
        """
        firsts = [date(2012, 7, 1) + relativedelta(months=n) for n in range(0, 12 * 15, self.step)]
        days = {*expected.values(), *changes}
        seen = {}
        for night in sorted({*firsts, *days, *(day - ONE for day in days)}):
            self._night(night)
            for fact in happened() - seen.keys():
                seen[fact] = night
            if night in changes:
                with freeze_time(f"{night} 12:00"):
                    changes[night]()
        return seen


@tagged("post_install", "-at_install")
class TestRetentionLife(LifeCase):
    """People, readings, vouchers and a hold that has an end."""

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

    def _helmi_comes_back(self):
        """Before her limit: the plan is taken back and she stays."""
        self._contract(self.helmi, self._site(name="Uusi koti", building_type="house"), "2024-08-01")

    def test_fifteen_years_each_event_on_the_right_night(self):
        table = self._table()
        seen = self._play(self._expected(), self._happened, {date(2024, 8, 1): self._helmi_comes_back})
        self.assertEqual(dict(sorted(seen.items())), dict(sorted(self._expected().items())))
        self.assertEqual(self.helmi.name, "Helmi Halme")
        self.assertFalse(self.helmi.erasure_ids)
        self.assertEqual(self._table(), table, "the sums of the network")


@tagged("post_install", "-at_install")
class TestRetentionLifeOfRecords(LifeCase):
    """What is written about people, holds and restrictions that are set and lifted, contacts who go with somebody."""

    step = 3

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.house = cls._site(name="Talo", building_type="house", zip="33991")
        cls.aino = cls._customer("Aino Ahonen", "2012-03-31", "2008-01-01", cls.house)
        cls.anni = cls._partner("Anni Ahonen", parent_id=cls.aino.id)
        cls._months(cls.house, "2012-01-01", 3, 2.5)
        cls.lempi = cls._partner("Lempi Laakso", last_contact_on="2013-02-10")
        cls.kerttu = cls._customer("Kerttu Koski", "2013-03-31")
        cls.rauha = cls._customer("Rauha Rinne", "2014-01-31")
        cls.sulo = cls._customer("Sulo Salmi", False)
        cls.records = {
            "the phone call": cls._on("2016-05-10", "contact", name="Soitto", kind="other"),
            "the complaint": cls._on("2016-05-11", "contact", name="Valitus", kind="complaint"),
            "the disclosure": cls._on("2014-05-05", "disclosure", recipient_id=cls._recipient().id, what="nimi",
                                      purpose="Laskujen painatus", basis="processor"),
            "the package": cls._on("2014-08-08", "package", lang="en_US"),
            "the run of nobody": cls._on("2014-10-10", "erasure.batch", partner_id=None),
            "the look": cls._look("2016-03-01"),
            "the request": cls._request("2019-06-06"),
            "the notice": cls.env["lampo.privacy.notice"].create({
                "recipient_id": cls._recipient().id, "kind": "rectification", "text": "x", "channel": "letter",
                "state": "sent", "sent_on": "2015-02-02", "partner_ids": cls.sulo.ids}),
        }
        cls.records["the package"]._step({"state": "delivered", "made_on": "2014-08-08 10:00:00"})
        cls._consents()

    @classmethod
    def _on(cls, day, model, **values):
        """A record of Sulo's that was made on that day."""
        if values.pop("partner_id", True):
            values["partner_id"] = cls.sulo.id
        with freeze_time(f"{day} 12:00"):
            return cls.env[f"lampo.privacy.{model}"].create(values)

    @classmethod
    def _recipient(cls):
        return cls.env["lampo.privacy.recipient"].create({
            "name": "Laskentatoimisto", "recipient_role": "processor", "country_id": cls.env.ref("base.fi").id})

    @classmethod
    def _look(cls, day):
        log = cls.env["lampo.privacy.access.log"]._record(cls.sulo, "reveal", "Vero kysyi")
        with log._released("test"):
            cls.env.cr.execute(
                "UPDATE lampo_privacy_access_log SET date = %s WHERE id = %s", [f"{day} 12:00:00", log.id])
        log.invalidate_recordset()
        return log

    @classmethod
    def _request(cls, day):
        request = cls._on(day, "request", request_type="access", received_on=day)
        with freeze_time(f"{day} 12:00"):
            request.action_start()
            request.action_refuse("Pyyntö on aiheeton.")
        return request

    @classmethod
    def _consents(cls):
        purpose = cls.env.ref("lampo_privacy.purpose_marketing")
        wording = cls.env["lampo.privacy.consent.wording"].create(
            {"purpose_id": purpose.id, "text_fi": "Uutisia saa lähettää.", "date_from": "2010-01-01"})
        cls.records["the link"] = cls._on("2014-09-09", "consent.ask", purpose_id=purpose.id, wording_id=wording.id)
        cls.records["the consent"] = cls._on("2013-04-04", "consent", purpose_id=purpose.id)
        cls.records["the consent"].withdrawn_on = "2014-04-04"

    def _expected(self):
        gone = {
            "the phone call": date(2019, 5, 10), "the complaint": date(2020, 2, 2), "the look": date(2019, 3, 1),
            "the disclosure": date(2017, 5, 5), "the package": date(2015, 2, 8), "the request": date(2022, 6, 6),
            "the notice": date(2018, 2, 2), "the consent": date(2017, 4, 4), "the link": date(2015, 9, 9),
            "the run of nobody": date(2017, 10, 10), "the first night's record": date(2015, 7, 1),
            "Lempi's certificate": date(2017, 2, 10), "Kerttu's hold": date(2026, 9, 15),
            "Rauha's restriction": date(2027, 5, 10),
        }  # fmt: skip
        return {
            **{f"{what} is gone": day for what, day in gone.items()},
            "Aino is anonymous": date(2022, 3, 31),
            "Anni is anonymous": date(2022, 3, 31),
            "Aino's readings are a sum of households": date(2022, 3, 31),
            "Lempi is anonymous": date(2014, 2, 10),
            "Kerttu is planned": date(2022, 12, 31),
            "Kerttu's plan is taken back": date(2023, 2, 2),
            "Kerttu is anonymous": date(2023, 9, 16),
            "Rauha is planned": date(2023, 11, 2),
            "Rauha's erasure is refused": date(2024, 1, 31),
            "Rauha is anonymous": date(2024, 5, 11),
        }

    def _happened(self):
        hold, erasure = self.records.get("Kerttu's hold"), self.rauha.erasure_ids
        self.records.setdefault("the first night's record", self.Sweep.search([("day", "=", "2012-07-01")]))
        if self.lempi.erasure_ids:
            self.records.setdefault("Lempi's certificate", self.lempi.erasure_ids)
        facts = {
            **{f"{what} is gone": not record.exists() for what, record in self.records.items()},
            **{f"{name.title()} is anonymous": bool(getattr(self, name).anonymised_on)
               for name in ("aino", "anni", "lempi", "kerttu", "rauha")},
            **{f"{name.title()} is planned": bool(getattr(self, name).erasure_ids) for name in ("kerttu", "rauha")},
            "Aino's readings are a sum of households": bool(self.env["lampo.heat.fold"].search([
                ("zip", "=", "33991"), ("year", "=", 2012), ("energy_mwh", "=", 7.5)])),
            "Kerttu's plan is taken back": bool(hold) and not self.kerttu.erasure_ids,
            "Rauha's erasure is refused": bool(erasure.refusal),
        }
        return {fact for fact, true in facts.items() if true}

    def _hold_kerttu(self):
        self.records["Kerttu's hold"] = self.env["lampo.privacy.hold"].create(
            {"partner_id": self.kerttu.id, "reason": "Riita", "date_from": "2023-02-01"})

    def _restrict_rauha(self):
        self.rauha.with_user(self.user_officer).processing_restricted = True
        self.records["Rauha's restriction"] = self.rauha.restriction_ids

    def test_fifteen_years_of_records_holds_and_restrictions(self):
        seen = self._play(self._expected(), self._happened, {
            date(2020, 2, 1): lambda: self.records["the complaint"].write({"state": "done"}),
            date(2023, 2, 1): self._hold_kerttu,
            date(2023, 9, 15): lambda: self.records["Kerttu's hold"].action_lift(),
            date(2023, 12, 1): self._restrict_rauha,
            date(2024, 5, 10): lambda: self.rauha.with_user(self.user_officer).action_lift_restriction(
                "2024-05-09", "phone"),
        })
        self.assertEqual(dict(sorted(seen.items())), dict(sorted(self._expected().items())))
        self.assertEqual((self.sulo.name, self.sulo.erasure_ids.ids), ("Sulo Salmi", []), "a customer still")
