"""Reading a list of units from a file that somebody keeps: CSV or XLSX, headers in Chinese or English."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from django.utils.translation import gettext as _

from zhiyin.accounts.errors import UnreadableUnits
from zhiyin.accounts.phrases import PLACED_KINDS
from zhiyin.accounts.rules.days import today, written_day
from zhiyin.accounts.rules.names import folded

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_UNPACKED: Final = 200 * 1024 * 1024
MOST_ROWS: Final = 20_000

# column -> how people head it; compared without case, width, spaces and underscores
_HEADERS: Final = {
    "code": (
        "code",
        "unit code",
        "store code",
        "编码",
        "编号",
        "代码",
        "门店编码",
        "门店编号",
        "机构编码",
        "单位编码",
    ),
    "name": (
        "name",
        "unit",
        "unit name",
        "store",
        "store name",
        "名称",
        "全称",
        "门店",
        "门店名称",
        "机构名称",
        "单位名称",
    ),
    "short_name": ("short name", "short", "简称", "门店简称", "单位简称"),
    "parent": (
        "parent",
        "parent code",
        "parent unit",
        "上级",
        "上级编码",
        "上级编号",
        "上级单位",
        "所属",
        "所属区域",
        "父级编码",
    ),
    "kind": ("kind", "type", "类型", "类别", "单位类型", "门店类型"),
    "city": ("city", "城市", "所在城市"),
    "aliases": (
        "aliases",
        "alias",
        "other names",
        "platform names",
        "别名",
        "其他名称",
        "平台名称",
        "平台店名",
        "平台名称/别名",
        "平台门店名称",
        "大众点评名称",
        "美团名称",
        "饿了么名称",
    ),
    "former_names": ("former names", "former name", "曾用名", "原名", "原名称", "旧名称", "曾用名称"),
    "opened_on": ("opened on", "opening date", "opened", "开业日期", "开业时间", "开店日期", "成立日期"),
    "closed_on": ("closed on", "closing date", "closed", "关店日期", "闭店日期", "停业日期", "关闭日期"),
    "ownership": ("ownership", "经营方式", "经营类型", "经营性质", "直营/加盟", "直营加盟", "加盟类型"),
}
_OWNERSHIPS: Final = {
    "own": ("own", "owned", "company-owned", "直营", "自营", "直营店", "自营店"),
    "franchise": ("franchise", "franchised", "加盟", "加盟店", "特许", "特许经营", "特许加盟", "联营"),
}
_KINDS: Final = {
    "group": ("group", "集团", "总部", "公司"),
    "region": ("region", "大区", "区域", "分公司"),
    "area": ("area", "片区", "地区", "城市"),
    "store": ("store", "shop", "门店", "店铺", "商店", "店"),
    "restaurant": ("restaurant", "餐厅", "饭店"),
    "branch": ("branch", "支行", "网点", "分行", "营业部"),
    "team": ("team", "团队", "班组", "部门"),
}
_COLUMN_OF: Final = {folded(h).replace("_", ""): column for column, hs in _HEADERS.items() for h in hs}
_KIND_OF: Final = {folded(word): kind for kind, words in _KINDS.items() for word in words}
_OWNERSHIP_OF: Final = {folded(word): code for code, words in _OWNERSHIPS.items() for word in words}
_LISTS: Final = ("aliases", "former_names")
_LONGEST: Final = {"code": 60, "name": 150, "short_name": 60, "city": 60}


@dataclass(frozen=True, slots=True)
class UnitRow:
    """One row. An empty value says nothing: it leaves what is known of the unit as it is."""

    number: int  # in the file, the header being 1
    code: str
    name: str
    short_name: str = ""
    parent: str = ""  # code or name
    kind: str = ""
    city: str = ""
    aliases: tuple[str, ...] = field(default=())
    problem: str = ""
    former_names: tuple[str, ...] = field(default=())
    opened_on: str = ""  # 2024-06-01
    closed_on: str = ""
    ownership: str = ""  # own, franchise


def read_unit_rows(data: bytes) -> list[UnitRow]:
    """The rows of the file, each with the first problem found in it. Raises UnreadableUnits."""
    if len(data) > MOST_BYTES:
        raise UnreadableUnits(reason=_("it is larger than 10 MB."))
    table = _xlsx(data) if data.startswith(b"PK\x03\x04") else _csv(data)
    numbered = ((number, cells) for number, cells in enumerate(table, 1) if any(cells))
    header = next(numbered, None)
    if header is None:
        raise UnreadableUnits(reason=_("it is empty."))
    columns = {
        index: column
        for index, cell in enumerate(header[1])
        if (column := _COLUMN_OF.get(folded(cell).replace("_", "")))
    }
    if not {"code", "name"} & set(columns.values()):
        raise UnreadableUnits(reason=_("no column is headed “code” or “name”."))
    rows: list[UnitRow] = []
    for number, cells in numbered:
        if len(rows) == MOST_ROWS:
            raise UnreadableUnits(reason=_("it has more than 20,000 rows."))
        rows.append(_row(number, _by_column(columns, cells)))
    return rows


def _by_column(columns: dict[int, str], cells: list[str]) -> dict[str, str]:
    """The first of several columns alike counts; columns of names are taken together."""
    found: dict[str, str] = {}
    for index, cell in enumerate(cells):
        column = columns.get(index)
        if column in _LISTS and found.get(column):
            found[column] += f";{cell}"
        elif column is not None:
            found.setdefault(column, cell)
    return found


def _row(number: int, cells: dict[str, str]) -> UnitRow:
    name, code = cells.get("name", ""), cells.get("code", "")
    kind = _KIND_OF.get(folded(cells.get("kind", "")), "")
    problem = ""
    if not name and not code:
        problem = _("neither a code nor a name")
    elif cells.get("kind") and not kind:
        problem = _("unknown kind “%(kind)s”; known: %(known)s") % {
            "kind": cells["kind"][:40],
            "known": _(", ").join(PLACED_KINDS),
        }
    ownership = _OWNERSHIP_OF.get(folded(cells.get("ownership", "")), "")
    if cells.get("ownership") and not ownership:
        problem = _("unknown ownership “%(ownership)s”; known: own, franchise") % {
            "ownership": cells["ownership"][:40]
        }
    days = {column: _day(cells.get(column, "")) for column in ("opened_on", "closed_on")}
    for column, day in days.items():
        if day is None or day > today().isoformat():
            problem = _("“%(day)s” is no day until today") % {"day": cells[column][:40]}
    if days["opened_on"] and days["closed_on"] and days["closed_on"] < days["opened_on"]:
        problem = _("closed before it opened")
    for column, longest in _LONGEST.items():
        if len(cells.get(column, "")) > longest:
            problem = _("%(column)s is longer than %(longest)d characters") % {
                "column": column,
                "longest": longest,
            }
    return UnitRow(
        number=number,
        code=code or name[:60],
        name=name,
        short_name=cells.get("short_name", ""),
        parent=cells.get("parent", ""),
        kind=kind,
        city=cells.get("city", ""),
        aliases=_names(cells.get("aliases", "")),
        problem=problem,
        former_names=_names(cells.get("former_names", "")),
        opened_on=days["opened_on"] or "",
        closed_on=days["closed_on"] or "",
        ownership=ownership,
    )


def _names(cell: str) -> tuple[str, ...]:
    for mark in "；;|｜、\n":
        cell = cell.replace(mark, "\0")
    return tuple(dict.fromkeys(name.strip()[:150] for name in cell.split("\0") if name.strip()))


def _day(cell: str) -> str | None:
    """The day as 2024-06-01; empty for an empty cell, None for what is no day."""
    if not cell.strip():
        return ""
    day = written_day(cell)
    return day.isoformat() if day is not None else None


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():  # spreadsheets keep the code 101 as 101.0
        value = int(value)
    return str(value).replace("\0", "").strip()


def _xlsx(data: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415  (slow to import)

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        if unpacked > MOST_UNPACKED:
            raise UnreadableUnits(reason=_("it is larger than 10 MB."))
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = [
            [_cell(value) for value in row]
            for row, _i in zip(sheet.values, range(MOST_ROWS + 2), strict=False)
        ]
    except UnreadableUnits:
        raise
    except Exception as error:  # openpyxl raises whatever the damaged part makes it stumble over
        raise UnreadableUnits(reason=_("it is no intact XLSX workbook.")) from error
    yield from rows


def _csv(data: bytes) -> Iterator[list[str]]:
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise UnreadableUnits(reason=_("it is an old .xls workbook. Save it as .xlsx or CSV."))
    text = _decoded(data)
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            yield [_cell(value) for value in row]
    except csv.Error as error:
        raise UnreadableUnits(reason=_("it is no intact CSV file.")) from error


def _decoded(data: bytes) -> str:
    encodings: Iterable[str] = ("utf-8-sig", "gb18030")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ("utf-16",)
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableUnits(reason=_("its characters are neither UTF-8 nor GB18030."))


def rows_from_json(text: str) -> list[UnitRow]:
    """Rows that were shown for a look and come back to be carried out. Raises UnreadableUnits."""
    try:
        rows = [
            UnitRow(**{**values, **{c: tuple(str(name) for name in values[c]) for c in _LISTS}})
            for values in json.loads(text)
        ]
    except (ValueError, TypeError, KeyError) as error:
        raise UnreadableUnits(reason=_("it changed on its way.")) from error
    if len(rows) > MOST_ROWS or not all(_sound(row) for row in rows):
        raise UnreadableUnits(reason=_("it changed on its way."))
    return rows


def _sound(row: UnitRow) -> bool:
    names = (*row.aliases, *row.former_names)
    lines = (row.code, row.name, row.short_name, row.parent, row.kind, row.city, row.problem)
    told = (*lines, row.opened_on, row.closed_on, row.ownership, *names)
    if not isinstance(row.number, int) or not all(isinstance(v, str) and "\0" not in v for v in told):
        return False
    days = all(_day(day) == day and day <= today().isoformat() for day in (row.opened_on, row.closed_on))
    short = all(len(getattr(row, column)) <= most for column, most in _LONGEST.items())
    usable = short and days and bool(row.code) and row.kind in {"", *PLACED_KINDS}
    usable = usable and row.ownership in {"", *_OWNERSHIPS}
    return (usable or bool(row.problem)) and all(len(name) <= 150 for name in names)
