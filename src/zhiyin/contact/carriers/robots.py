"""Robots in groups of colleagues: WeCom, DingTalk, Feishu, Slack.

Written here and not through apprise, which looks at the HTTP status alone: these robots refuse with 200 and a code in
the body, so that a refused message would count as sent.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote_plus

from zhiyin.contact.carriers.asking import ask, refused
from zhiyin.contact.carriers.shape import Outcome, Route
from zhiyin.contact.errors import AddressRefused, NotReached
from zhiyin.contact.fetching import post
from zhiyin.contact.models import Message

JSON: Final = {"Content-Type": "application/json; charset=utf-8"}
# Codes that say: too many messages a minute, come again.
BUSY: Final = frozenset({45009, 130101, 410100, 11232, 9499})


def said_by(message: Message) -> str:
    """The text of a message in a group: its subject on a line of its own."""
    return "\n".join(filter(None, (message.subject, message.body)))


def judge(said: Mapping[str, Any]) -> Outcome:
    """errcode (WeCom, DingTalk) or code (Feishu): 0 is taken."""
    code = said.get("errcode", said.get("code", said.get("StatusCode")))
    if code == 0:
        return Outcome("sent")
    if code in BUSY:
        return Outcome("waiting", f"server_busy: {code}")
    if code is None:
        return Outcome("unknown", "answer_unreadable")
    return refused(f"{code} {said.get('errmsg', said.get('msg', ''))}")


def _post(url: str, content: Mapping[str, Any]) -> Outcome:
    return ask(url, json.dumps(content, ensure_ascii=False).encode(), JSON, judge)


def send_wecom(message: Message, route: Route) -> Outcome:
    """To a WeCom group robot, by its key."""
    endpoint = route.setting("endpoint", "https://qyapi.weixin.qq.com")
    url = f"{endpoint.rstrip('/')}/cgi-bin/webhook/send?key={quote_plus(route.secrets.get('key', ''))}"
    return _post(url, {"msgtype": "text", "text": {"content": said_by(message)[:2000]}})


def send_dingtalk(message: Message, route: Route) -> Outcome:
    """To a DingTalk group robot, by its access token, signed when the robot asks for it."""
    endpoint = route.setting("endpoint", "https://oapi.dingtalk.com")
    token = quote_plus(route.secrets.get("access_token", ""))
    url = f"{endpoint.rstrip('/')}/robot/send?access_token={token}"
    signing = route.secrets.get("signing_secret", "")
    if signing:
        at = int(time.time() * 1000)
        url += f"&timestamp={at}&sign={quote_plus(dingtalk_signature(signing, at))}"
    return _post(url, {"msgtype": "text", "text": {"content": said_by(message)}})


def dingtalk_signature(secret: str, at: int) -> str:
    """HMAC-SHA256 of "milliseconds, newline, secret" under the secret, in base64."""
    signed = hmac.new(secret.encode(), f"{at}\n{secret}".encode(), hashlib.sha256)
    return base64.b64encode(signed.digest()).decode()


def send_feishu(message: Message, route: Route) -> Outcome:
    """To a Feishu group robot, by the last part of its address, signed when the robot asks for it."""
    endpoint = route.setting("endpoint", "https://open.feishu.cn")
    url = f"{endpoint.rstrip('/')}/open-apis/bot/v2/hook/{quote_plus(route.secrets.get('hook', ''))}"
    content: dict[str, Any] = {"msg_type": "text", "content": {"text": said_by(message)}}
    signing = route.secrets.get("signing_secret", "")
    if signing:
        at = int(time.time())
        content |= {"timestamp": str(at), "sign": feishu_signature(signing, at)}
    return _post(url, content)


def feishu_signature(secret: str, at: int) -> str:
    """HMAC-SHA256 of nothing under "seconds, newline, secret", in base64."""
    return base64.b64encode(hmac.new(f"{at}\n{secret}".encode(), b"", hashlib.sha256).digest()).decode()


def send_slack(message: Message, route: Route) -> Outcome:
    """To a Slack incoming webhook, by the part of its address after /services/. Slack answers in plain words."""
    endpoint = route.setting("endpoint", "https://hooks.slack.com")
    url = f"{endpoint.rstrip('/')}/services/{route.secrets.get('hook', '').strip('/')}"
    try:
        answer = post(url, json.dumps({"text": said_by(message)}).encode(), JSON, within=20.0)
    except AddressRefused:
        return Outcome("failed", "address_refused")
    except NotReached as error:
        unreached = Outcome("waiting", f"unreachable: {error.data['reason']}")
        return Outcome("unknown", "broke_off") if error.data["was_sent"] else unreached
    if answer.status == 200:
        return Outcome("sent")
    if answer.status in {429, 503}:
        return Outcome("waiting", f"server_busy: {answer.status}")
    if answer.status >= 500:
        return Outcome("unknown", f"answer_unreadable: {answer.status}")
    return refused(f"{answer.status} {answer.body[:100].decode('utf-8', 'replace')}")
