"""To a customer on WeCom: handed to a member of staff, who must tap before it leaves (add_msg_template).

One consent is one send: WeCom lets a member of staff write to a customer once for each such task.
"""

import json
import threading
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from zhiyin.contact.carriers.asking import ask, refused
from zhiyin.contact.carriers.shape import Outcome, Route
from zhiyin.contact.models import Message

ENDPOINT: Final = "https://qyapi.weixin.qq.com"
JSON: Final = {"Content-Type": "application/json; charset=utf-8"}
STALE: Final = frozenset({40014, 42001})  # the token is not, or no longer, good
TAPPED: Final = {1: "sent", 2: "not_a_friend", 3: "reached_already"}
_tokens: dict[tuple[str, str], tuple[str, float]] = {}
_lock = threading.Lock()


def send(message: Message, route: Route) -> Outcome:
    """Give the task to the member of staff that `parameters.sender` names, or the channel's. `external_id` is the
    task's msgid."""
    given = message.parameters if isinstance(message.parameters, dict) else {}
    task = {
        "chat_type": "single",
        "external_userid": [message.to_address],
        "sender": str(given.get("sender") or route.setting("sender")),
        "text": {"content": message.body[:4000]},
    }
    return _with_token(route, "externalcontact/add_msg_template", task, _judge_task)


def ask_what_became(message: Message, route: Route) -> Outcome:
    """Whether the member of staff has tapped: sent, still with staff, or failed; unknown when that was not answered."""
    given = message.parameters if isinstance(message.parameters, dict) else {}
    sender = str(given.get("sender") or route.setting("sender"))
    question = {"msgid": message.external_id, "userid": sender, "limit": 500}

    def judge(said: Mapping[str, Any]) -> Outcome:
        if said.get("errcode") != 0:
            return Outcome("unknown", "answer_unreadable")
        for one in said.get("send_list") or ():
            if one.get("external_userid") == message.to_address and one.get("status") in TAPPED:
                became = TAPPED[one["status"]]
                return Outcome("sent") if became == "sent" else Outcome("failed", became)
        return Outcome("staff")

    answered = _with_token(route, "externalcontact/get_groupmsg_send_result", question, judge)
    is_told = answered.state in {"sent", "staff"} or answered.reason in TAPPED.values()
    return answered if is_told else Outcome("unknown", answered.reason)


def _judge_task(said: Mapping[str, Any]) -> Outcome:
    code = said.get("errcode")
    if code == 0:
        if said.get("fail_list"):
            return Outcome("failed", "not_a_friend")
        return Outcome("staff", external_id=str(said.get("msgid", "")))
    if code in {-1, 45009}:  # busy; too many calls
        return Outcome("waiting", f"server_busy: {code}")
    if code is None:
        return Outcome("unknown", "answer_unreadable")
    return refused(f"{code} {said.get('errmsg', '')}")


def _with_token(route: Route, what: str, content: Mapping[str, Any], judge: Any) -> Outcome:
    """Ask with the access token we have; once more with a new one when that is not good any more."""
    for fresh in (False, True):
        token = _token(route, fresh=fresh)
        if isinstance(token, Outcome):
            return token
        stale = False

        def judged(said: dict[str, Any]) -> Outcome:
            nonlocal stale
            stale = said.get("errcode") in STALE
            found: Outcome = judge(said)
            return found

        url = f"{_endpoint(route)}/cgi-bin/{what}?{urlencode({'access_token': token})}"
        outcome = ask(url, json.dumps(content, ensure_ascii=False).encode(), JSON, judged)
        if not stale:
            break
    return outcome


def _endpoint(route: Route) -> str:
    return route.setting("endpoint", ENDPOINT).rstrip("/")


def _token(route: Route, *, fresh: bool) -> str | Outcome:
    corporation = route.setting("corp_id")
    place = (_endpoint(route), corporation)
    with _lock:
        held, until = _tokens.get(place, ("", 0.0))
    if held and not fresh and time.monotonic() < until:
        return held
    given: dict[str, Any] = {}

    def judge(said: dict[str, Any]) -> Outcome:
        given.update(said)
        return Outcome("sent")

    secret = route.secrets.get("corp_secret", "")
    query = urlencode({"corpid": corporation, "corpsecret": secret})
    outcome = ask(f"{_endpoint(route)}/cgi-bin/gettoken?{query}", b"", {}, judge)
    if given.get("errcode") == 0:
        with _lock:
            _tokens[place] = (
                str(given["access_token"]),
                time.monotonic() + int(given.get("expires_in", 0)) - 300,
            )
        return str(given["access_token"])
    if outcome.state == "unknown":  # no message was in that question
        return Outcome("waiting", "unreachable: gettoken")
    return (
        outcome
        if outcome.state == "waiting"
        else refused(f"{given.get('errcode')} {given.get('errmsg', '')}")
    )
