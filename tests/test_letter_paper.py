# Part of lampo_privacy. LGPL-3.
"""The words of letters, and how they are kept together on paper."""

from datetime import date

import pytest

from lampo_privacy.tools.letter_text import anybody, erasure_words, unbroken

BLANK, HYPHEN = "\N{NO-BREAK SPACE}", "\N{NON-BREAKING HYPHEN}"


@pytest.mark.parametrize(("written", "printed"), [
    ("puh. 029 566 6700", f"puh. 029{BLANK}566{BLANK}6700"),
    ("15 December 2026", f"15{BLANK}December 2026"),
    ("12 artiklan 6 kohta", f"12{BLANK}artiklan 6{BLANK}kohta"),
    ("per e-post eller", f"per e{HYPHEN}post eller"),
    ("E-mail", f"E{HYPHEN}mail"),
    ("tietosuoja-asetuksen 1 – 2", "tietosuoja-asetuksen 1 – 2"),
    ("se-mail e-posten", "se-mail e-posten"),
    ('<p class="a 1 b">(12) x</p>', '<p class="a 1 b">(12) x</p>'),
])
def test_what_belongs_together_stays_in_one_line(written, printed):
    assert unbroken(written) == printed


def test_an_address_stays_in_one_piece_and_the_stop_behind_it_outside():
    assert unbroken("<p>Kysy: a-b@kauko-lampo.example.</p>") == (
        '<p>Kysy: <span style="white-space: nowrap">a-b@kauko-lampo.example</span>.</p>')


def test_the_address_of_a_link_is_left_alone():
    link = '<a href="mailto:a-b@c.example">Kysy 5 asiaa</a>'
    assert unbroken(link) == link.replace("5 asiaa", f"5{BLANK}asiaa")


def test_nothing_stays_nothing():
    assert unbroken(False) == unbroken("") == ""


def test_until_when_the_vouchers_are_kept_stands_between_commas():
    day = date(2032, 12, 31)
    assert "nimen ja osoitteen, 31.12.2032 asti. Niitä" in erasure_words(True, day, "fi")[1]
    assert "namn och adress, till och med den 31.12.2032. De" in erasure_words(True, day, "sv")[1]
    assert "address on them, until 31 December 2032. They" in erasure_words(True, day, "en")[1]
    assert "address on them. They" in erasure_words(True, None, "en")[1]


def test_somebody_without_a_name_is_a_customer():
    assert [anybody(lang) for lang in ("fi", "sv", "en")] == ["asiakas", "kund", "customer"]
