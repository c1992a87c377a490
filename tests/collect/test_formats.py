"""Whatever a table is kept in, its cells come out as they were written; what a file is called does not count."""

import datetime as dt
import gzip
import io
import json
import zipfile
from pathlib import Path
from struct import pack
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlwt
from openpyxl import Workbook

from zhiyin.collect.phrases import note
from zhiyin.collect.queries.tables import Inspected, data_rows, inspect_table
from zhiyin.science.collect.problems import FileFault
from zhiyin.science.collect.spreadsheets import cell_text

SOURCES = Path(__file__).parents[3] / "shared" / "sources"
HEADER = ["门店", "评价时间", "满意度", "评价内容"]
ROWS = [
    ["东一店", "2024-06-01 12:00:00", "5", "味道很好，下次再来"],
    ["西一店", "2024-06-02 09:30:00", "2", "体驗(yàn)很差"],
]


def read(path: Path) -> tuple[Inspected, list[list[str]]]:
    found = inspect_table(path, path.name)
    return found, [cells for _number, cells in data_rows(path, found.layout) if isinstance(cells, list)]


def codes(found: Inspected) -> set[str]:
    assert all(note(one) for one in found.layout["notes"])
    return {one["code"] for one in found.layout["notes"]}


def old_workbook(path: Path, **kind: Any) -> Path:
    book = xlwt.Workbook(encoding="utf-8")
    book.add_sheet("说明").write(0, 0, "填写说明")
    sheet = book.add_sheet("明细")
    moment = xlwt.easyxf(num_format_str="YYYY/M/D H:MM")
    for column, name in enumerate([*HEADER, "占比", "会员"]):
        sheet.write(0, column, name)
    for place, row in enumerate(ROWS, start=1):
        sheet.write(place, 1, dt.datetime.fromisoformat(row[1]), moment)
        sheet.write(place, 2, int(row[2]))
        sheet.write(place, 3, row[3])
        sheet.write(place, 4, 0.85, xlwt.easyxf(num_format_str="0.0%"))
        sheet.write(place, 5, True)
    sheet.write_merge(1, 2, 0, 0, "东一店")
    book.save(str(path))
    return path


def test_an_old_workbook_gives_times_percentages_booleans_and_merged_cells(tmp_path: Path) -> None:
    found, rows = read(old_workbook(tmp_path / "a.xls"))
    assert rows == [["东一店", *row[1:], "85%", "1"] for row in ROWS]
    assert (found.layout["format"], found.layout["sheet_name"], codes(found)) == (
        "xls",
        "明细",
        {"other_sheets"},
    )


def test_a_workbook_of_1995_in_code_page_936_is_read(tmp_path: Path) -> None:
    def record(kind: int, data: bytes) -> bytes:
        return pack("<HH", kind, len(data)) + data

    def label(row: int, column: int, text: str) -> bytes:
        raw = text.encode("gbk")
        return record(0x0204, pack("<HHHH", row, column, 0, len(raw)) + raw)

    begin = record(0x0809, pack("<HHHH", 0x0500, 0x0005, 0, 0)) + record(0x0042, pack("<H", 936))
    name = b"Sheet1"
    place = len(begin) + 4 + 7 + len(name) + 4
    book = begin + record(0x0085, pack("<IHB", place, 0, len(name)) + name) + record(0x000A, b"")
    sheet = record(0x0809, pack("<HHHH", 0x0500, 0x0010, 0, 0))
    for row, cells in enumerate([["门店", "评价内容"], ["东一店", "味道很好"], ["西一店", "排队太久"]]):
        sheet += b"".join(label(row, column, cell) for column, cell in enumerate(cells))
    path = tmp_path / "a.xls"
    path.write_bytes(book + sheet + record(0x000A, b""))
    assert read(path)[1] == [["东一店", "味道很好"], ["西一店", "排队太久"]]


