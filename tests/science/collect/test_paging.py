"""Asking an API page by page: where the records are, what comes next, what is new since."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.collect.paging import Asking, Place, Unexpected, beginning, records_of, turned, value_at

Serve = Callable[[str], tuple[Any, dict[str, str]]]


def everything(asking: Asking, serve: Serve, watermark: str = "") -> tuple[list[object], Place]:
    """All records of a run against `serve(url) -> (body, headers)`."""
    place, records = beginning(asking, watermark), []
    while place.url:
        body, headers = serve(place.url)
        page = turned(asking, place, body, headers)
        records += page.records
        place = page.then
    return records, place


@given(
    total=st.integers(0, 40),
    size=st.integers(1, 9),
    kind=st.sampled_from(["page", "offset", "cursor", "next", "link"]),
)
def test_every_way_of_paging_brings_every_record_once_and_in_order(total: int, size: int, kind: str) -> None:
    data = list(range(total))
    first = 1 if kind == "page" else 0
    asking = Asking(
        "https://x.test/list?kept=1", records="items", paging=kind, parameter="p", first=first,
        size_parameter="size", size=size, at="next",
    )  # fmt: skip

    def serve(url: str) -> tuple[dict[str, object], dict[str, str]]:
        query = parse_qs(urlsplit(url).query)
        assert query["kept"] == ["1"]
        given = int(query.get("p", [str(first)])[0])
        start = (given - 1) * size if kind == "page" else given
        items, after = data[start : start + size], start + size
        more = after < total
        link = f"https://x.test/list?kept=1&size={size}&p={after}"
        body: dict[str, object] = {"items": items}
        if kind == "cursor" and more:
            body["next"] = after
        if kind == "next" and more:
            body["next"] = link
        return body, {"link": f'<{link}>; rel="next"'} if kind == "link" and more else {}

    records, place = everything(asking, serve)
    assert records == data
    assert place.records == total


def test_a_run_asks_for_what_is_new_since_the_highest_record_of_the_last_one() -> None:
    asking = Asking(
        "https://x.test/t",
        since_parameter="since",
        since_at="updated",
        since_start="2026-01-01T00:00:00Z",
        overlap=60,
    )
    assert beginning(asking, "").url == "https://x.test/t?since=2026-01-01T00%3A00%3A00Z"
    page = turned(
        asking,
        beginning(asking, ""),
        [
            {"updated": "2026-03-01T10:00:00Z"},
            {"updated": "2026-03-05T08:00:00+08:00"},
            {"updated": "2026-02-01"},
        ],
        {},
    )
    assert page.then.highest == "2026-03-05T08:00:00+08:00"
    assert beginning(asking, page.then.highest).url == "https://x.test/t?since=2026-03-04T23%3A59%3A00Z"


def test_numbers_are_compared_by_size_and_given_back_as_they_were() -> None:
    asking = Asking("https://x.test/t", since_parameter="after", since_at="id", since_form="as_is")
    page = turned(asking, beginning(asking, "9"), [{"id": 10}, {"id": 8}], {})
    assert page.then.highest == "10"
    assert beginning(asking, "10").url == "https://x.test/t?after=10"


def test_unix_seconds_are_written_when_the_api_wants_them() -> None:
    asking = Asking("https://x.test/t", since_parameter="start_time", since_at="at", since_form="seconds")
    assert beginning(asking, "2026-01-01T00:00:00Z").url == "https://x.test/t?start_time=1767225600"


def test_an_answer_that_says_it_is_the_last_one_ends_the_run_although_it_names_a_next_page() -> None:
    asking = Asking(
        "https://x.test/t", paging="next", at="next_page", more_at="!end_of_stream", records="tickets"
    )
    body = {"tickets": [1], "next_page": "https://x.test/t?start_time=2", "end_of_stream": True}
    assert turned(asking, beginning(asking, ""), body, {}).then.url == ""
    assert turned(asking, beginning(asking, ""), {**body, "end_of_stream": False}, {}).then.url


def test_a_next_page_on_another_server_is_not_followed_since_the_token_would_go_along() -> None:
    asking = Asking("https://x.test/t", paging="next", at="next")
    with pytest.raises(Unexpected, match="next_elsewhere"):
        turned(asking, beginning(asking, ""), {"items": [1], "next": "https://evil.test/t"}, {})


def test_a_relative_next_address_is_taken_as_one_of_the_same_server() -> None:
    asking = Asking("https://x.test/a/t", paging="next", at="next")
    page = turned(asking, beginning(asking, ""), {"items": [1], "next": "/a/t?page=2"}, {})
    assert page.then.url == "https://x.test/a/t?page=2"


@pytest.mark.parametrize(
    ("body", "path", "found"),
    [
        ([1, 2], "", [1, 2]),
        ({"meta": [], "payload": [1, 2, 3], "count": 3}, "", [1, 2, 3]),
        ({"data": {"items": [1]}}, "data.items", [1]),
        ({"data": {}}, "data.items", []),
    ],
)
def test_records_are_found_where_the_settings_say_or_in_the_longest_list(
    body: object, path: str, found: list[int]
) -> None:
    assert records_of(body, path) == found


def test_an_answer_without_a_list_is_told_with_the_place_where_one_was_looked_for() -> None:
    with pytest.raises(Unexpected, match="no_records"):
        records_of({"error": "not today"}, "")
    with pytest.raises(Unexpected, match="no_records"):
        records_of({"data": {"items": 7}}, "data.items")


def test_a_path_leads_through_lists_by_number() -> None:
    assert value_at({"a": [{"b": 1}]}, "a.0.b") == 1
    assert value_at({"a": []}, "a.0.b") is None
