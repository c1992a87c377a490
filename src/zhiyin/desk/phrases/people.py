"""Words for customers: where they stand, what was joined, what they asked for."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhiyin.theme import wording

VALUE_TIERS: Final = {
    "high": pgettext_lazy("value tier", "High"),
    "middle": pgettext_lazy("value tier", "Middle"),
    "low": pgettext_lazy("value tier", "Low"),
}
GROUPS: Final = {
    "": gettext_lazy("Everything"),
    "heard": gettext_lazy("Heard"),
    "done": pgettext_lazy("by a customer", "Done"),
    "case": gettext_lazy("Cases"),
    "message": gettext_lazy("Messages"),
    "consent": gettext_lazy("Consent and rights"),
    "profile": gettext_lazy("Profile and joining"),
}
CONSENT_STATES: Final = {
    "given": gettext_lazy("Agreed"),
    "withdrawn": gettext_lazy("Withdrawn"),
}
REQUESTS: Final = {
    "export": gettext_lazy("Asked for a copy of their data"),
    "correct": gettext_lazy("Asked for a correction"),
    "restrict": gettext_lazy("Asked for their data to be used for nothing"),
    "erase": gettext_lazy("Asked to be erased"),
}
RFM_GROUPS: Final = {
    "champions": gettext_lazy("Champions: come often, spend much, came lately"),
    "loyal": gettext_lazy("Loyal: come often"),
    "promising": gettext_lazy("Promising: came lately, not often yet"),
    "new": pgettext_lazy("RFM group", "New"),
    "needs_attention": gettext_lazy("Need attention: used to come, now less"),
    "about_to_sleep": gettext_lazy("About to fall asleep: seldom, and not lately"),
    "at_risk": gettext_lazy("At risk: came often, not lately"),
    "cant_lose": gettext_lazy("Must not be lost: were among the best, not lately"),
    "hibernating": gettext_lazy("Asleep: seldom, and long ago"),
    "lost": pgettext_lazy("RFM group", "Lost"),
}
LOYALTIES: Final = {
    "loyal_both": gettext_lazy("Loyal by deed and by heart"),
    "heart_only": gettext_lazy("Feels well, seldom comes"),
    "habit_only": gettext_lazy("Comes again, feels little: could be drawn away"),
    "none": gettext_lazy("Neither comes again nor feels well"),
    "unknown": "",
}
RELATIONS: Final = {
    "contractual": gettext_lazy("Held by a contract"),
    "rebate": gettext_lazy("Held by rebates: fragile"),
    "emotional": gettext_lazy("Held by feeling"),
    "habit": gettext_lazy("Held by habit"),
    "none": gettext_lazy("Held by nothing that we see"),
    "unknown": "",
}
FEATURES: Final = {
    "silence": gettext_lazy("Last purchase %(value)s days ago"),
    "silence_over_gap": gettext_lazy("Silent for %(value)s times the usual gap"),
    "purchases": gettext_lazy("%(value)s days with a purchase"),
    "age": gettext_lazy("First purchase %(value)s days ago"),
    "gap": gettext_lazy("Usual gap between purchases %(value)s days"),
    "last_gap_over_gap": gettext_lazy("The last gap was %(value)s times the usual one"),
    "gap_spread": gettext_lazy("Gaps between purchases vary (%(value)s)"),
    "bought_at": gettext_lazy("The last purchase lies at %(value)s of the time with us"),
    "missed": gettext_lazy("%(value)s purchases have been missed"),
    "pace": gettext_lazy("Share of purchases in the later half: %(value)s"),
    "recent_30": gettext_lazy("Purchases in 30 days: %(value)s"),
    "recent_90": gettext_lazy("Purchases in 90 days: %(value)s"),
    "recent_180": gettext_lazy("Purchases in 180 days: %(value)s"),
    "recent_365": gettext_lazy("Purchases in 365 days: %(value)s"),
    "spent": gettext_lazy("Spent so far: %(value)s"),
    "mean_amount": gettext_lazy("Spends %(value)s at a time"),
    "last_over_mean_amount": gettext_lazy("The last purchase was %(value)s times the usual amount"),
    "returned_share": gettext_lazy("Share of purchases returned: %(value)s"),
}
"""What the churn model looks at, as a reason."""


def value_in_words(value: float | None, low: float | None, high: float | None) -> str:
    """1,240 (900 – 1,600); "" when it is not known."""
    if value is None:
        return ""
    shown = wording.number(value)
    if low is None or high is None:
        return shown
    return _("%(value)s (%(range)s)") % {"value": shown, "range": wording.interval(low, high)}


def reason_in_words(reason: Mapping[str, Any]) -> str:
    """One reason for a risk of leaving; an attribute that a source tells of is named as the source names it."""
    feature, value = str(reason.get("feature", "")), reason.get("value")
    if isinstance(value, float | int) and not isinstance(value, bool):
        shown = wording.number(value, 0 if value == int(value) else 1)
    else:
        shown = _("not known") if value is None else str(value)
    if feature in FEATURES and value is not None:
        return str(FEATURES[feature]) % {"value": shown}
    return _("%(name)s: %(value)s") % {"name": feature, "value": shown}


def suggestion_in_words(suggestion: Mapping[str, Any]) -> str:
    """What somebody may want next, and because of what."""
    product, because = str(suggestion.get("product", "")), suggestion.get("because")
    if not because or suggestion.get("share") is None:
        return product
    return _(
        "%(product)s: %(share)s%% of those with %(because)s bought it within %(days)s days (n %(n)s)"
    ) % {
        "product": product,
        "share": wording.number(100 * float(suggestion["share"])),
        "because": because,
        "days": suggestion.get("days", ""),
        "n": suggestion.get("n", ""),
    }


def explained_tier(tier: str, low: float | None, high: float | None, purchases: int) -> str:
    """Why somebody has their value tier, in a sentence that may be read to them (requirement D10)."""
    label = str(VALUE_TIERS.get(tier, tier))
    if low is None or high is None:
        return _("%(tier)s: judged from %(count)s days with a purchase.") % {
            "tier": label,
            "count": purchases,
        }
    return _(
        "%(tier)s: from %(count)s days with a purchase, %(low)s to %(high)s are expected over the coming year."
    ) % {"tier": label, "count": purchases, "low": wording.number(low), "high": wording.number(high)}
