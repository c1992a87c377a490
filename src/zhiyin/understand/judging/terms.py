"""What judgements about people rest on: stated with every figure, set by people here."""

from dataclasses import dataclass, fields
from typing import Any

from zhiyin.science.understand.people.churn.histories import Gone
from zhiyin.science.understand.people.lifetime_value import Terms as ValueTerms

SEED = 20_261_122


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
        possible = (
            4 <= self.horizon_weeks <= 520
            and 0 <= self.yearly_discount <= 1
            and 0 < self.margin <= 1
            and 1 <= self.gone_times <= 20
            and 1 <= self.gone_least <= self.gone_most <= 1_095
            and 7 <= self.window_days <= 365
            and 0 < self.high_share < self.middle_share < 1
            and len(self.left_attribute) <= 60
            and len(self.left_value) <= 60
        )
        if not possible:
            raise ValueError("terms out of range")

    @property
    def gone(self) -> Gone:
        """The definition of having left without a contract."""
        return Gone(times=self.gone_times, least=float(self.gone_least), most=float(self.gone_most))

    @property
    def of_value(self) -> ValueTerms:
        """What a lifetime value states of itself."""
        return ValueTerms(
            horizon=float(self.horizon_weeks),
            yearly_discount=self.yearly_discount,
            margin=self.margin,
            seed=SEED,
        )


def terms_from(content: dict[str, Any]) -> Terms:
    """The terms kept, defaults for what is absent; what is no term is passed over."""
    known = {one.name for one in fields(Terms)}
    return Terms(**{name: value for name, value in content.items() if name in known})
