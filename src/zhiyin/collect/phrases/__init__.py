"""Codes of `science.collect` in words."""

from zhiyin.collect.phrases.evidence import ENCODING_EVIDENCE, evidence
from zhiyin.collect.phrases.faults import fault
from zhiyin.collect.phrases.fields import FIELD_LABELS, GROUP_LABELS, KIND_LABELS, STATE_LABELS
from zhiyin.collect.phrases.notes import PRESET_LABELS, note
from zhiyin.collect.phrases.reasons import REASONS, reason

__all__ = [
    "ENCODING_EVIDENCE",
    "FIELD_LABELS",
    "GROUP_LABELS",
    "KIND_LABELS",
    "PRESET_LABELS",
    "REASONS",
    "STATE_LABELS",
    "evidence",
    "fault",
    "note",
    "reason",
]
