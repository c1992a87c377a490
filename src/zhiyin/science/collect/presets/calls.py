"""Call records of a hotline: who called when, which way through the menus, to whom, and the key pressed at the end."""

from collections.abc import Sequence
from typing import Any, Final

from zhiyin.science.collect.cells import folded
from zhiyin.science.collect.columns import Column
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.satisfaction import NOT_PUT_WORDS, read_satisfaction
from zhiyin.science.collect.service_table import ServiceTable, are_times, leave, names, telling_apart, words
from zhiyin.science.collect.totals import is_total_like
from zhiyin.science.collect.transcripts import are_dialogues

_ID: Final = names(
    "通话ID|通话编号|通话流水号|通话流水|通话记录ID|通话唯一标识|通话标识|呼叫ID|呼叫编号|呼叫流水号|"
    "会话ID|"
    "话单ID|话单号|录音ID|录音编号|录音流水号|流水号|接触ID|接触编号|来电流水号|来电编号|服务流水号|记录ID|"
    "call id|callid|call uuid|call sid|callsid|session id|contact id|call reference|interaction id|"
    "call guid|"
    "unique id"
)
_CALLER: Final = names(
    "主叫号码|主叫|主叫电话|来电号码|来电|来电电话|呼入号码|客户号码|客户电话|客户手机|客户来电号码|"
    "用户号码|"
    "客户手机号|caller|caller number|caller id|from number|from|calling number|ani|customer number|"
    "customer phone|phone number|主叫方"
)
_CALLED: Final = names(
    "被叫号码|被叫|被叫电话|热线号码|接入号|接入号码|服务号码|中继号|落地号码|called number|callee|"
    "to number|"
    "dnis|dialed number|被叫方|hotline|热线|线路|呼入热线"
)
_TIME: Final = names(
    "呼入时间|来电时间|呼叫时间|通话开始时间|通话时间|呼叫开始时间|进线时间|拨入时间|接入时间|来电日期|"
    "呼入日期|通话日期|通话开始|call time|call start time|call start|call date|start time|started at|"
    "date/time|call datetime|call started at|initiation timestamp|start timestamp"
)
_TALK: Final = names(
    "agent interaction duration|contact duration|interaction duration|"
    "avgtalkduration|avg talk duration|call duration in minutes|call duration in seconds|"
    "talk time in seconds|通话时长(分钟)|通话时长(分)|通话时长(秒)|通话时长|通话时长秒|通话时长(s)|"
    "通话秒数|"
    "通话时间秒|通话时长分钟|计费时长|服务时长|人工通话时长|应答时长|talk time|talk duration|call duration|"
    "duration|call duration seconds|talk time seconds|duration seconds|handle time|billsec"
)
_WAIT: Final = names(
    "speed of answer in seconds|average speed of answer|answer speed|等待时长|排队时长|振铃时长|"
    "排队等待时长|"
    "等待时间|排队时间|响铃时长|振铃时间|等待秒数|wait time|queue time|ring time|hold time|time in queue|"
    "waiting time|speed of answer"
)
_AGENT: Final = names(
    "坐席工号|座席工号|坐席号|座席号|坐席|座席|坐席姓名|座席姓名|坐席ID|客服工号|工号|话务员工号|话务员|"
    "话务员姓名|接线员|接听坐席|接听人|坐席名称|座席名称|客服姓名|接听工号|受理坐席|坐席分机|分机号|"
    "agent id|"
    "agent|agent name|agent number|extension|agent extension|operator|representative"
)
_ROUTE: Final = names(
    "IVR路径|按键路径|IVR按键|IVR节点|IVR流程|IVR轨迹|IVR菜单|按键轨迹|导航路径|语音导航|ivr path|ivr|"
    "ivr route|ivr menu|ivr keys|ivr selection|menu path"
)
_GROUP: Final = names(
    "技能组|技能队列|队列|队列名称|技能组名称|坐席组|座席组|班组|业务组|skill group|queue|queue name|skill|"
    "hunt group"
)
_RECORDING: Final = names(
    "录音地址|录音|录音链接|录音文件|录音文件名|录音URL|录音路径|录音下载地址|通话录音|recording|"
    "recording url|recording link|record url|recordurl|recording file"
)
_CONNECTED: Final = names(
    "answered (y/n)|answered y/n|接通结果|应答结果|通话是否接通|是否接通|接通状态|是否接听|接听状态|"
    "通话状态|"
    "通话结果|呼叫结果|呼叫状态|接通|接通情况|通话结束状态|是否应答|应答状态|call status|answered|"
    "connected|"
    "call result|disposition|call outcome|is answered|is connected|是否放弃|是否呼损"
)
_DIRECTION: Final = names(
    "呼叫类型|呼叫方向|通话类型|来去电|呼入呼出|方向|direction|call type|call direction"
)
_OFFERED: Final = names(
    "是否转评价|是否转满意度|是否邀评|是否邀请评价|是否推送评价|是否进入评价|是否转满意度评价|是否发送评价|"
    "满意度邀请|是否转接满意度|是否评价邀请|邀评状态|survey offered|offered survey|transferred to survey"
)
_SATISFACTION: Final = names(
    "满意度评价结果|评价按键结果|按键评价结果|客户满意度评价|csat (ivr)|满意度按键|评价按键|按键评价|"
    "满意度评价|满意度|客户满意度|服务评价|评价结果|满意度结果|满意度调查|满意度调查结果|满意度按键值|"
    "满意度按键结果|客户评价|评价|评价值|评价键值|评价得分|满意度得分|满意度评分|按键值|挂机满意度|"
    "满意度等级|评价等级|服务满意度|评价按键值|通话满意度|通话评价|csat|csat score|satisfaction|"
    "satisfaction key|survey score|survey result|post call survey|post call survey score|ivr csat|csat ivr|ivr satisfaction|"
    "post call csat|call rating|customer rating|ivr survey|customer satisfaction|"
    "satisfaction rating|rating"
)
_WORDS: Final = names(
    "通话文本|录音文本|转写文本|转写内容|转写结果|语音转写|录音转写|语音转文本|通话内容|对话内容|对话文本|"
    "对话|录音内容|语音文本|识别文本|识别结果|transcript|transcription|call transcript|conversation|"
    "dialogue"
)
_SUMMARY: Final = names("来电内容|客户诉求|诉求内容|来电诉求|投诉内容|问题描述|客户反映问题|反映内容")
_REPLY: Final = names("处理结果|处理意见|答复内容|回复内容|坐席备注|处理内容|解决方案")
_GROUPS: Final = (
    _ID,
    _CALLER,
    _CALLED,
    _TIME,
    _TALK,
    _WAIT,
    _AGENT,
    _ROUTE,
    _GROUP,
    _RECORDING,
    _CONNECTED,
    _DIRECTION,
)
# At least one of these: other records, too, have times, agents and customers.
_ONLY_CALLS: Final = (
    names("通话ID|通话编号|通话流水号|呼叫ID|call id|callid|call sid|话单号|通话记录ID"),
    names(
        "主叫号码|主叫|主叫电话|来电号码|呼入号码|被叫号码|被叫|caller|caller number|caller id|"
        "called number|"
        "dnis|ani|calling number"
    ),
    names(
        "通话时长|通话时长秒|通话时长(分钟)|通话时长(分)|通话时长(秒)|avgtalkduration|通话秒数|talk time|"
        "call duration|talk time seconds|人工通话时长|billsec|contact duration|agent interaction duration"
    ),
    _ROUTE,
    _RECORDING,
    names("呼入时间|来电时间|呼叫时间|进线时间|通话开始时间|call time|call start time|call start"),
    names("disconnect reason|hangup cause|hangup party|挂断方|挂机方|挂断原因|挂机原因|挂断类型"),
    names("振铃时长|排队时长|等待时长|ring time|queue time|speed of answer in seconds|speed of answer"),
)
_LOST: Final = words(
    "否|未接通|未接|未接听|未应答|无应答|无人接听|放弃|已放弃|呼损|排队放弃|振铃放弃|ivr放弃|客户放弃|"
    "ivr挂断|排队挂断|振铃未接|占线|忙|忙线|拒接|溢出|漏接|未转人工|未进入人工|失败|no|n|false|0|missed|"
    "abandoned|no answer|unanswered|not answered|busy|failed|lost|abandon|abandoned in queue|rejected|"
    "no-answer|noanswer|cancelled|canceled|voicemail"
)
_LOST_TURNED: Final = frozenset({"是", "yes", "y", "true", "1"})  # of 是否放弃
_NO: Final = words("否|no|n|false|0|未转|未邀请|未邀评|未发送|未推送|未触发|不转|无")
_NO_TALK: Final = words("0|0.0|0秒|00:00|0:00|00:00:00|0:00:00|0分0秒|0s|0分钟")
_OUTGOING: Final = words("呼出|外呼|去电|出局|outbound|outgoing|out|1out|回呼|外拨")


