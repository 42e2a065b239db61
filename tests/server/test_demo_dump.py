"""A dump of the demo company, its stored files and its log hold none of the identity codes that the demo has."""

import base64
import csv
import subprocess

import pytest
from cluster import ROLE, _binaries, psql
from place import ADDON, DATA, LOGS, socket_dir

DATABASE = "test_demo_dump"


@pytest.fixture(scope="module")
def database(demo, copied):
    return copied(demo, DATABASE)


def _codes() -> list[str]:
    with (ADDON / "demo" / "res.partner.csv").open(encoding="utf-8", newline="") as file:
        return [row["identity_code"] for row in csv.DictReader(file) if row["identity_code"]]


def _ways(code: str) -> list[bytes]:
    """A code as a dump may write it: plain, without its separator, backwards, in bytes, in base64 at any offset."""
    plain = code.encode()
    packed = [base64.b64encode(b"\0" * pad + plain)[4 if pad else 0 : -4] for pad in range(3)]
    return [plain, (code[:6] + code[7:]).encode(), plain[::-1], plain.hex().encode(), *packed]


def _dump(database: str) -> bytes:
    return subprocess.run([_binaries() / "pg_dump", "-h", socket_dir(), "-U", ROLE, database],
                          capture_output=True, check=True).stdout


def _found(data: bytes) -> list[str]:
    return [code for code in _codes() if any(way in data for way in _ways(code))]


def test_the_demo_has_codes_and_they_are_stored(database):
    stored = int(psql(database, "SELECT count(*) FROM res_partner WHERE identity_code_cipher IS NOT NULL")[0])
    # those of the people whom the demo's own story erased are gone
    assert 3 < stored <= len(_codes())


def test_no_code_is_in_the_dump(database):
    assert _found(_dump(database)) == []


def test_no_code_is_in_a_stored_file_or_in_the_log(database, installed, demo):
    files = [path for path in (DATA / "filestore" / database).rglob("*") if path.is_file()]
    assert files
    for path in [*files, LOGS / f"install-{installed}.log", LOGS / f"demo-{demo}.log"]:
        assert _found(path.read_bytes()) == [], path


def test_a_code_in_clear_would_be_found(database):
    code = _codes()[0]
    psql(database, f"UPDATE res_partner SET comment = 'hetu {code}' WHERE id = 1")
    assert _found(_dump(database)) == [code]
