"""Tickets and conversations of help desks: Zendesk, Freshdesk, Jira, Chatwoot, and the 工单 of Chinese ones."""

from typing import Final

from zhiyin.science.collect.cells import folded
from zhiyin.science.collect.columns import CUSTOMER_FIELDS
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.satisfaction import SILENT_WORDS, read_satisfaction
from zhiyin.science.collect.service_table import ServiceTable, are_times, leave, names, telling_apart
from zhiyin.science.collect.transcripts import are_dialogues

_ID: Final = names(
    "会话ID|会话编号|会话号|咨询ID|咨询编号|对话ID|工单号|工单编号|工单ID|工单流水号|工单单号|投诉单号|"
    "投诉编号|投诉工单号|受理单号|受理编号|服务单号|服务单编号|服务工单号|单号|事件编号|事件单号|问题单号|"
    "诉求编号|来件编号|诉件编号|工单|ticket id|ticket number|ticket no|ticket #|ticket|case number|case id|"
    "case no|issue key|key|request id|incident number|conversation id|id"
)
_OWN_ID: Final = _ID - names("id|key|单号|事件编号|conversation id|工单|ticket|request id")
_CHATS: Final = names("会话ID|会话编号|会话号|咨询ID|咨询编号|对话ID|conversation id|chat id")
_TIME: Final = names(
    "会话开始时间|开始时间|接入时间|咨询时间|诉求日期|来访时间|ticket created date|submission date|"
    "创建时间|"
    "工单创建时间|提交时间|建单时间|受理时间|投诉时间|提单时间|创建日期|受理日期|登记时间|诉求时间|"
    "来件时间|"
    "发起时间|工单提交时间|投诉日期|反馈时间|created at|created time|created|created date|creation date|"
    "conversation started at (utc)|conversation started at|conversation created at|started at|"
    "date created|opened at|opened|date/time opened|submitted at|requested|ticket created|recorded date|"
    "open date|reported date"
)
_TITLE: Final = names(
    "ticket title|工单主题|工单标题|主题|标题|投诉标题|问题标题|诉求标题|工单名称|subject|summary|title|"
    "short description|ticket subject|ticket title"
)
_TEXT: Final = names(
    "投诉事由|投诉事项|投诉理由|投诉原因|反映事项|反映问题|诉求事项|主要诉求|主要内容|来电事由|事由|"
    "description text|source.body|"
    "问题描述|工单描述|工单内容|投诉内容|诉求内容|客户诉求|客户描述|描述|内容|投诉描述|问题内容|反馈内容|"
    "详细描述|问题详情|投诉详情|工单详情|客户问题|客户反馈|诉求描述|受理内容|来件内容|问题说明|投诉诉求|"
    "客户原话|description|ticket description|issue description|messages|message|body|customer message|"
    "first message|request"
)
_REPLY: Final = names(
    "处理过程及结果|处理过程和结果|处理结果及反馈|处置结果|处置情况|处置措施|"
    "answer|处理回复|客服答复|反馈结果|处理反馈|resolution comment|处理结果|处理意见|处理过程|回复内容|"
    "客服回复|解决方案|处理说明|处理内容|答复内容|处理描述|处理详情|回复|公开回复|结案说明|处理情况|答复|"
    "解决办法|处理措施|办理结果|办理情况|reply|replies text|agent reply|agent replies|agent response|"
    "response text|resolution notes|resolution summary|resolution description|solution|public reply|"
    "last agent message"
)
_INTERNAL: Final = names(
    "内部备注|内部回复|内部评论|内部沟通|内部记录|内部说明|备注(内部)|内部意见|质检备注|客服备注|坐席备注|"
    "处理备注|受理备注|工单备注|流转记录|操作记录|操作日志|internal note|internal notes|internal comment|"
    "internal comments|private note|private notes|work notes|agent notes|private comment|comment|comments|"
    "comments and work notes"
)
_SCORE: Final = names(
    "conversation_rating.rating|客户是否满意|是否满意|"
    "customer satisfaction rating|满意程度|评价满意程度|满意度评价|满意度|客户满意度|评价结果|评价等级|"
    "服务评价|工单评价|评价星级|满意度结果|满意度等级|满意度评分|满意度得分|服务满意度|评价|评分|用户评价|"
    "回访满意度|满意度调查|满意度调查结果|回访结果|客户评价|评价满意度|满意度分数|处理满意度|"
    "satisfaction score|satisfaction rating|satisfaction|survey results|survey result|csat|csat score|"
    "csat rating|rating|conversation rating|custom field (satisfaction)|custom field (satisfaction rating)|"
    "customer satisfaction|"
    "satisfaction survey"
)
_COMMENT: Final = names(
    "满意度评价内容|评价内容|满意度备注|评价备注|评价说明|满意度评价备注|满意度评语|评语|客户评语|"
    "不满意原因|"
    "评价描述|评价原因|satisfaction comment|satisfaction comments|survey comment|survey comments|"
    "feedback comment|csat comment|csat feedback|rating comment|rating remark|conversation rating remark|"
    "satisfaction feedback|"
    "custom field (satisfaction comment)|customer comment"
)
_STATUS: Final = names(
    "ticket status|处理进度|工单进度|会话状态|工单状态|处理状态|状态|投诉状态|办理状态|status|"
    "ticket status|case status|state|当前状态"
)
_AGENT: Final = names(
    "客服|接待客服|客服姓名|客服昵称|接待人|接待人员|所属客服|客服账号|承办单位|承办部门|主办单位|queue|"
    "support agent|受理人|处理人|受理客服|处理客服|负责人|受理坐席|处理坐席|跟进人|受理组|受理客服组|"
    "处理部门|受理部门|责任部门|客服组|责任人|当前处理人|经办人|办理人|assignee|assignee id|agent|"
    "agent name|"
    "assigned teammate|teammate|last teammate|assigned team|"
    "assigned to|group|group id|owner|case owner|assigned agent|assignee name|team"
)
_PRIORITY: Final = names(
    "ticket priority|priority level|优先级|紧急程度|紧急度|工单优先级|投诉等级|priority|urgency|severity"
)
_CLOSED: Final = names(
    "time to resolution|first response time|会话时长|首次响应时长|首次响应时间|平均响应时长|排队时长|"
    "办结日期|结束时间|解决时间|完结时间|关闭时间|结案时间|处理完成时间|完成时间|办结时间|处理时长|"
    "解决时长|"
    "工单完成时间|结单时间|工单关闭时间|solved at|resolved time|closed time|resolution time|resolved|"
    "resolved at|closed at|resolution time (in hrs)|closed|full resolution time in minutes|"
    "date/time closed|"
    "last update time"
)
_TYPE: Final = names(
    "会话分类|咨询分类|服务小结|issue category|ticket category|subcategory|工单类型|投诉类型|问题分类|"
    "诉求类型|问题类型|工单分类|业务类型|工单模板|投诉分类|投诉类别|诉求分类|一级分类|问题类别|ticket type|"
    "issue type|case type|ticket form|tags|labels|category"
)
_VIA: Final = names(
    "ticket channel|contact channel|工单来源|来源渠道|渠道|来源|受理渠道|投诉渠道|提交渠道|工单渠道|"
    "投诉来源|via|source|channel|case origin"
)
_REQUESTER: Final = names(
    "客户昵称|访客|访客名称|访客昵称|诉求人|来访客户|customer name|customer email|submitter|requester|"
    "requester id|requester email|requester name|reporter|客户|客户姓名|客户名称|提交人|发起人|投诉人|"
    "创建人|"
    "contact id|contact name|full name|contact email address|客户电话|联系电话|用户|用户名称|提单人|"
    "contact email"
)
_GROUPS: Final = (
    _STATUS, _AGENT, _PRIORITY, _CLOSED, _TYPE, _VIA, _REQUESTER, _TITLE, _REPLY, _INTERNAL, _SCORE,
)  # fmt: skip
_EMAIL: Final = names(
    "customer email address|requester email|contact email|contact email address|reporter email|"
    "customer email|客户邮箱"
)
_REQUESTER_ID: Final = names("requester id|reporter id")
_RESOLUTION: Final = names("resolution|处理方案")  # a word such as "Done" in Jira, sentences elsewhere
_COMMENTS: Final = names("comment|comments")
# What tells the tools apart that mark their tables.
_TOOLS: Final = (
    (
        "Zendesk",
        names("requester|requester id"),
        names("satisfaction score|ticket type|ticket form|summation column|via"),
    ),
    ("Freshdesk", names("agent interactions|customer interactions"), names("ticket id")),
    ("Freshdesk", names("survey results"), names("ticket id")),
    (
        "Jira",
        names("issue key"),
        names("custom field (request type)|custom field (satisfaction)|satisfaction rating"),
    ),
    ("Zendesk", names("requester id"), names("score|satisfaction rating")),
    ("Jira", names("issue key"), names("custom field (customer request type)|request type|satisfaction")),
    ("Intercom", names("source.body|source.author.id"), names("conversation_rating.rating|state")),
    ("Intercom", names("conversation id"), names("conversation rating|assigned teammate|teammate")),
    ("Chatwoot", names("link to the conversation"), names("rating|feedback comment")),
)


