"""What becomes of the rows of a file, by what it holds: feedback, purchases, customers."""

from zoneinfo import ZoneInfo

from django.conf import settings

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.taking.customers import CustomerRows
from zhiyin.collect.actions.taking.feedback import FeedbackRows
from zhiyin.collect.actions.taking.purchases import PurchaseRows
from zhiyin.collect.actions.taking.rows import Rows
from zhiyin.collect.models import Import
from zhiyin.science.collect.fields import CUSTOMERS, PURCHASES
from zhiyin.science.collect.mapping import Mapping

_KINDS: dict[str, type[Rows]] = {PURCHASES: PurchaseRows, CUSTOMERS: CustomerRows}


def rows_of(actor: Actor, row: Import, mapping: Mapping) -> Rows:
    """How the rows of this import are read and taken."""
    return _KINDS.get(mapping.kind, FeedbackRows)(actor, row, mapping, ZoneInfo(settings.TIME_ZONE))
