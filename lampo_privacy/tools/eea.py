# Part of lampo_privacy. LGPL-3.
"""The European Economic Area, out of which no data is disclosed (statement § 8).

The 27 member states of the Union with the parts of them that have a code of their own and where the GDPR holds (Åland,
the French outermost regions), and Iceland, Liechtenstein and Norway. Not Svalbard, not the United Kingdom, not
Switzerland.
"""

EU = frozenset((
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT",
    "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
))
EU_PARTS = frozenset(["AX", "GF", "GP", "MF", "MQ", "RE", "YT"])
EFTA_IN_EEA = frozenset(["IS", "LI", "NO"])
EEA = EU | EU_PARTS | EFTA_IN_EEA


def is_in_eea(code: str | None) -> bool:
    """Whether an ISO 3166 code is of the area; an unknown or missing one is not.

    >>> is_in_eea("fi"), is_in_eea("NO"), is_in_eea("GB"), is_in_eea(None)
    (True, True, False, False)
    """
    return (code or "").strip().upper() in EEA