def calls(head: Head, _descriptions: Descriptions) -> Recognised | None:
    """The call records of a hotline, with or without transcripts. One row is one call."""
    table = ServiceTable(head)
    if table.count(_GROUPS) < 3 or table.count(_ONLY_CALLS) < 2 or _by_utterance(table):
        return None
    found = Recognised("calls", table.columns, table.header, "call", "hotline", list(table.header.notes))
    table.take_named(_TIME, "time", are_times)
    table.take_named(_ID, "id", telling_apart)
    for index in sorted({at for group in _KEPT if (at := table.find(group)) is not None}):
        table.keep(index)
    _customer(table)
    _what_was_said(table, found)
    score_of_calls(table, found)
    if (at := table.find(_RECORDING)) is not None:
        found.noted("recording_linked", name=table.columns[at].name)
    table.settle()
    return found


_KEPT: Final = (_TALK, _WAIT, _AGENT, _ROUTE, _GROUP, _RECORDING, _CONNECTED, _DIRECTION, _OFFERED, _CALLED)


def marks_of_calls(table: ServiceTable) -> int:
    """How many things are named that only calls have."""
    return table.count(_ONLY_CALLS)


def _by_utterance(table: ServiceTable) -> bool:
    """Whether a call has several rows: such a file is put together by its speakers (`presets.transcripts`)."""
    at = table.find(_ID)
    cells = table.filled(at) if at is not None else []
    return len(cells) > 2 and len(set(cells)) <= 0.5 * len(cells)


