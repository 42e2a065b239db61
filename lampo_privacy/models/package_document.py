# Part of lampo_privacy. LGPL-3.
"""The document of an answer package: what a person reads. Collects the rows while they stream past, and renders."""

from collections import deque
from datetime import date

from babel.dates import format_date
from markupsafe import Markup
from odoo import fields
from odoo.tools import SQL, format_amount

from ..engine.answer_words import ORDER, categories, category_of, rights
from ..tools.bar_chart import bar_chart
from ..tools.letter_text import letter_date, letter_language, narrow_date
from .heat_contract import finnish_today
from .heat_report import local_start

# How many rows of one table stand in the document; the newest ones. All are in the files beside it.
LIMIT = 150
LONGEST = 1500
# The columns in which a table is read, where a list of all of them would hide what matters. Where a column is not
# there (the module is not), it is left out; a table that is not here is told by its number of records.
COLUMNS = {
    "lampo.heat.site": ("name", "street", "zip", "city", "building_type"),
    "lampo.heat.contract": ("name", "site_id", "date_start", "date_end", "power_kw", "flow_m3h"),
    "lampo.heat.meter": ("serial", "site_id", "installed_on", "removed_on"),
    "account.move": ("name", "move_type", "date", "invoice_date_due", "amount_total", "payment_state"),
    "account.payment": ("name", "date", "amount", "state"),
    "mail.message": ("date", "author_id", "subject", "body"),
    "sms.sms": ("create_date", "number", "body"),
    "ir.attachment": ("name", "create_date"),
    "lampo.privacy.request": ("name", "request_type", "channel", "received_on", "state", "closed_on"),
    "lampo.privacy.restriction": ("date_from", "told_on", "lifted_on"),
    "lampo.privacy.rectification": ("done_on", "field_label", "old_value", "new_value"),
    "lampo.privacy.consent": ("purpose_id", "given_on", "withdrawn_on", "channel"),
    "lampo.privacy.disclosure": ("date", "recipient_id", "what", "purpose", "basis"),
    "lampo.privacy.contact": ("date", "kind", "name", "description", "outcome"),
    "lampo.privacy.hold": ("reason", "date_from", "date_to"),
    "lampo.privacy.access.log": ("date", "kind", "record_count", "user_id", "purpose"),
    "res.partner.bank": ("acc_number", "acc_holder_name"),
    "res.users": ("login", "create_date"),
}
ALSO_ON_A_CARD = ("lang", "country_id", "create_date")
# what an entry that is no invoice (a payment, a bank line) has no sense for
OF_INVOICES = ("invoice_date_due", "payment_state")


