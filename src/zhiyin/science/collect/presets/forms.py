"""Forms whose columns are named by their questions: Google Forms, Microsoft Forms, 金数据, and 飞书, WPS and the like."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from zhiyin.science.collect.cells import parse_time
from zhiyin.science.collect.columns import Column, named_columns
from zhiyin.science.collect.described.applying import one_of_each, worded_with
from zhiyin.science.collect.described.wording import item_worded
from zhiyin.science.collect.headers import plain
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.presets.numbered import answered_rows, as_time, counts_of
from zhiyin.science.collect.questions import (
    ZONE,
    option_text,
    parted_with,
    understand_question,
    whole_options,
)
from zhiyin.science.collect.scale_words import scale_of_words

_NUMBERED: Final = re.compile(r"\s*(?:第\s*)?\d{1,3}\s*[、.．:：题(（]")
_GRID: Final = re.compile(r"(?P<title>.+?)\s*\[(?P<row>[^\[\]]+)\]\s*", re.DOTALL)
_TYPE: Final = re.compile(r"^(?:单选|多选|填空|量表|矩阵|排序|评分|必填|选填)")
_SEPARATORS: Final = ("┋", ";", "；", "\n", "|", ", ", ",", "，", "、")
_QUESTION_LIKE: Final = re.compile(
    r"[?？]|^[您你请]|^\d{1,2}\s*[.、]|[\u4e00-\u9fff].{9,}|\S+\s+\S+\s+\S+\s+\S+"
)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool: what it calls its own columns.

    Fields of `columns`: time, id, email, customer_name, channel, seconds, attribute.
    """

    code: str
    columns: dict[str, str]
    prefixes: tuple[str, ...] = ()

    def field_of(self, name: str) -> str:
        """The field of one of the tool's own columns, "" for a question."""
        key = plain(name)
        if key.startswith(self.prefixes) if self.prefixes else False:
            return "attribute"
        return self.columns.get(key, "")


def _named(**names: str) -> dict[str, str]:
    return {plain(name): field for field, spellings in names.items() for name in spellings.split("|")}


_TIMESTAMPS: Final = frozenset(
    {
        "Timestamp", "时间戳", "时间戳记", "時間戳記", "時間戳", "Zeitstempel", "Horodateur", "Marca temporal",
        "Carimbo de data/hora", "Informazioni cronologiche", "タイムスタンプ", "타임스탬프", "Tijdstempel",
        "Отметка времени",
    }
)  # fmt: skip
_GOOGLE: Final = Tool(
    "google_forms",
    _named(
        time="|".join(_TIMESTAMPS),
        email="Email Address|Email|Username|电子邮件地址|電子郵件地址|电子邮件|邮箱|用户名|使用者名稱|Adresse e-mail|"
        "E-Mail-Adresse|Nutzername|メールアドレス|Dirección de correo electrónico|Nombre de usuario|"
        "Endereço de e-mail|이메일 주소",
        attribute="Score|总分|分數|得分|分数|Punktzahl|スコア|Puntuación",
    ),
)
_MICROSOFT: Final = Tool(
    "microsoft_forms",
    _named(
        id="ID",
        time="Completion time|完成时间|完成時間|Fertigstellungszeit|Heure de fin|Hora de finalización|完了時刻",
        email="Email|电子邮件|電子郵件|E-Mail|Adresse de messagerie|Correo electrónico|メール",
        customer_name="Name|名称|姓名|名稱|Nom|Nombre|名前",
        attribute="Start time|开始时间|開始時間|Startzeit|Heure de début|Hora de inicio|開始時刻|Language|语言|"
        "Last modified time|上次修改时间|Total points|总分|Quiz feedback|测验反馈|Grade posted time|"
        "成绩发布时间|Group|组|Submission Status",
    ),
    ("points", "feedback", "得分", "反馈"),
)
_JINSHUJU: Final = Tool(
    "jinshuju",
    _named(
        id="序号|数据编号|编号",
        time="提交时间",
        seconds="填写时长|填写用时",
        attribute="提交人|修改时间|填写设备|操作系统|浏览器|填写地区|填写地理位置|IP|IP地址|微信昵称|微信性别|微信国家|微信省市|微信头像|"
        "微信OpenID|扩展属性|来源|标签|表格状态|支付状态|微信增强",
    ),
    ("微信",),
)
_OTHER: Final = Tool(
    "form",
    _named(
        id="序号|编号|答题序号|记录ID|提交ID|答卷编号",
        time="提交时间|填写时间|完成时间|提交日期",
        seconds="答题时长|填写时长|用时",
        attribute="提交人|提交者|填写人|填写者|创建人|修改人|更新时间|修改时间|最后更新时间|创建时间|开始时间|IP|IP地址|提交人部门|部门|来源|状态",
    ),
)


# 问卷星 without the numbers of questions.
_WJX: Final = Tool(
    "wjx_text",
    _named(
        id="序号",
        time="提交答卷时间",
        seconds="所用时间",
        attribute="来源详情|来自IP|总分|用户昵称|自定义字段",
        channel="来源",
    ),
)


