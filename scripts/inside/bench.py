"""Run the benchmarks of tests/bench: ours and a yardstick on this machine, in the same run. Run in Odoo's shell."""

import importlib
import os
import sys
import time
from pathlib import Path

from table import heading, show

env = env  # noqa: PLW0127 - the shell's, named for the reader
folder = Path("tests/bench")
sys.path.insert(0, str(folder))


def seconds(action):
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


rows = []
for path in sorted(folder.glob(f"bench_{os.environ.get('BENCH', '*')}.py")):
    bench = importlib.import_module(path.stem)
    measured = bench.measure(env, seconds)
    env.cr.rollback()
    # one bench may compare several things: then it returns (title, ours, yardstick) for each
    for title, ours, yard in measured if isinstance(measured, list) else [(bench.TITLE, *measured)]:
        rows.append((title, f"{ours:.3f}", f"{yard:.3f}", f"{ours / yard:.2f}"))
heading("Benchmarks: ours and the yardstick in seconds, and their ratio")
show(rows)
