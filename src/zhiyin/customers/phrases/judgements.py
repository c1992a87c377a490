"""Words for what models say of customers: the codes in `Standing`, reasons for a risk, and why a product is offered."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from zhiyin.theme import wording

Text = str | Promise

VALUE_TIERS: Final[dict[str, Text]] = {
    "high": pgettext_lazy("value tier", "High"),
    "middle": pgettext_lazy("value tier", "Middle"),
    "low": pgettext_lazy("value tier", "Low"),
}
RFM_GROUPS: Final[dict[str, Text]] = {
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
LOYALTIES: Final[dict[str, Text]] = {
    "loyal_both": gettext_lazy("Loyal: comes again and is very satisfied"),
    "heart_only": gettext_lazy("Very satisfied, seldom comes"),
    "habit_only": gettext_lazy("Comes again, is not very satisfied: could be drawn away"),
    "none": gettext_lazy("Neither comes again nor is very satisfied"),
}
RELATIONS: Final[dict[str, Text]] = {
    "contractual": gettext_lazy("Held by a contract"),
    "rebate": gettext_lazy("Held by rebates: fragile"),
    "emotional": gettext_lazy("Held by the heart"),
    "habit": gettext_lazy("Held by habit"),
    "none": gettext_lazy("Held by nothing we know of"),
}
NOT_FOR_PRICES: Final = gettext_lazy(
    "Tiers and risks decide who is served first and how, never a price or terms. Whoever is judged may ask why, have "
    "a person look at it, and refuse."
)


def known_word(code: str, words: Mapping[str, Text]) -> str:
    """The words for a code; the code itself for one that this version does not know, "" for none."""
    return str(words.get(code, code)) if code else ""


def value_in_words(value: float | None, low: float | None, high: float | None) -> str:
    """1,240 (900 – 1,600); "" when it is not known."""
    if value is None:
        return ""
    shown = wording.number(value)
    if low is None or high is None:
        return shown
    return _("%(value)s (%(range)s)") % {"value": shown, "range": wording.interval(low, high)}


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


def reason_in_words(reason: Any) -> str:
    """One reason for a risk of leaving: {"feature", "value"}, features as `science…churn.histories` knows them; what
    a source calls by its own name is shown as it is."""
    if not isinstance(reason, Mapping):
        return str(reason)
    feature, value = str(reason.get("feature") or ""), reason.get("value")
    if feature not in FEATURES:
        if value is None:
            return _("«%(name)s» is not known") % {"name": feature}
        return _("«%(name)s: %(value)s»") % {"name": feature, "value": _shown(value)}
    known, unknown = FEATURES[feature]
    if value is None or not isinstance(value, int | float):
        return str(unknown)
    return str(known) % {
        "value": wording.number(value, 0 if feature in WHOLE else 1),
        "percent": wording.number(100 * value),
        "half": wording.number(value, 2),
    }


def feature_in_words(feature: str) -> str:
    """What a column of a model of leaving is called; an attribute keeps its source's name."""
    return str(FEATURE_NAMES.get(feature, feature))


def next_in_words(offer: Any) -> str:
    """Why a product is offered: "34 % of 412 customers who bought A took B within 90 days, 2.1 times as many as
    usual"; the product alone where it is merely popular."""
    if not isinstance(offer, Mapping):
        return str(offer)
    product = str(offer.get("product") or "")
    share, n = offer.get("share"), offer.get("n")
    if not isinstance(share, int | float) or not n or not offer.get("because"):
        return _("%(product)s: bought by many lately") % {"product": product}
    words = {
        "product": product,
        "because": str(offer["because"]),
        "percent": wording.number(100 * share),
        "n": wording.number(n),
        "days": wording.number(offer.get("days") or 0),
    }
    times = offer.get("times_usual")
    if not isinstance(times, int | float):
        return (
            _(
                "%(product)s: %(percent)s%% of %(n)s customers who bought %(because)s took it within %(days)s days"
            )
            % words
        )
    return _(
        "%(product)s: %(percent)s%% of %(n)s customers who bought %(because)s took it within %(days)s days, "
        "%(times)s times as many as usual"
    ) % {**words, "times": wording.number(times, 1)}


def products_in_words(offers: Sequence[Any]) -> str:
    """The products alone, best first."""
    names = (str(one.get("product") or "") if isinstance(one, Mapping) else str(one) for one in offers)
    return _(", ").join(name for name in names if name)


