# Part of lampo_privacy. LGPL-3.
"""Identity codes taken out of what people write: a letter that comes in may hold one, and nothing here may keep it."""

from .identity_codes import CODE_IN_TEXT, MASK, is_identity_code
from .plain_text import PlainText


def mask_identity_codes(text: str) -> str:
    """The text, HTML or not, with every valid henkilötunnus in it masked, one that tags part included."""
    shown = PlainText(text)
    spans = [(*found.span(), MASK) for found in CODE_IN_TEXT.finditer(shown.plain) if is_identity_code(found.group())]
    return shown.replace(spans) if spans else text
