"""Ways in which somebody with the whole record could try to join an anonymous voice back to who gave it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client

from tests.conftest import Organisation, actor_for
from zhiyin.accounts.actions.create_api_key import create_api_key
from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions.accept_signals import AnswerDraft, CustomerDraft, SignalDraft, accept_signals
from zhiyin.collect.actions.start_import import receive_file, start_import
from zhiyin.collect.models import Answer, IdempotencyKey, Import, Reject, Signal, SignalRevision
from zhiyin.jobs.worker import take_up_one

LIN = Actor.system("lin")
AT = datetime(2026, 11, 20, 8, 37, 41, tzinfo=UTC)
SAME_HOUR = 45 - 21  # random bits that the ids of one call do not share


@pytest.fixture(autouse=True)
def data_of_its_own(tmp_path: Path, settings: Any, organisation: Organisation) -> None:
    settings.DATA = tmp_path
    settings.UPLOADS = tmp_path / "uploads"


@pytest.fixture(params=["anonymous", "confidential"])
def identity(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def said(number: int, identity: str = "known", **more: Any) -> SignalDraft:
    given: dict[str, Any] = {
        "source": "sheet",
        "source_id": f"n{number}",
        "occurred_at": AT,
        "unit": "E1",
        "customer": CustomerDraft(value=f"M-{number}"),
        "identity": identity,
        "text": f"第{number}句",
        "answers": [AnswerDraft(item="q1", construct="nps", value=2), AnswerDraft(item="q2", value=3)],
    }
    return SignalDraft(**{**given, **more})


def everything() -> Iterator[str]:
    for model in apps.get_models():
        if model._meta.managed:
            for row in model._default_manager.all().values_list():
                yield f"{model._meta.label}: {row!r}"


def test_the_numbers_of_answers_do_not_tell_when_they_were_given(identity: str) -> None:
    accept_signals(LIN, [said(1)])
    accept_signals(LIN, [said(2, identity)])
    accept_signals(LIN, [said(3)])
    counted = Answer.objects.filter(signal__identity="known").order_by("id").values_list("id", flat=True)
    assert [one - counted[0] for one in counted] == [0, 1, 2, 3], "no gap where it came in between"
    assert max(Answer.objects.filter(signal__identity=identity).values_list("id", flat=True)) < 0


def test_answers_of_one_signal_keep_their_order(identity: str) -> None:
    accept_signals(LIN, [said(1, identity)])
    assert list(Answer.objects.order_by("id").values_list("item", flat=True)) == ["q1", "q2"]


def test_answers_do_not_stand_in_the_order_of_the_rows(identity: str) -> None:
    accept_signals(LIN, [said(n, identity) for n in range(40)], rows=list(range(40)))
    told = list(Answer.objects.filter(item="q1").order_by("id").values_list("signal__text", flat=True))
    assert sorted(told) != told != [f"第{n}句" for n in range(40)]


def test_a_number_says_nothing_of_what_else_came_in_with_it(identity: str) -> None:
    """A known and a protected voice in one request, two protected ones: ids of one call begin alike."""
    accept_signals(LIN, [said(1), said(2, identity), said(3, identity)])
    beginnings = {one >> SAME_HOUR for one in Signal.objects.values_list("id", flat=True)}
    assert len(beginnings) == 3


def test_when_a_confidential_voice_changed_is_known_to_the_hour() -> None:
    accept_signals(LIN, [said(1, "confidential")])
    accept_signals(LIN, [said(1, "confidential", text="换了一句")])
    moment = SignalRevision.objects.get().replaced_at
    assert (moment.minute, moment.second, moment.microsecond) == (0, 0, 0)
    assert max(Answer.objects.values_list("id", flat=True)) < 0
    assert SignalRevision.objects.get().pk < 0, "not counted between others"


@pytest.mark.parametrize(
    "name", ["工号", "您的会员编号", "staff_id", "病历号", "房间号", "座位", "patient number", "imei"]
)
def test_a_number_that_names_its_giver_is_no_answer(identity: str, name: str) -> None:
    written = AnswerDraft(item=name, construct="number", value=1024)
    accept_signals(LIN, [said(1, identity, answers=[written], attributes={name: "A-17"})])
    assert not Answer.objects.exists()
    assert Signal.objects.get().attributes == {}


def test_how_the_staff_was_rated_is_no_name(identity: str) -> None:
    accept_signals(
        LIN, [said(1, identity, answers=[AnswerDraft(item="员工服务", construct="csat", value=2)])]
    )
    assert Answer.objects.get().value == 2


def test_nothing_is_kept_by_which_an_anonymous_request_could_be_tried(lin: Any) -> None:
    _, key = create_api_key(actor_for(lin), label="shop", role="manager", unit_id=None, scopes=[])
    program = Client(headers={"authorization": f"Bearer {key}", "idempotency-key": "k1"})
    body = {"unit": "E1", "identity": "anonymous", "text": "店长骂人", "source_id": "token-1"}
    first = program.post("/api/v1/signals", json.dumps(body), content_type="application/json")
    again = program.post("/api/v1/signals", json.dumps(body), content_type="application/json")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json()["receipt"] is None
    assert IdempotencyKey.objects.get().digest == ""
    assert Signal.objects.count() == 1


def test_a_remembered_answer_does_not_lead_from_its_moment_to_a_confidential_voice(lin: Any) -> None:
    _, key = create_api_key(actor_for(lin), label="shop", role="manager", unit_id=None, scopes=[])
    program = Client(headers={"authorization": f"Bearer {key}", "idempotency-key": "k1"})
    body = {"unit": "E1", "identity": "confidential", "text": "店长骂人", "source_id": "token-1"}
    first = program.post("/api/v1/signals", json.dumps(body), content_type="application/json")
    again = program.post("/api/v1/signals", json.dumps(body), content_type="application/json")
    other = program.post(
        "/api/v1/signals", json.dumps({**body, "text": "另一句"}), content_type="application/json"
    )
    assert first.json() == {"status": "accepted", "id": str(Signal.objects.get().pk)}
    assert again.json() == {"status": "accepted", "id": None}
    assert other.status_code == 422


def test_nothing_is_kept_of_an_anonymous_request_that_said_nothing_new(lin: Any) -> None:
    _, key = create_api_key(actor_for(lin), label="shop", role="manager", unit_id=None, scopes=[])
    program = Client(headers={"authorization": f"Bearer {key}"})
    body = {"unit": "E1", "identity": "anonymous", "text": "店长骂人", "source_id": "token-1"}
    for headers in ({}, {"idempotency-key": "k1"}):
        program.post("/api/v1/signals", json.dumps(body), content_type="application/json", headers=headers)
    assert IdempotencyKey.objects.get().digest == ""


# In files

HEADER = "会员号,姓名,手机号,来自IP,您的工号,提交时间,门店,是否匿名,推荐意愿,评价内容"
NAMED = ["M-1001,欧阳知秋,13812345678,203.0.113.9,Q-7321,2026-11-20 08:37:41,东一店,是,2,店长骂人",
         "M-1002,夏侯长风,13812345679,203.0.113.10,Q-7322,2026-11-20 08:39:11,东一店,是,3,排队太久",
         "M-1003,诸葛思远,13812345670,203.0.113.11,Q-7323,2026-11-20 08:41:59,没有的店,是,九十九,菜是冷的",
         "M-1004,上官清晨,13812345671,203.0.113.12,Q-7324,昨天晚上,东一店,是,2,没人理我"]  # fmt: skip
TELLTALES = (
    "M-100", "知秋", "长风", "思远", "清晨", "138123456", "203.0.113", "Q-732",
    "08:37:41", "08:39:11", "08:41:59", "昨天晚上",
)  # fmt: skip


@pytest.fixture
def taken(organisation: Organisation) -> Import:
    """Four rows of people who asked to stay anonymous; two of them cannot be taken."""
    made = receive_file(LIN, "survey.csv", ["\n".join([HEADER, *NAMED, ""]).encode()])
    start_import(LIN, made)
    while take_up_one():
        pass
    return Import.objects.get()


def test_of_anonymous_rows_of_a_file_nothing_names_who_gave_them(taken: Import) -> None:
    assert taken.state == "done"
    assert taken.accepted + taken.rejected == 4
    assert taken.accepted >= 2
    found = [line for line in everything() if any(tale in line for tale in TELLTALES)]
    assert found == []


def test_an_anonymous_row_that_is_not_taken_names_nobody(taken: Import) -> None:
    kept = list(Reject.objects.values_list("raw", "data"))
    assert kept
    for raw, data in kept:
        assert set(raw) <= {"门店", "是否匿名", "推荐意愿", "评价内容"}
        assert set(data) == {"pointer"}
