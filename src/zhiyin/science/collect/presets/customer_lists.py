"""Lists of customers: one row a person, known by a key of their own and what a customer system keeps of them."""

from collections.abc import Sequence
from typing import Final

from zhiyin.science.collect.columns import SCORES, Column, named_columns, settle_columns
from zhiyin.science.collect.contents import Seen, seen_in, shown, talks
from zhiyin.science.collect.fields import CUSTOMER_FIELDS, CUSTOMERS
from zhiyin.science.collect.headers import field_named, plain
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.keys import mostly_names, names_a_key, names_private_numbers
from zhiyin.science.collect.moments import day_comes_first, short_order
from zhiyin.science.collect.money import parse_amount
from zhiyin.science.collect.service_table import names
from zhiyin.science.collect.totals import is_total_like

_NAMES: Final[dict[str, frozenset[str]]] = {
    "customer_number": names(
        "会员卡号|会员号|会员编号|会员id|会员编码|会员卡|卡号|客户编号|客户号|客户id|客户编码|客户代码|"
        "顾客编号|用户id|用户编号|"
        "customer id|customerid|customer no|customer number|customer code|customer|member id|member no|"
        "memberid|"
        "member number|user id|userid|client id|clientid|client number|clientnum|account id|"
        "account number|cust id|custid|"
        "subscriber id|guest id|patient id|policy id|policyholder id|lead id|contact id|loyalty number|"
        "loyalty id|"
        "household id|company id|card number|customer key|customer ref"
    ),
    "customer_name": names(
        "姓名|客户姓名|会员姓名|顾客姓名|客户名称|会员名称|真实姓名|name|full name|fullname|"
        "customer name|contact name|member name|"
        "client name|用户姓名|联系人|联系人姓名"
    ),
    "tier": names(
        "等级|级别|会员等级|会员级别|客户等级|客户级别|会员卡等级|卡类型|会员类型|会员卡类型|tier|level|"
        "member level|membership level|"
        "membership tier|customer tier|loyalty tier|card category|loyalty card|vip级别|vip等级"
    ),
    "language": names("语言|首选语言|language|preferred language|lang|locale"),
    "born_on": names(
        "生日|出生日期|会员生日|客户生日|出生年月日|出生年月|birthday|birth date|birthdate|"
        "date of birth|dob|born on|born"
    ),
    "gender": names("性别|会员性别|gender|sex"),
    "city": names("城市|所在城市|居住城市|常住城市|city|town|city name"),
    "joined": names(
        "注册时间|注册日期|入会时间|入会日期|加入时间|加入日期|开卡时间|开卡日期|办卡时间|办卡日期|"
        "开户日期|开户时间|成为会员时间|"
        "成为客户时间|绑卡时间|领卡时间|joined|joined on|join date|joined at|date joined|member since|"
        "customer since|signup date|"
        "sign up date|registered|registered at|registration date|registered on|start date|"
        "enrollment date|enrolment date|"
        "enroll date|account created|open date|opened on|subscription date|first seen|since|dt customer|"
        "contract start date"
    ),
    "left": names(
        "流失|是否流失|已流失|流失标志|流失状态|退会时间|退会日期|注销时间|注销日期|离开时间|销户日期|"
        "退订时间|churn|churned|"
        "churn label|churn value|churn flag|is churned|is churn|exited|attrition|attrition flag|"
        "attrited|left|left on|"
        "left at|churn date|cancelled on|cancellation date|end of contract|closed on|has left|"
        "customer status|"
        "unsubscribed on|churn yes no|target churn"
    ),
    "acquisition_cost": names(
        "获客成本|拉新成本|获取成本|acquisition cost|cac|customer acquisition cost|cost of acquisition|"
        "acquisition spend"
    ),
    "company": names(
        "公司|单位|企业|公司名称|企业名称|单位名称|工作单位|所属公司|所在公司|company|company name|"
        "organisation|organization|employer|"
        "account name|business name"
    ),
    "unit": names(
        "开卡门店|办卡门店|注册门店|所属门店|归属门店|入会门店|会员归属门店|开户网点|开户行|开户机构|"
        "门店|门店名称|网点|home store|"
        "store|branch|preferred store|registered store|home branch|store name|branch name"
    ),
}
# A last resort where nothing else tells the rows apart.
_ROW_NAMES: Final = names(
    "rownames|row names|rowname|id|编号|no|number|uid|guid|uuid|key|unnamed: 0|index|序号|row id|record id"
)
_PERSONAL: Final = frozenset({"customer_name", "tier", "born_on", "gender", "joined", "left", "city", "mobile", "email",
                              "wecom", "openid", "unionid", "acquisition_cost"})  # fmt: skip
_LEFT_WORDS: Final = frozenset(
    {
        "yes", "no", "y", "n", "true", "false", "1", "0", "1.0", "0.0",
        "是", "否", "已流失", "未流失", "流失", "正常", "t", "f",
        "churned", "stayed", "joined", "active", "inactive", "attrited customer", "existing customer", "left", "cancelled",
        "在网", "离网", "有效",
    }
)  # fmt: skip
_LOOKED_AT: Final = 1_000
_UNIQUE: Final = 0.95
_SHORT: Final = 6


