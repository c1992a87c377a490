"""The queue of names that mean no unit for sure: what is suggested, what a person says, what is remembered."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.brand_words import add_brand_word
from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.actions.settle_names import Saying, settle_names
from zhiyin.accounts.models import BrandWord, NameVerdict, Unit, UnitAlias, User
from zhiyin.accounts.queries.unit_details import unsorted_units
from zhiyin.accounts.queries.unit_matching import units_meant
from zhiyin.accounts.queries.units import match_units
from zhiyin.accounts.queries.waiting_names import WaitingName, by_weight, waiting_names, waiting_units
from zhiyin.journal.errors import Forbidden


def waiting(user: User, name: str) -> WaitingName:
    actor = actor_for(user)
    receive_units(actor, [name])
    return next(found for found in waiting_names(actor, waiting_units(actor)) if found.node.name == name)


def said(user: User, *sayings: Saying) -> list[str]:
    return [one.problem for one in settle_names(actor_for(user), sayings)]


def text_of(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def browser(lin: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(lin)


def test_a_name_without_its_last_word_is_suggested_and_ticked(lin: User, organisation: Organisation) -> None:
    found = waiting(lin, "东区第一")
    assert [one.node.code for one in found.suggestions][:2] == ["E1", "W1"]
    assert found.clear is found.suggestions[0]
    assert found.suggestions[0].above == "东区"


def test_one_of_two_equal_candidates_is_never_ticked(lin: User, organisation: Organisation) -> None:
    organisation.east.add_child(code="E8", name="人民广场店")
    organisation.west.add_child(code="W8", name="人民广场店")
    found = waiting(lin, "人民广场店")
    assert {one.node.code for one in found.suggestions} == {"E8", "W8"}
    assert found.clear is None


def test_a_merged_or_unsorted_unit_is_never_suggested(lin: User, organisation: Organisation) -> None:
    first = waiting(lin, "机场店")
    assert waiting(lin, "机场").suggestions == ()
    said(lin, Saying(str(first.node.id), "is", str(organisation.east_two.pk)))
    assert [one.node.code for one in waiting(lin, "机场").suggestions] == ["E2"]  # by its new alias


def test_what_is_not_meant_is_not_suggested_again(lin: User, organisation: Organisation) -> None:
    found = waiting(lin, "东区第一")
    assert said(lin, Saying(str(found.node.id), "not_this", str(organisation.east_one.pk))) == [""]
    assert "E1" not in {one.node.code for one in waiting(lin, "东区第一").suggestions}


def test_like_none_of_them_is_remembered_until_asked_again(lin: User, organisation: Organisation) -> None:
    found = waiting(lin, "东区第一")
    said(lin, Saying(str(found.node.id), "none"))
    again = waiting(lin, "东区第一")
    assert (again.verdict, again.suggestions) == ("none", ())
    said(lin, Saying(str(found.node.id), "again"))
    assert waiting(lin, "东区第一").suggestions != ()
    assert not NameVerdict.objects.exists()


def test_what_is_put_off_comes_last(lin: User, organisation: Organisation) -> None:
    actor = actor_for(lin)
    receive_units(actor, ["甲地", "乙地", "丙地"])
    first = by_weight(waiting_units(actor))[0]
    said(lin, Saying(str(first.id), "later"))
    assert by_weight(waiting_units(actor))[-1].id == first.id


def test_several_are_settled_at_once_and_one_problem_keeps_none_of_the_others(
    lin: User, organisation: Organisation
) -> None:
    a, b, c = (waiting(lin, name).node for name in ("东区第一", "机场店", "空港店"))
    problems = said(
        lin,
        Saying(str(a.id), "is", str(organisation.east_one.pk)),
        Saying(str(b.id), "is", "999"),
        Saying(str(c.id), "new", str(organisation.west.pk), "branch"),
    )
    assert [bool(problem) for problem in problems] == [False, True, False]
    assert match_units(["东区第一"])["东区第一"].code == "E1"
    assert Unit.objects.get_parent(Unit.objects.get(pk=c.id)) == organisation.west
    assert [node.id for node in unsorted_units(actor_for(lin))] == [b.id]


def test_a_manager_settles_nothing(mei: User, lin: User, organisation: Organisation) -> None:
    with pytest.raises(Forbidden):
        settle_names(actor_for(mei), [])


def test_a_brand_word_makes_names_certain(lin: User, organisation: Organisation) -> None:
    assert units_meant(["小满茶(东一店)"]) == {}
    add_brand_word(actor_for(lin), word="小满茶")
    assert units_meant(["小满茶(东一店)"])["小满茶(东一店)"].code == "E1"


def test_brands_are_learnt_from_confirmed_names(lin: User, organisation: Organisation) -> None:
    for alias, unit in [("东一店", "east_one"), ("东二店", "east_two"), ("西一店", "west_one")]:
        node = getattr(organisation, unit)
        node.name = f"湖{node.code}滨店"
        node.save()
        UnitAlias.objects.create(unit=node, alias=f"小满茶(湖{alias})")
    organisation.east.add_child(code="E7", name="滨江店")
    assert units_meant(["小满茶(滨江店)"])["小满茶(滨江店)"].code == "E7"


def test_the_queue_is_settled_by_one_click(browser: Client, lin: User, organisation: Organisation) -> None:
    receive_units(actor_for(lin), ["东区第一", "机场店"])
    page = text_of(browser.get("/settings/units/unsorted"))
    assert "the same name without “店”" in page
    assert "very likely" in page
    assert "2 names wait" in page
    say = re.search(r'name="say" value="(is:[0-9]+:[0-9]+)"', page)
    assert say
    response = browser.post("/settings/units/unsorted", {"say": say[1]}, follow=True)
    assert "1 name settled." in text_of(response)
    assert Unit.objects.get(name="东区第一").merged_into == organisation.east_one


def test_what_is_ticked_is_confirmed_together(browser: Client, lin: User, organisation: Organisation) -> None:
    receive_units(actor_for(lin), ["东区第一", "西区第一"])
    page = text_of(browser.get("/settings/units/unsorted"))
    ticked = re.findall(r'name="ticked" value="([^"]+)" checked', page)
    assert len(ticked) == 2
    browser.post("/settings/units/unsorted", {"ticked": ticked, "confirm": "1"})
    assert unsorted_units(actor_for(lin)) == []


def test_nothing_ticked_is_said(browser: Client, organisation: Organisation) -> None:
    page = browser.post("/settings/units/unsorted", {"confirm": "1"}, follow=True)
    assert "Nothing is ticked." in text_of(page)


@pytest.mark.parametrize("say", ["", "is", "new:1:2", "drop:1:2", "is:x:y", "is::", "is:\u0663:1"])
def test_what_no_button_says_changes_nothing(browser: Client, organisation: Organisation, say: str) -> None:
    assert browser.post("/settings/units/unsorted", {"say": say}).status_code in {302, 404}


def test_the_queue_is_searched_and_paged(browser: Client, lin: User, organisation: Organisation) -> None:
    receive_units(actor_for(lin), [f"街边{number:02}铺" for number in range(30)])
    first = text_of(browser.get("/settings/units/unsorted"))
    assert first.count("data-item") == 25
    assert text_of(browser.get("/settings/units/unsorted?page=2")).count("data-item") == 5
    assert text_of(browser.get("/settings/units/unsorted?page=99")).count("data-item") == 5
    assert text_of(browser.get("/settings/units/unsorted?q=07")).count("data-item") == 1
    assert "No name in the queue" in text_of(browser.get("/settings/units/unsorted?q=没有"))


def test_brand_words_are_added_and_removed_on_the_page(browser: Client, organisation: Organisation) -> None:
    assert "知行" in text_of(browser.get("/settings/units/unsorted"))  # from the group's name
    browser.post("/settings/units/brands", {"word": "小满茶"})
    word = BrandWord.objects.get()
    assert f"brands/{word.pk}/remove" in text_of(browser.get("/settings/units/unsorted"))
    browser.post(f"/settings/units/brands/{word.pk}/remove")
    assert not BrandWord.objects.exists()


def test_a_units_page_tells_its_history_and_takes_a_merge_back(
    browser: Client, lin: User, organisation: Organisation
) -> None:
    found = waiting(lin, "东区第一")
    said(lin, Saying(str(found.node.id), "is", str(organisation.east_one.pk)))
    place = f"/settings/units/{organisation.east_one.pk}"
    browser.post(f"{place}/ownership", {"ownership": "franchise", "on": "2024-06-01", "note": "合同"})
    browser.post(f"{place}/opening", {"on": "2020-05-01"})
    page = text_of(browser.get(place))
    for words in (
        "“东区第一” turned out to mean this unit",
        "Run as: Franchise",
        "合同",
        "confirmed in the queue",
    ):
        assert words in page
    split = re.search(r'href="([^"]+/split)"', page)
    assert split
    assert "Take back the merge of “东区第一”?" in text_of(browser.get(split[1]))
    browser.post(split[1])
    assert [node.id for node in unsorted_units(actor_for(lin))] == [found.node.id]
    suggested = {one.node.code for one in waiting(lin, "东区第一").suggestions}
    assert "E1" not in suggested  # it was said that it is not that one


def test_a_day_that_cannot_be_is_said_next_to_its_field(browser: Client, organisation: Organisation) -> None:
    place = f"/settings/units/{organisation.east_one.pk}"
    for address, data in [
        ("move", {"parent": str(organisation.west.pk), "on": "2199-01-01"}),
        ("close", {"on": "2199-01-01"}),
        ("ownership", {"ownership": "own", "on": "2199-01-01"}),
        ("opening", {"on": "2199-01-01"}),
    ]:
        response = browser.post(f"{place}/{address}", data)
        assert response.status_code == 422, address
        assert "has not come yet" in text_of(response)
    assert Unit.objects.get(code="E1").is_active


def api(client: Client, method: str, path: str, body: Any = None) -> Any:
    data = {} if body is None else {"data": json.dumps(body), "content_type": "application/json"}
    response = getattr(client, method)(f"/api/v1{path}", **data)
    assert response.status_code < 300, response.content
    return response.json()


def test_the_queue_over_the_api(browser: Client, lin: User, organisation: Organisation) -> None:
    receive_units(actor_for(lin), ["东区第一", "机场店"])
    page = api(browser, "get", "/units/unsorted?page_size=1")
    rest = api(browser, "get", f"/units/unsorted?page_size=1&cursor={page['next']}")
    found = {name["name"]: name for name in page["results"] + rest["results"]}
    assert rest["next"] is None
    one = found["东区第一"]
    assert one["clear"]
    assert one["suggestions"][0]["evidence"][0]["code"] == "without_kind"
    sayings = [
        {"unit_id": one["unit_id"], "verdict": "is", "other_id": one["suggestions"][0]["unit_id"]},
        {"unit_id": found["机场店"]["unit_id"], "verdict": "is", "other_id": "999"},
    ]
    results = api(browser, "post", "/units/unsorted/settle", {"sayings": sayings})["results"]
    assert [bool(result["problem"]) for result in results] == [False, True]


def test_dated_changes_over_the_api(browser: Client, organisation: Organisation) -> None:
    place = f"/units/{organisation.east_one.pk}"
    body = {
        "name": "湖滨店",
        "parent_id": str(organisation.west.pk),
        "ownership": "own",
        "on": "2024-04-01",
        "note": "搬迁",
    }
    assert api(browser, "patch", place, body)["ownership"] == "own"
    changes = api(browser, "get", f"{place}/changes")
    assert {(c["kind"], c["on"], c["note"]) for c in changes} == {
        ("renamed", "2024-04-01", "搬迁"),
        ("moved", "2024-04-01", "搬迁"),
        ("ownership", "2024-04-01", "搬迁"),
    }
    assert next(c for c in changes if c["kind"] == "moved")["before"] == "东区"
    aliases = api(browser, "get", f"{place}/aliases")
    assert [(a["alias"], a["origin"], a["until"]) for a in aliases] == [
        ("东区第一店", "former", "2024-04-01")
    ]
    assert [u["code"] for u in api(browser, "get", "/units?ownership=own")["results"]] == ["E1"]


def test_franchises_are_found_by_their_word(browser: Client, organisation: Organisation) -> None:
    Unit.objects.filter(code="E1").update(ownership="franchise")
    organisation.east_two.save()  # the tree is read again
    page = text_of(browser.get("/settings/units?q=franchise"))
    assert page.count("data-item") == 1
    assert "东一店" in page
