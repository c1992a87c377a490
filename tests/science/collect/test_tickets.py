"""Tickets: only the customer's words are text, agents' answers stand apart, internal notes are never read."""

import pytest

from tests.science.collect.heads import head_of, read
from zhiyin.science.collect.drafts import SignalDraft
from zhiyin.science.collect.heads import Recognised
from zhiyin.science.collect.presets.tickets import tickets
from zhiyin.science.collect.shapes.chatwoot import (
    conversation_rows,
    is_conversation,
    is_message,
    message_rows,
)
from zhiyin.science.collect.shapes.zendesk import matches, rows


def recognised(header: str, *lines: str) -> Recognised:
    found = tickets(head_of(header, *lines), ())
    assert found is not None
    return found


def drafts(found: Recognised) -> list[SignalDraft]:
    read_in = [one for one in read(found) if isinstance(one, SignalDraft)]
    assert len(read_in) == len(found.header.rows)
    return read_in


def answers(found: Recognised) -> list[tuple[float | None, str]]:
    return [(one.answers[0].value, one.answers[0].status) for one in drafts(found)]


CHINESE = "工单号,工单主题,问题描述,工单状态,创建时间,受理人,优先级,满意度评价,解决时间,投诉类型,处理结果,内部备注,联系电话"
CHINESE_ROWS = (
    "G1,退款慢,一直没有收到退款,已关闭,2026-03-01 09:00,李明,高,非常满意,2026-03-02,退款,已于今日退款,情绪激动,13800138001",
    "G2,态度差,柜台态度太差了,处理中,2026-03-01 10:00,王芳,中,未评价,,服务,已致歉,,13800138002",
    "G3,排队,等了一个小时没人理,已关闭,2026-03-01 11:00,王芳,低,不满意,,服务,,已联系网点,13800138003",
    "G4,咨询,请问怎么开户,已关闭,2026-03-01 11:00,王芳,低,,,咨询,,,13800138004",
)


def test_a_chinese_ticket_keeps_the_customers_words_apart_from_ours() -> None:
    found = recognised(CHINESE, *CHINESE_ROWS)
    assert (found.preset, found.kind) == ("tickets", "ticket")
    first = drafts(found)[0]
    assert (first.title, first.text, first.source_id) == ("退款慢", "一直没有收到退款", "G1")
    assert first.attributes["reply"] == "已于今日退款"
    assert "情绪激动" not in str(first)
    assert first.customer is not None
    assert (first.customer.kind, first.customer.value) == ("mobile", "13800138001")
    assert {"工单状态", "受理人", "优先级", "解决时间", "投诉类型"} <= first.attributes.keys()


def test_words_of_satisfaction_are_scores_and_silence_has_its_kinds() -> None:
    assert answers(recognised(CHINESE, *CHINESE_ROWS)) == [
        (5, "answered"), (None, "skipped"), (2, "answered"), (None, "not_asked"),
    ]  # fmt: skip


ZENDESK = (
    "Summation column,Id,Requester,Requester id,Requester email,Assignee,Group,Subject,Tags,Status,Priority,Via,"
    "Ticket type,Created at,Updated at,Solved at,Resolution time,Satisfaction Score"
)
ZENDESK_ROWS = (
    "1,101,Li,9001,li@example.com,Ann,Support,Refund late,vip,Solved,High,Mail,Problem,2026-03-01 09:00,,,24,Good",
    "1,102,Wu,9002,wu@example.com,Ann,Support,App crash,,Closed,Low,Web,Problem,2026-03-01 09:10,,,2,Bad",
    "1,103,Xu,9003,xu@example.com,Bob,Support,Hello,,Open,Low,Web,Question,2026-03-01 09:20,,,,Offered",
    "1,104,Ma,9004,ma@example.com,Bob,Support,Where,,Open,Low,Chat,Question,2026-03-01 09:30,,,,Not Offered",
)


def test_a_zendesk_table_has_satisfaction_on_its_own_scale() -> None:
    found = recognised(ZENDESK, *ZENDESK_ROWS)
    assert answers(found) == [(1, "answered"), (0, "answered"), (None, "skipped"), (None, "not_asked")]
    column = next(one for one in found.columns if one.field == "csat")
    assert (column.scale_min, column.scale_max) == (0, 1)
    first = drafts(found)[0]
    assert (first.title, first.source_id, first.channel) == ("Refund late", "101", "mail")
    assert first.customer is not None
    assert first.customer.value == "li@example.com"
    assert {"code": "tickets_of", "tool": "Zendesk"} in found.notes


def test_a_table_without_ratings_so_far_knows_those_to_come() -> None:
    found = recognised(ZENDESK, *ZENDESK_ROWS[2:])
    column = next(one for one in found.columns if one.field == "csat")
    assert (column.scores["good"], column.scores["bad"]) == (1, 0)


