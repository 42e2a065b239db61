# Part of lampo_privacy. LGPL-3.
"""From a table with known columns to series of points in UTC, watt-hours and litres."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from .columns import UNITS, Column, says_period
from .errors import Fault, ReadingsError
from .numbers import NOT_A_NUMBER, decimal_mark, to_units
from .options import AUTO, CONSUMPTION, CUMULATIVE, Options
from .series import MEASURED, Point, Series
from .table import Table
from .times import Times, header_of
from .words import quality_of


class Reader:
    """The steps from a table to series of points; faulty lines are collected over all of them."""

    def __init__(self, table: Table, columns: list[Column], options: Options):
        self.table, self.options = table, options
        self.by_meaning = {column.meaning: column for column in columns}
        self.header, self.faults = header_of(columns), list(table.faults)
        self.texts = list(zip(*table.rows, strict=True)) or [()] * len(table.header)
        self.value = self._value_column()
        self.unit = self.granularity = ""

    def series(self) -> list[Series]:
        """The series of the file. Raises ReadingsError with all faulty lines."""
        texts = {meaning: self.texts[column.index] for meaning, column in self.by_meaning.items()}
        times = Times(texts, self.header, self._fault)
        if not self.table.rows and not self.faults:
            raise ReadingsError("no_rows")
        energy, litres, qualities = self._energy(), self._volume(), self._qualities()
        groups = self._groups([i for i, stamp in enumerate(times.stamps) if stamp and energy[i] is not None])
        moments, self.granularity = times.resolve(list(groups.values()), self._kind_by_name(), self.options.granularity)
        series = [self._series(key, places, moments, energy, litres, qualities) for key, places in groups.items()]
        if self.faults:
            raise ReadingsError("faults", tuple(sorted(self.faults, key=lambda fault: fault.line)))
        return series

    def _text(self, meaning: str) -> Sequence[str] | None:
        column = self.by_meaning.get(meaning)
        return self.texts[column.index] if column else None

    def _fault(self, place: int, code: str, **params) -> None:
        self.faults.append(Fault(self.table.lines[place], code, params))

    def _value_column(self) -> Column:
        order = ("reading", "energy") if self.options.kind == CUMULATIVE else ("energy", "reading")
        found = [self.by_meaning[meaning] for meaning in order if meaning in self.by_meaning]
        if not found:
            raise ReadingsError("no_value_column", columns=self.header[:200])
        return found[0]

    def _energy(self) -> list[int | None]:
        """Watt-hours a row (None where the line is faulty)."""
        texts, units = self.texts[self.value.index], self._text("unit")
        known = self.options.unit if self.options.unit != AUTO else self.value.unit
        mark = decimal_mark([text.strip() for text in texts])
        if known in UNITS:
            values = to_units(texts, UNITS[known], mark)
        elif units:
            known, values = self._by_unit_column(texts, [unit.strip().casefold() for unit in units], mark)
        else:
            raise ReadingsError("no_unit", column=self.value.header)
        self.unit = known
        return self._figures(values, self.value)

    def _by_unit_column(self, texts: Sequence[str], units: Sequence[str], mark: str) -> tuple[str, list]:
        values: list = [None] * len(texts)
        for place, unit in enumerate(units):
            if unit in UNITS:
                values[place] = to_units([texts[place]], UNITS[unit], mark)[0]
            else:
                self._fault(place, "unknown_unit", value=unit)
        return next((unit for unit in units if unit in UNITS), ""), values

    def _figures(self, values: list, column: Column, required: bool = True) -> list[int | None]:
        """Faulty lines for what is no number, missing or below zero."""
        for place, value in enumerate(values):
            if value.__class__ is int and value >= 0:
                continue
            text = self.texts[column.index][place].strip()[:40]
            if value == NOT_A_NUMBER:
                self._fault(place, "not_a_number", value=text, column=column.header)
            elif value is not None:
                self._fault(place, "below_zero", value=text, column=column.header)
            elif required and not text:
                self._fault(place, "no_value", column=column.header)
            values[place] = None
        return values

    def _volume(self) -> list[int | None]:
        column = self.by_meaning.get("volume")
        if not column:
            return [None] * len(self.table.rows)
        texts = self.texts[column.index]
        values = to_units(texts, 1000, decimal_mark([text.strip() for text in texts]))
        return self._figures(values, column, required=False)

    def _qualities(self) -> Sequence[str | None]:
        texts = self._text("quality")
        if not texts:
            return [MEASURED] * len(self.table.rows)
        found = [quality_of(text) for text in texts]
        for place, quality in enumerate(found):
            if quality is None:
                self._fault(place, "unknown_quality", value=texts[place].strip()[:40])
        return found

    def _groups(self, places: Iterable[int]) -> dict[tuple[str, str], list[int]]:
        """Rows (by their place) of each site and meter, in the order of the file."""
        nothing = ("",) * len(self.table.rows)
        sites, meters = self._text("site") or nothing, self._text("meter") or nothing
        groups: dict[tuple[str, str], list[int]] = {}
        for place in places:
            groups.setdefault((sites[place].strip(), meters[place].strip()), []).append(place)
        return groups

    def _series(self, key, places, moments, energy, litres, qualities) -> Series:
        points = sorted(
            (
                Point(moments[p], energy[p], litres[p], qualities[p], self.table.lines[p])
                for p in places
                if p in moments
            ),
            key=lambda point: point.at,
        )
        return Series(*key, self._without_repeats(points))

    def _without_repeats(self, points: list[Point]) -> list[Point]:
        """The same moment twice with the same figures is one row, with other figures it is a faulty line."""
        repeated = set()
        for place, (before, after) in enumerate(pairwise(points), start=1):
            if before.at != after.at:
                continue
            repeated.add(place)
            if before[1:3] != after[1:3]:
                self.faults.append(Fault(after.line, "repeated", {"other": before.line}))
        return [point for place, point in enumerate(points) if place not in repeated] if repeated else points

    def _kind_by_name(self) -> str:
        if self.options.kind != AUTO:
            return self.options.kind
        if self.value.meaning == "reading":
            return CUMULATIVE
        return CONSUMPTION if says_period(self.value.header) else AUTO

    def kind(self, series: Sequence[Series]) -> str:
        """Cumulative where the name says so, else where every register only rises from far above its steps (or
        through so many rows that no consumption would)."""
        named = self._kind_by_name()
        if named != AUTO:
            return named
        long = [s.points for s in series if len(s.points) >= 3]
        return CUMULATIVE if long and all(map(_is_register, long)) else CONSUMPTION


def _is_register(points: Sequence[Point]) -> bool:
    steps = [after.wh - before.wh for before, after in pairwise(points)]
    if sum(step < 0 for step in steps) * 1000 > len(steps) or not any(steps):
        return False
    return len(points) >= 48 or points[0].wh >= 20 * max(steps)