_USUAL: Final = {"Zendesk": "good", "Freshdesk": "happy"}  # a rating as the tool writes it


def tickets(head: Head, _descriptions: Descriptions) -> Recognised | None:
    """Tickets of a help desk; one row is one ticket or conversation."""
    table = ServiceTable(head)
    tool = _tool(head, table)
    if not tool and not _is_own(table):
        return None
    chat = tool in ("Chatwoot", "Intercom") or table.plain[table.find(_ID) or 0] in _CHATS
    found = Recognised(
        "tickets", table.columns, table.header, "chat" if chat else "ticket", "", list(table.header.notes)
    )
    found.channel = "chat" if chat else "service_desk"
    if tool:
        found.noted("tickets_of", tool=tool)
    table.take_named(_TIME, "time", are_times)
    table.take_named(_ID, "id", telling_apart)
    for group in (_STATUS, _AGENT, _PRIORITY, _CLOSED, _TYPE):
        for index in table.all_named(group):
            table.keep(index)
    for column in table.columns:
        if column.field == "channel" and all(map(str.isdecimal, table.filled(column.index))):
            leave(column)  # a code of the tool
    table.take_named(_VIA, "channel", _are_channels)
    _customer(table)
    _words(table, found)
    _score(table, tool)
    table.settle()
    return found