def google_forms(head: Head, descriptions: Descriptions) -> Recognised | None:
    """Responses of Google Forms: a timestamp first, then the questions; grids as "Question [Row]"."""
    names = [name.strip() for name in head.header.names]
    if len(names) < 2 or names[0] not in _TIMESTAMPS or not _are_moments(head, 0):
        return None
    marked = any(_GOOGLE.field_of(name) in ("email",) for name in names[1:2]) or any(
        map(_GRID.fullmatch, names)
    )
    return _form(head, _GOOGLE) if marked or _asks(names[1:], _GOOGLE) >= 0.5 else None


def microsoft_forms(head: Head, descriptions: Descriptions) -> Recognised | None:
    """Responses of Microsoft Forms: ID, start and completion time, e-mail, name, then the questions."""
    fields = [_MICROSOFT.field_of(name) for name in head.header.names[:5]]
    if fields[:1] != ["id"] or fields[1:3] != ["attribute", "time"] or "email" not in fields:
        return None
    return _form(head, _MICROSOFT)


def other_forms(head: Head, descriptions: Descriptions) -> Recognised | None:
    """Forms of 金数据, 飞书, WPS (and 问卷星 without numbers): who submitted it and when, and questions as names."""
    keys = {plain(name) for name in head.header.names}
    numbered = any(map(_NUMBERED.match, head.header.names))
    if {"提交答卷时间", "所用时间"} <= keys and not keys.isdisjoint(("来源详情", "来自ip")) and not numbered:
        return _form(head, _WJX)
    if {"提交时间", "修改时间"} <= keys and ("提交人" in keys or "填写设备" in keys or "扩展属性" in keys):
        return _form(head, _JINSHUJU)
    who = not keys.isdisjoint(("提交人", "提交者", "填写人", "填写者", "答题时长", "答题序号"))
    when = not keys.isdisjoint(("提交时间", "填写时间", "完成时间"))
    return _form(head, _OTHER) if who and when and _asks(head.header.names, _OTHER) >= 0.5 else None


def _asks(names: Sequence[str], tool: Tool) -> float:
    """The share of questions among the names that are not the tool's own."""
    others = [name for name in names if name.strip() and not tool.field_of(name)]
    asked = sum(_QUESTION_LIKE.search(name) is not None for name in others)
    return asked / len(others) if others else 0.0


def _are_moments(head: Head, index: int) -> bool:
    cells = [row[index].strip() for _, row in head.header.rows if len(row) > index and row[index].strip()]
    timed = sum(
        ":" in cell and (parse_time(cell, ZONE) or parse_time(cell, ZONE, day_first=True)) is not None
        for cell in cells
    )
    return not cells or timed >= 0.8 * len(cells)


def _form(head: Head, tool: Tool) -> Recognised | None:
    names, rows = head.header.names, answered_rows(head.header)
    columns = named_columns(names, max((len(row) for row in rows), default=0))
    cells_of = _reader(rows)
    grids: dict[str, list[str]] = {}
    for name, column in zip(names, columns, strict=False):
        own = tool.field_of(name)
        if own:
            _own(column, own, rows)
        elif name.strip():
            title, row = _worded(name)
            column.item, column.label = item_worded(title, row), worded_with(title, row)
            if row:
                grids.setdefault(title, []).extend(cells_of(column))
    asked = [column for column in columns if column.item]
    if not asked:
        return None
    for column, name in ((column, names[column.index]) for column in asked):
        title, row = _worded(name)
        _understand(column, cells_of(column), grids[title] if row else [])
    one_of_each(columns)
    found = Recognised(tool.code, columns, head.header, notes=list(head.header.notes))
    found.noted("questions_understood", **counts_of(columns))
    return found


def _reader(rows: Sequence[Sequence[str]]) -> Callable[[Column], list[str]]:
    def cells_of(column: Column) -> list[str]:
        return [cell for row in rows if len(row) > column.index and (cell := row[column.index].strip())]

    return cells_of


def _worded(name: str) -> tuple[str, str]:
    """A question and the row of its grid, "" where it has none."""
    grid = _GRID.fullmatch(name.strip())
    if grid is None or _TYPE.match(grid["row"]):
        return (grid["title"] if grid else name).strip(), ""
    return grid["title"].strip(), grid["row"].strip()


def _own(column: Column, field: str, rows: Sequence[Sequence[str]]) -> None:
    if field == "seconds":
        column.measures = "seconds"
    elif field != "attribute":
        column.field = field
        column.because("name", name=column.name)
        column.silences = (
            {"anonymous": "skipped", "匿名": "skipped"} if field in ("email", "customer_name") else {}
        )
    if field == "time":
        as_time(column, rows)


def _understand(column: Column, cells: list[str], grid: list[str]) -> None:
    """A question; rows of a grid share their scale. Marks that options may hold part them only where they come back."""
    shared = grid if grid and scale_of_words({option_text(cell) for cell in grid}) is not None else []
    ended = bool(cells) and all(cell.endswith(";") for cell in cells)  # Microsoft Forms ends every option so
    separator = ";" if ended else parted_with(cells, _SEPARATORS, column.label)
    column.separator = separator
    understand_question(column, shared or cells)
    if column.field != "choices":
        column.separator = ""
    elif separator in (", ", ",", "，", "、"):
        column.labels |= whole_options(cells, separator)
