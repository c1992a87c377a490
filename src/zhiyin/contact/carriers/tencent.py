"""SMS through Tencent Cloud (sms, SendSms), signed with TC3-HMAC-SHA256.

Templates and the signature (the sender's name in brackets) are kept by Tencent, who lets through no other text.
"""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from zhiyin.contact.carriers.asking import ask, refused
from zhiyin.contact.carriers.shape import Outcome, Route, template_of
from zhiyin.contact.models import Message
from zhiyin.customers.keys import normal

ENDPOINT: Final = "https://sms.tencentcloudapi.com"
ALGORITHM: Final = "TC3-HMAC-SHA256"
CONTENT: Final = "application/json; charset=utf-8"


def send(message: Message, route: Route) -> Outcome:
    """Send one SMS. `external_id` is Tencent's SerialNo, by which its receipts come back."""
    template, values = template_of(message, route)
    endpoint = route.setting("endpoint", ENDPOINT)
    payload = json.dumps(
        {
            "PhoneNumberSet": [e164(message.to_address)],
            "SmsSdkAppId": route.setting("app_id"),
            "SignName": route.setting("sign_name"),
            "TemplateId": template,
            "TemplateParamSet": list(values.values()),
            "SessionContext": str(message.id),
        }
    ).encode()
    host, now = urlsplit(endpoint).netloc, int(time.time())
    headers = {
        "Authorization": authorization(
            host=host,
            service="sms",
            payload=payload,
            at=now,
            secret_id=route.setting("secret_id"),
            secret_key=route.secrets.get("secret_key", ""),
        ),
        "Content-Type": CONTENT,
        "Host": host,
        "X-TC-Action": "SendSms",
        "X-TC-Version": "2021-01-11",
        "X-TC-Timestamp": str(now),
        "X-TC-Region": route.setting("region", "ap-guangzhou"),
    }
    return ask(f"{endpoint.rstrip('/')}/", payload, headers, judge)


def e164(number: str) -> str:
    """The number with its country: of the mainland when it says none and is as long as one of there."""
    number = normal("mobile", number)
    if number.startswith("+"):
        return number
    return f"+86{number}" if len(number) == 11 and number.startswith("1") else f"+{number}"


def judge(said: Mapping[str, Any]) -> Outcome:
    """What Tencent's answer means. A full limit of requests takes nothing; faults on their side leave it open."""
    response = said.get("Response")
    response = response if isinstance(response, dict) else {}
    error = response.get("Error")
    if isinstance(error, dict):
        code = str(error.get("Code", ""))
        if code.startswith("RequestLimitExceeded"):
            return Outcome("waiting", f"server_busy: {code}")
        if code.startswith("InternalError"):
            return Outcome("unknown", f"answer_unreadable: {code}")
        return refused(f"{code} {error.get('Message', '')}")
    states = response.get("SendStatusSet")
    first = states[0] if isinstance(states, list) and states else None
    if not isinstance(first, dict):
        return Outcome("unknown", "answer_unreadable")
    if first.get("Code") == "Ok":
        return Outcome("sent", external_id=str(first.get("SerialNo", "")))
    code = str(first.get("Code", ""))
    if code.startswith("InternalError"):
        return Outcome("unknown", f"answer_unreadable: {code}")
    return refused(f"{code} {first.get('Message', '')}")


def authorization(
    *, host: str, service: str, payload: bytes, at: int, secret_id: str, secret_key: str
) -> str:
    """The Authorization of a POST to "/" of JSON at `at` (Unix seconds) ("Signature v3")."""
    day = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d")
    names = "content-type;host"
    request = "\n".join(
        [
            "POST",
            "/",
            "",
            f"content-type:{CONTENT}\nhost:{host}\n",
            names,
            hashlib.sha256(payload).hexdigest(),
        ]
    )
    scope = f"{day}/{service}/tc3_request"
    to_sign = "\n".join([ALGORITHM, str(at), scope, hashlib.sha256(request.encode()).hexdigest()])
    key = f"TC3{secret_key}".encode()
    for part in (day, service, "tc3_request"):
        key = hmac.new(key, part.encode(), "sha256").digest()
    signature = hmac.new(key, to_sign.encode(), "sha256").hexdigest()
    return f"{ALGORITHM} Credential={secret_id}/{scope}, SignedHeaders={names}, Signature={signature}"
