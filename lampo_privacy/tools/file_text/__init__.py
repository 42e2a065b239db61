# Part of lampo_privacy. LGPL-3.
"""Text out of a stored file, whatever its format, and the same file written without somebody.

    reading = Reading(stream)
    for text in reading: …          pieces of at most about a million signs; memory stays flat
    reading.unreadable              some of it stayed closed: encrypted, broken, or packed beyond the limits
    rewrite(data, scrub)            new bytes, or None where the format cannot be written

The content decides what a file is, never its name or its declared type: those are claims of whoever uploaded it.
"""

from .kinds import kind_of
from .reading import Limits, Reading
from .rewriting import REWRITABLE, rewrite

__all__ = ["REWRITABLE", "Limits", "Reading", "kind_of", "rewrite"]
