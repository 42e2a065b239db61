# Part of lampo_privacy. LGPL-3.
"""One file of readings: what its columns, kind, unit and granularity are, and its rows by meter or site."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from ..local_time import period_end, period_start
from .columns import UNITS, Column, recognise, refuse_ambiguous
from .options import CUMULATIVE, Options
from .reader import Reader
from .series import ESTIMATED, Differences, Point, Row, Series, differences
from .table import Table, read_table

NO_OPTIONS = Options()


@dataclass
class ReadingFile:
    """A file that was understood; `rows_of` gives the consumption of each of its series."""

    columns: list[Column]
    kind: str
    unit: str
    granularity: str
    encoding: str
    delimiter: str
    row_count: int
    series: list[Series]

    def rows_of(self, points: Sequence[Point], changed: Iterable[date] = ()) -> Differences:
        """Consumption rows of (a part of) a series; `changed`: days of meter changes within it. For cumulative
        readings the first point may be the meter's stored reading."""
        if self.kind == CUMULATIVE:
            return differences(points, self.granularity, UNITS.get(self.unit, 1000), changed)
        return Differences(_summed(points, self.granularity), [], None)


def _summed(points: Sequence[Point], granularity: str) -> list[Row]:
    """Period consumption: rows of the same period (quarters of an hour) are added up."""
    heap: dict[datetime, list] = {}
    for point in points:
        entry = heap.setdefault(period_start(point.at, granularity), [0, None, point.quality])
        entry[0] += point.wh
        if point.litres is not None:
            entry[1] = (entry[1] or 0) + point.litres
        if point.quality != entry[2]:
            entry[2] = ESTIMATED
    return [Row(granularity, start, period_end(start, granularity), *entry) for start, entry in heap.items()]


def look(data: bytes, options: Options = NO_OPTIONS) -> tuple[Table, list[Column]]:
    """Table and recognised columns, for showing them before anything else is known. Raises ReadingsError."""
    table = read_table(data)
    return table, recognise(table.header, table.rows, options.meanings)


def read(data: bytes, options: Options = NO_OPTIONS) -> ReadingFile:
    """The one way in: bytes of a CSV or XLSX file to series of points in UTC, Wh and litres.

    Raises ReadingsError: a code for the whole file, or `faults` with every faulty line."""
    table, columns = look(data, options)
    refuse_ambiguous(columns)
    reader = Reader(table, columns, options)
    series = reader.series()
    return ReadingFile(
        columns,
        reader.kind(series),
        reader.unit,
        reader.granularity,
        table.encoding,
        table.delimiter,
        len(table.rows),
        series,
    )
