"""Words for what is known of the people behind a persona."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MEANS: Final[dict[str, "str | Promise"]] = {
    "nps": _("Would recommend, 0–10"),
    "csat": _("Satisfaction, 1–5"),
    "rating": _("Rating"),
    "purchases": _("Days with a purchase"),
    "spent": _("Spent"),
    "churn_risk": _("Probability of leaving"),
}
