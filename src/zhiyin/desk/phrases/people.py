"""Words for customers: where they stand, what was joined, what they asked for."""

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
MERGE_RULES: Final = {
    "stated_together": gettext_lazy("One source named both keys together."),
    "same_unionid": gettext_lazy("Both carry the same UnionID."),
    "person": gettext_lazy("Somebody decided so."),
}
RFM_GROUPS: Final = {
    "champions": gettext_lazy("Champions: come often, spent much, came lately"),
    "loyal": gettext_lazy("Loyal: come often"),
    "potential_loyalists": gettext_lazy("May become loyal"),
    "new": gettext_lazy("New"),
    "promising": gettext_lazy("Promising"),
    "need_attention": gettext_lazy("Need attention"),
    "about_to_sleep": gettext_lazy("About to fall asleep"),
    "at_risk": gettext_lazy("At risk: came often, not lately"),
    "cant_lose": gettext_lazy("Must not be lost: spent most, not lately"),
    "hibernating": gettext_lazy("Asleep"),
    "lost": gettext_lazy("Lost"),
}
LOYALTIES: Final = {
    "loyal": gettext_lazy("Loyal: comes again and feels well"),
    "latent": gettext_lazy("Feels well, seldom comes"),
    "spurious": gettext_lazy("Comes again, feels little: could be drawn away"),
    "none": gettext_lazy("Neither comes again nor feels well"),
}
RELATIONS: Final = {
    "rebate": gettext_lazy("Held by rebates: fragile"),
    "habit": gettext_lazy("Held by habit"),
    "emotion": gettext_lazy("Held by feeling"),
    "contract": gettext_lazy("Held by a contract"),
}


def value_in_words(value: float | None, low: float | None, high: float | None) -> str:
    """1,240 (900 – 1,600); "" when it is not known."""
    if value is None:
        return ""
    shown = wording.number(value)
    if low is None or high is None:
        return shown
    return _("%(value)s (%(range)s)") % {"value": shown, "range": wording.interval(low, high)}


def reason_in_words(reason: Any) -> str:
    """One reason for a churn risk, as the model's page words it."""
    if isinstance(reason, dict):
        return str(reason.get("words") or reason.get("code") or "")
    return str(reason)


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
