# Part of lampo_privacy. LGPL-3.
import pytest
from hypothesis import given, strategies as st

from lampo_privacy.tools.code_mask import mask_identity_codes, without_codes
from lampo_privacy.tools.identity_codes import (
    MASK,
    InvalidCodeError,
    contains_identity_code,
    is_identity_code,
    normalise_business_id,
    normalise_identity_code,
)

CHECK = "0123456789ABCDEFHJKLMNPRSTUVWXY"


def artificial(date: str, separator: str, number: int) -> str:
    """An artificial code (900–999), built independently of the library that checks it."""
    return f"{date}{separator}{number}{CHECK[int(f'{date}{number}') % 31]}"


@pytest.mark.parametrize("separator", "+-YXWVUABCDEF")
def test_every_separator_in_force_is_accepted(separator):
    date = "010110" if separator in "+ABCDEF" else "010170"
    code = artificial(date, separator, 901)
    assert normalise_identity_code(code) == code


@given(st.integers(900, 999), st.sampled_from("-YXWVU"), st.integers(1, 28), st.integers(1, 12), st.integers(0, 99))
def test_any_artificial_code_stays_as_it_is(number, separator, day, month, year):
    code = artificial(f"{day:02}{month:02}{year:02}", separator, number)
    assert normalise_identity_code(f" {code.lower()} ") == code


def test_a_separator_is_part_of_the_identity():
    assert normalise_identity_code(artificial("010170", "-", 901)) != normalise_identity_code(
        artificial("010170", "Y", 901)
    )


def test_a_typographic_dash_and_blanks_are_read():
    assert normalise_identity_code("010170 – " + artificial("010170", "-", 901)[7:]) == artificial("010170", "-", 901)


@pytest.mark.parametrize(
    "text",
    ["", None, "010170", artificial("310270", "-", 901), artificial("010170", "Z", 901),
     artificial("010170", "-", 901)[:-1], artificial("010170", "-", 901) + "1", "010170-001P", MASK],
)  # fmt: skip
def test_anything_else_is_refused(text):
    assert not is_identity_code(text)


def test_a_wrong_check_character_is_refused():
    code = artificial("010170", "-", 901)
    wrong = code[:-1] + CHECK[(CHECK.index(code[-1]) + 1) % 31]
    assert not is_identity_code(wrong)


def test_an_error_never_repeats_the_code():
    with pytest.raises(InvalidCodeError) as caught:
        normalise_identity_code("010170-901Z")
    assert "901" not in str(caught.value)
    assert caught.value.__cause__ is None
    assert caught.value.__suppress_context__


def test_a_code_inside_a_text_is_found():
    code = artificial("010170", "-", 901)
    assert contains_identity_code(f"Asiakas ({code}) soitti")
    for dash in "–−‐‑—":
        assert contains_identity_code(f"hetu {code.lower().replace('-', dash)}.")
    assert contains_identity_code(f"hetu{code}")


def test_a_code_is_masked_wherever_it_stands_in_html():
    code = artificial("010170", "-", 901)
    for text in (f"<p>{code}</p>", f"<p>010170-<b>{code[7:]}</b></p>", f'<a href="x?hetu={code}">x</a>',
                 f"<p>&#48;{code[1:]}</p>", f"<!-- {code} -->"):
        masked = mask_identity_codes(text)
        assert MASK in masked
        assert "901" not in masked


@given(st.text(alphabet="0123456789-+A<>b ", max_size=60))
def test_nothing_but_codes_is_taken_out_of_a_text(text):
    assert contains_identity_code(text) or "<" in text or mask_identity_codes(text) == text


def test_codes_are_masked_in_whatever_holds_texts():
    code = artificial("010170", "-", 901)
    assert without_codes({"a": [{"value": code, "n": 1}]}) == {"a": [{"value": MASK, "n": 1}]}
    plain = {"a": [1, None, "Kaukokatu 1"]}
    assert without_codes(plain) is plain


@pytest.mark.parametrize("text", ["", None, "Sopimus 010170-1234, lasku 20260101", "puh. 040 123 4567"])
def test_other_numbers_are_no_codes(text):
    assert not contains_identity_code(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("2077474-0", "2077474-0"), ("20774740", "2077474-0"), ("FI20774740", "2077474-0"), (" 2077474 – 0", "2077474-0"),
     ("737546-2", "0737546-2")],
)  # fmt: skip
def test_a_business_id_gets_one_form(text, expected):
    assert normalise_business_id(text) == expected


@pytest.mark.parametrize("text", ["", None, "2077474-1", "207747-40-1", "HRB 12345", "2077474-O"])
def test_a_wrong_business_id_is_refused(text):
    with pytest.raises(InvalidCodeError):
        normalise_business_id(text)
