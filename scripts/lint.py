"""`make lint`: ruff, pylint with Odoo's rules, OCA's checks of the addon's data and translations."""

import subprocess

from place import ADDON, PYTHON, ROOT, VENV, command, say
from python_env import ensure_environment


def _checks() -> dict[str, list[object]]:
    tools = VENV / "bin"
    translations = sorted(ADDON.glob("i18n/*.po"))
    checks = {
        "ruff": ["ruff", "check", "--quiet", "."],
        "pylint": ["pylint", f"--rcfile={ROOT / '.pylintrc'}", ADDON],
        "the addon's data": ["oca-checks-odoo-module", ADDON],
    }
    if translations:
        checks["translations"] = ["oca-checks-po", *translations]
    return {name: [PYTHON, tools / tool, *words] if tool != "ruff" else [tools / tool, *words]
            for name, (tool, *words) in checks.items()}


def main() -> int:
    """Run every check, so that one run shows all there is to mend."""
    ensure_environment()
    bad = []
    for name, words in _checks().items():
        done = subprocess.run([str(word) for word in words], cwd=ROOT, check=False)
        say(f"lint: {name}: {'found something' if done.returncode else 'clean'}")
        if done.returncode:
            bad.append(name)
    return 1 if bad else 0


if __name__ == "__main__":
    command(main)
