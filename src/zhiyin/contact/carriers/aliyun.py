"""SMS through Aliyun (dysmsapi, SendSms), signed with ACS3-HMAC-SHA256.

Templates and the signature (the sender's name in brackets) are kept by Aliyun, who lets through no other text.
"""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import quote, urlsplit

from zhiyin.contact.carriers.asking import ask, refused
from zhiyin.contact.carriers.shape import Outcome, Route, template_of
from zhiyin.contact.models import Message
from zhiyin.customers.keys import normal

ENDPOINT: Final = "https://dysmsapi.aliyuncs.com"
ALGORITHM: Final = "ACS3-HMAC-SHA256"


def send(message: Message, route: Route) -> Outcome:
    """Send one SMS. `external_id` is Aliyun's BizId, by which its receipts come back."""
    template, values = template_of(message, route)
    query = canonical_query(
        {
            "PhoneNumbers": dialled(message.to_address),
            "SignName": route.setting("sign_name"),
            "TemplateCode": template,
            "TemplateParam": json.dumps(values, ensure_ascii=False),
            "OutId": str(message.id),
        }
    )
    endpoint = route.setting("endpoint", ENDPOINT)
    headers = signed_headers(
        host=urlsplit(endpoint).netloc,
        action="SendSms",
        version="2017-05-25",
        query=query,
        key_id=route.setting("access_key_id"),
        key_secret=route.secrets.get("access_key_secret", ""),
        at=datetime.now(UTC),
        nonce=secrets.token_hex(16),
    )
    return ask(f"{endpoint.rstrip('/')}/?{query}", b"", headers, judge)


def dialled(number: str) -> str:
    """The number as it is dialled from the mainland: +1 305 … bare would be a mobile number of there."""
    number = normal("mobile", number)
    return f"00{number[1:]}" if number.startswith("+") else number


def judge(said: Mapping[str, Any]) -> Outcome:
    """What Aliyun's answer means. Throttling takes nothing; faults on their side leave it open."""
    code = str(said.get("Code", ""))
    if code == "OK":
        return Outcome("sent", external_id=str(said.get("BizId", "")))
    if code.startswith("Throttling"):
        return Outcome("waiting", f"server_busy: {code}")
    if code in {"InternalError", "isp.SYSTEM_ERROR", "isp.UNKNOWN_ERR_CODE", ""}:
        return Outcome("unknown", f"answer_unreadable: {code}")
    return refused(f"{code} {said.get('Message', '')}")


def canonical_query(parameters: Mapping[str, str]) -> str:
    """Parameters in order of their names, percent-encoded as RFC 3986 has it."""
    return "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in sorted(parameters.items()))


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")


def signed_headers(
    *,
    host: str,
    action: str,
    version: str,
    query: str,
    key_id: str,
    key_secret: str,
    at: datetime,
    nonce: str,
    body: bytes = b"",
) -> dict[str, str]:
    """The headers of a POST to "/" with its Authorization ("V3 request structure and signature")."""
    digest = hashlib.sha256(body).hexdigest()
    headers = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": digest,
        "x-acs-date": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(sorted(headers))
    lines = "".join(f"{name}:{headers[name].strip()}\n" for name in sorted(headers))
    request = "\n".join(["POST", "/", query, lines, names, digest])
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    signature = hmac.new(key_secret.encode(), to_sign.encode(), "sha256").hexdigest()
    headers["Authorization"] = f"{ALGORITHM} Credential={key_id},SignedHeaders={names},Signature={signature}"
    return headers
