"""Files made to harm, or harmed: a clear refusal at once and flat memory, or every row settled; nothing half taken."""

import gzip
import io
import time
import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import LazySettings
from openpyxl import Workbook

from tests.conftest import Organisation
from zhiyin.accounts.actor import Actor
from zhiyin.collect.command import COUNTS, import_files
from zhiyin.collect.errors import FileProblem
from zhiyin.collect.models import Import, Reject, Signal
from zhiyin.collect.queries.tables import count_rows, inspect_table
from zhiyin.science.collect.problems import FileFault

SYSTEM = Actor.system("importer")
PATIENCE = 10  # seconds of our own work, however busy the machine is with others
MEMORY = 300 * 1024**2  # bytes
HEADER = "编号,评价时间,门店,推荐意愿,评价内容"
SOURCES = Path(__file__).parents[3] / "shared" / "sources"


@pytest.fixture(autouse=True)
def own_uploads(tmp_path: Path, settings: LazySettings) -> None:
    settings.UPLOADS = tmp_path / "uploads"
    settings.DATA = tmp_path


@pytest.fixture
def within_limits() -> Iterator[None]:
    tracemalloc.start()
    begun = time.process_time()
    yield
    took, (_now, peak) = time.process_time() - begun, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert took < PATIENCE
    assert peak < MEMORY


def fault_of(path: Path) -> tuple[str, dict[str, Any]]:
    """The fault that the file is refused with, at its inspection or before anything of it is taken."""
    with pytest.raises(FileFault) as caught:
        count_rows(path, inspect_table(path, path.name).layout)
    return caught.value.code, caught.value.data


