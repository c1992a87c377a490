"""The pages of the models of people: what they say, and who may change what they rest on."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from tests.understand.buyers import judged, world
from zhiyin.accounts.models import User
from zhiyin.customers.models import Customer, Standing
from zhiyin.jobs.models import Job
from zhiyin.understand.models import JudgingTerms, PeopleModel

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]

SignIn = Callable[[User], Client]


@pytest.fixture
def page(signed_in: SignIn, lin: User) -> Callable[[str], str]:
    client = signed_in(lin)

    def read(address: str) -> str:
        answer = client.get(address)
        assert answer.status_code == 200, answer.content.decode()[:2000]
        return answer.content.decode()

    return read


def test_before_the_first_night_the_page_says_so_and_offers_to_judge(page: Callable[[str], str]) -> None:
    shown = page("/customers/models")
    assert "Nobody has been judged yet." in shown
    assert "Judge now" in shown
    assert "Nobody has been judged yet." in page("/customers/models/value")


def test_every_model_has_a_page_after_a_run(page: Callable[[str], str]) -> None:
    ids = world(2_200, seed=3)
    rows = [
        Customer(id=key, attributes={"acquisition_cost": 5 + key % 7, "cost_to_serve": key % 90})
        for key in ids
    ]
    Customer.objects.bulk_update(rows, ["attributes"], batch_size=500)
    Standing.objects.bulk_create([Standing(customer_id=key, nps=key % 11) for key in ids])
    judged()
    overview = page("/customers/models")
    assert "Customer lifetime value" in overview
    shown = {code: page(f"/customers/models/{code}") for code in PeopleModel.CODES}
    assert "are expected to bring a margin of" in shown["value"]
    assert "bought only once" in shown["value"]
    assert "purchases were expected" in shown["value"]
    assert "cost more to serve than they are expected to bring" in shown["tiers"]
    assert "never a price" in shown["tiers"]
    assert "AUC" in shown["churn"]
    assert "What counts as gone" in shown["churn"]
    assert "fewer than three days is measured by the usual time between all" in shown["churn"]
    assert "Not set up" in shown["churn_contract"]
    assert "Five suggestions" in shown["next_product"] or "popularity is used" in shown["next_product"]
    assert "Who stayed, by how likely they recommend" in shown["loyalty"]
    assert "Recency by frequency" in shown["rfm"]
    assert "products each" in shown["base"]
    assert "Cohorts by month" in shown["retention"]
    assert "Winning a customer costs" in shown["acquisition"]
    assert all("None" not in text.split("<main")[1] for text in shown.values())


def test_a_model_that_failed_says_so(page: Callable[[str], str]) -> None:
    judged()
    PeopleModel.objects.filter(code="value").update(state="failed", reason={"code": "fault"})
    assert "fault on our side" in page("/customers/models/value")


def test_judging_now_starts_one_run(signed_in: SignIn, lin: User) -> None:
    client = signed_in(lin)
    assert client.post("/customers/models/judge").status_code == 302
    assert Job.objects.count() == 1
    assert "being judged anew" in client.get("/customers/models").content.decode()
    assert "being judged anew" in client.get("/customers/models/progress").content.decode()


def test_terms_are_saved_and_wrong_ones_come_back_with_words(signed_in: SignIn, lin: User) -> None:
    client = signed_in(lin)
    whole = {
        "horizon_weeks": 26, "yearly_discount": 0.05, "margin": 0.4, "gone_times": 2, "gone_least": 20, "gone_most": 90,
        "window_days": 60, "high_share": 0.1, "middle_share": 0.4, "left_attribute": "Churn", "left_value": "Yes",
    }  # fmt: skip
    assert client.post("/customers/models/terms", whole).status_code == 302
    assert JudgingTerms.objects.get().content["horizon_weeks"] == 26
    answer = client.post("/customers/models/terms", whole | {"margin": 0, "gone_most": 10, "left_value": ""})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Give a number from 0.01 to 1." in text
    assert "It must not be below the field before it." in text
    assert "Give both the attribute and its value, or neither." in text


def test_attributes_of_two_values_are_suggested(page: Callable[[str], str]) -> None:
    for key in range(1, 12):
        Customer.objects.create(
            id=key, attributes={"Churn": "Yes" if key % 2 else "No", "city": f"town {key}"}
        )
    shown = page("/customers/models/terms")
    assert '<option value="Churn">' in shown
    assert "town 7" not in shown


def test_who_may_only_read_sees_the_pages_without_buttons(signed_in: SignIn, an: User) -> None:
    client = signed_in(an)
    assert "Judge now" not in client.get("/customers/models").content.decode()
    assert "disabled" in client.get("/customers/models/terms").content.decode()
    assert client.post("/customers/models/terms", {}).status_code == 403
    assert client.post("/customers/models/judge").status_code == 403


def test_whoever_sees_a_part_only_does_not_see_the_whole(signed_in: SignIn, mei: User) -> None:
    assert signed_in(mei).get("/customers/models").status_code == 403


def test_over_the_api(signed_in: SignIn, lin: User) -> None:
    judged()
    client = signed_in(lin)
    listed: Any = client.get("/api/v1/people-models").json()
    assert [one["code"] for one in listed["results"]] == list(PeopleModel.CODES)
    one: Any = client.get("/api/v1/people-models/value").json()
    assert one["state"] == "not_enough"
    assert one["reason"]["need"] == 1
    assert client.get("/api/v1/people-models/nothing").status_code == 404
    started: Any = client.post("/api/v1/people-models/runs", content_type="application/json")
    assert started.status_code == 202
    assert started.json()["state"] == "waiting"
    assert client.get("/api/v1/people-models/runs/latest").json()["id"] == started.json()["id"]
    terms: Any = client.get("/api/v1/judging-terms").json()
    assert terms["horizon_weeks"] == 52
    changed = client.put("/api/v1/judging-terms", {**terms, "margin": 0.5}, content_type="application/json")
    assert changed.status_code == 200
    assert changed.json()["margin"] == 0.5
    wrong = client.put("/api/v1/judging-terms", {"margin": 5}, content_type="application/json")
    assert wrong.status_code == 422
    assert "margin" in wrong.json()["data"]["errors"]
