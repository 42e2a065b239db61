"""Databases that several of the tests begin from: made once, copied for each."""

from collections.abc import Callable, Iterator

import pytest
from database import copy, drop, fresh_database, install_addon
from odoo_command import odoo_script

INSTALLED, DEMO = "test_installed", "test_demo"


@pytest.fixture(scope="session")
def installed() -> Iterator[str]:
    """The name of a database with the addon and nobody in it; its tests copy it."""
    fresh_database(INSTALLED)
    install_addon(INSTALLED)
    yield INSTALLED
    drop(INSTALLED)


@pytest.fixture(scope="session")
def demo(installed) -> Iterator[str]:
    """The name of a database with the demo company; its tests copy it."""
    copy(installed, DEMO)
    odoo_script(DEMO, "load_demo.py", log=f"demo-{DEMO}", LAMPO_PASSWORDS="{}")
    yield DEMO
    drop(DEMO)


@pytest.fixture(scope="module")
def copied() -> Iterator[Callable[[str, str], str]]:
    """`copied(source, name)` makes a database that is gone after the module's tests; returns its name."""
    names = []

    def make(source: str, name: str) -> str:
        names.append(name)
        copy(source, name)
        return name
    yield make
    for name in names:
        drop(name)