def saved(tmp_path: Path, data: bytes, name: str = "file.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


def workbook() -> bytes:
    """A workbook as Excel writes it: its words in a part of their own."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    words = ["编号", "门店", "评价内容", "东一店", "味道很好，下次再来"]
    rows = [["0", "1", "2"], ["", "3", "4"]]
    cells = "".join(
        f'<row r="{number}">'
        + "".join(
            f'<c r="{column}{number}" t="s"><v>{word}</v></c>'
            if word
            else f'<c r="{column}{number}"><v>1</v></c>'
            for column, word in zip("ABC", row, strict=True)
        )
        + "</row>"
        for number, row in enumerate(rows, start=1)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{kind}.styles+xml"/>'
        f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}.sharedStrings+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{sheet}" xmlns:r="{relations}"><sheets>'
        '<sheet name="明细" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships">'
        f'<Relationship Id="r1" Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{relations}/sharedStrings" Target="sharedStrings.xml"/>'
        f'<Relationship Id="r3" Type="{relations}/styles" Target="styles.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{sheet}"><sheetData>{cells}</sheetData></worksheet>',
        "xl/styles.xml": f'<styleSheet xmlns="{sheet}"><fonts count="0"></fonts></styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{sheet}">'
        + "".join(f"<si><t>{word}</t></si>" for word in words)
        + "</sst>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, f'<?xml version="1.0" encoding="UTF-8"?>{content}')
    return out.getvalue()


def with_part(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The archive with one of its parts changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            content = old.read(member)
            new.writestr(member.filename, change(content) if member.filename == name else content)
    return out.getvalue()


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE x [<!ENTITY l0 "lol">{LAUGHS}]>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>'


@pytest.mark.usefixtures("within_limits")
@pytest.mark.parametrize(
    "part", ["xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"]
)
@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE])
def test_entities_in_a_workbook_are_refused(tmp_path: Path, part: str, declaration: str) -> None:
    def poisoned(content: bytes) -> bytes:
        declared = content.split(b"?>", 1)[-1]
        end = declared.index(b">") + 1
        return (
            declaration.encode()
            + declared[:end]
            + declared[end:].replace("味道很好".encode(), b"&l9;").replace(b"<v>", b"<v>&l9;")
        )

    code, _data = fault_of(saved(tmp_path, with_part(workbook(), part, poisoned), "a.xlsx"))
    assert code == "entities"


@pytest.mark.usefixtures("within_limits")
@pytest.mark.parametrize("declaration", [BOMB, OUTSIDE])
def test_entities_in_an_xml_workbook_are_refused(tmp_path: Path, declaration: str) -> None:
    text = (
        f'<?xml version="1.0"?>{declaration}<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">'
        "<Worksheet><Table><Row><Cell><Data>&l9;</Data></Cell></Row></Table></Worksheet></Workbook>"
    )
    assert fault_of(saved(tmp_path, text.encode(), "a.xml"))[0] in ("entities", "description_unsafe")


@pytest.mark.usefixtures("within_limits")
def test_a_zip_bomb_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.csv", "w") as member:
        for _ in range(200):
            member.write(b"0," * (512 * 1024))
    assert fault_of(path) == ("bomb", {})


@pytest.mark.usefixtures("within_limits")
def test_a_workbook_that_unpacks_without_end_is_refused(tmp_path: Path) -> None:
    data = with_part(
        workbook(), "xl/worksheets/sheet1.xml", lambda content: content + b" " * (120 * 1024 * 1024)
    )
    assert fault_of(saved(tmp_path, data, "a.xlsx")) == ("bomb", {})


def test_members_that_share_their_bytes_are_refused(tmp_path: Path) -> None:
    data = bytearray(workbook())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as archive:
        places = [member.header_offset for member in archive.infolist()]
        start = archive.start_dir
    first = data.index(b"PK\x01\x02", start)
    second = data.index(b"PK\x01\x02", first + 4)
    data[second + 42 : second + 46] = places[0].to_bytes(4, "little")
    assert fault_of(saved(tmp_path, bytes(data), "a.xlsx"))[0] in ("bomb", "file_broken")


def test_an_archive_in_an_archive_is_refused(tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("a.csv", "a,b\n1,2\n")
    path = tmp_path / "outer.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("inner.zip", inner.getvalue())
    assert fault_of(path) == ("nested_archive", {})
    assert fault_of(saved(tmp_path, gzip.compress(gzip.compress(b"a,b\n1,2\n")))) == ("nested_archive", {})


def test_an_archive_of_several_files_names_them(tmp_path: Path) -> None:
    path = tmp_path / "two.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("一月.csv", "a,b\n1,2\n")
        archive.writestr("二月.csv", "a,b\n1,2\n")
    assert fault_of(path) == ("several_files", {"names": "一月.csv, 二月.csv"})


@pytest.mark.parametrize(("filling", "code"), [(b"1,2\n", "bomb"), (b"\n", "blank_without_end")])
def test_a_gzip_bomb_is_refused(tmp_path: Path, filling: bytes, code: str) -> None:
    path = tmp_path / "bomb.csv.gz"
    with gzip.open(path, "wb", compresslevel=9) as packed:
        packed.write(b"a,b\n1,2\n")
        for _ in range(60):
            packed.write(filling * (1024 * 1024 // len(filling)))
    begun = time.process_time()
    assert fault_of(path)[0] == code
    assert time.process_time() - begun < PATIENCE


def test_a_workbook_whose_looks_are_damaged_is_read_all_the_same(tmp_path: Path) -> None:
    def damaged(content: bytes) -> bytes:
        return content.replace(b"<fonts count", b"<cellXfs><xf borderId='none'/></cellXfs><fonts count")

    path = saved(tmp_path, with_part(workbook(), "xl/styles.xml", damaged), "a.xlsx")
    assert count_rows(path, inspect_table(path).layout) == 1


@pytest.mark.usefixtures("within_limits")
@pytest.mark.parametrize("filling", ["x", ",", "好"])
def test_a_line_without_end_is_refused_with_its_place(tmp_path: Path, filling: str) -> None:
    path = saved(
        tmp_path, f"{HEADER}\n1,".encode() + filling.encode() * (40 * 1024 * 1024 // len(filling.encode()))
    )
    assert fault_of(path) == ("line_without_end", {"line": 2})


@pytest.mark.usefixtures("within_limits")
def test_a_cell_without_end_is_refused_with_its_place(tmp_path: Path) -> None:
    rows = "\n".join("第一行很长，没有逗号" * 10 for _ in range(200_000))
    path = saved(tmp_path, f'{HEADER}\n1,2024-01-01,东一店,9,"{rows}'.encode())
    assert fault_of(path) == ("quote_never_closes", {"line": 2})


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_ten_thousand_columns_are_refused(tmp_path: Path, ending: str) -> None:
    names = [f"k{n}" for n in range(10_000)]
    if ending == "xlsx":
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(names)
        sheet.append(names)
        book.save(tmp_path / "a.xlsx")
        path = tmp_path / "a.xlsx"
    else:
        text = (
            ",".join(names) if ending == "csv" else "[{" + ",".join(f'"{name}": 1' for name in names) + "}]"
        )
        path = saved(tmp_path, text.encode() + b"\n", f"a.{ending}")
    assert fault_of(path) == ("too_many_columns", {"columns": 10_000, "limit": 1_000})


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("ending", ["xlsx", "gz", "zip"])
def test_a_truncated_archive_is_refused(tmp_path: Path, ending: str, kept: float) -> None:
    rows = "\n".join(f"{n},2024-01-01,东一店,{n % 11},第{n}位{n * 7919}" for n in range(5_000))
    data = f"{HEADER}\n{rows}\n".encode()
    if ending == "xlsx":
        data = workbook()
    elif ending == "gz":
        data = gzip.compress(data)
    else:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.csv", data)
        data = packed.getvalue()
    assert fault_of(saved(tmp_path, data[: int(len(data) * kept)], f"a.{ending}"))[0] == "file_broken"


@pytest.mark.parametrize(
    "magic", [b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\xff\xd8\xff"]
)
def test_what_is_no_table_is_told_whatever_its_name(tmp_path: Path, magic: bytes) -> None:
    assert fault_of(saved(tmp_path, magic + b"\0" * 100, "评论.csv")) == ("not_a_table", {})


def test_a_workbook_with_a_password_is_told(tmp_path: Path) -> None:
    data = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + b"\0" * 600
        + "EncryptedPackage".encode("utf-16-le")
        + b"\0" * 600
    )
    assert fault_of(saved(tmp_path, data, "a.xlsx")) == ("encrypted", {})


# What is harmed in places only


def settled(path: Path) -> tuple[dict[str, Any], list[tuple[int, str]]]:
    result = import_files(SYSTEM, [path])
    done = Import.objects.latest("id")
    assert done.state == "done"
    assert sum(result[name] for name in (*COUNTS, "passed_over")) == done.rows
    return result, list(Reject.objects.filter(imported=done).order_by("row").values_list("row", "code"))


@pytest.mark.django_db
def test_lines_in_two_encodings_are_read_each_in_its_own(tmp_path: Path, organisation: Organisation) -> None:
    one = [f"{n},2024-01-0{n},东一店,9,体验很好，服务热情" for n in range(1, 6)]
    other = [f"{n},2024-01-0{n},西一店,3,排队太久，体验不好" for n in range(6, 9)]
    data = (
        "\n".join([HEADER, *one, ""]).encode()
        + "\n".join([*other, ""]).encode("gb18030")
        + b"9,2024-01-09,,5,\xff\xfe\n"
    )
    result, rejects = settled(saved(tmp_path, data))
    assert (result["accepted"], rejects) == (8, [(10, "line_undecodable")])
    assert set(Signal.objects.values_list("text", flat=True)) == {"体验很好，服务热情", "排队太久，体验不好"}
    notes = {note["code"]: note for note in Import.objects.get().layout["notes"]}
    assert (notes["mixed_encodings"]["lines"], notes["mixed_encodings"]["first"]) == (3, 7)


@pytest.mark.django_db
def test_a_quote_that_never_closes_costs_its_row_only(tmp_path: Path, organisation: Organisation) -> None:
    rows = [f'{n},2024-01-0{n},东一店,9,"第{n}位，\n很满意"' for n in range(1, 9)]
    rows[3] = '4,2024-01-04,东一店,9,"没有合上'
    result, rejects = settled(saved(tmp_path, "\n".join([HEADER, *rows, ""]).encode()))
    assert (result["accepted"], rejects) == (7, [(5, "quote_never_closes")])


@pytest.mark.django_db
def test_nuls_and_formulas_are_text(tmp_path: Path, organisation: Organisation) -> None:
    rows = [
        '1,2024-01-01,东一店,9,"=HYPERLINK(""http://x"",""点"")"',
        "2,2024-01-02,东一店,9,坏\0字",
        "3,2024-01-03,东一店,9,@SUM(1)",
    ]
    result, rejects = settled(saved(tmp_path, "\n".join([HEADER, *rows, ""]).encode()))
    assert (result["accepted"], rejects) == (2, [(3, "nul")])
    assert Signal.objects.filter(text='=HYPERLINK("http://x","点")').exists()


@pytest.mark.django_db
def test_a_file_that_breaks_late_leaves_nothing_behind(tmp_path: Path, organisation: Organisation) -> None:
    rows = "\n".join(f'{{"编号": {n}, "评价内容": "第{n}位"}},' for n in range(3_000))
    path = saved(tmp_path, f'[{rows} {{"编号": '.encode(), "a.json")
    with pytest.raises(FileProblem):
        import_files(SYSTEM, [path])
    assert not Signal.objects.exists()
    assert not Import.objects.exists()
