# Part of lampo_privacy. LGPL-3.
"""Whether code that a website puts on every page can follow who reads it."""

import re

# A tag or a style that fetches something, a handler that runs something: each can tell another server who reads.
_FETCHES = re.compile(
    r"<(?:script|iframe|frame|img|image|link|object|embed|video|audio|source|input|base|form)\b"
    r"|\son[a-z]+\s*=|javascript:|url\(|@import|http-equiv|<body[^>]*\bbackground",
    re.IGNORECASE)


def can_follow(code: str) -> bool:
    """Whether a piece of HTML loads or runs anything; plain text and descriptions of the page do not."""
    return bool(_FETCHES.search(code))
