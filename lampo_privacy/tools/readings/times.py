# Part of lampo_privacy. LGPL-3.
"""The time columns of a table: to the UTC moment of every row, and the granularity of the file."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from ..local_time import GRANULARITIES
from .calendar_fi import Clock, exclusive_ends, granularity_of, length_of
from .columns import Column
from .errors import ReadingsError
from .options import CUMULATIVE
from .stamps import Stamp, parse, parse_parts

SECOND = timedelta(seconds=1)
PARTS = ("year", "month", "date", "hour")


class Times:
    """Reads the stamps at once (`stamps`, None where a line is faulty), resolves them by series with `resolve`.

    `fault(place, code, **params)` is told of every faulty row."""

    def __init__(self, texts: dict[str, Sequence[str]], header: str, fault: Callable):
        self.texts, self.fault = texts, fault
        parts = {name: texts[name] for name in PARTS if name in texts}
        calendar = bool(parts.keys() - {"hour"})
        if not (calendar or "start" in texts or "end" in texts):
            raise ReadingsError("no_time_column", columns=header[:200])
        self.ends = self._read(texts["end"]) if "end" in texts else None
        self.only_ends = not calendar and "start" not in texts
        if "start" in texts:
            self.stamps = self._read(texts["start"])
        else:
            self.stamps = self._compose(parts) if calendar else self.ends

    def _read(self, texts: Sequence[str]) -> list[Stamp | None]:
        return self._complain(list(map(parse, texts)), texts)

    def _compose(self, parts: dict[str, Sequence[str]]) -> list[Stamp | None]:
        return self._complain(parse_parts(parts), [" ".join(row) for row in zip(*parts.values(), strict=True)])

    def _complain(self, stamps: list[Stamp | None], texts: Sequence[str]) -> list[Stamp | None]:
        for place, stamp in enumerate(stamps):
            if stamp is None:
                self.fault(place, "no_time", value=texts[place].strip()[:40])
        return stamps

    def resolve(self, groups: Sequence[Sequence[int]], kind: str, granularity: str) -> tuple[dict[int, datetime], str]:
        """(UTC moment by row, granularity). `groups`: the rows of each series in the order of the file. The moment
        of a consumption is the start of its period, or an instant in it where the file names ends only."""
        moments = self._utc(groups, self.stamps)
        precisions = {self.stamps[place][2] for place in moments}
        named = granularity if granularity in GRANULARITIES else None
        if self.only_ends and not precisions & {"month", "year"}:
            return self._from_ends(groups, moments, precisions, kind, named)
        if not self.only_ends and self.ends and kind != CUMULATIVE:
            length = self._length(moments, self._utc(groups, self.ends))
            return moments, named or length or self._spaced(groups, moments, precisions)
        return moments, named or self._spaced(groups, moments, precisions)

    def _from_ends(self, groups, moments, precisions, kind, named) -> tuple[dict[int, datetime], str]:
        shown = exclusive_ends(list(moments.values()), precisions == {"day"})
        moments = dict(zip(moments, shown, strict=True))
        granularity = named or self._spaced(groups, moments, precisions)
        if kind != CUMULATIVE:
            moments = {place: end - SECOND for place, end in moments.items()}
        return moments, granularity

    def _utc(self, groups: Iterable[Sequence[int]], stamps: Sequence[Stamp | None]) -> dict[int, datetime]:
        clock, moments = Clock(), {}
        for group in groups:
            places = [place for place in group if stamps[place]]
            for place, moment in zip(places, clock.to_utc([stamps[place] for place in places]), strict=True):
                if moment is None:
                    self.fault(place, "no_such_time", value=stamps[place][0].strftime("%d.%m.%Y %H:%M"))
                else:
                    moments[place] = moment
        return moments

    def _spaced(self, groups: Iterable[Sequence[int]], moments: dict[int, datetime], precisions: set[str]) -> str:
        if "month" in self.texts and not {"date", "hour", "start"} & self.texts.keys():
            return "month"  # the name of the column says so, whatever day its dates carry
        return granularity_of(precisions, [[moments[p] for p in group if p in moments] for group in groups])

    def _length(self, moments: dict[int, datetime], closing: dict[int, datetime]) -> str | None:
        """The granularity by start and end; a row of another length than the first is faulty."""
        first = None
        for place, start in moments.items():
            if place not in closing:
                continue
            length = length_of(start, closing[place], self.ends[place][2] == "day")
            first = first or length
            if length is None or length != first:
                texts = self.texts
                self.fault(place, "odd_period", start=self._shown(place), end=texts["end"][place].strip()[:40])
        return first

    def _shown(self, place: int) -> str:
        names = ("start",) if "start" in self.texts else PARTS
        return " ".join(self.texts[name][place].strip()[:40] for name in names if name in self.texts)


def header_of(columns: Sequence[Column]) -> str:
    """The names of the columns, for a message."""
    return ", ".join(column.header for column in columns)
