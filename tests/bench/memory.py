"""Peak memory of this process while something runs (Linux)."""

from pathlib import Path


def peak(action) -> float:
    """In MB; what was taken before and is still held counts."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    action()
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def require_flat(what: str, growth: float, most: float) -> None:
    """Print by how many MB memory grew; end the benchmark where it is more than `most`."""
    if growth > most:
        raise SystemExit(f"{what}: {growth:.0f} MB more")
    print(f"memory of {what}: {growth:+.1f} MB")  # noqa: T201
