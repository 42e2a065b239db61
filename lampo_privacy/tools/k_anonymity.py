# Part of lampo_privacy. LGPL-3.
"""When a sum over households may be shown, because nobody can be singled out of it (WP29 opinion 05/2014).

A cell is a sum over households. It is published once at least `K` households are in it and none of them has more than
half of it. From then on it is closed: what comes later begins a cell of its own, for the difference between two
published sums of the same cell would be the figure of the household that came in between.

Figures are whole units (watt-hours), so that sums are exact.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

K = 5


@dataclass(frozen=True)
class Cell:
    """One sum over households. `largest`: the greatest share of one household; none once the cell is published."""

    households: int = 0
    total: int = 0
    largest: int = 0
    published: bool = False


def may_publish(households: int, total: float, largest: float) -> bool:
    """Whether a sum singles nobody out: at least K households, and none has more than half.

    A cell in which nobody used anything tells that of everybody in it: it is not published.
    """
    return households >= K and 0 < largest * 2 <= total


def may_publish_both(energy: tuple[int, float, float], volume: tuple[int, float, float]) -> bool:
    """Whether a cell may be shown with its energy and its water: each of them singles nobody out.

    :param energy: households that used any, total, largest share
    :param volume: the same of water; where nobody's water was measured there is nothing to single out
    """
    return may_publish(*energy) and (not volume[1] or may_publish(*volume))


def add_households(cell: Cell | None, shares: Iterable[int]) -> list[Cell]:
    """The cells that there are after these households have come in: the one that was given, or none yet, is first.

    :param cell: the cell to add to; a published one stays as it is and the shares go into a new one
    :param shares: what each household used, in whole units, none below zero
    :raises ValueError: a share is below zero
    """
    shares = list(shares)
    if any(share < 0 for share in shares):
        raise ValueError("a household cannot have used less than nothing")
    if not shares:
        return [cell] if cell else []
    if cell and cell.published:
        return [cell, *add_households(None, shares)]
    before = cell or Cell()
    merged = Cell(before.households + len(shares), before.total + sum(shares), max(before.largest, *shares))
    return [publish(merged)]


def publish(cell: Cell) -> Cell:
    """The cell, published and with its greatest share forgotten, if that may be."""
    if not may_publish(cell.households, cell.total, cell.largest):
        return cell
    return replace(cell, published=True, largest=0)
