"""Transcripts of calls and chats: a conversation in one cell, or one row per utterance."""

from typing import Any, Final

from zhiyin.science.collect.columns import SCORES
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.presets.calls import marks_of_calls, score_of_calls
from zhiyin.science.collect.service_table import ServiceTable, are_times, leave, names, telling_apart
from zhiyin.science.collect.speakers import Side, greets, is_numbered, side_of
from zhiyin.science.collect.transcripts import are_dialogues

_KEY: Final = names(
    "通话ID|通话编号|通话流水号|会话ID|会话编号|会话号|对话ID|对话编号|聊天ID|聊天编号|呼叫ID|呼叫编号|"
    "流水号|录音ID|录音编号|录音文件|录音文件名|文件名|工单号|工单编号|接触ID|服务流水号|来电流水号|咨询ID|"
    "咨询编号|call id|callid|call sid|conversation id|conversation|session id|session|dialog id|dialogue id|"
    "chat id|contact id|interaction id|recording id|ticket id|thread id|file name|filename|uuid|id"
)
_SPEAKER: Final = names(
    "角色|说话人|发言人|讲话人|说话者|发言者|身份|发送方|发送者|发送人|发送人类型|发送者类型|发送方类型|"
    "消息来源|说话人角色|发言角色|说话角色|声道|对话角色|消息方|来源|人员类型|消息发送者|speaker|role|sender|"
    "sender type|from|author|author role|participant|speaker role|speaker id|speaker label|channel|who|"
    "direction"
)
_SAID: Final = names(
    "内容|文本|话术|转写文本|转写内容|转写结果|消息内容|消息|对话内容|对话文本|发言内容|说话内容|语句|句子|"
    "识别结果|识别文本|发言|文字|聊天内容|会话内容|话语|content|text|message|utterance|transcript|"
    "transcription|body|words|sentence|message text|message content|said"
)
_STARTED: Final = names(
    "开始时间|通话时间|会话开始时间|通话开始时间|来电时间|呼入时间|会话时间|日期|通话日期|发送时间|消息时间|"
    "时间|创建时间|start time|call time|started at|sent at|time|timestamp|date|created at"
)

_COMMENT: Final = names(
    "评价内容|评价备注|评价说明|评价建议|满意度评价内容|满意度备注|客户评语|评语|不满意原因|rating comment|csat comment|"
    "feedback comment|satisfaction comment|survey comment|rating remark"
)


def transcripts(head: Head, _descriptions: Descriptions) -> Recognised | None:
    """Conversations of which only the customer's part is read."""
    header = head.header
    if not header.numbers:
        return None
    gather = _utterances(head)
    table = ServiceTable(head, gather)
    said = [gather["text"]] if gather else _dialogues(table)
    if not said:
        return None
    is_call = marks_of_calls(table) > 0 or any(
        word in name for name in table.plain for word in ("通话", "call")
    )
    found = Recognised(
        "transcripts",
        table.columns,
        header,
        "call" if is_call else "chat",
        "hotline" if is_call else "chat",
        list(header.notes),
        gather,
    )
    for column in table.columns:
        if column.field in ("text", "title", "open", "kind", "channel") or column.index in said:
            leave(column)
    table.take_named(_STARTED, "time", are_times)
    if gather:
        _put_together(table, gather, found)
    else:
        table.take_named(_KEY, "id", telling_apart)
    for index in said:
        table.take(index, "transcript")
        found.noted("speakers_split", name=table.columns[index].name)
    for index in table.all_named(_COMMENT):
        if index not in said and table.filled(index):
            table.take(index, "more")
    if is_call:
        score_of_calls(table, found)
    table.settle()
    return found


def _put_together(table: ServiceTable, gather: dict[str, Any], found: Recognised) -> None:
    leave(table.columns[gather["speaker"]])
    table.columns[gather["speaker"]].field = "ignore"  # it stands in the transcript, for each utterance
    for index in gather["key"]:
        table.take(index, "id")
        found.noted(
            "utterances_gathered",
            name=table.columns[index].name,
            rows=len(table.header.rows),
            groups=len(table.rows),
        )
    for column in table.columns:
        if column.field in SCORES and column.index in (gather["speaker"], gather["text"]):
            leave(column)


def _utterances(head: Head) -> dict[str, Any]:
    """Which columns hold key, speaker and words of one utterance per row; {} when rows are something else."""
    plain = head.plain_names
    rows = [row for _, row in head.header.rows]
    if len(rows) < 2:
        return {}

    def cells(index: int) -> list[str]:
        return [row[index].strip() if index < len(row) else "" for row in rows]

    speakers = [index for index, name in enumerate(plain) if name in _SPEAKER and _are_speakers(cells(index))]
    words = [index for index, name in enumerate(plain) if name in _SAID and any(cells(index))]
    words = [index for index in words if index not in speakers]
    if not speakers or not words:
        return {}
    speaker = max(speakers, key=lambda index: sum(side_of(cell) is not None for cell in cells(index)))
    text = max(words, key=lambda index: sum(map(len, cells(index))))
    for index, name in enumerate(plain):
        if name in _KEY and index not in (speaker, text):
            filled = [cell for cell in cells(index) if cell]
            blank = len(rows) - len(filled)
            if filled and (len(set(filled)) <= 0.7 * len(filled) or blank >= 0.3 * len(rows)):
                return {"key": [index], "speaker": speaker, "text": text}
    pairs = list(zip(cells(speaker), cells(text), strict=True))
    if any(side_of(who) is Side.STAFF and greets(said) for who, said in pairs[:5]):
        return {"key": [], "speaker": speaker, "text": text}  # one conversation, nothing else
    return {}


def _are_speakers(cells: list[str]) -> bool:
    """Whether a column says who speaks: a few names that come again, of both sides or at least told apart."""
    filled = [cell for cell in cells if cell]
    different = set(filled)
    if len(different) < 2 or len(filled) < 0.7 * len(cells):
        return False
    known = sum(side_of(cell) is not None for cell in filled)
    sides = {side_of(cell) for cell in different} - {None}
    if len(sides) == 2 and known >= 0.5 * len(filled):
        return True
    numbered = sum(is_numbered(cell) for cell in filled)
    if len(different) <= 6 and numbered == len(filled):
        return True
    return Side.STAFF in sides and len(different) <= 0.5 * len(filled) and known >= 0.3 * len(filled)


def _dialogues(table: ServiceTable) -> list[int]:
    """The columns in whose cells people talk."""
    return [index for index in range(len(table.plain)) if are_dialogues(table.cells(index))]
