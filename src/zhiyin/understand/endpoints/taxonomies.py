"""Taxonomies over the API: their content, versions, and what an edit would do."""

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import Field

from zhiyin.accounts.endpoints.schemas import Input, Text
from zhiyin.accounts.who_asks import who_asks
from zhiyin.science.understand.taxonomies.comparing import Rightness
from zhiyin.science.understand.taxonomies.content import as_content, from_content
from zhiyin.science.understand.taxonomies.taxonomy import (
    LONGEST_NAME,
    LONGEST_TERM,
    MOST_CATEGORIES,
    MOST_TERMS,
    Taxonomy,
)
from zhiyin.understand.actions.save_taxonomy import check, restore_taxonomy, save_taxonomy, switch_taxonomy
from zhiyin.understand.queries.newest_voices import SAMPLE
from zhiyin.understand.queries.taxonomies import TaxonomyRow, list_taxonomies, list_versions, read_taxonomy
from zhiyin.understand.queries.taxonomy_sample import Effect, Quote, SampleRead, read_sample

router = Router()

Code = Annotated[Text, Field(max_length=60)]
Name = Annotated[Text, Field(max_length=LONGEST_NAME)]
Terms = Annotated[list[Annotated[Text, Field(max_length=LONGEST_TERM)]], Field(max_length=MOST_TERMS)]
Number = Annotated[int, Field(ge=0, le=2**31 - 1)]


class CategoryIn(Input):
    code: Code
    zh: Name = ""
    en: Name = ""
    factor: Code
    aspect: Code
    parent: Code = ""
    touchpoint: Name = ""
    takes: Annotated[list[Code], Field(max_length=100)] = []
    spreads: bool = False
    words: Terms = []
    praise: Terms = []
    blame: Terms = []
    exclude: Terms = []


class ContentIn(Input):
    zh: Name = ""
    en: Name = ""
    categories: Annotated[list[CategoryIn], Field(max_length=MOST_CATEGORIES)]


class TaxonomyIn(ContentIn):
    """`based_on`: the number of the version that was edited; a newer one is not overwritten."""

    based_on: Number | None = None


class SampleIn(ContentIn):
    size: Annotated[int, Field(ge=1, le=SAMPLE)] = SAMPLE


class SwitchIn(Input):
    on: bool


class RestoreIn(Input):
    number: Number


class CategoryOut(Schema):
    code: str
    zh: str
    en: str
    factor: str
    aspect: str
    parent: str
    touchpoint: str
    takes: list[str]
    spreads: bool
    words: list[str]
    praise: list[str]
    blame: list[str]
    exclude: list[str]


class TaxonomyShort(Schema):
    """`number` is that of the version that holds; 0 is the shipped one."""

    code: str
    zh: str
    en: str
    is_on: bool
    number: int
    is_changed: bool
    categories: int
    changed_by: str
    changed_at: datetime | None


class TaxonomyList(Schema):
    results: list[TaxonomyShort]
    next: str | None
    previous: str | None


class TaxonomyOut(Schema):
    code: str
    zh: str
    en: str
    is_on: bool
    number: int
    is_changed: bool
    categories: list[CategoryOut]
    changed_by: str
    changed_at: datetime | None


class VersionOut(Schema):
    number: int
    is_on: bool
    is_shipped: bool
    changed: dict[str, Any]
    by: str
    at: datetime | None


class VersionList(Schema):
    results: list[VersionOut]
    next: str | None
    previous: str | None


class QuoteOut(Schema):
    """`spans`: [start, end) of the words that say so, in `words`."""

    signal: str
    words: str
    spans: list[tuple[int, int]]


class EffectOut(Schema):
    code: str
    before: int
    after: int
    gained: int
    lost: int
    gained_quotes: list[QuoteOut]
    lost_quotes: list[QuoteOut]


class RightnessOut(Schema):
    n: int
    precision: float | None
    recall: float | None
    f1: float | None


class SampleOut(Schema):
    """`right_*` against people's corrections; n is 0 where nobody has corrected."""

    texts: int
    effects: list[EffectOut]
    corrected_texts: int
    right_before: RightnessOut
    right_after: RightnessOut


