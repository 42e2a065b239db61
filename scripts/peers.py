"""Other people's addons that ours is measured against: fetched as wheels, run beside ours, never part of it."""

import zipfile
from pathlib import Path

from place import CACHE, PYTHON, run, say

PEERS = {"privacy_partner_to_be_forgotten": "odoo-addon-privacy_partner_to_be_forgotten==19.0.1.0.0.5"}


def ensure_peers() -> Path:
    """Fetch them once; returns the folder for the addons path."""
    folder = CACHE / "peers"
    if not folder.exists():
        say("fetching the addons to compare with …")
        wheels = CACHE / "wheels"
        run(PYTHON, "-m", "pip", "download", "--quiet", "--no-deps", "-d", wheels, *PEERS.values())
        half = folder.with_suffix(".half")
        for wheel in wheels.glob("*.whl"):
            with zipfile.ZipFile(wheel) as archive:
                archive.extractall(half)
        half.rename(folder)
    return folder / "odoo" / "addons"
