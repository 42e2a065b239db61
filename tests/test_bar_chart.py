# Part of lampo_privacy. LGPL-3.
"""The bar chart of the answer document."""

import re

import pytest

from lampo_privacy.tools.bar_chart import bar_chart


@pytest.mark.parametrize(("highest", "axis"), [
    (2.47, ["0", "0.5", "1", "1.5", "2", "2.5"]), (1.7, ["0", "0.5", "1", "1.5", "2"]),
    (4.1, ["0", "1", "2", "3", "4", "5"]), (0.9, ["0", "0.2", "0.4", "0.6", "0.8", "1"]), (0, None),
])
def test_the_lines_of_the_axis_stand_at_short_numbers(highest, axis):
    svg = bar_chart([highest, highest / 2], ["2024", ""], "MWh")
    found = re.findall(r'text-anchor="end">([^<]*)<', svg)
    assert found == (axis or ["0", "0.2", "0.4", "0.6", "0.8", "1"])


def test_a_label_is_text_and_the_decimal_sign_is_the_languages():
    svg = bar_chart([2.4], ["<2024>"], "MWh", ",")
    assert "&lt;2024&gt;" in svg
    assert ">0,5<" in svg
