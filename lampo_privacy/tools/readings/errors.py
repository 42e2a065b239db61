# Part of lampo_privacy. LGPL-3.
"""What can be wrong with a file of readings: codes and figures only, the wizard has the words."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Fault:
    """One faulty line: its number in the file (the first line is 1), what is wrong, and the values to name."""

    line: int
    code: str
    params: dict = field(default_factory=dict)


class ReadingsError(Exception):
    """The file cannot be taken: `code` says why, `params` what to name; `faults` are the lines for code `faults`."""

    def __init__(self, code: str, faults: tuple[Fault, ...] = (), **params):
        super().__init__(code, params)
        self.code, self.faults, self.params = code, tuple(faults), params
