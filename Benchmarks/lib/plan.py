"""How much a run measures."""
import dataclasses


@dataclasses.dataclass(frozen=True)
class Plan:
    """How often and how long; `quick` is for seeing that it works, not for figures to keep."""
    runs: int
    quick: bool
    # Of one interleaved run of a target.
    seconds: int

    @property
    def samples(self):
        """Of the long recording."""
        return 5_000_000 if self.quick else 100_000_000

    @property
    def megabytes(self):
        """Of an imported file."""
        return 30 if self.quick else 300