def new_workbook(path: Path) -> Path:
    book = Workbook()
    about = book.active
    assert about is not None
    about.title = "说明"
    about.append(["填写说明", "请勿修改"])
    about.append(["1", "2"])
    sheet = book.create_sheet("明细")
    sheet.append([*HEADER, "占比", "图片", "公式"])
    for row in ROWS * 2:
        picture = '=DISPIMG("ID_1",1)'
        sheet.append([None, dt.datetime.fromisoformat(row[1]), int(row[2]), row[3], 0.85, picture, "=1+1"])
        sheet.cell(sheet.max_row, 5).number_format = "0.0%"
    sheet["A2"] = "东一店"
    sheet["A4"] = "西一店"
    sheet.merge_cells("A2:A3")
    sheet.merge_cells("A4:A5")
    sheet["D5"] = "#N/A"
    sheet["D5"].data_type = "e"
    book.create_sheet("汇总").append(["合计", 4])
    book.save(path)
    return path


def test_a_workbook_gives_the_sheet_with_the_rows_and_says_what_was_left(tmp_path: Path) -> None:
    found, rows = read(new_workbook(tmp_path / "a.xlsx"))
    assert [row[0] for row in rows] == ["东一店", "东一店", "西一店", "西一店"]
    assert [row[:5] for row in rows[:2]] == [["东一店", *row[1:], "85%"] for row in ROWS]
    assert rows[3][3] == ""
    assert codes(found) == {"other_sheets", "pictures", "error_cells", "formulas_not_saved"}
    assert (
        next(one for one in found.layout["notes"] if one["code"] == "other_sheets")["names"] == "说明、汇总"
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("一_x000D_\n二", "一\n二"),
        ("a_x005F_x000D_", "a_x000D_"),
        ("a_xyz_", "a_xyz_"),
        ("#N/A", ""),
        ("#好评", "#好评"),
    ],
)
def test_what_xml_cannot_hold_comes_back(cell: str, text: str) -> None:
    assert cell_text(cell) == text


