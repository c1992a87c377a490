"""Exports of review platforms: stars and parts of the rating, added texts, replies, the context of the visit.

A file is taken for reviews when enough speaks for it: what it is called, the parts of a rating, a merchant's reply,
added texts, a column of platforms. 评分 and 评价 alone do not: such tables remain tables of one's own.
"""

from typing import Final

from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.presets.reviews.building import build
from zhiyin.science.collect.presets.reviews.reading import ReviewTable

__all__ = ["reviews"]

MOST_COLUMNS: Final = 200


def reviews(head: Head, _descriptions: Descriptions) -> Recognised | None:
    """Reviews from a platform, or None. The preset is the platform's code, "reviews" where the file does not tell."""
    if not head.header.numbers or not 3 <= len(head.header.names) <= MOST_COLUMNS:
        return None
    table = ReviewTable(head)
    return build(table) if table.is_sure else None
