# Part of lampo_privacy. LGPL-3.
"""The privacy statement in its twelve sections, in Finnish, Swedish and English, whatever languages the server has.

A sentence that is true only in some set-ups stands under a key of its own; `statement.py` picks what is true.
"""

from . import en, fi, sv

LANGS = {"fi": fi, "sv": sv, "en": en}
