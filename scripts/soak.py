"""`make soak`: the erasure beside all of Odoo that installs, but for localisations, hardware and tests."""

import ast
import subprocess
from pathlib import Path

from cluster import running_cluster
from database import NARROW, drop, ensure_base, fresh_database, install_addon
from debian import ensure_system_packages
from odoo_command import configuration, environment
from place import PYTHON, ROOT, command, say
from python_env import addons_path, ensure_environment, odoo_folder

DATABASE = "soak"
TESTS = tuple(f"test_{name}.py" for name in (
    "erasure", "erasure_vouchers", "erasure_runs", "erasure_everywhere", "data_map"))
# what Odoo's own modules say about a library that they can do without
NOT_OURS = r"attachment_indexation.*pdfminer\.six"
LEFT_OUT = ("l10n_", "hw_", "iot_drivers", "iot_box", "test_", "lampo_")


def _manifests() -> dict[str, dict]:
    """The manifests of Odoo's own modules, by name."""
    folders = [Path(folder) for folder in addons_path(odoo_folder()).split(",") if Path(folder) != ROOT]
    paths = [path for folder in folders for path in folder.glob("*/__manifest__.py")]
    return {path.parent.name: ast.literal_eval(path.read_text()) for path in paths}


def _has_libraries(manifest: dict) -> bool:
    names = manifest.get("external_dependencies", {}).get("python", [])
    return all(subprocess.run([PYTHON, "-m", "pip", "show", "--quiet", name.split(";")[0].strip()],
                              check=False, capture_output=True).returncode == 0 for name in names)


def modules() -> tuple[str, ...]:
    """Modules that install here, with all that they depend on."""
    manifests = _manifests()
    wanted = {name for name, manifest in manifests.items()
              if manifest.get("installable", True) and not name.startswith(LEFT_OUT) and _has_libraries(manifest)}
    while broken := {name for name in wanted if not set(manifests[name].get("depends", ["base"])) <= wanted}:
        wanted -= broken
    return tuple(sorted(wanted | set(NARROW)))


def main() -> int:
    ensure_system_packages()
    ensure_environment()
    with running_cluster():
        names = modules()
        say(f"soak: {len(names)} modules of Odoo")
        ensure_base(names)
        fresh_database(DATABASE, names)
        install_addon(DATABASE, NOT_OURS)
        result = subprocess.run(
            [PYTHON, "-m", "pytest", *(f"lampo_privacy/tests/{name}" for name in TESTS),
             f"--odoo-config={configuration()}", f"--odoo-database={DATABASE}", "--odoo-http"],
            cwd=ROOT, env=environment(), check=False).returncode
        drop(DATABASE)
        return result


if __name__ == "__main__":
    command(main)
