# Part of lampo_privacy. LGPL-3.
"""What a user decides about a file before it is read."""

from dataclasses import dataclass, field

AUTO, CONSUMPTION, CUMULATIVE = KINDS = ("auto", "consumption", "cumulative")


@dataclass(frozen=True)
class Options:
    """`auto` leaves it to the file. `unit`: kwh, mwh; `meanings`: column index → meaning."""

    kind: str = AUTO
    unit: str = AUTO
    granularity: str = AUTO
    meanings: dict[int, str] = field(default_factory=dict)
