# Part of lampo_privacy. LGPL-3.
"""The rules of `law.md`, "Anonymous", without Odoo: `pytest -p no:odoo tests/test_k_anonymity.py`."""

import pytest
from hypothesis import given, settings, strategies as st

from lampo_privacy.tools.k_anonymity import Cell, K, add_households, may_publish, may_publish_both

SHARES = st.lists(st.integers(0, 10**9), max_size=12)
ARRIVALS = st.lists(SHARES, max_size=8)


def _play(arrivals):
    """The cells after these groups of households have come in one after the other, and all shares."""
    cells: list[Cell] = []
    for shares in arrivals:
        open_one = cells.pop() if cells and not cells[-1].published else None
        cells += add_households(open_one, shares)
    return cells, [share for shares in arrivals for share in shares]


@pytest.mark.parametrize(
    ("households", "total", "largest", "shown"),
    [(4, 100, 25, False), (5, 100, 50, True), (5, 100, 51, False), (5, 100, 20, True), (50, 0, 0, False)],
)
def test_five_households_and_none_with_more_than_half(households, total, largest, shown):
    assert may_publish(households, total, largest) is shown


@pytest.mark.parametrize(
    ("volume", "shown"), [((0, 0, 0), True), ((5, 100, 50), True), ((4, 100, 25), False), ((5, 100, 51), False)]
)
def test_water_singles_nobody_out_either(volume, shown):
    assert may_publish_both((5, 100, 20), volume) is shown
    assert not may_publish_both((4, 100, 25), volume)


@given(ARRIVALS)
def test_no_household_and_no_unit_is_lost(arrivals):
    cells, shares = _play(arrivals)
    assert sum(cell.total for cell in cells) == sum(shares)
    assert sum(cell.households for cell in cells) == len(shares)


@given(ARRIVALS)
def test_a_published_cell_singles_nobody_out(arrivals):
    cells, shares = _play(arrivals)
    for cell in cells:
        if cell.published:
            assert cell.households >= K
            # whoever of all households was in it, the rest of the cell is at least as much
            inside = [share for share in shares if share <= cell.total]
            assert any(share * 2 <= cell.total for share in inside)


@given(ARRIVALS)
def test_only_the_last_cell_is_open(arrivals):
    cells, _shares = _play(arrivals)
    assert all(cell.published for cell in cells[:-1])


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=12), SHARES.filter(bool))
def test_a_published_cell_never_changes(first, later):
    (cell,) = add_households(None, first)
    if cell.published:
        assert add_households(cell, later)[0] == cell


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=12))
@settings(max_examples=200)
def test_the_greatest_share_decides_together_with_the_number(shares):
    (cell,) = add_households(None, shares)
    assert cell.published == (len(shares) >= K and max(shares) <= sum(shares) - max(shares))
    assert cell.largest == (0 if cell.published else max(shares))


def test_the_greatest_share_is_remembered_while_others_come():
    (cell,) = add_households(None, [60])
    for _n in range(4):
        (cell,) = add_households(cell, [12])
    assert (cell.households, cell.largest, cell.published) == (5, 60, False)


def test_a_share_below_zero_is_refused():
    with pytest.raises(ValueError, match="less than nothing"):
        add_households(None, [-1])