@router.get("", response=TaxonomyList, operation_id="list_taxonomies", summary="List taxonomies")
def get_taxonomies(request: HttpRequest) -> dict[str, Any]:
    return {
        "results": [_short(row) for row in list_taxonomies(who_asks(request))],
        "next": None,
        "previous": None,
    }


@router.get("/{code}", response=TaxonomyOut, operation_id="get_taxonomy", summary="One taxonomy")
def get_taxonomy(request: HttpRequest, code: Code) -> dict[str, Any]:
    return _whole(read_taxonomy(who_asks(request), code))


@router.put("/{code}", response=TaxonomyOut, operation_id="save_taxonomy", summary="Save a taxonomy")
def put_taxonomy(request: HttpRequest, code: Code, body: TaxonomyIn) -> dict[str, Any]:
    """Its newest version from now on; a new code makes a new taxonomy, which is off. 409 when `based_on` is not the
    version that holds."""
    return _whole(save_taxonomy(who_asks(request), taxonomy=_draft(code, body), based_on=body.based_on))


@router.post(
    "/{code}/sample", response=SampleOut, operation_id="read_taxonomy_sample", summary="What an edit would do"
)
def post_sample(request: HttpRequest, code: Code, body: SampleIn) -> dict[str, Any]:
    """Reads the newest voices with the taxonomy as it holds and as given; nothing is stored. Needs `voice.read` too."""
    actor = who_asks(request)
    read_taxonomy(actor, code)
    draft = _draft(code, body)
    check(draft)
    return _sample(read_sample(actor, draft, size=body.size))


@router.put(
    "/{code}/switch", response=TaxonomyOut, operation_id="switch_taxonomy", summary="Switch on or off"
)
def put_switch(request: HttpRequest, code: Code, body: SwitchIn) -> dict[str, Any]:
    return _whole(switch_taxonomy(who_asks(request), code=code, on=body.on))


@router.get(
    "/{code}/versions", response=VersionList, operation_id="list_taxonomy_versions", summary="Its versions"
)
def get_versions(request: HttpRequest, code: Code) -> dict[str, Any]:
    """The newest first; 0 is the shipped one."""
    return {"results": list_versions(who_asks(request), code), "next": None, "previous": None}


@router.post(
    "/{code}/restore", response=TaxonomyOut, operation_id="restore_taxonomy", summary="Back to a version"
)
def post_restore(request: HttpRequest, code: Code, body: RestoreIn) -> dict[str, Any]:
    """An earlier version becomes the newest again."""
    return _whole(restore_taxonomy(who_asks(request), code=code, number=body.number))


def _draft(code: str, body: ContentIn) -> Taxonomy:
    return from_content(code, body.model_dump())


def _short(row: TaxonomyRow) -> dict[str, Any]:
    return {
        "code": row.code,
        "zh": row.taxonomy.zh,
        "en": row.taxonomy.en,
        "is_on": row.is_on,
        "number": row.number,
        "is_changed": row.is_changed,
        "categories": len(row.taxonomy.categories),
        "changed_by": row.by,
        "changed_at": row.at,
    }


def _whole(row: TaxonomyRow) -> dict[str, Any]:
    return _short(row) | {"categories": as_content(row.taxonomy)["categories"]}


def _sample(found: SampleRead) -> dict[str, Any]:
    return {
        "texts": found.texts,
        "effects": [_effect(one) for one in found.effects],
        "corrected_texts": found.told_texts,
        "right_before": _right(found.right_before),
        "right_after": _right(found.right_after),
    }


def _effect(one: Effect) -> dict[str, Any]:
    return {
        "code": one.code,
        "before": one.before,
        "after": one.after,
        "gained": one.gained,
        "lost": one.lost,
        "gained_quotes": [_quote(quote) for quote in one.gained_quotes],
        "lost_quotes": [_quote(quote) for quote in one.lost_quotes],
    }


def _quote(quote: Quote) -> dict[str, Any]:
    spans = [(mark["start"], mark["end"]) for mark in quote.mentions]
    return {"signal": str(quote.signal_id), "words": quote.words, "spans": spans}


def _right(right: Rightness) -> dict[str, Any]:
    return {"n": right.n, "precision": right.precision, "recall": right.recall, "f1": right.f1}
