"""Who may be one person: looked for without comparing all with all, asked with the evidence, decided by people."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import actor_for
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import User
from zhiyin.customers.actions.decide_suggestion import decide_suggestions
from zhiyin.customers.actions.receive_profiles import Profile, receive_profiles
from zhiyin.customers.actions.refresh_suggestions import refresh_suggestions
from zhiyin.customers.models import Apart, Customer, Identity, Merge, Suggestion, Trait
from zhiyin.customers.queries.joining import questions
from zhiyin.journal.delivery import deliver_pending
from zhiyin.journal.errors import Forbidden

pytestmark = pytest.mark.django_db
LIN = Actor.system("林岚")


def customer(number: int, name: str, *, mobile: str = "", email: str = "", born_on: str = "") -> int:
    keys = [("customer_number", f"system-{number}", f"K{number}")]
    keys += [("mobile", "", mobile)] if mobile else []
    keys += [("email", "", email)] if email else []
    (settled,) = receive_profiles(LIN, [Profile(keys, {"name": name, "born_on": born_on}, "crm")])
    return settled.person_id or 0


def look() -> list[list[str]]:
    """The codes of evidence of each question that is asked."""
    refresh_suggestions(LIN, Customer.objects.values_list("id", flat=True))
    return [[one["code"] for one in row.evidence] for row in Suggestion.objects.order_by("-score")]


def test_the_same_name_and_birthday_are_asked_about() -> None:
    customer(1, "王芳", born_on="1990-02-28")
    customer(2, "王 芳", born_on="1990-02-28")
    assert look() == [["same_name", "same_birthday"]]


def test_the_same_name_and_end_of_the_number_or_mailbox_are_asked_about() -> None:
    customer(1, "王芳", mobile="13800138001", email="wangfang@example.com")
    customer(2, "王芳", mobile="13911118001")
    customer(3, "王芳", email="wangfang@example.org")
    assert sorted(look()) == [["same_name", "same_last_digits"], ["same_name", "same_mailbox_name"]]


@pytest.mark.parametrize("name", ["王芳", "阳光灿烂的日子", "王女士", ""])
def test_a_name_alone_is_never_asked_about(name: str) -> None:
    customer(1, name, mobile="13800138001")
    customer(2, name, mobile="13911112222", born_on="1990-02-28")
    assert look() == []


def test_what_speaks_against_it_is_said_and_lowers_the_score() -> None:
    customer(1, "王芳", mobile="13800138001", email="wangfang@example.com", born_on="1990-02-28")
    customer(2, "王芳", mobile="13911118001", email="wangfang@example.org", born_on="1991-03-01")
    assert (
        look() == [["same_name", "same_last_digits", "same_mailbox_name", "different_birthday"]]
        or look() == []
    )
    receive_profiles(
        LIN, [Profile([("customer_number", "system-2", "K2")], {"born_on": "1990-02-28"}, "crm")]
    )
    assert look()[0] == ["same_name", "same_birthday", "same_last_digits", "same_mailbox_name"]


def test_a_trait_that_many_have_tells_nothing() -> None:
    for number in range(14):
        customer(number, "王芳", born_on="1990-01-01")
    assert look() == []


def test_looking_takes_as_many_statements_for_many_as_for_few() -> None:
    def statements(first: int, count: int) -> int:
        for number in range(first, first + count):
            customer(number, f"王芳{number}", mobile=f"138001{number:05d}")
        people = list(Customer.objects.values_list("id", flat=True))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            refresh_suggestions(LIN, people)
        return len(queries)

    few = statements(0, 5)
    assert statements(100, 40) <= few + 1


def test_new_customers_are_looked_at_by_themselves() -> None:
    customer(1, "王芳", born_on="1990-02-28")
    customer(2, "王芳", born_on="1990-02-28")
    while deliver_pending():
        pass
    assert Suggestion.objects.count() == 1
    assert Trait.objects.count() == 2


def test_the_same_person_joins_and_taking_back_parts_and_asks_again() -> None:
    one, other = customer(1, "王芳", born_on="1990-02-28"), customer(2, "王芳", born_on="1990-02-28")
    look()
    question = Suggestion.objects.get()
    assert decide_suggestions(LIN, suggestion_ids=[question.pk], verdict="same") == [question.pk]
    assert Customer.objects.get(id=other).person_id == Customer.objects.get(id=one).person_id
    assert decide_suggestions(LIN, suggestion_ids=[question.pk], verdict="undo") == [question.pk]
    question.refresh_from_db()
    assert (question.state, Apart.objects.count()) == ("open", 0)
    assert Customer.objects.get(id=other).person_id == other


def test_different_people_are_not_asked_about_again_until_that_is_taken_back() -> None:
    customer(1, "王芳", born_on="1990-02-28")
    customer(2, "王芳", born_on="1990-02-28")
    look()
    question = Suggestion.objects.get()
    decide_suggestions(LIN, suggestion_ids=[question.pk], verdict="different")
    look()
    assert Suggestion.objects.get().state == "refused"
    decide_suggestions(LIN, suggestion_ids=[question.pk], verdict="undo")
    assert (Suggestion.objects.get().state, Apart.objects.count()) == ("open", 0)


def test_several_at_once_leave_alone_what_others_have_answered_by_then() -> None:
    for number in range(3):
        customer(number, "王芳", born_on="1990-02-28")
    look()
    asked = list(Suggestion.objects.order_by("id").values_list("id", flat=True))
    assert len(asked) == 3
    assert len(decide_suggestions(LIN, suggestion_ids=asked, verdict="same")) == 2
    assert Customer.objects.values("person_id").distinct().count() == 1
    assert not Suggestion.objects.filter(state="open").exists()
    assert decide_suggestions(LIN, suggestion_ids=asked, verdict="different") == []


def test_a_question_that_settled_itself_is_closed() -> None:
    customer(1, "王芳", born_on="1990-02-28")
    customer(2, "王芳", born_on="1990-02-28")
    look()
    receive_profiles(
        LIN,
        [
            Profile(
                [(k.kind, k.scope, f"K{n}") for n, k in enumerate(Identity.objects.order_by("id"), 1)],
                {},
                "crm",
            )
        ],
    )
    assert Merge.objects.count() == 1
    look()
    assert Suggestion.objects.get().state == "stale"


def test_the_queue_shows_both_sides_with_covered_keys_and_words(in_english: None) -> None:
    customer(1, "王芳", mobile="13800138001", born_on="1990-02-28")
    customer(2, "王芳", mobile="13911118001", born_on="1990-02-28")
    look()
    (row,) = questions(LIN).rows
    assert (row.left.name, row.left.born_on) == ("王芳", "1990-02-28")
    assert {key[2] for key in (*row.left.keys, *row.right.keys)} == {"K1", "K2", "138****8001", "139****8001"}
    assert row.speaks_for == (
        "The same name",
        "The same birthday",
        "Mobile numbers with the same last four digits",
    )


def test_the_queue_needs_the_whole_organisation(mei: User) -> None:
    with pytest.raises(Forbidden):
        questions(actor_for(mei))
    with pytest.raises(Forbidden):
        decide_suggestions(actor_for(mei), suggestion_ids=[1], verdict="same")