def test_freshdesk_and_jira_tables_are_recognised() -> None:
    found = recognised(
        "Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Resolved time,Survey results,Email",
        "1,Late,Closed,Low,Email,Problem,Ann,Support,2026-03-01 09:00:00,2026-03-01 10:00:00,Very happy,a@example.com",
        "2,Late,Closed,Low,Email,Problem,Ann,Support,2026-03-02 09:00:00,2026-03-02 10:00:00,Unhappy,b@example.com",
    )
    assert answers(found) == [(6, "answered"), (3, "answered")]
    found = recognised(
        "Summary,Issue key,Issue Type,Status,Priority,Assignee,Reporter,Created,Resolved,Description,Comment,Comment,"
        "Custom field (Request Type),Satisfaction rating",
        "No refund,SD-1,Service Request,Done,High,Ann,Li,2026-03-01 09:00,,I paid twice,internal talk,more talk,Refund,5",
        "No app,SD-2,Service Request,Done,High,Ann,Wu,2026-03-01 09:00,,It does not open,,,App,1",
    )
    first = drafts(found)[0]
    assert (first.title, first.text) == ("No refund", "I paid twice")
    assert "talk" not in str(first)
    assert answers(found) == [(5, "answered"), (1, "answered")]


def test_chatwoots_ratings_are_recognised() -> None:
    found = recognised(
        "Agent Name,Rating,Feedback Comment,Contact Name,Contact Email Address,Contact Phone Number,"
        "Link to the conversation,Recorded date",
        "Ann,5,Great help,Li,li@example.com,,https://c.example.com/app/accounts/1/conversations/1,2026-03-01 09:00:00",
        "Ann,2,Took days,Wu,wu@example.com,,https://c.example.com/app/accounts/1/conversations/2,2026-03-02 09:00:00",
    )
    assert found.kind == "chat"
    assert answers(found) == [(5, "answered"), (2, "answered")]
    assert drafts(found)[1].text == "Took days"


def test_a_public_table_of_tickets_is_recognised() -> None:
    found = recognised(
        "Ticket ID,Customer Name,Customer Email,Product Purchased,Ticket Type,Ticket Subject,Ticket Description,"
        "Ticket Status,Resolution,Ticket Priority,Ticket Channel,First Response Time,Time to Resolution,"
        "Customer Satisfaction Rating",
        "1,Li,li@example.com,TV,Refund,Late,I paid twice,Closed,We gave the money back to the card,Low,Email,"
        "2026-03-01 09:00:00,2026-03-02 09:00:00,3.0",
        "2,Wu,wu@example.com,TV,Refund,Late,It is broken,Open,,Low,Chat,2026-03-01 09:00:00,,",
    )
    first, second = drafts(found)
    assert (first.title, first.text, first.channel) == ("Late", "I paid twice", "email")
    assert first.attributes["reply"] == "We gave the money back to the card"
    assert (first.answers[0].value, second.answers[0].status) == (3, "skipped")


def test_words_on_both_sides_are_tickets_without_a_number() -> None:
    found = recognised(
        "subject,body,answer,type,queue,priority,language",
        "Login,I cannot log in,Please reset it,Incident,IT,high,en",
        "Bill,The bill is wrong,We will look,Request,Billing,low,en",
    )
    first = drafts(found)[0]
    assert (first.title, first.text, first.attributes["reply"]) == (
        "Login",
        "I cannot log in",
        "Please reset it",
    )


def test_sessions_of_a_chat_are_chats_and_their_dialogue_is_split() -> None:
    found = recognised(
        "会话ID,访客,客服,开始时间,会话时长,满意度,评价内容,会话分类,聊天记录",
        'S1,王女士,李明,2026-03-01 09:00,120,非常满意,很快,退款,"客服：您好\n访客：退款太慢"',
        'S2,张先生,李明,2026-03-01 09:10,60,未评价,,咨询,"客服：您好\n访客：怎么开户"',
    )
    assert (found.preset, found.kind, found.channel) == ("tickets", "chat", "chat")
    first, second = drafts(found)
    assert first.text in ("很快\n退款太慢", "退款太慢\n很快")
    assert (first.customer, first.attributes["agent"]) == (None, "您好")
    assert [one.answers[0].status for one in (first, second)] == ["answered", "skipped"]


TICKET = {
    "id": 35436, "created_at": "2026-03-01T09:00:00Z", "subject": "Help", "description": "My printer is on fire",
    "status": "solved", "priority": "high", "type": "incident", "requester_id": 20978392, "submitter_id": 20978392,
    "assignee_id": 235323, "group_id": 98738, "tags": ["enterprise", "fire"], "via": {"channel": "web"},
    "satisfaction_rating": {"score": "good", "comment": "Put out quickly"},
    "custom_fields": [{"id": 27642, "value": "745"}, {"id": 27648, "value": None}],
}  # fmt: skip
COMMENTS = [
    {"author_id": 20978392, "public": True, "plain_body": "My printer is on fire"},
    {"author_id": 235323, "public": True, "html_body": "<p>Please stand <b>back</b></p>"},
    {"author_id": 235323, "public": False, "plain_body": "he sounds drunk"},
    {"author_id": 20978392, "public": True, "plain_body": "Thank you"},
]