def test_rows_never_share_a_number(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    new_workbook(path)
    out = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            new.writestr(member.filename, old.read(member).replace(b'<row r="4"', b'<row r="2"'))
    path.write_bytes(out.getvalue())
    numbers = [number for number, _cells in data_rows(path, inspect_table(path).layout)]
    assert numbers == [2, 3, 4, 5]


PAGE = (
    "<html><head><meta http-equiv='Content-Type' content='text/html; charset=gb2312'><style>td{x:y}</style></head>"
    "<body><table><tr><td colspan=3>满意度明细表</td></tr><tr><th>门店<th>满意度<th>评价内容</tr>"
    "<tr><td rowspan=2>东一店</td><td>5</td><td>味道&nbsp;很好&amp;快<br>再来</td></tr><tr><td>2</td><td>太&#24046;</td>"
    "</tr></table></body></html>"
)


def test_a_page_under_the_name_of_a_workbook_is_read_as_a_page(tmp_path: Path) -> None:
    path = tmp_path / "导出.xls"
    path.write_bytes(PAGE.encode("gb18030"))
    found, rows = read(path)
    assert rows == [["东一店", "5", "味道 很好&快\n再来"], ["东一店", "2", "太差"]]
    assert found.layout["format"] == "html"
    assert "not_as_named" in codes(found)


def test_a_workbook_in_one_xml_file_is_read(tmp_path: Path) -> None:
    def cell(value: str, kind: str = "String", more: str = "") -> str:
        return f'<Cell{more}><Data ss:Type="{kind}">{value}</Data></Cell>'

    rows = "".join(f"<Row>{cells}</Row>" for cells in (
        "".join(map(cell, HEADER)),
        cell("东一店", more=' ss:MergeDown="1"') + cell("2024-06-01T12:00:00.000", "DateTime") + cell("5", "Number")
        + cell("很好&#10;再来"),
        cell("2024-06-02T09:30:00.000", "DateTime", ' ss:Index="2"') + cell("0.5", "Number", ' ss:StyleID="p"')
        + cell("#N/A", "Error"),
    ))  # fmt: skip
    text = (
        '<?xml version="1.0" encoding="GB2312"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" '
        'xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><Styles><Style ss:ID="p"><NumberFormat '
        f'ss:Format="Percent"/></Style></Styles><Worksheet ss:Name="明细"><Table>{rows}</Table></Worksheet></Workbook>'
    )
    path = tmp_path / "导出.xls"
    path.write_bytes(text.encode("gb18030"))
    found, cells = read(path)
    assert cells == [
        ["东一店", "2024-06-01 12:00:00", "5", "很好\n再来"],
        ["东一店", "2024-06-02 09:30:00", "50%", ""],
    ]
    assert found.layout["format"] == "xml"


@pytest.mark.parametrize("name", ["a.xls", "a.xlsx", "a.json", "无名"])
def test_tab_separated_text_is_read_under_any_name(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes("\r\n".join("\t".join(row) for row in [HEADER, *ROWS]).encode("utf-16"))
    assert read(path)[1] == ROWS


def test_parquet_is_flattened_as_json_is(tmp_path: Path) -> None:
    table = pa.table({
        "time": pa.array([dt.datetime(2024, 6, 1, 12)] * 2, pa.timestamp("ns")),
        "store": [{"name": "东一店", "code": 7}] * 2,
        "tags": [["快", "好"], None],
        "score": [5, None],
    })  # fmt: skip
    pq.write_table(table, tmp_path / "a.bin")
    found, rows = read(tmp_path / "a.bin")
    assert rows == [
        ["2024-06-01 12:00:00", "东一店", "7", "快┋好", "5"],
        ["2024-06-01 12:00:00", "东一店", "7", "", ""],
    ]
    assert found.found is not None
    assert [column.name for column in found.found.columns] == [
        "time",
        "store.name",
        "store.code",
        "tags",
        "score",
    ]


@pytest.mark.parametrize("inner", ["a.csv", "a.xlsx", "a.xls"])
@pytest.mark.parametrize("packing", ["zip", "gz"])
def test_one_packed_table_is_read_where_it_lies(tmp_path: Path, inner: str, packing: str) -> None:
    path = tmp_path / inner
    if inner.endswith("csv"):
        path.write_text("\n".join(",".join(row) for row in [HEADER, *ROWS]), encoding="gb18030")
    else:
        (new_workbook if inner.endswith("x") else old_workbook)(path)
    packed = tmp_path / f"{inner}.{packing}"
    if packing == "gz":
        packed.write_bytes(gzip.compress(path.read_bytes()))
    else:
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(path, f"导出/{inner}")
    assert read(packed)[1] == read(path)[1]


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.parquet").write_bytes(b"PAR1" + b"\0" * 100)
    with pytest.raises(FileFault) as caught:
        read(tmp_path / "a.parquet")
    assert caught.value.code == "file_broken"


def paragraphs() -> list[str]:
    found = [
        line.strip()
        for path in sorted(SOURCES.glob("*.txt"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if line.strip()
    ]
    if not found:
        pytest.skip("the source documents are not here (../shared/sources)")
    return [line[:2_000] for line in found][:3_000]


def written(path: Path, kind: str, texts: list[str]) -> None:
    rows = [[str(number), text] for number, text in enumerate(texts)]
    if kind == "xlsx":
        book = Workbook(write_only=True)
        sheet = book.create_sheet("明细")
        for row in [["编号", "评价内容"], *rows]:
            sheet.append(row)
        book.save(path)
    elif kind == "jsonl":
        lines = [json.dumps({"编号": number, "评价内容": text}, ensure_ascii=False) for number, text in rows]
        path.write_text("\n".join(lines), encoding="utf-8")
    else:
        quoted = ['"' + text.replace('"', '""') + '"' for _number, text in rows]
        lines = ["编号,评价内容", *(f"{number},{text}" for number, text in enumerate(quoted))]
        path.write_text("\r\n".join(lines), encoding=kind, newline="")


@pytest.mark.parametrize("kind", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "xlsx", "jsonl"])
def test_the_source_documents_go_in_unharmed(tmp_path: Path, kind: str) -> None:
    texts = [text for text in paragraphs() if not text.startswith(("=", "#"))]
    path = tmp_path / "texts"
    written(path, kind, texts)
    _found, rows = read(path)
    assert [row[1] for row in rows] == texts
