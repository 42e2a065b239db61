# Part of lampo_privacy. LGPL-3.
"""What identifies a person, in any writing, and what is left of a text when it is taken out."""

import json

import pytest
from hypothesis import given, strategies as st

from lampo_privacy.tools.matching import MASK, Matcher, Traits, phone_digits
from lampo_privacy.tools.needles import Needles
from lampo_privacy.tools.plain_text import PlainText

LABEL = "Anonymisoitu asiakas 7"
NAME = frozenset({"Matti Virtanen"})
PERSON = Matcher(Traits(
    names=NAME, own_names=NAME, strong=frozenset({"matti.virtanen@posti.example", "fi2112345600000785"}),
    phones=frozenset({"+358 44 722 3270"}), addresses=frozenset({"Koivutie 1"})))  # fmt: skip


@pytest.mark.parametrize("text", [
    "044 722 3270", "0447223270", "+358447223270", "+358 44 7223270", "00358 44 722 3270", "044-722 3270",
    "(044) 722 3270", "+358 (0)44 722 3270", "044.722.3270", "p.0447223270,", "358447223270",
])  # fmt: skip
def test_a_phone_number_is_found_in_every_way_of_writing_it(text):
    assert PERSON.scrub(text, LABEL).strip("p.,") == MASK


@pytest.mark.parametrize("text", ["9447223270", "04472232701", "044722327", "1044 722 3270 1"])
def test_a_longer_or_shorter_number_is_another_one(text):
    assert not PERSON.holds(text)


@pytest.mark.parametrize("text", ["FI2112345600000785", "FI21 1234 5600 0007 85", "fi21 1234 5600 0007 85"])
def test_an_account_number_is_found_with_and_without_blanks(text):
    assert PERSON.scrub(f"Tili {text}.", LABEL) == f"Tili {MASK}."


@pytest.mark.parametrize(("text", "left"), [
    ("<p>Matti <b>Virta</b>nen soitti</p>", f"<p>{LABEL}<b></b> soitti</p>"),
    ("Virtanen&nbsp;Matti &lt;3", f"{LABEL} &lt;3"),
    ('<a href="mailto:matti.virtanen@posti.example">posti</a>', f'<a href="mailto:{MASK}">posti</a>'),
    ("<td>Matti</td><td>Virtanen</td>", f"<td>{LABEL}</td><td></td>"),
    (r'{"n": "Matti Virtanen"}'.replace("a", r"\u0061"), f'{{"n": "{LABEL}"}}'),
])  # fmt: skip
def test_tags_entities_and_escapes_hide_nothing_and_stay(text, left):
    assert PERSON.scrub(text, LABEL) == left


def test_a_house_number_ends_where_it_ends():
    assert PERSON.scrub("Koivutie 1, Koivutie 12", LABEL, tied=True) == f"{MASK}, Koivutie 12"
    assert not PERSON.holds("Koivutie 1", tied=False)


def test_an_address_goes_whole_and_not_only_the_name_in_it():
    assert PERSON.scrub("MATTI.VIRTANEN@posti.example", LABEL, tied=True) == MASK
    assert not PERSON.holds("xmatti.virtanen@posti.example")
    assert not PERSON.holds("matti.virtanen@posti.example.org")


def test_another_persons_text_is_not_touched():
    text = "Matti Virta, liisa.virtanen@posti.example, 044 722 3271, FI2112345600000786"
    assert PERSON.scrub(text, LABEL) == text


@pytest.mark.parametrize(("text", "kind"), [
    ("matti.virtanen@posti.example", "other"), ("+358 44 7223270", "other"), ("FI21 1234 5600 0007 85", "other"),
    ("Matti Virtanen", "name"), ("Matti Virtanen soitti", None), ("Lasku 0447223270", None),
])  # fmt: skip
def test_a_text_that_is_nothing_but_a_trait_is_known_as_such(text, kind):
    assert PERSON.is_whole(text) == kind


def test_json_keeps_its_shape():
    value = {"Virtanen": ["Matti Virtanen", 1, None, {"tel": "0447223270"}]}
    assert PERSON.scrub_json(value, "A", tied=True) == {"A": ["A", 1, None, {"tel": MASK}]}


@given(st.text(max_size=80))
def test_text_without_the_person_stays_as_it_is(text):
    if not PERSON.holds(text, tied=True):
        assert PERSON.scrub(text, LABEL, tied=True) == text


@given(st.text(alphabet="abc <>&;\"/=äö", max_size=30), st.sampled_from([
    "Matti Virtanen", "Virtasen Matille", "0447223270", "matti.virtanen@posti.example", "FI21 1234 5600 0007 85",
]), st.text(alphabet="abc <>&;\"/=äö", max_size=30))  # fmt: skip
def test_after_scrubbing_nothing_is_left_whatever_stands_around(before, trait, after):
    text = f"{before} {trait} {after}"
    left = PERSON.scrub(text, LABEL, tied=True)
    assert not PERSON.holds(left, tied=True)
    assert trait not in PlainText(left).plain


@given(st.lists(st.sampled_from(
    ["Matti Virtanen", "Virtaselle", "0447223270", "tyhjä", "&auml;", "<b>x</b>", r"\\u00e4"]), max_size=12),
    st.booleans())
def test_the_quick_search_names_every_line_in_which_the_matcher_finds_something(lines, tied):
    needles = Needles((text, 1) for text in PERSON.needles(tied))
    found = {number for number, _owners in needles.lines("\n".join(lines).encode())}
    assert {number for number, line in enumerate(lines) if PERSON.holds(line, tied)} <= found


@given(st.lists(st.sampled_from(
    ["", "Matti Virtanen", "Virtaselle", "0447223270", "Virta<b>nen</b>", "1 < 2", "a > b", "&auml;"]), max_size=12),
    st.booleans())
def test_one_look_at_many_texts_finds_what_a_look_at_each_finds(texts, tied):
    held = {number for number, text in enumerate(texts) if PERSON.holds(text, tied)}
    assert held <= set(PERSON.which_may_hold(texts, tied))
    assert set(PERSON.which_may_hold(texts, tied)) <= {n for n, text in enumerate(texts) if PERSON.may_hold(text, tied)}


def test_a_tag_does_not_reach_from_one_column_into_the_next():
    person = Matcher(Traits(names=frozenset({"Äiti Öhman"}), own_names=frozenset({"Äiti Öhman"})))
    needles = Needles((wanted, 1) for wanted in person.needles(False))
    assert list(needles.lines(b"pituus <5\t&Auml;iti &Ouml;hman\tpaino >5"))


def test_digits_are_the_number_without_its_country_code():
    assert {phone_digits(p) for p in ("+358 44 7223 270", "044 7223270", "00358447223270")} == {"447223270"}


def test_escaped_letters_are_read():
    person = Matcher(Traits(names=frozenset({"Äiti Öhman"}), own_names=frozenset({"Äiti Öhman"})))
    text = json.dumps({"name": "Äiti Öhman"})
    assert "\\u" in text
    assert person.holds(text)
    needles = Needles((wanted, 1) for wanted in person.needles(False))
    assert list(needles.lines(text.encode()))
