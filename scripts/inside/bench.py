"""Run one benchmark of tests/bench: ours and a yardstick on this machine, in the same run. Run in Odoo's shell."""

import importlib
import os
import sys
import time

from table import heading, show

env = env  # noqa: PLW0127 - the shell's, named for the reader
sys.path.insert(0, "tests/bench")


def seconds(action):
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


bench = importlib.import_module(os.environ["BENCH"])
measured = bench.measure(env, seconds)
# one bench may compare several things: then it returns (title, ours, yardstick) for each
rows = measured if isinstance(measured, list) else [(bench.TITLE, *measured)]
heading("Ours and the yardstick in seconds, and their ratio")
show([(title, f"{ours:.3f}", f"{yard:.3f}", f"{ours / yard:.2f}") for title, ours, yard in rows])
