# Part of lampo_privacy. LGPL-3.
"""Identity codes taken out of what people write: a letter that comes in may hold one, and nothing here may keep it."""

import re

from .identity_codes import CODE_IN_TEXT, MASK, is_identity_code
from .plain_text import PlainText

_DIGIT = re.compile(r"\d")
_DIGITS_OF_A_CODE = 9


def mask_identity_codes(text: str) -> str:
    """The text, HTML or not, with every valid henkilötunnus in it masked, one that tags part or hold included."""
    shown = PlainText(text)
    spans = [(*found.span(), MASK) for found in CODE_IN_TEXT.finditer(shown.plain) if is_identity_code(found.group())]
    masked = shown.replace(spans) if spans else text
    return CODE_IN_TEXT.sub(_mask, masked)


def _mask(found) -> str:
    return MASK if is_identity_code(found.group()) else found.group()


def without_codes(value):
    """A text, or what holds texts, without codes; the very same one where there is none."""
    if isinstance(value, str):
        # most texts are done with here, without taking HTML apart
        if len(value) < _DIGITS_OF_A_CODE or len(_DIGIT.findall(value)) < _DIGITS_OF_A_CODE:
            return value
        masked = mask_identity_codes(value)
        return value if masked == value else type(value)(masked)
    if isinstance(value, dict):
        found = {key: masked for key, one in value.items() if (masked := without_codes(one)) is not one}
        return {**value, **found} if found else value
    if isinstance(value, list):
        found = [without_codes(one) for one in value]
        return value if all(new is old for new, old in zip(found, value, strict=True)) else found
    return value
