"""Rows that are feedback become signals."""

from collections.abc import Sequence
from datetime import tzinfo

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import Settled, SignalDraft, accept_signals
from zhiyin.collect.actions.accepting.identify import row_key
from zhiyin.collect.actions.taking.rows import Rows
from zhiyin.collect.models import Import
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.rows import RowReader


class FeedbackRows(Rows):
    """One signal a row."""

    def __init__(self, actor: Actor, row: Import, mapping: Mapping, zone: tzinfo) -> None:
        super().__init__(actor, row, mapping, zone)
        self._reader = RowReader(mapping, zone)

    def read(self, cells: list[str], own: list[str]) -> SignalDraft | Problem:
        key = "" if self.has_ids else row_key(own, self.seen)
        draft = self._reader.draft(cells)
        if isinstance(draft, SignalDraft) and not draft.source_id:
            draft.source_id = key or row_key(own, self.seen)
        return draft

    def take(self, drafts: Sequence[SignalDraft], numbers: Sequence[int]) -> list[Settled]:
        return accept_signals(
            self.actor, drafts, source=self.mapping.source, imported_id=self.row.pk, rows=numbers
        ).settled