def _shown(value: Any) -> str:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return wording.number(value, 0 if value == int(value) else 2)
    return str(value)


WHOLE: Final = frozenset(
    {"silence", "purchases", "age", "recent_30", "recent_90", "recent_180", "recent_365", "spent"}
)
FEATURES: Final[dict[str, tuple[Text, Text]]] = {
    "silence": (gettext_lazy("Last bought %(value)s days ago"), gettext_lazy("Never bought")),
    "purchases": (
        gettext_lazy("Bought on %(value)s days in all"),
        gettext_lazy("Number of purchases not known"),
    ),
    "age": (gettext_lazy("First bought %(value)s days ago"), gettext_lazy("First purchase not known")),
    "gap": (
        gettext_lazy("Usually buys every %(value)s days"),
        gettext_lazy("No usual time between purchases yet"),
    ),
    "silence_over_gap": (
        gettext_lazy("Silent for %(value)s times their usual time between purchases"),
        gettext_lazy("No usual time between purchases yet"),
    ),
    "missed": (
        gettext_lazy("About %(value)s purchases have not come that their pace let expect"),
        gettext_lazy("No pace known yet"),
    ),
    "last_gap_over_gap": (
        gettext_lazy("The last time between purchases was %(value)s times the usual one"),
        gettext_lazy("Bought only once"),
    ),
    "gap_spread": (
        gettext_lazy("Buys irregularly or regularly: spread %(half)s of the usual time"),
        gettext_lazy("Too few purchases to tell how regularly"),
    ),
    "bought_at": (
        gettext_lazy("The last purchase came after %(percent)s%% of the time we know them"),
        gettext_lazy("Too new to tell"),
    ),
    "pace": (
        gettext_lazy("%(percent)s%% of the purchases fell into the newer half of the time"),
        gettext_lazy("No pace known yet"),
    ),
    "recent_30": (
        gettext_lazy("Bought on %(value)s of the last 30 days"),
        gettext_lazy("Known for less than 30 days"),
    ),
    "recent_90": (
        gettext_lazy("Bought on %(value)s of the last 90 days"),
        gettext_lazy("Known for less than 90 days"),
    ),
    "recent_180": (
        gettext_lazy("Bought on %(value)s of the last 180 days"),
        gettext_lazy("Known for less than 180 days"),
    ),
    "recent_365": (
        gettext_lazy("Bought on %(value)s of the last 365 days"),
        gettext_lazy("Known for less than a year"),
    ),
    "spent": (gettext_lazy("Spent %(value)s in all"), gettext_lazy("Amount spent not known")),
    "mean_amount": (gettext_lazy("Spends %(value)s a time"), gettext_lazy("Amount spent not known")),
    "last_over_mean_amount": (
        gettext_lazy("The last purchase was %(value)s times their mean amount"),
        gettext_lazy("Amount spent not known"),
    ),
    "returned_share": (
        gettext_lazy("%(percent)s%% of what they bought came back"),
        gettext_lazy("Returns not known"),
    ),
}
"""Of a feature the sentence with its value, and the one where it has none."""
FEATURE_NAMES: Final[dict[str, Text]] = {
    "silence": gettext_lazy("Days since the last purchase"),
    "purchases": gettext_lazy("Days with a purchase"),
    "age": gettext_lazy("Days since the first purchase"),
    "gap": gettext_lazy("Usual time between purchases"),
    "silence_over_gap": gettext_lazy("Silence over the usual time between purchases"),
    "missed": gettext_lazy("Purchases that have not come"),
    "last_gap_over_gap": gettext_lazy("The last time between purchases over the usual one"),
    "gap_spread": gettext_lazy("How regularly"),
    "bought_at": gettext_lazy("When the last purchase came, between first and now"),
    "pace": gettext_lazy("Purchases in the newer half of the time"),
    "recent_30": gettext_lazy("Purchases of the last 30 days"),
    "recent_90": gettext_lazy("Purchases of the last 90 days"),
    "recent_180": gettext_lazy("Purchases of the last 180 days"),
    "recent_365": gettext_lazy("Purchases of the last year"),
    "spent": gettext_lazy("Money spent"),
    "mean_amount": gettext_lazy("Mean amount of a purchase"),
    "last_over_mean_amount": gettext_lazy("The last amount over the mean one"),
    "returned_share": gettext_lazy("Share that came back"),
}
