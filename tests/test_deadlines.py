# Part of lampo_privacy. LGPL-3.
"""The rules of `law.md`, "A month" and "How long", without Odoo: `pytest -p no:odoo tests/test_deadlines.py`."""

from datetime import date, timedelta

import holidays
import pytest
from hypothesis import given, strategies as st

from lampo_privacy.tools import deadlines, holidays_fi

YEARS = range(1991, 2101)
DAYS = st.dates(date(1991, 1, 1), date(2099, 12, 31))
MONTHS = st.integers(1, 12)
EVES = st.booleans()


def _library_calendar(year: int) -> set[date]:
    return set(holidays.country_holidays("FI", years=year))


def _eves(year: int) -> set[date]:
    return {date(year, 12, 24), holidays_fi.midsummer_day(year) - timedelta(days=1)}


@pytest.mark.parametrize("year", YEARS)
def test_our_holidays_are_the_librarys_less_the_two_eves(year):
    assert holidays_fi.public_holidays(year) == _library_calendar(year) - _eves(year)


@pytest.mark.parametrize("year", YEARS)
def test_with_the_eves_our_holidays_are_the_librarys(year):
    assert holidays_fi.public_holidays(year, eves=True) == _library_calendar(year)


@pytest.mark.parametrize(
    ("received", "due"),
    [
        ("2027-01-31", "2027-03-01"),  # 28.2. is a Sunday
        ("2028-01-31", "2028-02-29"),  # leap year
        ("2026-11-24", "2026-12-24"),  # the eve is a working day
        ("2026-11-25", "2026-12-28"),  # 25.–27.12.
        ("2027-02-26", "2027-03-30"),  # Good Friday to Easter Monday
        ("2027-05-26", "2027-06-28"),  # Midsummer Day, Sunday
        ("2026-11-30", "2026-12-30"),  # the last day to give notice of an extension
    ],
)
def test_worked_dates_of_one_month(received, due):
    assert deadlines.due_date(date.fromisoformat(received)) == date.fromisoformat(due)


def test_worked_date_of_an_extension():
    assert deadlines.extension_limit(date(2026, 11, 30)) == date(2027, 3, 1)


def test_three_months_are_one_step_from_receipt():
    assert deadlines.due_date(date(2029, 1, 31), 3) == date(2029, 4, 30)


def test_a_company_may_count_christmas_eve_as_a_holiday():
    assert deadlines.due_date(date(2026, 11, 24), eves_are_holidays=True) == date(2026, 12, 28)


def test_a_company_may_count_midsummer_eve_as_a_holiday():
    assert deadlines.due_date(date(2026, 5, 19)) == date(2026, 6, 19)
    assert deadlines.due_date(date(2026, 5, 19), eves_are_holidays=True) == date(2026, 6, 22)


def test_days_waited_move_the_limit_and_it_is_rolled_again():
    # 28.2. and 6 days is Saturday 6.3.2027
    assert deadlines.paused_limit(date(2027, 1, 31), 6) == date(2027, 3, 8)


def test_days_waited_are_not_added_to_days_that_were_already_rolled():
    # 28.2. and 1 day is Monday 1.3.2027, where the unpaused limit lies too
    assert deadlines.paused_limit(date(2027, 1, 31), 1) == date(2027, 3, 1)


def test_negative_days_waited_are_refused():
    with pytest.raises(ValueError, match="negative"):
        deadlines.paused_limit(date(2027, 1, 31), -1)


@pytest.mark.parametrize(
    ("asked", "confirmed", "days"),
    [("2026-03-02", "2026-03-12", 10), ("2026-03-02", "2026-03-02", 0), ("2026-03-02", None, 0),
     (None, "2026-03-02", 0), ("2026-03-12", "2026-03-02", 0)],
)
def test_days_waited(asked, confirmed, days):
    as_day = {text: text and date.fromisoformat(text) for text in (asked, confirmed)}
    assert deadlines.days_waited(as_day[asked], as_day[confirmed]) == days


@pytest.mark.parametrize(
    ("year_end", "vouchers", "books"),
    [("2024-03-31", "2030-12-31", "2034-03-31"), ("2024-12-31", "2030-12-31", "2034-12-31"),
     ("2024-02-29", "2030-12-31", "2034-02-28")],
)
def test_how_long_vouchers_and_books_are_kept(year_end, vouchers, books):
    end = date.fromisoformat(year_end)
    assert deadlines.voucher_kept_until(end) == date.fromisoformat(vouchers)
    assert deadlines.books_kept_until(end) == date.fromisoformat(books)


