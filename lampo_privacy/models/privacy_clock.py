# Part of lampo_privacy. LGPL-3.
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_date

from ..engine.financial_years import FinancialYears
from ..tools.deadlines import books_kept_until, voucher_kept_until
from .heat_contract import finnish_today
from .told_to import told_to

# an activity of its own for each: what is destroyed closes its own and not the other's
VOUCHERS = "lampo_privacy.activity_type_vouchers"
BOOKS = "lampo_privacy.activity_type_books"


class PrivacyClock(models.Model):
    """The clocks of one financial year: how long its vouchers and its books must be kept (Kirjanpitolaki 2:10).

    The same dates release the second phase of an erasure. What lies on paper no program can destroy: when a clock has
    run down, who keeps the archive is told, with the year and the place (statement § 9). It names nobody and lasts as
    long as the year's entries do: without it papers that are long gone would be told again.
    """

    _name = "lampo.privacy.clock"
    _description = "Clock of a financial year"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_to desc, company_id"
    _rec_name = "date_to"

    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="cascade")
    date_from = fields.Date(string="Financial year from", required=True, readonly=True)
    date_to = fields.Date(string="Financial year until", required=True, readonly=True)
    voucher_until = fields.Date(
        string="Vouchers kept until", readonly=True,
        help="31 December of the 6th year after the calendar year in which the financial year ended.",
    )  # fmt: skip
    books_until = fields.Date(string="Books kept until", readonly=True, help="10 years from the end of the year.")
    entry_count = fields.Integer(string="Entries", readonly=True)
    place = fields.Char(help="Where the year's papers lie: archive, shelf, box.")
    keeper_id = fields.Many2one("res.users", string="Keeper of the archive", help="Is told when papers may go.")
    vouchers_told_on = fields.Date(readonly=True)
    books_told_on = fields.Date(readonly=True)
    vouchers_destroyed_on = fields.Date(readonly=True, tracking=True)
    books_destroyed_on = fields.Date(readonly=True, tracking=True)
    state = fields.Selection(
        [("running", "Kept"), ("vouchers", "Vouchers may go"), ("books", "Books may go"), ("done", "Destroyed")],
        compute="_compute_state", search="_search_state",
    )  # fmt: skip

    _one_per_year = models.UniqueIndex("(company_id, date_from, date_to)", "This financial year has clocks already.")

    @api.depends("voucher_until", "books_until", "vouchers_destroyed_on", "books_destroyed_on")
    def _compute_state(self):
        today = finnish_today(self)
        for clock in self:
            clock.state = (
                "done" if clock.books_destroyed_on and clock.vouchers_destroyed_on
                else "books" if clock.books_until and clock.books_until < today
                else "vouchers" if clock.voucher_until and clock.voucher_until < today
                and not clock.vouchers_destroyed_on
                else "running"
            )  # fmt: skip

    def _search_state(self, operator, value):
        if operator != "in":
            return NotImplemented
        # few rows: one a company and year
        return [("id", "in", self.search([]).filtered(lambda clock: clock.state in value).ids)]

    @api.depends("date_from", "date_to")
    def _compute_display_name(self):
        for clock in self:
            clock.display_name = clock._year_text()

    def _year_text(self):
        return f"{format_date(self.env, self.date_from)} – {format_date(self.env, self.date_to)}"

    @api.model
    @api.private
    def _refresh(self, archives=()):
        """Make the clocks of the financial years that have entries, count these, and tell what has run down.

        :param archives: what was written on clocks that were removed, see `_archives`
        """
        years, today = self._years_with_entries(), finnish_today(self)
        for key, clock in self._write_down(years, archives).items():
            if clock.entry_count != years.get(key, 0):
                clock.entry_count = years.get(key, 0)
            # a financial year that was never one: the company has changed its settings since
            if key not in years and (clock.date_to >= today or not (clock.vouchers_told_on or clock.place)):
                clock.unlink()
        self.search([])._tell_run_down()

    @api.model
    def _write_down(self, years: dict[tuple, int], archives=()) -> dict[tuple, "PrivacyClock"]:
        """Make the clocks of those years that have none yet; returns the clocks that there were, by year."""
        known = {(c.company_id.id, c.date_from, c.date_to): c for c in self.search([])}
        archives = [*archives, *self.union(*(c for key, c in known.items() if key not in years))._archives()]
        self.with_context(mail_create_nolog=True).create([
            {
                "company_id": company, "date_from": first, "date_to": last, "entry_count": number,
                "voucher_until": voucher_kept_until(last), "books_until": books_kept_until(last),
                **self._archive_of(company, first, last, archives),
            }
            for (company, first, last), number in years.items() if (company, first, last) not in known
        ])  # fmt: skip
        return known

    def _archives(self) -> list[tuple]:
        """(company id, first day, last day, place, keeper id): what was written on these clocks of their papers."""
        return [(c.company_id.id, c.date_from, c.date_to, c.place, c.keeper_id.id) for c in self]

    @api.model
    def _archive_of(self, company, first, last, archives) -> dict:
        """Place and keeper of a year's papers: as written of a year whose place it takes, else the company's place."""
        before = [(place, keeper) for of, begins, ends, place, keeper in archives
                  if of == company and begins <= last and first <= ends]
        default = self.env["res.company"].browse(company).lampo_archive_place
        return {"place": next((place for place, _keeper in before if place), default),
                "keeper_id": next((keeper for _place, keeper in before if keeper), False)}

    @api.model
    def _years_with_entries(self) -> dict[tuple, int]:
        """{(company id, first day, last day): number of posted entries} of every financial year."""
        self.env["account.move"].flush_model(["company_id", "date", "state"])
        rows = self.env.execute_query(SQL(
            "SELECT company_id, date, count(*) FROM account_move WHERE state = 'posted' GROUP BY 1, 2 ORDER BY 1, 2"))
        years: dict[tuple, int] = {}
        known = FinancialYears(self.env, finnish_today(self))
        for company, day, number in rows:
            key = (company, *known.of(company, day))
            years[key] = years.get(key, 0) + number
        return years

    def _tell_run_down(self):
        today = finnish_today(self)
        for clock in self:
            if clock.voucher_until < today and not (clock.vouchers_told_on or clock.vouchers_destroyed_on):
                clock.vouchers_told_on = today
                clock._tell(VOUCHERS)
            if clock.books_until < today and not (clock.books_told_on or clock.books_destroyed_on):
                clock.books_told_on = today
                clock._tell(BOOKS)

    def _tell(self, activity_type):
        company = self.company_id
        user = (self.keeper_id or company.lampo_archive_keeper_id or company.lampo_officer_id
                or self.env.ref("base.user_admin"))
        speaker = told_to(self, user)
        _, year = speaker.env._, speaker._year_text()
        speaker.activity_schedule(
            activity_type, user_id=user.id,
            summary=(_("Destroy the vouchers of %(year)s", year=year) if activity_type == VOUCHERS
                     else _("Destroy the books of %(year)s", year=year)),
            note=_("The accounting act no longer asks for them. Place: %(place)s. Destroy the papers so that nobody "
                   "can read them, and say so with the button.", place=self.place or _("not recorded")),
        )  # fmt: skip

    def action_vouchers_destroyed(self):
        """The year's vouchers on paper are gone. :raises UserError: they must still be kept"""
        self._destroyed("vouchers_destroyed_on", "voucher_until", VOUCHERS)
        return True

    def action_books_destroyed(self):
        """The year's books on paper are gone. :raises UserError: they must still be kept"""
        self._destroyed("books_destroyed_on", "books_until", BOOKS)
        return True

    def action_reckon_anew(self):
        """These financial years were set wrong: their entries are reckoned by the company's settings of today.

        :raises AccessError: not an officer
        :raises UserError: papers are said to be destroyed
        """
        self.env["lampo.privacy.erasure"]._require_officer()
        self.check_access("write")
        if any(clock.vouchers_destroyed_on or clock.books_destroyed_on for clock in self):
            raise UserError(self.env._("Its papers are said to be destroyed: the financial year stays as it was."))
        # sudo: clocks are made and removed by the system alone
        clocks = self.sudo()
        archives = clocks._archives()
        clocks.unlink()
        clocks.browse()._refresh(archives)
        self.env["lampo.privacy.erasure"].sudo()._refresh_next_on()
        return self.env["ir.actions.act_window"]._for_xml_id("lampo_privacy.action_privacy_clock")

    def _destroyed(self, field, until, activity_type):
        self.check_access("write")
        today = finnish_today(self)
        if any(clock[until] >= today for clock in self):
            raise UserError(self.env._("The accounting act still keeps these papers: do not destroy them."))
        # sudo: the day is written by the button alone
        self.sudo().write({field: today})
        self.sudo().activity_feedback([activity_type])


