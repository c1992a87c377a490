"""Reading what SMS carriers push: answers of customers, and receipts of what was sent.

Aliyun: SmsUp and SmsReport, JSON arrays; Tencent: a JSON object for an answer, an array of receipts.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

MOST: Final = 1000  # entries in one push


@dataclass(frozen=True, slots=True)
class SmsReply:
    """What a number answered."""

    external_id: str
    number: str
    text: str


@dataclass(frozen=True, slots=True)
class SmsReceipt:
    """What became of a message: by the carrier's id of it, or by ours."""

    external_id: str
    our_id: str
    number: str
    is_delivered: bool
    code: str


class Unreadable(Exception):
    """This is not what the carrier sends."""


def read_push(carrier: str, raw: bytes) -> list[SmsReply | SmsReceipt]:
    """The entries of one push. Raises Unreadable."""
    try:
        told = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    entries = told if isinstance(told, list) else [told]
    if len(entries) > MOST or not all(isinstance(entry, dict) for entry in entries):
        raise Unreadable
    read = _of_aliyun if carrier == "aliyun" else _of_tencent
    return [read(entry) for entry in entries]


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    if not isinstance(value, str | int):
        return ""
    # half a character (\ud800) is something that no database takes
    return str(value).replace("\x00", "").encode("utf-8", "replace").decode().strip()


def _of_aliyun(entry: Mapping[str, Any]) -> SmsReply | SmsReceipt:
    number = _text(entry, "phone_number")
    if number and "content" in entry:
        told = _text(entry, "sequence_id") or _digest(
            number, _text(entry, "send_time"), _text(entry, "content")
        )
        return SmsReply(f"aliyun:{told}"[:190], number, _text(entry, "content"))
    if number and "biz_id" in entry:
        return SmsReceipt(
            _text(entry, "biz_id"),
            _text(entry, "out_id"),
            number,
            entry.get("success") in (True, "true"),
            _text(entry, "err_code"),
        )
    raise Unreadable


def _of_tencent(entry: Mapping[str, Any]) -> SmsReply | SmsReceipt:
    number = _text(entry, "mobile")
    country = _text(entry, "nationcode").lstrip("+")
    number = number if country in ("", "86") or not number else f"+{country}{number}"
    if number and "text" in entry:
        told = _digest(number, _text(entry, "time"), _text(entry, "text"))
        return SmsReply(f"tencent:{told}", number, _text(entry, "text"))
    if number and "report_status" in entry:
        is_delivered = _text(entry, "report_status") == "SUCCESS"
        return SmsReceipt(_text(entry, "sid"), "", number, is_delivered, _text(entry, "errmsg"))
    raise Unreadable


def _digest(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:40]
