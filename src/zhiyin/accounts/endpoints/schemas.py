"""What every endpoint takes and gives: no unknown fields, no NUL, opaque ids, pages by cursor."""

from datetime import date
from typing import Annotated, Any, TypeVar

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from zhiyin.journal.reach import GREATEST, is_within_reach, read_number


def _without_nul(value: Any) -> Any:
    if isinstance(value, str) and "\0" in value:
        raise PydanticCustomError("nul", "must not contain NUL")
    if isinstance(value, dict):
        for key, inner in value.items():
            _without_nul(key)
            _without_nul(inner)
    elif isinstance(value, list):
        for inner in value:
            _without_nul(inner)
    return value


class Input(Schema):
    """A request body: an unknown field is a mistake that the sender wants to hear of."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    @model_validator(mode="before")
    @classmethod
    def _refuse_nul(cls, values: Any) -> Any:
        if isinstance(values, dict):
            _without_nul(values)
        return values


Dated = TypeVar("Dated", bound=date)  # a moment is one as well


def _within_reach(value: Dated) -> Dated:
    """A day or moment that is one in every zone, and in every database."""
    if not is_within_reach(value):
        raise PydanticCustomError("moment", "must lie between the years 1900 and 2200")
    return value


Day = Annotated[date, AfterValidator(_within_reach)]
Moment = Annotated[AwareDatetime, AfterValidator(_within_reach)]
Text = Annotated[str, AfterValidator(_without_nul)]
Cursor = Annotated[str, AfterValidator(_without_nul), Field(max_length=300)]
PageSize = Annotated[int, Field(ge=1, le=100)]
Number = Annotated[int, Field(ge=1, le=GREATEST)]  # of a row that was counted
RowKey = Annotated[int, Field(ge=0, le=GREATEST)]  # of a row whose number is drawn at random


def page_of(found: list[Any], page_size: int, *, key: str = "id", cursor: str = "") -> dict[str, Any]:
    """`{results, next, previous}` from one row more than the page holds; `next` is the cursor of the next page.

    Pages are walked forward: `previous` is the empty cursor of the first page, or null on it.
    """
    more = len(found) > page_size
    results = found[:page_size]
    return {
        "results": results,
        "next": str(getattr(results[-1], key)) if more else None,
        "previous": "" if cursor else None,
    }


def number_of(cursor: str) -> int | None:
    """The cursor of a list that runs by number. Raises BadCursor."""
    if not cursor:
        return None
    return read_number(cursor)
