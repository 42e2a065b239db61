# Part of lampo_privacy. LGPL-3.
from datetime import date

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..models.privacy_letter import LANGS
from ..tools.letter_text import letter_date
from ..tools.year_words import YEAR_WORDS

REPORT = "lampo.privacy.request.report"


class PrivacyYear(models.TransientModel):
    """The year in figures for the management and the supervisory authority (GDPR art. 5(2), 24, 31).

    How many requests of which right came, how they ended and whether in time. No person, no number of a request.
    """

    _name = "lampo.privacy.year"
    _description = "Requests of a year"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    year = fields.Integer(required=True, default=lambda self: self.env["lampo.privacy.request"]._today().year)
    lang = fields.Selection(LANGS, "Language", required=True, default="fi")

    def action_print(self):
        """The PDF of the year.

        :raises UserError: the year lies in the future
        """
        self.ensure_one()
        if not 2018 <= self.year <= self.env["lampo.privacy.request"]._today().year:
            raise UserError(self.env._("Choose a year from 2018, when the GDPR came into force, until this one."))
        return self.env.ref("lampo_privacy.action_report_privacy_year").report_action(self)

    # -- figures -----------------------------------------------------------------------------------------------

    def _words(self):
        return YEAR_WORDS[self.lang]

    def _dated(self, day):
        return letter_date(day, self.lang)

    def _today(self):
        return self.env["lampo.privacy.request"]._today()

    def _until(self):
        """The last day of the figures: the year's, or today while it runs."""
        return min(date(self.year, 12, 31), self._today())

    def _received(self):
        return (Domain("company_id", "=", self.company_id.id) & Domain("received_on", ">=", date(self.year, 1, 1))
                & Domain("received_on", "<=", date(self.year, 12, 31)))

    def _closed(self):
        return (Domain("company_id", "=", self.company_id.id) & Domain("closed_on", ">=", date(self.year, 1, 1))
                & Domain("closed_on", "<=", date(self.year, 12, 31)))

    def _rows(self, field):
        """[(label, received, answered, refused, withdrawn, on time in %, average days)] by a field of the report."""
        report = self.env[REPORT]
        received = dict(report._read_group(self._received(), [field], ["__count"]))
        closed = {value: figures for value, *figures in report._read_group(
            self._closed(), [field], ["on_time_rate:avg", "days:avg"])}
        ended = {(value, state): count for value, state, count in report._read_group(
            self._closed(), [field, "state"], ["__count"])}
        return [
            (self._label(field, value), received.get(value, 0),
             *(ended.get((value, state), 0) for state in ("done", "refused", "withdrawn")),
             *closed.get(value, (None, None)))
            for value in self.env["lampo.privacy.request"]._fields[field].get_values(self.env)
            if value in received or value in closed
        ]

    def _label(self, field, value):
        return self._words()[field][value]

    def _total(self):
        """The same figures over all; zeros where there was nothing."""
        report = self.env[REPORT]
        [(rate, days, count)] = report._read_group(
            self._closed(), [], ["on_time_rate:avg", "days:avg", "__count"])
        ended = dict(report._read_group(self._closed(), ["state"], ["__count"]))
        return {
            "received": report.search_count(self._received()), "closed": count, "rate": rate, "days": days,
            "extended": report.search_count(self._received() & Domain("extended", "=", True)),
            "late": report.search_count(self._closed() & Domain("on_time_rate", "=", 0)),
            "open": report.search_count(self._received() & Domain("closed_on", "=", False)),
            # else a request that nobody ever answers would leave the rate at its best
            "overdue": self.env["lampo.privacy.request"].search_count(
                self._received() & Domain("is_overdue", "=", True)),
            **{state: ended.get(state, 0) for state in ("done", "refused", "withdrawn")},
        }

    def _months(self):
        """[(month, received, share of the highest month in %)] of the twelve months."""
        groups = self.env[REPORT]._read_group(self._received(), ["received_on:month"], ["__count"])
        counts = {day.month: count for day, count in groups}
        highest = max(counts.values(), default=1)
        return [(f"{month}/{self.year}", counts.get(month, 0), 100 * counts.get(month, 0) // highest)
                for month in range(1, 13)]

    @api.model
    def _figure(self, value, unit=""):
        """One decimal with the comma of Finnish and Swedish; a dash where there is nothing to tell."""
        if value is None or value is False:
            return "–"
        text = f"{value:.1f}".removesuffix(".0")
        return (text if self.lang == "en" else text.replace(".", ",")) + unit
