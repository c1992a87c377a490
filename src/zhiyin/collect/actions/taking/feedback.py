"""Rows that are feedback become signals."""

from collections.abc import Sequence
from datetime import tzinfo

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import SignalDraft, accept_signals
from zhiyin.collect.actions.accepting.identify import row_key
from zhiyin.collect.actions.accepting.protect import PROTECTED, is_written
from zhiyin.collect.actions.accepting.settling import Settled
from zhiyin.collect.actions.taking.rows import Rows
from zhiyin.collect.models import Import
from zhiyin.science.collect.answering import item_of
from zhiyin.science.collect.checking import Problem
from zhiyin.science.collect.direct_identifiers import names_somebody
from zhiyin.science.collect.mapping import Mapping
from zhiyin.science.collect.rows import RowReader


class FeedbackRows(Rows):
    """One signal a row."""

    def __init__(self, actor: Actor, row: Import, mapping: Mapping, zone: tzinfo) -> None:
        super().__init__(actor, row, mapping, zone)
        self._reader = RowReader(mapping, zone)
        # questions whose wording asks for a name or a number: their code alone may not say so
        self._naming = {
            item_of(column)
            for column in mapping.columns
            if names_somebody(column.name) or names_somebody(column.label)
        }

    def read(self, cells: list[str], own: list[str]) -> SignalDraft | Problem:
        key = "" if self.has_ids else row_key(own, self.seen)
        draft = self._reader.draft(cells)
        if isinstance(draft, SignalDraft) and not draft.source_id:
            draft.source_id = key or row_key(own, self.seen)
        if isinstance(draft, SignalDraft) and draft.identity in PROTECTED:
            draft.answers = [
                one for one in draft.answers if not (one.item in self._naming and is_written(one))
            ]
        return draft

    def take(self, drafts: Sequence[SignalDraft], numbers: Sequence[int]) -> list[Settled]:
        return accept_signals(
            self.actor, drafts, source=self.mapping.source, imported_id=self.row.pk, rows=numbers
        ).settled