def test_zendesks_json_gives_the_same_fields_as_its_table() -> None:
    assert matches(TICKET)
    (cells,) = rows({"ticket": TICKET, "comments": COMMENTS})
    assert cells["Description"] == "My printer is on fire\nThank you"
    assert cells["Reply"] == "Please stand back"
    assert "drunk" not in str(cells)
    assert (cells["custom field 27642"], cells["Tags"], cells["Via"]) == ("745", "enterprise, fire", "web")
    header, line = ",".join(cells), ",".join(f'"{cell}"' for cell in cells.values())
    found = tickets(head_of(header, line, shape="zendesk", form="json"), ())
    assert found is not None
    (draft,) = drafts(found)
    assert (draft.title, draft.text) == ("Help", "My printer is on fire\nThank you\nPut out quickly")
    assert (draft.answers[0].item, draft.answers[0].value, draft.answers[0].scale_max) == (
        "satisfaction",
        1,
        1,
    )
    assert draft.customer is not None
    assert (draft.customer.value, draft.source_id) == ("20978392", "35436")


def test_a_ticket_without_comments_is_its_description() -> None:
    (cells,) = rows(TICKET)
    assert (cells["Description"], cells["Reply"]) == ("My printer is on fire", "")
    assert not matches({"id": 1, "subject": "x"})
    assert not matches({"id": 1, "requester_id": 5, "text": "x"})


CONVERSATION = {
    "id": 7, "created_at": 1772355600, "inbox_id": 3, "status": "resolved", "labels": ["refund"],
    "meta": {"sender": {"id": 12, "name": "Li", "email": "li@example.com"}, "channel": "Channel::WebWidget",
             "assignee": {"name": "Ann"}},
    "messages": [
        {"content": "我要退款", "message_type": 0, "created_at": 1772355600},
        {"content": "请稍等", "message_type": 1, "created_at": 1772355660},
        {"content": "这人很烦", "message_type": 1, "private": True},
        {"content": "Ann joined", "message_type": 2},
        {"content": "Rate us", "message_type": 3, "content_type": "input_csat",
         "content_attributes": {"submitted_values": {"csat_survey_response": {"rating": 2, "feedback_message": "太慢"}}}},
    ],
}  # fmt: skip


def test_chatwoots_conversations_keep_the_contacts_words() -> None:
    assert is_conversation(CONVERSATION)
    (cells,) = conversation_rows(CONVERSATION)
    assert (cells["Messages"], cells["Reply"]) == ("我要退款", "请稍等")
    assert (cells["Satisfaction Score"], cells["Satisfaction Comment"]) == ("2", "太慢")
    assert "烦" not in str(cells)
    header, line = ",".join(cells), ",".join(f'"{cell}"' for cell in cells.values())
    found = tickets(head_of(header, line, shape="chatwoot", form="json"), ())
    assert found is not None
    (draft,) = drafts(found)
    assert (draft.kind, draft.text, draft.source_id) == ("chat", "我要退款\n太慢", "7")
    assert draft.customer is not None
    assert draft.customer.value == "li@example.com"
    assert draft.occurred_at is not None
    assert draft.answers[0].value == 2


def test_whom_chatwoot_did_not_ask_is_told_from_who_did_not_answer() -> None:
    asked = {**CONVERSATION, "messages": [{"content": "?", "message_type": 3, "content_type": "input_csat"}]}
    assert conversation_rows(asked)[0]["Satisfaction Score"] == "Offered"
    assert conversation_rows({**CONVERSATION, "messages": []})[0]["Satisfaction Score"] == "Not Offered"


def test_single_messages_become_utterances_without_private_notes() -> None:
    message = {"id": 1, "conversation_id": 7, "message_type": 0, "content": "喂", "created_at": 1772355600}
    assert is_message(message)
    assert message_rows(message)[0]["Speaker"] == "customer"
    assert message_rows({**message, "private": True}) == []


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("编号,评价时间,门店,渠道,推荐意愿,满意度,评价内容", "1,2025-03-01 12:00,东一店,微信,9,5,味道很好"),
        ("id,created_at,store,rating,comment", "1,2025-03-01 12:00,North,5,Quick and friendly"),
        ("ID,Title,Status,Owner,Priority,Description", "1,Fix the door,open,Ann,high,The door squeaks"),
        ("工单号,门店,满意度,评价内容", "G1,东一店,5,味道很好"),
        ("Name,Rating,Comment,Date", "Li,5,Very good service,2025-03-01"),
        (
            "通话ID,呼入时间,主叫号码,坐席工号,通话时长,满意度按键",
            "T1,2026-03-01 09:00:01,13800138001,8021,125,1",
        ),
    ],
)
def test_other_tables_are_not_taken_for_tickets(header: str, row: str) -> None:
    assert tickets(head_of(header, row, row.replace("1", "2")), ()) is None
