# Part of lampo_privacy. LGPL-3.
"""A bar chart as SVG: drawn by hand, so that a PDF needs no script, no picture file and no library."""

import math
from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 930, 250
_LEFT, _BOTTOM, _TOP = 52, 28, 26
_COLOUR, _GRID, _INK = "#1f6f8b", "#d9dee2", "#44525c"


def nice_top(highest: float) -> float:
    """A round number at or above the highest value, 1, 2, 2.5 or 5 times a power of ten.

    >>> nice_top(3.2), nice_top(0.7), nice_top(0)
    (5.0, 1.0, 1.0)
    """
    if highest <= 0:
        return 1.0
    power = 10 ** math.floor(math.log10(highest))
    return next(step * power for step in (1.0, 2.0, 2.5, 5.0, 10.0) if step * power >= highest * 0.999999)


def bar_chart(values: Sequence[float], labels: Sequence[str], unit: str, point: str = ".") -> str:
    """The SVG of one bar a value. A label may be empty; `unit` stands above the axis; `point`: the decimal sign."""
    top = nice_top(max(values, default=0))
    inner, height = WIDTH - _LEFT - 4, HEIGHT - _BOTTOM - _TOP
    step = inner / max(len(values), 1)
    parts = [_grid(top, height, point), f'<text x="0" y="12" font-size="12" fill="{_INK}">{escape(unit)}</text>']
    for number, (value, label) in enumerate(zip(values, labels, strict=True)):
        tall = height * value / top
        left = _LEFT + number * step
        parts.append(f'<rect x="{left + step * 0.12:.1f}" y="{_TOP + height - tall:.1f}" width="{step * 0.76:.1f}" '
                     f'height="{tall:.1f}" fill="{_COLOUR}"/>')
        if label:
            parts.append(f'<text x="{left:.1f}" y="{HEIGHT - 10}" font-size="12" fill="{_INK}">{escape(label)}</text>')
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{HEIGHT}" '
            f'viewBox="0 0 {WIDTH} {HEIGHT}" font-family="Helvetica, Arial, sans-serif">{"".join(parts)}</svg>')


def _parts(top: float) -> int:
    """Into how many parts the axis is divided, so that each line stands at a short number.

    >>> [_parts(top) for top in (1.0, 2.0, 2.5, 50.0)]
    [5, 4, 5, 5]
    """
    return 4 if f"{top:e}".startswith("2.0") else 5


def _grid(top: float, height: float, point: str) -> str:
    lines, parts = [], _parts(top)
    for number in range(parts + 1):
        y = _TOP + height - height * number / parts
        lines.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH}" y2="{y:.1f}" stroke="{_GRID}" stroke-width="1"/>'
                     f'<text x="{_LEFT - 5}" y="{y + 4:.1f}" font-size="12" fill="{_INK}" text-anchor="end">'
                     f'{escape(f"{top * number / parts:g}".replace(".", point))}</text>')
    return "".join(lines)