def _customer(table: ServiceTable) -> None:
    """The caller is the customer, unless the hotline called: then its own number would be everybody's."""
    caller = table.find(_CALLER)
    direction = table.find(_DIRECTION)
    called_out = direction is not None and any(folded(cell) in _OUTGOING for cell in table.filled(direction))
    for index, column in enumerate(table.columns):
        if column.field == "mobile" and index != caller:
            leave(column)
    if caller is None or table.columns[caller].field in ("customer_number", "openid", "unionid", "wecom"):
        return
    cells = table.filled(caller)
    column = table.columns[caller]
    named_customer = any(word in table.plain[caller] for word in ("客户", "用户", "customer"))
    if (called_out and not named_customer) or sum("*" in cell for cell in cells) > 0.1 * len(cells):
        leave(column)
        column.because("direction_unclear" if called_out else "masked_number")
    elif not any(other.field == "customer_number" for other in table.columns):
        table.take(caller, "mobile")
    else:
        leave(column)


def _what_was_said(table: ServiceTable, found: Recognised) -> None:
    for index, column in enumerate(table.columns):
        if column.field in ("text", "title", "open") and table.plain[index] not in _SUMMARY:
            leave(column)
    table.take_named(_SUMMARY, "text")
    for index in table.all_named(_REPLY):
        table.take(index, "reply")
    for index, name in enumerate(table.plain):
        if are_dialogues(table.cells(index), 0.3):
            table.take(index, "transcript")
            found.noted("speakers_split", name=table.columns[index].name)
        elif name in _WORDS:
            table.take(index, "transcript")
            found.noted("speakers_unknown", name=table.columns[index].name)


def score_of_calls(table: ServiceTable, found: Recognised) -> None:
    """The satisfaction of each call by keys or words, and in which calls it was not asked for."""
    at = _satisfaction_at(table)
    if at is None:
        return
    column = table.columns[at]
    for other in table.columns:
        if other.field in ("csat", "rating", "ces") and other.index != at:
            leave(other)
    leave(column)
    cells = table.filled(at)
    if not read_satisfaction(column, cells, pressed=True):
        return
    _unasked(table, column)
    found.noted("keys", name=column.name)
    answered, asked, of_all = _counts(table, column)
    if of_all:
        found.noted("participation", answered=answered, asked=asked, all=of_all)


def _satisfaction_at(table: ServiceTable) -> int | None:
    """The column of the key pressed: by its name, whatever stands in brackets behind it."""
    found = [index for index, name in enumerate(table.plain) if name in _SATISFACTION]
    if not found:
        found = [
            index
            for index, column in enumerate(table.columns)
            if any(word in column.name for word in ("满意度", "评价按键", "按键评价"))
            and not any(
                word in column.name
                for word in ("是否", "时间", "备注", "内容", "原因", "邀请", "说明", "类型")
            )
        ]
    return found[0] if found else None


def _unasked(table: ServiceTable, column: Column) -> None:
    """Calls in which the question was not put: nobody picked up, or the caller was not led to it."""
    for group, such in ((_CONNECTED, _LOST), (_OFFERED, _NO), (_TALK, _NO_TALK)):
        at = table.find(group)
        if at is None or at == column.index:
            continue
        if (
            any(turned in table.columns[at].name for turned in ("放弃", "呼损"))
            and "是否" in table.columns[at].name
        ):
            such = _LOST_TURNED
        column.unasked[str(at)] = sorted(such | set(NOT_PUT_WORDS))


def _counts(table: ServiceTable, column: Column) -> tuple[int, int, int]:
    """How many of the first rows answered, were asked, are there."""
    answered = asked = 0
    rows = [row for row in table.rows if not is_total_like(row)]
    for row in rows:
        cell = row[column.index].strip() if column.index < len(row) else ""
        status = column.silences.get(cell, "" if cell else "skipped")
        if not status:
            answered += 1
            asked += 1
        elif status == "skipped" and not _is_unasked(row, column.unasked):
            asked += 1
    return answered, asked, len(rows)


def _is_unasked(row: Sequence[str], unasked: dict[str, Any]) -> bool:
    return any(int(at) < len(row) and folded(row[int(at)]) in words for at, words in unasked.items())
