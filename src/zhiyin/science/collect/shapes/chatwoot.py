"""Chatwoot-shaped conversations with their messages, and messages one by one."""

from typing import Any, Final

from zhiyin.science.collect.flat import flat_cell
from zhiyin.science.collect.shapes.shape import Shape
from zhiyin.science.collect.transcripts import without_marks

_TYPES: Final = {
    "0": "customer", "incoming": "customer", "1": "agent", "outgoing": "agent", "2": "system", "activity": "system",
    "3": "agent", "template": "agent",
}  # fmt: skip


def is_conversation(record: dict[str, Any]) -> bool:
    """Whether it is a conversation: messages of Chatwoot's kind, with whom they were exchanged."""
    messages = record.get("messages")
    if not isinstance(messages, list) or not ({"meta", "inbox_id", "contact", "account_id"} & record.keys()):
        return False
    return not messages or (isinstance(messages[0], dict) and "message_type" in messages[0])


def is_message(record: dict[str, Any]) -> bool:
    """Whether it is one message of a conversation."""
    return {"conversation_id", "message_type", "content"} <= record.keys()


def conversation_rows(record: dict[str, Any]) -> list[dict[str, str]]:
    """One row: what the contact wrote, what agents answered, the rating. Private notes are left out."""
    meta = _object(record.get("meta"))
    contact = _object(meta.get("sender") or record.get("contact"))
    theirs: list[str] = []
    ours: list[str] = []
    for message in _list(record.get("messages")):
        if not isinstance(message, dict) or message.get("private"):
            continue
        who = _TYPES.get(flat_cell(message.get("message_type")))
        words = without_marks(flat_cell(message.get("content")))
        if words and message.get("content_type") != "input_csat":
            if who == "customer":
                theirs.append(words)
            elif who == "agent":
                ours.append(words)
    more = _object(record.get("additional_attributes"))
    score, comment = _rating(record)
    cells = {
        "Conversation ID": flat_cell(record.get("display_id") or record.get("id")),
        "Created at": flat_cell(record.get("created_at") or record.get("timestamp")),
        "Contact ID": flat_cell(contact.get("id")),
        "Contact Name": flat_cell(contact.get("name")),
        "Contact Email": flat_cell(contact.get("email")),
        "Contact Phone Number": flat_cell(contact.get("phone_number")),
        "Subject": flat_cell(more.get("mail_subject")),
        "Messages": "\n".join(theirs),
        "Reply": "\n".join(ours),
        "Satisfaction Score": score,
        "Satisfaction Comment": comment,
        "Status": flat_cell(record.get("status")),
        "Priority": flat_cell(record.get("priority")),
        "Channel": flat_cell(meta.get("channel") or record.get("channel")).removeprefix("Channel::"),
        "Inbox": flat_cell(_object(record.get("inbox")).get("name") or record.get("inbox_id")),
        "Assignee": flat_cell(_object(meta.get("assignee")).get("name")),
        "Team": flat_cell(_object(meta.get("team")).get("name")),
        "Labels": ", ".join(flat_cell(label) for label in _list(record.get("labels"))),
    }
    for name, value in _object(record.get("custom_attributes")).items():
        cells.setdefault(name, flat_cell(value))
    return [cells]


def message_rows(record: dict[str, Any]) -> list[dict[str, str]]:
    """One row for each message that its reader could see; those of one conversation are put together later."""
    words = without_marks(flat_cell(record.get("content")))
    if record.get("private") or not words:
        return []
    return [
        {
            "Conversation ID": flat_cell(record.get("conversation_id")),
            "Speaker": _TYPES.get(flat_cell(record.get("message_type")), "system"),
            "Content": words,
            "Created at": flat_cell(record.get("created_at")),
            "Inbox": flat_cell(record.get("inbox_id")),
        }
    ]


def _rating(record: dict[str, Any]) -> tuple[str, str]:
    """The rating (1–5, "Offered" or "Not Offered") and the words with it."""
    messages = [one for one in _list(record.get("messages")) if isinstance(one, dict)]
    for holder in (record, *reversed(messages)):
        content = _object(holder.get("content_attributes"))
        submitted = _object(content.get("submitted_values"))
        found = (
            holder.get("csat_survey_response")
            or submitted.get("csat_survey_response")
            or content.get("csat_survey_response")
        )
        if isinstance(found, dict) and found.get("rating") is not None:
            return flat_cell(found["rating"]), flat_cell(found.get("feedback_message"))
    offered = any(one.get("content_type") == "input_csat" for one in messages)
    return "Offered" if offered else "Not Offered", ""


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


_PATHS: Final = (
    "data.payload.item", "payload.item", "conversations.item", "data.item", "messages.item", "item",
)  # fmt: skip
CHATWOOT: Final = (
    *(Shape("chatwoot", path, is_conversation, conversation_rows) for path in _PATHS),
    *(Shape("chatwoot_messages", path, is_message, message_rows) for path in _PATHS),
)
