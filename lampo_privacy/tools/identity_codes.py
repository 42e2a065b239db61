# Part of lampo_privacy. LGPL-3.
"""Finnish identity codes (henkilötunnus) and business ids (Y-tunnus): checked, put into one form, masked.

Sources: tietosuojalaki 1050/2018 § 29; the separators in force since 2023 (`+`, `-YXWVU`, `ABCDEF`). The separator
is part of the identity, so two codes are the same only when all 11 characters are. Sex and birthday are never read
out of a code here.
"""

import re

from stdnum.exceptions import ValidationError as StdnumError
from stdnum.fi import hetu, ytunnus

# Says that there is a code and nothing else: the same for everybody, no century, no last characters.
MASK = "••••••–••••"

# Anywhere in a text, whatever stands around it; dashes as word processors write them count too.
CODE_IN_TEXT = re.compile(
    r"(?:(?<![0-9A-Z])|(?<=hetu))[0-3]\d[01]\d{3}\s?[-+–−‐‑—ABCDEFYXWVU]\s?\d{3}[0-9A-FHJ-NPR-Y](?![0-9A-Z])",
    re.IGNORECASE,
)
_DASHES = str.maketrans(dict.fromkeys("–−‐‑—", "-"))


class InvalidCodeError(ValueError):
    """The text is no valid code. The message never holds the text itself."""


def normalise_identity_code(text: str) -> str:
    """The 11 characters of a henkilötunnus: blanks gone, upper case, a typographic dash made plain.

    Artificial codes (individual number 900–999) are valid.
    :raises InvalidCodeError: wrong length, date, separator or check character
    """
    code = re.sub(r"\s+", "", str(text or "")).translate(_DASHES).upper()
    try:
        return hetu.validate(code, allow_temporary=True)
    except StdnumError:
        # from None: stdnum's own error would carry the code into a traceback
        raise InvalidCodeError("not a valid identity code") from None


def is_identity_code(text: str) -> bool:
    """Whether the whole text is a valid henkilötunnus."""
    try:
        return bool(normalise_identity_code(text))
    except InvalidCodeError:
        return False


def contains_identity_code(text: str) -> bool:
    """Whether something that looks and checks like a henkilötunnus stands anywhere in the text."""
    return any(is_identity_code(match.group()) for match in CODE_IN_TEXT.finditer(text or ""))


def normalise_business_id(text: str) -> str:
    """A Y-tunnus as ``1234567-1``; the old six-digit form gets its leading zero, a leading FI goes.

    :raises InvalidCodeError: wrong length or check digit
    """
    digits = re.sub(r"[\s-]", "", str(text or "").translate(_DASHES)).upper().removeprefix("FI")
    if not re.fullmatch(r"\d{7,8}", digits):
        raise InvalidCodeError("not a valid business id")
    try:
        return ytunnus.format(ytunnus.validate(digits.zfill(8)))
    except StdnumError:
        raise InvalidCodeError("not a valid business id") from None
