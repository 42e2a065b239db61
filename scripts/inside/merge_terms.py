"""Write the template and the Finnish and Swedish files from the exported terms: old translations, today's terms."""

import sys
from pathlib import Path

import polib

exported, folder = sys.argv[1:]
folder = Path(folder)
folder.mkdir(exist_ok=True)
terms = polib.pofile(exported)
terms.wrapwidth = 120


def fill(path: Path) -> int:
    """Give the terms one file's translations and write it; returns how many are missing."""
    old = {entry.msgid: entry.msgstr for entry in polib.pofile(str(path))} if path.exists() else {}
    for entry in terms:
        entry.msgstr = old.get(entry.msgid, "")
    terms.metadata["Language"] = path.stem
    terms.save(str(path))
    return len(terms.untranslated_entries())


missing = {language: fill(folder / f"{language}.po") for language in ("fi", "sv")}
for term in terms:
    term.msgstr = ""
terms.metadata["Language"] = ""
terms.save(str(folder / "lampo_privacy.pot"))
counts = ", ".join(f"{language} {count}" for language, count in missing.items())
sys.stdout.write(f"{len(terms)} terms; without translation: {counts}\n")
