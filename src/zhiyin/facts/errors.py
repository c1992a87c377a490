"""What can go wrong with the lake; each says what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class LakeFault:
    """What does not fit in the lake: a code with its data; the rooms above have the words.

    Codes: log_behind (table), not_in_log (path), missing (path), torn (path, bytes, expected), unreadable (path),
    damaged (problem), other_version (none: its columns are those of another version).
    """

    code: str
    data: Mapping[str, str | int | float] = field(default_factory=dict)

    def __str__(self) -> str:
        """For logs."""
        return ", ".join([self.code, *(f"{name}: {value}" for name, value in self.data.items())])


class FactsError(Exception):
    """Something about the lake that its caller should handle or show."""


class LakeBusy(FactsError):
    """Another process is writing to the lake. Try again shortly."""


class LakeDamaged(FactsError):
    """The lake's log and files do not fit. Make it again with `zhiyin facts rebuild`."""


class LakeOfOtherVersion(LakeDamaged):
    """The lake has the columns of another version of Zhiyin. It has to be made again from the record."""


class FactsUnavailable(FactsError):
    """Files of the lake could not be read, also not through a newer manifest."""


class FactsOfOtherVersion(FactsUnavailable):
    """The lake has the columns of another version of Zhiyin, and has not been made again yet."""


class FactsTimeout(FactsError):
    """A query ran longer than it may and was interrupted. Ask for a shorter period or fewer dimensions."""
