"""A skipped test is a failed run: pytest-odoo skips tours without a browser or a server in silence."""

import pytest


def _skipped(config) -> int:
    return len(config.pluginmanager.get_plugin("terminalreporter").stats.get("skipped", []))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session, exitstatus):
    if exitstatus == pytest.ExitCode.OK and _skipped(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    if _skipped(config):
        terminalreporter.write_line("FAILED: a skipped test proves nothing", red=True)
