"""Words for what a condition about customers can speak of."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise

FIELD_NAMES: Final[dict[str, Text]] = {
    "tier": _("tier"),
    "language": _("language"),
    "age": _("age in years"),
    "is_known": _("known by more than a device"),
    "met_at": _("since when we know them"),
    "attributes": _("an attribute that is a text, as in attributes.city"),
    "numbers": _("an attribute that is a number, as in numbers.children"),
    "voices": _("how many voices we heard"),
    "purchases": _("days on which something was bought"),
    "spent": _("amount spent, less refunds"),
    "refunds": _("number of refunds"),
    "products": _("number of different products"),
    "first_heard_at": _("time of the first voice"),
    "last_heard_at": _("time of the latest voice"),
    "first_bought_at": _("time of the first purchase"),
    "last_bought_at": _("time of the latest purchase"),
    "nps": _("would recommend, 0–10, the latest"),
    "csat": _("satisfaction, the latest"),
    "ces": _("ease, the latest"),
    "rating": _("rating, the latest"),
    "sentiment": _("feeling of the latest words, −1 to 1"),
    "recency_score": _("RFM: how recently, 1–5"),
    "frequency_score": _("RFM: how often, 1–5"),
    "monetary_score": _("RFM: how much, 1–5"),
    "alive": _("probability that they are still customers, 0 to 1"),
    "expected_purchases": _("purchases to be expected"),
    "value": _("lifetime value"),
    "churn_risk": _("probability of leaving, 0 to 1"),
    "rfm_group": _("RFM group"),
    "value_tier": _("value tier"),
    "loyalty": _("loyalty class"),
    "relation": _("kind of relation"),
    "is_silent": _("says nothing"),
    "segments": _("the segments they are in: code, name"),
    "interests": _("what they like to hear of: name"),
    "signals": _("what they said: kind, channel, nps, sentiment, occurred_at …"),
    "events": _("what happened to them: kind, product, amount, occurred_at …"),
}

KINDS: Final[dict[str, Text]] = {
    "criteria": pgettext_lazy("segment", "By condition"),
    "list": pgettext_lazy("segment", "List"),
}

EXAMPLES: Final[tuple[tuple[Text, str], ...]] = (
    (_("Gold customers who are about to leave"), 'tier == "gold" && churn_risk > 0.5'),
    (_("Bought three times, and not for 90 days"), 'purchases >= 3 && last_bought_at < ago("90d")'),
    (_("Unhappy, with two purchases in 30 days"), 'nps <= 6 && count(events, "30d", kind == "paid") >= 2'),
    (
        _("In one segment and not in another"),
        'any(segments, code == "loyal") && !any(segments, code == "staff")',
    ),
)