class AccountMove(models.Model):
    _inherit = "account.move"

    lampo_kept_until = fields.Date(
        string="Voucher kept until", compute="_compute_lampo_kept_until",
        help="The last day on which the accounting act keeps this voucher (Kirjanpitolaki 2:10), by the financial year "
        "of the entry.",
    )  # fmt: skip

    @api.depends("date", "company_id")
    def _compute_lampo_kept_until(self):
        years = FinancialYears(self.env, finnish_today(self))
        for move in self:
            year = move.date and move.company_id and years.of(move.company_id.id, move.date)
            move.lampo_kept_until = year and voucher_kept_until(year[1])


class ResCompany(models.Model):
    _inherit = "res.company"

    lampo_archive_keeper_id = fields.Many2one(
        "res.users", string="Keeper of the paper archive",
        help="Is told when vouchers or books on paper may be destroyed. Empty: the privacy officer.",
    )  # fmt: skip
    lampo_archive_place = fields.Char(
        string="Place of the paper archive", help="Where the papers of a new financial year lie (statement § 9)."
    )


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    lampo_archive_keeper_id = fields.Many2one(related="company_id.lampo_archive_keeper_id", readonly=False)
    lampo_archive_place = fields.Char(related="company_id.lampo_archive_place", readonly=False)