def _tool(head: Head, table: ServiceTable) -> str:
    if head.shape in ("zendesk", "chatwoot"):
        return head.shape.title()
    present = set(table.plain)
    for tool, sure, beside in _TOOLS:
        if sure & present and beside & present:
            return tool
    return ""


def _is_own(table: ServiceTable) -> bool:
    """Whether it has a ticket's number and what only tickets have beside it, or all of what a ticket has."""
    marks = table.count(_GROUPS)
    own, any_id = table.find(_OWN_ID), table.find(_ID)
    if own is not None and telling_apart(table.filled(own)):
        return marks >= 3
    handled = table.count((_STATUS, _AGENT, _PRIORITY, _CLOSED, _TYPE))
    worded = bool(table.count((_TEXT, _TITLE)))
    if any_id is not None and telling_apart(table.filled(any_id)):
        return handled >= 3 and marks >= 5 and worded
    # without a number: words on both sides, and how they were handled
    return any_id is None and handled >= 2 and table.count((_TITLE, _TEXT, _REPLY)) == 3


def _customer(table: ServiceTable) -> None:
    """The best key of the customer. A name is none, nor is a number that only counts a small tool's contacts."""
    for column in table.columns:
        cells = table.filled(column.index)[:100]
        nameless = column.field == "customer_number" and not any(map(_digits, cells))
        if column.field in CUSTOMER_FIELDS and (nameless or not cells):
            leave(column)
    if any(column.field in CUSTOMER_FIELDS and column.field != "email" for column in table.columns):
        return
    if not table.take_named(_EMAIL, "email", lambda cells: 2 * len(cells) > len(table.rows)):
        table.take_named(_REQUESTER_ID, "customer_number", bool)


def _are_channels(cells: list[str]) -> bool:
    return max(map(len, cells), default=0) <= 40 and not (cells and all(map(str.isdecimal, cells)))


def _digits(cell: str) -> bool:
    return any(char.isdecimal() for char in cell)


def _words(table: ServiceTable, found: Recognised) -> None:
    for column in table.columns:
        if column.field in ("text", "title", "open"):
            leave(column)
    table.take_named(_TITLE, "title")
    described = any(table.filled(index) for index in table.all_named(_TEXT))
    inside = [
        index
        for index in table.all_named(_INTERNAL)
        if table.filled(index) and (described or table.plain[index] not in _COMMENTS)
    ]
    for index in inside:
        table.take(index, "ignore").because("internal")
    replies = [index for index in table.all_named(_REPLY) if table.filled(index)]
    replies += [index for index in table.all_named(_RESOLUTION) if _wordy(table.filled(index))]
    for index in replies:
        table.take(index, "reply")
    wanted = _TEXT if described else _COMMENTS
    at = next((index for index in table.all_named(wanted) if table.filled(index)), None)
    if at is not None:
        table.take(at, "text")
    for index in range(len(table.plain)):
        if index not in inside and are_dialogues(table.cells(index)):
            table.take(index, "transcript")
            found.noted("speakers_split", name=table.columns[index].name)
    for index in table.all_named(_COMMENT):
        table.take(index, "more")
    for code, indexes in (("replies_apart", replies), ("internal_left_out", inside)):
        if indexes:
            found.noted(code, names=", ".join(dict.fromkeys(table.columns[index].name for index in indexes)))


def _wordy(cells: list[str]) -> bool:
    return bool(cells) and sum(map(len, cells)) > 20 * len(cells)


def _score(table: ServiceTable, tool: str) -> None:
    for column in table.columns:  # 满意度备注 and Satisfaction Reason are about a score, not one
        if column.field in ("csat", "rating") and not table.filled(column.index):
            leave(column)
    scored = False
    for index in table.all_named(_SCORE):
        column = table.columns[index]
        wordy = column.field == "text"
        leave(column)
        cells = table.filled(index)
        if scored or not (cells or tool):
            column.because("name", name=column.name)
            continue
        # where the tool marks whom it asked, no mark means that nobody was asked
        marked = bool(tool) or any(folded(cell) in SILENT_WORDS for cell in cells)
        usual = [_USUAL[tool]] if tool in _USUAL and not any(map(_digits, cells)) else []
        if read_satisfaction(
            column, [*cells, *usual], pressed=False, blank="not_asked" if marked else "skipped"
        ):
            scored = True
        elif wordy:
            column.field = "more"
