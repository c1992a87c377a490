"""What taking in the rows of a file needs, whatever they hold."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import tzinfo
from typing import Any

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accepting.identify import row_key
from zhiyin.collect.actions.accepting.occurrences import Occurrences
from zhiyin.collect.actions.accepting.settling import Settled
from zhiyin.collect.models import Import
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.mapping import Mapping


class Rows(ABC):
    """One run over the rows of a file. A row is read, then taken in with others; the same row again is the same."""

    def __init__(self, actor: Actor, row: Import, mapping: Mapping, zone: tzinfo) -> None:
        self.actor = actor
        self.row = row
        self.mapping = mapping
        self.zone = zone
        self.seen = Occurrences()
        self.has_ids = any(column.field == "id" for column in mapping.columns)

    @abstractmethod
    def read(self, cells: list[str], own: list[str]) -> Any | Problem:
        """What a row says, or why it says nothing. `own` are its cells without those that were added to it."""

    def pass_by(self, cells: list[str], own: list[str]) -> None:
        """A row that was settled before the import went on: it counts for the rows that are like it."""
        if not self.has_ids:
            row_key(own, self.seen)

    @abstractmethod
    def take(self, drafts: Sequence[Any], numbers: Sequence[int]) -> list[Settled]:
        """What became of each, in order; in the caller's transaction."""
