"""What judgements about people rest on: stated with every figure, set by people here."""

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from zhiyin.science.understand.people.churn.histories import Gone
    from zhiyin.science.understand.people.lifetime_value import Terms as ValueTerms

SEED = 20_261_122
LONGEST_NAME: Final = 60
LIMITS: Final[dict[str, tuple[float, float]]] = {
    "horizon_weeks": (4, 520),
    "yearly_discount": (0, 1),
    "margin": (0.01, 1),
    "gone_times": (1, 20),
    "gone_least": (1, 1_095),
    "gone_most": (1, 1_095),
    "window_days": (7, 365),
    "high_share": (0.01, 0.98),
    "middle_share": (0.02, 0.99),
}
"""The least and the most that each number may be."""
OUT_OF_RANGE, NOT_ABOVE, BOTH_OR_NONE, TOO_LONG = "out_of_range", "not_above", "both_or_none", "too_long"


@dataclass(frozen=True, slots=True)
class Terms:
    """`horizon_weeks`, `yearly_discount` and `margin` (share of money that is margin) of a lifetime value; when
    somebody who buys without a contract counts as gone (`gone_times` × their usual gap, between `gone_least` and
    `gone_most` days); `window_days` in which a next product follows; the shares of customers in the two upper tiers;
    for contracts the attribute and value by which a source says that somebody has left. Raises ValueError.
    """

    horizon_weeks: int = 52
    yearly_discount: float = 0.1
    margin: float = 0.3
    gone_times: float = 3.0
    gone_least: int = 30
    gone_most: int = 180
    window_days: int = 90
    high_share: float = 0.2
    middle_share: float = 0.5
    left_attribute: str = ""
    left_value: str = ""

    def __post_init__(self) -> None:
        wrong = faults({one.name: getattr(self, one.name) for one in fields(self)})
        if wrong:
            raise ValueError(f"terms out of range: {wrong}")

    @property
    def gone(self) -> "Gone":
        """The definition of having left without a contract."""
        # here, and not above: SciPy takes a second that every start of the product would pay
        from zhiyin.science.understand.people.churn.histories import Gone  # noqa: PLC0415

        return Gone(times=self.gone_times, least=float(self.gone_least), most=float(self.gone_most))

    @property
    def of_value(self) -> "ValueTerms":
        """What a lifetime value states of itself."""
        from zhiyin.science.understand.people.lifetime_value import Terms as ValueTerms  # noqa: PLC0415

        return ValueTerms(
            horizon=float(self.horizon_weeks),
            yearly_discount=self.yearly_discount,
            margin=self.margin,
            seed=SEED,
        )


def faults(content: dict[str, Any]) -> dict[str, str]:
    """What is wrong with terms, a code a field: OUT_OF_RANGE, NOT_ABOVE (the field that must be larger), TOO_LONG,
    BOTH_OR_NONE (attribute and value go together)."""
    found = {
        name: OUT_OF_RANGE for name, (least, most) in LIMITS.items() if not least <= content[name] <= most
    }
    for lower, upper, may_be_equal in (
        ("gone_least", "gone_most", True),
        ("high_share", "middle_share", False),
    ):
        below, above = content[lower], content[upper]
        if not {lower, upper} & set(found) and not (below < above or (may_be_equal and below == above)):
            found[upper] = NOT_ABOVE
    for name in ("left_attribute", "left_value"):
        if len(content[name]) > LONGEST_NAME or "\x00" in content[name]:
            found[name] = TOO_LONG
    if bool(content["left_attribute"]) != bool(content["left_value"]):
        found["left_value" if content["left_attribute"] else "left_attribute"] = BOTH_OR_NONE
    return found


def terms_from(content: dict[str, Any]) -> Terms:
    """The terms kept, defaults for what is absent; what is no term is passed over."""
    known = {one.name for one in fields(Terms)}
    return Terms(**{name: value for name, value in content.items() if name in known})
