# Part of lampo_privacy. LGPL-3.
"""Names in Finnish text: every form of the person's, no form of anybody else's."""

import pytest
from hypothesis import given, strategies as st

from lampo_privacy.tools.names import Name, is_form, name_words, needle, stems, tokens

FORMS = [
    ("Virtanen", "virtasen virtaselle virtaselta virtasta virtasilla virtasin virtaseen"),
    ("Lahti", "lahden lahdelle lahtea lahteen"),
    ("Mäki", "mäen mäelle mäkeä mäkeen"),
    ("Kangas", "kankaan kankaalle kangasta"),
    ("Laine", "laineen laineelle lainetta"),
    ("Ranta", "rannan rannalle rantaa rantaan"),
    ("Niemi", "niemen niemelle niemeä"),
    ("Johansson", "johanssonin johanssonille johanssonia"),
    ("Matti", "matin matille mattia"),
    ("Pekka", "pekan pekalle pekkaa"),
    ("Markus", "markuksen markukselle markusta"),
    ("Heikki", "heikin heikille heikkiä"),
    ("Aalto", "aallon aallolle aaltoa"),
    ("Joki", "joen joelle jokea"),
    ("Koski", "kosken koskelle koskea"),
    ("Saari", "saaren saarelle saarta"),
    ("Hannes", "hanneksen hannekselle hannesta"),
    ("Leppänen", "leppäsen leppäselle leppästä"),
]


@pytest.mark.parametrize(("name", "form"), [(name, form) for name, forms in FORMS for form in forms.split()])
def test_every_case_of_a_name_is_one_of_its_forms(name, form):
    assert is_form(form, stems(name)), stems(name)


@pytest.mark.parametrize(("name", "other"), [
    ("Virta", "virtanen"), ("Leppä", "leppänen"), ("Mäki", "mäkinen"), ("Koski", "koskinen"), ("Niemi", "nieminen"),
    ("Virtanen", "virta"), ("Laine", "lainio"), ("Matti", "mattila"), ("Heikki", "heikkilä"), ("Aho", "ahonen"),
    ("Saari", "saara"),
])  # fmt: skip
def test_another_name_that_begins_alike_is_no_form(name, other):
    assert not is_form(other, stems(name))


@pytest.mark.parametrize("text", [
    "Matti Virtanen", "MATTI VIRTANEN", "Virtanen Matti", "Virtanen, Matti", "Virtasen Matti", "Matti Virtaselle",
    "Virtasen Matilta", "matti\u00a0virtanen", "Matti\nVirtanen", "(Matti Virtanen)", "Matti Virtanen/lasku",
])  # fmt: skip
def test_a_full_name_is_found_either_way_round(text):
    assert Name("Matti Virtanen").spans(text, tokens(text), tied=False)


@pytest.mark.parametrize("text", [
    "Matti Virta", "Matti Virtala", "Pekka Virtanen", "Matti ja Virtanen", "Virtanen", "Matti", "Matti. Virtanen",
    "Mattila Virtanen", "matti.virtanen@posti.example",
])  # fmt: skip
def test_in_records_of_others_only_the_full_name_counts(text):
    assert not Name("Matti Virtanen").spans(text, tokens(text), tied=False)


@pytest.mark.parametrize(("text", "found"), [
    ("Virtasen asia", "Virtasen"), ("Soita Virtaselle!", "Virtaselle"), ("matti.virtanen@x.fi", "matti.virtanen"),
    ("Virtaset", "Virtaset"), ("liisa.virtanen@x.fi", None), ("info@virtanen.fi", None),
])  # fmt: skip
def test_in_the_persons_own_records_the_surname_alone_counts_but_not_in_anothers_address(text, found):
    spans = Name("Matti Virtanen").spans(text, tokens(text), tied=True)
    assert [text[start:end] for start, end in spans] == ([found] if found else [])


def test_a_double_name_is_one_name():
    name, text = Name("Anna-Maija Virta-Koski"), "Virta-Kosken Anna-Maijalle"
    assert name.spans(text, tokens(text), tied=False) == [(0, len(text))]
    assert not name.spans("Anna-Maija Virta", tokens("Anna-Maija Virta"), tied=True)


def test_brackets_and_initials_are_no_part_of_a_name():
    assert name_words("Virtanen, Matti J. (ent. Koski)") == ("Virtanen", "Matti")


words = st.text(alphabet="abdefghijklmnoprstuvyäö", min_size=3, max_size=10)


@given(words, words, st.sampled_from(["", "n", "lle", "lta", "a", "ssa", "sta"]), st.booleans())
def test_whatever_is_found_has_a_needle_in_it(first, last, ending, tied):
    name = Name(f"{first} {last}")
    for stem in stems(last):
        for text in (f"{first} {stem}{ending}", f"{stem}n {first}", f"{last} {first}"):
            if name.spans(text, tokens(text), tied):
                assert any(wanted in text.replace(" ", "") for wanted in name.needles(tied))


@given(words)
def test_the_needle_begins_every_stem(word):
    assert all(stem.startswith(needle(word)) for stem in stems(word))
