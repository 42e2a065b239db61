# Part of lampo_privacy. LGPL-3.
"""A search domain as text that can be kept: which fields were searched and how, without the words that were typed.

A typed word may be a name, an address or an identity code; the log of looks must not become a copy of the register.
Numbers, days and yes/no stay, because they say what was looked at and name nobody.
"""

import re

LEFT_OUT = "…"
LIMIT = 1000
_DAY_OR_NUMBER = re.compile(r"\d{4}-\d{2}-\d{2}([ T][\d:.]*)?|\d{1,8}|today|now")


def _value(value):
    if isinstance(value, (list, tuple, set, frozenset)):
        values = list(value)
        if len(values) > 20:
            return f"[{len(values)} values]"
        return [_value(one) for one in values]
    if isinstance(value, (bool, int, float)) or value is None:
        return value
    return value if isinstance(value, str) and _DAY_OR_NUMBER.fullmatch(value) else LEFT_OUT


def domain_text(domain) -> str:
    """The domain (a list of leaves and operators, nested or not) in one line of at most LIMIT characters."""
    if not isinstance(domain, (list, tuple)):
        domain = [] if domain is None or domain is False else [LEFT_OUT]
    parts = [_leaf(part) for part in domain]
    return f"[{', '.join(parts)}]"[:LIMIT]


def _leaf(part) -> str:
    if isinstance(part, str):
        return repr(part) if part in ("&", "|", "!") else repr(LEFT_OUT)
    if not isinstance(part, (list, tuple)) or len(part) != 3:
        return repr(LEFT_OUT)
    path, operator, value = part
    if operator in ("any", "not any", "any!", "not any!"):
        return f"({path!r}, {operator!r}, {domain_text(value)})"
    return f"({path!r}, {operator!r}, {_value(value)!r})"
