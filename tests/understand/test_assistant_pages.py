"""The assistant on pages and over the API: shown only when it is on, marked as a machine's, never sent by itself."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from tests.conftest import Organisation
from tests.people import met
from tests.understand.language_model import KEY, LanguageModel, write_all
from tests.understand.test_assistant import COMMENTS, SYSTEM, said, summing_up
from zhiyin.accounts.models import User
from zhiyin.act.actions.open_case import open_case
from zhiyin.act.models import Case
from zhiyin.collect.models import Signal
from zhiyin.contact.models import Message
from zhiyin.understand.actions.ask_assistant import ask_reply
from zhiyin.understand.actions.save_assistant import switch_assistant
from zhiyin.understand.models import Assistant, Written

SignedIn = Callable[[User], Client]
FORM = {
    "address": "https://api.example.com/v1",
    "model": "m-1",
    "key": KEY,
    "uses": ["summary", "reply"],
    "seconds": "30",
    "monthly_requests": "100",
    "monthly_tokens": "100000",
}


@pytest.fixture
def comments(organisation: Organisation) -> list[int]:
    return [said(words, str(number)) for number, words in enumerate(COMMENTS)]


def shown(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


def test_an_administrator_sets_it_up_and_switches_it(lin: User, signed_in: SignedIn) -> None:
    client = signed_in(lin)
    assert "nothing is sent anywhere" in shown(client, "/settings/assistant")
    page = client.post("/settings/assistant", FORM, follow=True).content.decode()
    assert KEY not in page
    row = Assistant.objects.get()
    assert (row.is_on, row.uses, row.seconds) == (False, ["summary", "reply"], 30)
    client.post("/settings/assistant/switch", {"on": "1"})
    assert Assistant.objects.get().is_on
    client.post("/settings/assistant/switch", {"on": "0"})
    assert not Assistant.objects.get().is_on


def test_a_form_that_cannot_be_saved_says_why_and_does_not_repeat_the_key(
    lin: User, signed_in: SignedIn
) -> None:
    answer = signed_in(lin).post("/settings/assistant", {**FORM, "address": "http://example.com/v1"})
    assert answer.status_code == 422
    assert "Over http everybody" in answer.content.decode()
    assert KEY not in answer.content.decode()


def test_without_it_no_page_speaks_of_it(comments: list[int], fang: User, signed_in: SignedIn) -> None:
    client = signed_in(fang)
    for address in ("/listen/inbox", f"/listen/signals/{comments[0]}"):
        assert "ssistant" not in shown(client, address)
        assert "/ask/" not in shown(client, address)


def test_the_inbox_is_summed_up_with_its_filters(
    model: LanguageModel, comments: list[int], fang: User, signed_in: SignedIn
) -> None:
    model.says = summing_up
    client = signed_in(fang)
    assert "sum these up" in shown(client, "/listen/inbox")
    answer = client.post("/listen/inbox/summary?where=" + 'kind+%3D%3D+"review"')
    assert answer.headers["Location"].startswith("/listen/inbox?where=")
    answer = client.post("/listen/inbox/summary")
    assert "The assistant is writing" in shown(client, answer.headers["Location"])
    write_all()
    page = shown(client, answer.headers["Location"])
    assert "等了一个小时" in page
    assert f"/listen/signals/{comments[0]}" in page
    assert "Written by a machine" in page
    assert "stub-1" in page
    part = client.get(answer.headers["Location"], headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert "hx-get" not in part


def test_a_voice_is_translated_on_its_page(
    model: LanguageModel, comments: list[int], fang: User, signed_in: SignedIn
) -> None:
    model.says = lambda _c, _q: {"translation": "Food came far too late."}
    client = signed_in(fang)
    address = f"/listen/signals/{comments[0]}"
    assert client.post(f"{address}/ask/translation").headers["Location"] == address
    write_all()
    assert "Food came far too late." in shown(client, address)


def test_a_failure_is_told_and_can_be_asked_again(
    model: LanguageModel, comments: list[int], fang: User, signed_in: SignedIn
) -> None:
    model.status = 401
    client = signed_in(fang)
    address = f"/listen/signals/{comments[0]}"
    client.post(f"{address}/ask/translation")
    write_all()
    page = shown(client, address)
    assert "does not accept the key" in page
    assert "/ask/translation" in page


def test_a_draft_is_taken_over_into_the_letter_of_a_case_and_not_sent(
    model: LanguageModel, comments: list[int], mei: User, signed_in: SignedIn
) -> None:
    model.says = lambda _c, _q: {"reply": "很抱歉让您久等了。<b>"}
    customer = met("email", "anna@example.com", name="安娜")
    Signal.objects.filter(pk=comments[0]).update(customer=customer)
    open_case(SYSTEM, signal_id=comments[0])
    case = Case.objects.get()
    client, address = signed_in(mei), f"/act/cases/{case.pk}"
    answer = client.post(f"/listen/signals/{comments[0]}/ask/reply", {"back": f"case:{case.pk}"})
    assert answer.headers["Location"] == address
    write_all()
    draft = Written.objects.get()
    assert f"?draft={draft.pk}#letter" in shown(client, address)
    page = shown(client, f"{address}?draft={draft.pk}")
    letter = page[page.index('id="letter"') :]
    assert "很抱歉让您久等了。&lt;b&gt;" in letter
    assert not Message.objects.filter(purpose="case_reply").exists()


def test_a_draft_about_another_voice_is_not_taken_over(
    model: LanguageModel, comments: list[int], mei: User, signed_in: SignedIn
) -> None:
    customer = met("email", "anna@example.com", name="安娜")
    Signal.objects.filter(pk=comments[0]).update(customer=customer)
    open_case(SYSTEM, signal_id=comments[0])
    model.says = lambda _c, _q: {"reply": "另一位客人的回复"}
    other = ask_reply(SYSTEM, comments[1])
    write_all()
    page = shown(signed_in(mei), f"/act/cases/{Case.objects.get().pk}?draft={other}")
    assert "另一位客人的回复" not in page


def test_what_was_written_is_thrown_away_on_its_page(
    model: LanguageModel, comments: list[int], fang: User, signed_in: SignedIn
) -> None:
    number = ask_reply(SYSTEM, comments[0])
    answer = signed_in(fang).post(f"/listen/written/{number}/drop")
    assert answer.headers["Location"] == f"/listen/signals/{comments[0]}"
    assert not Written.objects.exists()


def test_the_trial_shows_on_the_settings_page(model: LanguageModel, lin: User, signed_in: SignedIn) -> None:
    model.says = lambda _c, _q: {"says": "ready indeed"}
    client = signed_in(lin)
    client.post("/settings/assistant/try")
    write_all()
    assert "ready indeed" in shown(client, "/settings/assistant")


def test_the_api_asks_and_tells(
    model: LanguageModel, comments: list[int], lin: User, signed_in: SignedIn
) -> None:
    client = signed_in(lin)

    def post(path: str, body: object) -> dict[str, object]:
        answer = client.post(f"/api/v1/assistant/{path}", json.dumps(body), content_type="application/json")
        assert answer.status_code == 202, answer.content
        return answer.json()  # type: ignore[no-any-return]

    model.says = summing_up
    summary = post("summaries", {"language": "zh"})
    model.says = summing_up
    write_all()
    found = client.get(f"/api/v1/assistant/written/{summary['id']}").json()
    assert found["points"][0]["quotes"] == [{"signal": str(comments[0]), "words": "等了一个小时"}]
    assert found["written_by_machine"] is True
    model.says = lambda _c, _q: {"reply": "r", "translation": "t", "name": "n"}
    asked = [
        post("replies", {"signal": comments[0]}),
        post("translations", {"signal": comments[0]}),
        post("theme-names", {"words": ["等"], "signals": comments[:3]}),
    ]
    write_all()
    texts = [client.get(f"/api/v1/assistant/written/{one['id']}").json()["text"] for one in asked]
    assert texts == ["r", "t", "n"]
    assert client.delete(f"/api/v1/assistant/written/{summary['id']}").status_code == 204
    state = client.get("/api/v1/assistant").json()
    assert (state["is_on"], state["key_held"], state["requests"]) == (True, True, 4)
    assert KEY not in json.dumps(state)


def test_the_api_says_when_it_is_off(
    model: LanguageModel, comments: list[int], fang: User, signed_in: SignedIn
) -> None:
    switch_assistant(SYSTEM, on=False)
    answer = signed_in(fang).post(
        "/api/v1/assistant/replies", json.dumps({"signal": comments[0]}), content_type="application/json"
    )
    assert (answer.status_code, answer.json()["code"]) == (409, "assistant_off")
