"""Which of a signal's ratings is its own: the stars, else one of the whole, else one of a part.

A review that gives five stars and two for the taste is one of five stars. What was given at another touchpoint than
the signal's is a part. Of ratings that rank alike the lowest counts.
"""

from typing import Final

from django.db.models import Case, F, IntegerField, Q, Value, When

STARS: Final = "stars"
"""The item of a platform's own rating."""
OF_STARS, OF_WHOLE, OF_PART = 0, 1, 2


def rank_of(construct: str, item: str, touchpoint: int | None, at: int | None) -> int:
    """The rank of an answer at a touchpoint among those of a signal `at` one; the least counts.

    Answers of other constructs all rank alike.
    """
    if construct != "rating" or item == STARS:
        return OF_STARS
    return OF_WHOLE if touchpoint is None or touchpoint == at else OF_PART


RANK: Final = Case(
    When(~Q(construct="rating") | Q(item=STARS), then=Value(OF_STARS)),
    When(Q(touchpoint__isnull=True) | Q(touchpoint=F("signal__touchpoint")), then=Value(OF_WHOLE)),
    default=Value(OF_PART),
    output_field=IntegerField(),
)
"""The same over answers in the record."""
