"""Sheets of mystery visits (神秘访客, 暗访) and inspections: a row per visit, or a row per check.

Every check is an item with a scale from 0 to its highest score; met or not met is 1 or 0. They are of the construct
"number", so that they mix with no score that a customer gave; the inspector is never a customer.
"""

from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.presets.mystery_visits.sheet import Sheet

__all__ = ["mystery_visits"]


def mystery_visits(head: Head, _descriptions: Descriptions) -> Recognised | None:
    """A sheet of mystery visits or inspections, or None."""
    if not head.header.numbers or len(head.header.names) < 3:
        return None
    sheet = Sheet(head)
    return sheet.long() or sheet.wide()
