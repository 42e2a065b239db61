# Part of lampo_privacy. LGPL-3.
"""Readings from files: `read(data, options)` understands a file, `ReadingFile.rows_of(points)` gives consumption."""

from .columns import MEANINGS, UNITS, Column, meaning_of
from .errors import Fault, ReadingsError
from .file import ReadingFile, look, read
from .options import AUTO, CONSUMPTION, CUMULATIVE, Options
from .series import QUALITIES, Differences, Point, Row, Series, differences, step