def customer_list(head: Head, _descriptions: Descriptions = ()) -> Recognised | None:
    """A list of customers; None where no key is each row's own, or where customers say something in it."""
    if not head.header.numbers:
        return None
    found = customer_table(head)
    rows = _rows(head)
    keys = [column for column in found.columns if column.field in CUSTOMER_FIELDS]
    if not keys:
        return None
    own = seen_in(keys[0].index, rows)
    many = len({tuple(row) for row in rows})
    if not own.filled or len(own.filled) < 0.5 * many or not _one_row_each(own.filled):
        return None
    about = {column.field for column in found.columns} & _PERSONAL
    sure = keys[0].field == "customer_number" and plain(keys[0].name) in _NAMES["customer_number"]
    if len(about) < (1 if sure or "left" in about else 2):
        return None
    if _says_something(found.columns, rows):
        return None
    return found


def _one_row_each(keys: Sequence[str]) -> bool:
    """Whether hardly any key comes twice; in a short list one may: somebody was noted down again."""
    twice = len(keys) - len(set(keys))
    return twice <= max((1 - _UNIQUE) * len(keys), len(keys) >= _SHORT)


def customer_table(head: Head) -> Recognised:
    """The table read as a list of customers, whatever it is: for somebody who says that it is one."""
    header = head.header
    rows = _rows(head)
    width = len(header.names) if header.numbers else max((len(row) for row in rows), default=0)
    columns = named_columns(header.names if header.numbers else None, width)
    if len(header.lines) > 1:
        for column in columns:
            column.heads = [
                shown(line[column.index]) if column.index < len(line) else "" for line in header.lines
            ]
    seen = [seen_in(column.index, rows) for column in columns]
    taken: dict[str, Column] = {}
    for column, content in zip(columns, seen, strict=True):
        wanted = _named(column.name)
        if not wanted:
            continue
        if not _fits(wanted, column, content):
            if content.filled:
                column.because("content_disagrees", field=wanted)
            continue
        if wanted in taken:
            column.because("other_column_taken", field=wanted, name=taken[wanted].name)
            continue
        column.field = wanted
        column.because("name", name=column.name)
        taken[wanted] = column
    if not taken.keys() & {*CUSTOMER_FIELDS}:
        _key_by_content(columns, seen)
    for column, content in zip(columns, seen, strict=True):
        if column.field == "attribute" and _is_number(column, content):
            column.measures = "number"
        elif column.field in ("born_on", "joined", "left") and content.filled:
            order = day_comes_first(content.filled)
            if order is not None:
                column.day_first = order
                column.because("day_first" if order else "month_first")
            column.short_years = short_order(content.filled) or column.short_years
    settle_columns(columns, rows, [*header.titles, head.sheet, head.name])
    found = Recognised("customers", columns, header, kind=CUSTOMERS, notes=list(header.notes))
    if not header.numbers:
        found.noted("check_columns")
    if any(column.field == "left" for column in columns):
        found.noted("who_left")
    return found


def _rows(head: Head) -> list[list[str]]:
    return [row for _, row in head.header.rows[:_LOOKED_AT] if not is_total_like(row)]


def _named(name: str) -> str:
    key = plain(name)
    aside = plain(name.partition("(")[0].partition("（")[0])
    for one in (key, aside):
        for field, known in _NAMES.items():
            if one in known:
                return field
    found = field_named(name)
    if found is None:
        return ""
    field, whole = found
    if field in ("mobile", "email", "openid", "unionid", "wecom"):
        return field
    return field if whole and field in ("customer_number", "customer_name", "tier") else ""


def _fits(wanted: str, column: Column, seen: Seen) -> bool:
    filled = seen.filled
    if not filled:
        return False
    moments = seen.moments >= 0.8 * len(filled)
    if wanted in ("born_on", "joined"):
        return moments
    if wanted == "left":
        return moments or all(cell.casefold() in _LEFT_WORDS for cell in filled)
    if wanted == "acquisition_cost":
        return all(parse_amount(cell) is not None for cell in filled)
    if wanted in ("customer_number", "mobile"):
        if wanted == "customer_number" and mostly_names(filled):
            return not any(not cell.isascii() for cell in filled)
        return not names_private_numbers(column.name)
    if wanted == "email":
        return any("@" in cell for cell in filled)
    if wanted == "tier":
        return seen.length <= 30 and len(set(filled)) <= 0.5 * max(len(filled), 8)
    return seen.length <= 60


def _key_by_content(columns: Sequence[Column], seen: Sequence[Seen]) -> None:
    """The first column that numbers the rows and is named like that."""
    for column, content in zip(columns, seen, strict=True):
        if (
            column.field == "attribute"
            and plain(column.name) in _ROW_NAMES
            and content.filled
            and len(set(content.filled)) == len(content.filled)
        ):
            column.field = "customer_number"
            column.because("own_in_each_row")
            return


def _is_number(column: Column, seen: Seen) -> bool:
    return (
        bool(seen.filled)
        and not names_a_key(column.name)
        and all(parse_amount(cell) is not None for cell in seen.filled)
        and not any(len(cell) > 1 and cell[0] == "0" and cell.isdecimal() for cell in seen.filled)
        and not any(len(cell) > 15 for cell in seen.filled)
    )


def _says_something(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> bool:
    """Whether customers say something: scores that a question asks for, or words in a column of words."""
    for column in columns:
        if column.field != "attribute":
            continue
        found = field_named(column.name)
        if found is None:
            continue
        content = seen_in(column.index, rows)
        if found[0] in SCORES and found[1] and content.scores and found[0] != "rating":
            return True
        remark = any(word in column.name.lower() for word in ("备注", "remark", "note"))
        if found[0] == "text" and not remark and talks(content):
            return True
    return False
