"""Words of the models of people: what each is for, what it cannot do, why it may be silent."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Text = str | Promise

TITLES: Final[dict[str, Text]] = {
    "value": _("Customer lifetime value"),
    "tiers": _("Value tiers"),
    "churn": _("Who may leave (without a contract)"),
    "churn_contract": _("Who may leave (with a contract)"),
    "next_product": _("Next product"),
    "loyalty": _("Loyalty and ties"),
    "silence": _("Who is not heard"),
    "rfm": _("Recency, frequency, money (RFM)"),
    "base": _("The customers we have"),
    "retention": _("Who stays"),
    "acquisition": _("Cost of winning against value"),
}
PURPOSES: Final[dict[str, Text]] = {
    "value": _(
        "What each customer is expected to bring over the horizon, and whether they are still a customer."
    ),
    "tiers": _("Which customers are served first and with more time, by what they are expected to bring."),
    "churn": _("Whom to ask or win back before they are gone, where nobody gives notice."),
    "churn_contract": _("Whom to talk to before they end their contract."),
    "next_product": _("What to offer a customer next, and why."),
    "loyalty": _("Who comes again and means it, who only comes again, and what holds them."),
    "silence": _("Whom we do not hear, or no longer: silence is not contentment."),
    "rfm": _("A plain grouping of customers by how lately, how often and for how much they bought."),
    "base": _("How much of what we offer customers use, and where there is room."),
    "retention": _("How many of those who came stay, by the month in which they came."),
    "acquisition": _("Whether winning customers costs less than they bring, and when it has paid back."),
}
METHODS: Final[dict[str, Text]] = {
    "value": _(
        "BG/NBD for purchases and Gamma–Gamma for amounts (Fader and Hardie), both fitted to these customers alone; "
        "future margin is discounted."
    ),
    "tiers": _(
        "Borders by shares of customers; whoever is in a tier leaves it only when 10% beyond the border."
    ),
    "churn": _(
        "A scorecard on what is known of purchases at an earlier day, learnt from what followed, and calibrated. "
        "Where it does not beat the simple rule, the rule is used."
    ),
    "churn_contract": _(
        "A scorecard on what sources say of customers, learnt from those who left, and calibrated. Where it does not "
        "beat the best single attribute, that is used."
    ),
    "next_product": _("Counts of who took what after what, shrunk towards the usual share."),
    "loyalty": _(
        "Behaviour (days with a purchase in a year) and heart (only the top box counts) are judged apart, then held "
        "side by side."
    ),
    "silence": _("Silence against each customer’s own habit of speaking."),
    "rfm": _("Fifths by rank, equal values share a score; terciles below 25 customers. Money is the total."),
    "base": _(
        "Counts of who has what, by class of loyalty; room is the distance to the class that uses most."
    ),
    "retention": _("Cohorts by month of the first purchase; Kaplan–Meier for contracts."),
    "acquisition": _("The mean cost that sources state against the mean lifetime value."),
}
LIMITS: Final[dict[str, tuple[Text, ...]]] = {
    "value": (
        _(
            "Whoever bought only once counts as a customer for certain: that is a property of the model, not a finding."
        ),
        _(
            "What one single customer will bring is mostly chance: the interval often begins at nought. Use sums and tiers."
        ),
        _("Campaigns, prices and seasons to come are not in it: it takes the past on."),
    ),
    "tiers": (
        _("A tier rests on the expected value, with all its limits."),
        _("New customers have little history: their tier may change soon."),
    ),
    "churn": (
        _("Leaving is a definition here (see the terms), since nobody gives notice."),
        _("A reason says what goes with leaving, not what causes it."),
    ),
    "churn_contract": (
        _("It learns from customers who left at different times as if they had left now."),
        _("Columns that were very likely written after somebody left are not used; check the list."),
        _("A reason says what goes with leaving, not what causes it."),
    ),
    "next_product": (
        _(
            "That something often follows does not mean that offering it sells more: only a test with a hold-out tells."
        ),
    ),
    "loyalty": (
        _("Who was never asked is not known: a share is of those of whom both sides are known."),
        _("Answers older than a year count as unknown."),
    ),
    "silence": (_("Customers who give feedback without a name are not counted as heard."),),
    "rfm": (_("It describes the past and foresees nothing."),),
    "base": (_("Room is an association, not a forecast: customers differ in more than loyalty."),),
    "retention": (
        _(
            "Without contracts, a customer who does not buy in a month may well come back: cohorts show activity."
        ),
        _("Months that a cohort has not reached are blank."),
    ),
    "acquisition": (_("Only costs that sources state are in it (the attribute acquisition_cost)."),),
}
REASONS: Final[dict[str, Text]] = {
    "too_few_customers": _("customers with a purchase"),
    "too_few_repeaters": _("customers who bought again with a known amount"),
    "too_few_purchases": _("purchases"),
    "too_few_events": _("customers who left"),
    "spread_too_wide": _("a spread of amounts that has a mean"),
    "no_fit": _("a fit that could be found"),
    "customers_of_known_value": _("customers of known value"),
    "customers_of_different_value": _("customers of different value"),
    "customers_who_left": _("customers who left"),
    "customers_who_stayed": _("customers who stayed"),
    "usable_columns": _("attributes that tell something"),
    "gaps_between_purchases": _("customers who bought twice"),
    "days_of_history": _("days of history"),
    "products_with_30_buyers": _("products with 30 buyers"),
    "customers_with_a_new_product": _("customers who took a new product"),
    "voices_of_known_customers": _("voices of known customers"),
    "products": _("products"),
    "lifetime_values": _("lifetime values"),
    "customers_of_known_cost": _("customers whose cost of winning is known"),
    "customers_who_joined": _("customers of whom it is known when they joined"),
    "customers_who_left_on_a_known_day": _("customers who left on a known day"),
    "left_attribute": _("an attribute that says who left"),
}
STATES: Final[dict[str, Text]] = {
    "ready": pgettext_lazy("model", "in use"),
    "not_enough": _("not enough data"),
    "failed": _("failed"),
}
TERMS: Final[dict[str, Text]] = {
    "horizon_weeks": _("Horizon of lifetime value, in weeks"),
    "yearly_discount": _("Discount a year, as a share (0.1 = 10%)"),
    "margin": _("Margin, as a share of money (0.3 = 30%)"),
    "gone_times": _("Gone after so many times the usual time between purchases"),
    "gone_least": _("… but at the earliest after days"),
    "gone_most": _("… and at the latest after days"),
    "window_days": _("A next product follows within days"),
    "high_share": _("Share of customers in the highest tier"),
    "middle_share": _("Share of customers in the highest and the middle tier"),
    "left_attribute": _("Attribute that says who left"),
    "left_value": _("Its value for those who left"),
}
TERMS_OF: Final[dict[str, tuple[str, ...]]] = {
    "value": ("horizon_weeks", "yearly_discount", "margin"),
    "tiers": ("horizon_weeks", "yearly_discount", "margin", "high_share", "middle_share"),
    "churn": ("gone_times", "gone_least", "gone_most"),
    "churn_contract": ("left_attribute", "left_value"),
    "next_product": ("window_days",),
    "loyalty": ("gone_times", "gone_least", "gone_most"),
    "acquisition": ("horizon_weeks", "yearly_discount", "margin"),
}
"""The terms that a model rests on."""
EXCLUDED: Final[dict[str, Text]] = {
    "names_rows": _("numbers or names the customers"),
    "one_value": _("has one value only"),
    "determines": _("all but tells who left: very likely written afterwards"),
}
WARNINGS: Final[dict[str, Text]] = {
    "at_edge": _(
        "A parameter ran to its edge (customers hardly differ in it): intervals are less sure than they look."
    ),
    "frequency_tells_value": _(
        "How often people buy goes with how much they spend, which the model supposes it does not."
    ),
}
FEW: Final = _("fewer than 30: indicative only")
