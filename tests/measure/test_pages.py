"""The pages of insight, in both languages."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from tests.conftest import Organisation
from tests.measure.conftest import Hear
from tests.measure.voices import Voice, many
from zhiyin.accounts.models import User

SignIn = Callable[[User], Client]


@pytest.fixture
def heard(organisation: Organisation, hear: Hear) -> Organisation:
    o = organisation
    hear(
        [
            *many(
                Voice(o.east_one, day=date(2026, 2, 1), aspects={"queue": "negative"}), {9: 60, 7: 20, 0: 20}
            ),
            *many(Voice(o.east_two, day=date(2026, 3, 1), sentiment=0.8), {9: 20, 7: 20, 0: 60}),
            *many(Voice(o.west_one, day=date(2026, 3, 1)), {10: 9}),
        ]
    )
    return organisation


QUESTIONS = [
    "",
    "metric=nps",
    "metric=nps&by=unit&start=2026-03&end=2026-03&compare=previous",
    "metric=nps&metric=volume&by=channel&then=kind&grain=month",
    "metric=mean&by=construct",
    "metric=volume&by=aspect",
    "metric=csat&grain=week",
    "metric=sentiment&by=region&where=nps+%3C%3D+6",
]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("query", QUESTIONS)
def test_a_question_in_the_address_is_answered(
    heard: Organisation, an: User, signed_in: SignIn, language: str, query: str
) -> None:
    response = signed_in(an).get(f"/insight/?{query}", headers={"accept-language": language})
    assert response.status_code == 200, response.content.decode()[-3000:]
    assert b"<h1>" in response.content


def test_the_title_says_whether_the_change_is_real(heard: Organisation, an: User, signed_in: SignIn) -> None:
    page = signed_in(an).get("/insight/?metric=nps&grain=month").content.decode()
    assert "NPS has fallen from 40.0 (Feb 2026) to" in page


def test_a_faulty_question_comes_back_with_the_reason(
    heard: Organisation, an: User, signed_in: SignIn
) -> None:
    response = signed_in(an).get("/insight/", {"metric": "nps", "where": "nsp <= 6", "start": "2026-13"})
    assert response.status_code == 422
    response = signed_in(an).get("/insight/", {"metric": "nps", "where": "nsp <= 6"})
    assert response.status_code == 422
    assert "character 1" in response.content.decode()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_registry_is_shown(heard: Organisation, rui: User, signed_in: SignIn, language: str) -> None:
    page = signed_in(rui).get("/insight/metrics", headers={"accept-language": language}).content.decode()
    assert "nps" in page
    assert "55" in page


def test_a_download_is_for_those_who_may_export(
    heard: Organisation, an: User, rui: User, signed_in: SignIn
) -> None:
    response = signed_in(an).get("/insight/download?metric=nps&by=unit")
    assert response["Content-Disposition"] == 'attachment; filename="nps_unit_20261121.csv"'
    assert signed_in(rui).get("/insight/download?metric=nps&by=unit").status_code == 403
    assert "download" not in signed_in(rui).get("/insight/?metric=nps").content.decode()


def test_a_stranger_sees_no_page(heard: Organisation, sheng: User, signed_in: SignIn) -> None:
    assert signed_in(sheng).get("/insight/").status_code == 403
    assert signed_in(sheng).get("/insight/metrics").status_code == 403


def test_a_manager_sees_no_foreign_unit(heard: Organisation, mei: User, signed_in: SignIn) -> None:
    page = signed_in(mei).get("/insight/?metric=nps&by=unit").content.decode()
    assert "东一店" in page
    assert "西" not in page


def test_an_empty_lake_says_so(organisation: Organisation, lake: object, an: User, signed_in: SignIn) -> None:
    response = signed_in(an).get("/insight/")
    assert response.status_code == 200
    assert "Nothing heard" in response.content.decode()