def test_a_leap_day_leads_to_the_last_day_of_february():
    assert deadlines.add_years(date(2024, 2, 29), 10) == date(2034, 2, 28)
    assert deadlines.add_years(date(2024, 2, 29), 4) == date(2028, 2, 29)


@given(DAYS, MONTHS, EVES)
def test_a_limit_is_always_a_working_day(received, months, eves):
    due = deadlines.due_date(received, months, eves)
    assert due.weekday() < 5
    assert due not in holidays_fi.public_holidays(due.year, eves)


@given(DAYS, MONTHS, EVES)
def test_a_limit_is_the_first_working_day_from_the_same_date(received, months, eves):
    same_date = deadlines.add_months(received, months)
    due = deadlines.due_date(received, months, eves)
    between = [same_date + timedelta(days=n) for n in range((due - same_date).days)]
    assert due >= same_date
    assert not any(deadlines.is_working_day(day, eves) for day in between)


@given(DAYS, MONTHS)
def test_the_same_date_or_the_last_day_of_the_month(received, months):
    same_date = deadlines.add_months(received, months)
    passed = (same_date.year - received.year) * 12 + same_date.month - received.month
    assert passed == months
    assert same_date.day == received.day or (
        same_date.day < received.day and (same_date + timedelta(days=1)).day == 1)


@given(DAYS, DAYS, MONTHS, EVES)
def test_a_later_receipt_never_has_an_earlier_limit(one, other, months, eves):
    first, last = sorted((one, other))
    assert deadlines.due_date(first, months, eves) <= deadlines.due_date(last, months, eves)


@given(DAYS, EVES)
def test_an_extension_is_never_shorter(received, eves):
    assert deadlines.extension_limit(received, eves) > deadlines.due_date(received, 1, eves)


@given(DAYS, MONTHS)
def test_working_eves_give_the_earlier_and_so_the_safe_limit(received, months):
    assert deadlines.due_date(received, months) <= deadlines.due_date(received, months, eves_are_holidays=True)


@given(DAYS, st.integers(0, 400), MONTHS, EVES)
def test_waiting_never_shortens_the_limit(received, waited, months, eves):
    due = deadlines.due_date(received, months, eves)
    paused = deadlines.paused_limit(received, waited, months, eves)
    assert paused >= due
    assert (waited == 0) <= (paused == due)
    assert deadlines.is_working_day(paused, eves)


@given(DAYS, EVES)
def test_an_extension_is_the_first_working_day_from_three_months_after_receipt(received, eves):
    limit, same_date = deadlines.extension_limit(received, eves), deadlines.add_months(received, 3)
    between = [same_date + timedelta(days=n) for n in range((limit - same_date).days)]
    assert limit >= same_date
    assert deadlines.is_working_day(limit, eves)
    assert not any(deadlines.is_working_day(day, eves) for day in between)


@given(DAYS, st.integers(0, 400), st.sampled_from([deadlines.ANSWER_MONTHS, deadlines.EXTENDED_MONTHS]), EVES)
def test_a_paused_limit_is_the_first_working_day_from_the_same_date_and_the_days_waited(received, waited, months, eves):
    whole = deadlines.add_months(received, months) + timedelta(days=waited)
    limit = deadlines.paused_limit(received, waited, months, eves)
    between = [whole + timedelta(days=n) for n in range((limit - whole).days)]
    assert limit >= whole
    assert not any(deadlines.is_working_day(day, eves) for day in between)


@given(DAYS, st.integers(0, 400), st.integers(0, 400), MONTHS, EVES)
def test_waiting_longer_never_gives_an_earlier_limit(received, one, other, months, eves):
    short, long = sorted((one, other))
    assert deadlines.paused_limit(received, short, months, eves) <= deadlines.paused_limit(received, long, months, eves)


@given(DAYS, st.integers(0, 400), EVES)
def test_an_extended_request_that_waited_has_no_earlier_limit_than_one_that_was_not_extended(received, waited, eves):
    assert deadlines.paused_limit(received, waited, 3, eves) >= deadlines.paused_limit(received, waited, 1, eves)


@given(DAYS, DAYS)
def test_days_waited_are_the_days_between_and_never_less_than_none(asked, confirmed):
    assert deadlines.days_waited(asked, confirmed) == max((confirmed - asked).days, 0)


@given(DAYS)
def test_a_limit_is_never_further_away_than_the_longest_holiday(received):
    # Good Friday to Easter Monday is the longest closed stretch without the eves
    same_date = deadlines.add_months(received, 1)
    assert deadlines.due_date(received) - same_date <= timedelta(days=4)
