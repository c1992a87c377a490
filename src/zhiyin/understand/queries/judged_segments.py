"""Which segments ask about what models say."""

from zhiyin.customers.queries.segment_order import kept_in_order
from zhiyin.science.terms import fields_used
from zhiyin.understand.judging.writing import COLUMNS


def segments_about_judgements() -> list[int]:
    """Active segments by criteria that mention a column models write."""
    return [one.segment.id for one in kept_in_order() if fields_used(one.criterion) & set(COLUMNS)]
