"""From a JSON body to drafts: fast when all is well, with a JSON pointer for each thing that is not."""

import re

import msgspec

from zhiyin.collect.errors import BadBatch, NotJson
from zhiyin.science.collect.checking import Problem, escaped
from zhiyin.science.collect.drafts import SignalDraft

MOST_SIGNALS = 5_000


class _Envelope(msgspec.Struct, forbid_unknown_fields=True):
    signals: list[SignalDraft]


_whole = msgspec.json.Decoder(_Envelope)
_object = msgspec.json.Decoder(dict[str, msgspec.Raw])
_each = msgspec.json.Decoder(list[msgspec.Raw])
_one = msgspec.json.Decoder(SignalDraft)
_PLACE = re.compile(r" - at `\$(?P<path>.*)`$")
_STEP = re.compile(r"\.(?P<name>[A-Za-z_]\w*)|\[(?P<index>\d+)\]|\[\.\.\.\]|\[(?P<key>.*)\]")
# what msgspec says, by our codes
_FAULTS = {
    "wrong_type": re.compile(r"Expected `(?P<wanted>[^`]+)`, got `(?P<found>[^`]+)`"),
    "unknown_field": re.compile(r"Object contains unknown field `(?P<name>[^`]*)`"),
    "missing_field": re.compile(r"Object missing required field `(?P<name>[^`]*)`"),
    "not_a_time": re.compile(r"Invalid RFC3339"),
}


def decoded(body: bytes) -> tuple[list[SignalDraft | Problem], bool]:
    """The drafts of a body, a Problem where one has not the form of a signal; whether it was a batch.

    Raises NotJson, BadBatch.
    """
    try:  # a batch without any fault in one go
        drafts: list[SignalDraft | Problem] = list(_whole.decode(body).signals)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _with_faults(body)
    return _counted(drafts), True


def _with_faults(body: bytes) -> tuple[list[SignalDraft | Problem], bool]:
    try:
        top = _object.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        if isinstance(error, msgspec.ValidationError):
            raise BadBatch(limit=MOST_SIGNALS) from None
        raise NotJson from None
    if "signals" not in top:
        return [_draft(body)], False
    if len(top) > 1:
        raise BadBatch(limit=MOST_SIGNALS)
    return _counted(_one_by_one(bytes(top["signals"]))), True


def _counted(drafts: list[SignalDraft | Problem]) -> list[SignalDraft | Problem]:
    if not 1 <= len(drafts) <= MOST_SIGNALS:
        raise BadBatch(limit=MOST_SIGNALS)
    return drafts


def _one_by_one(body: bytes) -> list[SignalDraft | Problem]:
    try:
        raws = _each.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise BadBatch(limit=MOST_SIGNALS) from None
    if len(raws) > MOST_SIGNALS:
        raise BadBatch(limit=MOST_SIGNALS)
    return [_draft(bytes(raw)) for raw in raws]


def _draft(body: bytes) -> SignalDraft | Problem:
    try:
        return _one.decode(body)
    except msgspec.ValidationError as error:
        return _problem(str(error))
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem("", "not_json", {})


def _problem(message: str) -> Problem:
    found = _PLACE.search(message)
    path = found["path"] if found else ""
    detail = message[: found.start()] if found else message
    pointer = "".join(
        f"/{escaped(step['name'] or step['index'] or step['key'] or '')}"
        for step in _STEP.finditer(path)
        if step["name"] or step["index"] or step["key"]
    )
    for code, pattern in _FAULTS.items():
        if fault := pattern.match(detail):
            return Problem(pointer, code, dict(fault.groupdict()))
    return Problem(pointer, "invalid", {})
