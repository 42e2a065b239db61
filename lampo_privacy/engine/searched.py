# Part of lampo_privacy. LGPL-3.
"""What was searched: the certificate's evidence that nothing is reported as erased that was not looked for."""

from dataclasses import asdict, dataclass


@dataclass
class Searched:
    """How much one run looked through. Sizes in bytes."""

    tables: int = 0
    columns: int = 0
    text_bytes: int = 0
    files: int = 0
    file_bytes: int = 0
    # files of which some stayed closed: encrypted, broken, or packed beyond the limits
    unreadable: int = 0

    def as_dict(self) -> dict[str, int]:
        return asdict(self)
