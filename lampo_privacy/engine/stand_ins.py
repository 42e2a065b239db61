# Part of lampo_privacy. LGPL-3.
"""What an erasure writes in place of a name, a login or a number that must not be empty.

Such a word says nothing of the person and must not be looked for: "asiakas" stands in every other letter.
"""

import re

PSEUDONYM = "Anonymisoitu asiakas"
CODE = "anonymised-"
_STAND_IN = re.compile(rf"{PSEUDONYM} \d+|{CODE}\d+(-\d+)?", re.IGNORECASE)


def is_stand_in(text: str) -> bool:
    """Whether a text is nothing but a word that an erasure wrote."""
    return bool(_STAND_IN.fullmatch(text.strip()))