class PackageDocument:
    """`see` every row, then `render`."""

    def __init__(self, package, answer):
        self.package, self.answer, self.env = package, answer, answer.env
        self.rows: dict[str, deque] = {}
        self.lang = letter_language(self.env.lang)
        self.point = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").decimal_point or "."

    def see(self, table, row: dict) -> None:
        """Keep a row for the document; of many the newest."""
        if table.model == "res.partner" or table.model in COLUMNS:
            if table.model == "account.move" and row.get("move_type") == "entry":
                row = {name: value for name, value in row.items() if name not in OF_INVOICES}
            self.rows.setdefault(table.name, deque(maxlen=LIMIT)).append(row)

    def render(self) -> bytes:
        """The PDF."""
        html = self.env["ir.qweb"]._render("lampo_privacy.package_document", self.values())
        return self.env["ir.actions.report"]._run_wkhtmltopdf([str(html)], report_ref="lampo_privacy.package_document")

    # -- what stands in it -----------------------------------------------------------------------------------------

    def values(self) -> dict:
        """The values of the template."""
        package = self.package
        return {
            "package": package, "asked": package.request_id, "company": package.company_id,
            "partner": package.partner_id.with_env(self.env), "today": self._day(finnish_today(package)),
            "received": self._day(package.request_id.received_on), "contacts": self._contacts(),
            "categories": self._categories(), "rights": rights(self.env), "limit": LIMIT,
            "identity_code": self.answer.identity_code_end, "retention": self._retention(),
            "purposes": self._purposes(), "recipients": self._recipients(),
            "staff": [(self._model_name(model), count) for model, count in self.answer.staff_counts.items()],
        }

    def _contacts(self) -> str:
        """The company's name, address, phone and e-mail in one line; what is empty leaves no comma."""
        company = self.package.company_id
        place = " ".join(filter(None, (company.zip, company.city)))
        return ", ".join(filter(None, (company.name, company.street, place, company.phone, company.email)))

    def _retention(self) -> str:
        partner = self.package.partner_id.with_env(self.env)
        if not partner.retention_due:
            return self.env._("The customer relationship lasts; the period has not begun.")
        return self.env._("Your customer data are kept until %(day)s.", day=self._day(partner.retention_due))

    def _day(self, day) -> str:
        return letter_date(day, self.lang)

    def _purposes(self) -> list[tuple[str, str, str]]:
        """The purposes of the company's registers, and on which basis each holds for this person today, and why."""
        partner = self.package.partner_id.with_env(self.env)
        purposes = self.env["lampo.privacy.purpose"].search([("company_id", "=", self.package.company_id.id)])
        labels = partner._basis_labels()
        # of what was given to get the service the basis itself says why
        return [(purpose.name, labels[code], "" if code == "voluntary" else why)
                for purpose, (code, why) in partner._lampo_bases(purposes)[partner].items()]

    def _recipients(self) -> list[str]:
        """To whom the person's data was disclosed in fact."""
        found = self.env["lampo.privacy.disclosure"].search(
            [("partner_id", "child_of", self.package.partner_id.ids)])
        return sorted(set(found.recipient_id.mapped("display_name")))

    def _categories(self) -> list[dict]:
        """The categories in which something is held, with their tables."""
        words, by_code = categories(self.env), {}
        for table in self.answer.tables:
            by_code.setdefault(category_of(table.model), []).append(table)
        return [
            {"words": words[code], "count": sum(table.count for table in by_code[code]),
             "tables": [self._table(table) for table in by_code[code]],
             "consumption": self._consumption() if code == "consumption" else None}
            for code in ORDER if code in by_code
        ]

    def _table(self, table) -> dict:
        rows = self.rows.get(table.name, ())
        told = {"title": self._model_name(table.model), "file": f"csv/{table.name}.csv", "count": table.count,
                "shown": len(rows), "more": self._more(table, len(rows)), "cards": [], "heading": [], "rows": []}
        if table.model == "res.partner":
            told["cards"] = [self._card(table, row) for row in rows]
        elif rows:
            columns = [each for name in COLUMNS[table.model] for each in table.columns if each.name == name]
            columns = [each for each in columns if any(each.name in row for row in rows)]
            told["heading"] = [self._label(table, each.name) for each in columns]
            told["rows"] = [[self._shown(table, each.name, row) for each in columns] for row in rows]
        return told

    def _more(self, table, shown: int) -> str:
        """Where the rest of a long table stands; empty where all of it stands here."""
        return self.env._(
            "The newest %(shown)s of %(count)s. The %(rest)s older ones stand together with these in %(file)s, "
            "data.xlsx and data.json.", shown=shown, count=table.count, rest=table.count - shown,
            file=f"csv/{table.name}.csv") if shown < table.count else ""

    def _card(self, table, row: dict) -> list[tuple[str, str]]:
        """A person's record as a list of what it says, without what follows from something else in it."""
        fields_of = self.env[table.model]._fields
        return [
            (self._label(table, each.name), self._shown(table, each.name, row)) for each in table.columns
            if each.name in row and (each.column.cls == "identity" or each.name in ALSO_ON_A_CARD)
            and not (fields_of[each.name].compute and fields_of[each.name].readonly)
            and not self._is_default(table.model, each.name, row[each.name])
        ]

    def _is_default(self, model: str, name: str, value) -> bool:
        """Whether a program filled the field in by itself, and nobody said anything about the person with it."""
        default = self.env[model]._fields[name].default
        return bool(default) and name not in ALSO_ON_A_CARD and default(self.env[model]) == value

    def _model_name(self, model: str) -> str:
        # the accountant's and the programmer's words for these are not the customer's
        plain = {"account.move": self.env._("Invoices and other entries"),
                 "account.move.line": self.env._("Lines of invoices and other entries"),
                 "ir.model.data": self.env._("Technical names of your records")}
        return plain.get(model) or self.env["ir.model"]._get(model).name or model

    def _label(self, table, name: str) -> str:
        return self.env[table.model]._fields[name]._description_string(self.env)

    def _shown(self, table, name: str, row: dict) -> str:
        value = row.get(name)
        field = self.env[table.model]._fields[name]
        if value in (None, ""):
            return ""
        if (table.model, name, value) == ("account.move", "move_type", "entry"):
            return self.env._("Other entry")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, value)
        if field.type == "date":
            return narrow_date(fields.Date.to_date(value), self.lang)
        if field.type == "datetime":
            return self._moment(fields.Datetime.to_datetime(value[:19].replace("T", " ")))
        if field.type == "monetary":
            return format_amount(self.env, value, self.package.company_id.currency_id)
        text = value if isinstance(value, str) else self._number(f"{value:g}" if isinstance(value, float) else value)
        return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"

    def _moment(self, moment) -> str:
        """A naive UTC datetime as day and time in Finland, never broken into two lines."""
        here = fields.Datetime.context_timestamp(self.package.with_context(tz="Europe/Helsinki"), moment)
        return f"{narrow_date(here.date(), self.lang)} {here:%H:%M}".replace(" ", "\N{NO-BREAK SPACE}")

    def _number(self, text) -> str:
        """A number with the decimal sign of the language."""
        return str(text).replace(".", self.point)

    # -- consumption -----------------------------------------------------------------------------------------------

    def _consumption(self) -> dict:
        """The months as a picture and as a table of years; hours and days are in the file."""
        months = self._months()
        if not months:
            return {}
        first, last = min(months), max(months)
        span = [date(year, month, 1) for year in range(first.year, last.year + 1) for month in range(1, 13)
                if first <= date(year, month, 1) <= last]
        labels = [str(day.year) if day.month == 1 or day == first else "" for day in span]
        years = sorted({day.year for day in months})
        names = [format_date(date(2024, month, 1), "LLL", locale=self.lang) for month in range(1, 13)]
        return {
            # drawn here from figures and escaped labels
            "chart": Markup(bar_chart([months.get(day, 0.0) for day in span], labels, self.env._("MWh a month"),
                                      self.point)),
            "heading": names, "years": [self._year(year, months) for year in reversed(years)],
        }

    def _year(self, year: int, months: dict) -> tuple:
        values = [months.get(date(year, month, 1)) for month in range(1, 13)]
        cells = [self._number(f"{value:.2f}") if value is not None else "" for value in values]
        return year, cells, self._number(f"{sum(filter(None, values)):.2f}")

    def _months(self) -> dict[date, float]:
        """{first day of the month: MWh}, each MWh once: where heat stands in hours and in months, the month counts.

        One pass over the readings, summed by day: so it takes as long for a database that was never analysed. Rows of
        a year stand in the file only.
        """
        rows = self.env.execute_query(SQL(
            """SELECT c.site_id, %s::date, %s::date, c.granularity, SUM(c.energy_mwh)::float8
                 FROM lampo_heat_consumption c
                 JOIN lampo_tie tie ON tie.tbl = 'lampo_heat_consumption' AND tie.id = c.id
                WHERE c.granularity IN ('hour', 'day', 'month') GROUP BY 1, 2, 3, 4""",
            local_start(SQL("c.period_start"), "month"), local_start(SQL("c.period_start"), "day")))
        whole = {(site, month) for site, month, _day, unit, _energy in rows if unit == "month"}
        days = {(site, day) for site, _month, day, unit, _energy in rows if unit == "day"}
        sums: dict[date, float] = {}
        for site, month, day, unit, energy in rows:
            covered = (unit != "month" and (site, month) in whole) or (unit == "hour" and (site, day) in days)
            if not covered:
                sums[month] = sums.get(month, 0.0) + energy
        return sums
