"""The organisation tree from a file."""

import io
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from tests.conftest import Organisation, actor_for, person
from zhiyin.accounts.actions.import_units import ImportedUnits, import_unit_rows, import_units
from zhiyin.accounts.actions.receive_units import receive_units
from zhiyin.accounts.actor import Actor
from zhiyin.accounts.errors import UnreadableUnits
from zhiyin.accounts.models import Unit, UnitChange, User
from zhiyin.accounts.queries.unit_changes import closed_on, opened_on
from zhiyin.accounts.queries.units import match_units, read_tree
from zhiyin.accounts.rules.days import today
from zhiyin.accounts.rules.unit_rows import read_unit_rows
from zhiyin.journal.errors import Forbidden
from zhiyin.journal.models import Event

CHINESE = """编码,名称,简称,上级,类型,城市,别名
S1,西湖旗舰店,西湖店,R1,门店,杭州,知行（西湖店）；西湖旗舰
R1,华北大区,华北,G1,大区,,
G1,知味集团,,,集团,,
"""

ADMINISTRATOR = Actor.system("test")


def take(text: str, actor: Actor = ADMINISTRATOR, encoding: str = "utf-8") -> ImportedUnits:
    return import_unit_rows(actor, read_unit_rows(text.encode(encoding)))


def parent_of(code: str) -> str:
    parent = Unit.objects.get_parent(Unit.objects.get(code=code))
    return str(parent.code) if parent else ""


@pytest.mark.django_db
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_file_builds_the_tree_whatever_the_order_of_its_rows(encoding: str) -> None:
    done = take(CHINESE, encoding=encoding)
    assert (done.added, done.refused) == (3, ())
    assert (parent_of("S1"), parent_of("R1"), parent_of("G1")) == ("R1", "G1", "")
    store = Unit.objects.get(code="S1")
    assert (store.name, store.short_name, store.kind, store.city) == ("西湖旗舰店", "西湖店", "store", "杭州")
    assert match_units(["知行(西湖店)", "西湖旗舰"]).keys() == {"知行(西湖店)", "西湖旗舰"}


@pytest.mark.django_db
def test_the_same_file_again_changes_nothing() -> None:
    take(CHINESE)
    done = take(CHINESE)
    assert (done.added, done.changed, done.same) == (0, 0, 3)
    assert Event.objects.filter(name="accounts.units_imported").count() == 1


@pytest.mark.django_db
def test_an_edited_file_updates_and_moves() -> None:
    take(CHINESE)
    done = take("code,name,parent code\nR2,华南大区,G1\nS1,西湖旗舰店,R2\n")
    assert (done.added, done.changed) == (1, 1)
    assert parent_of("S1") == "R2"
    assert Unit.objects.get(code="S1").city == "杭州"
    assert Unit.objects.find_problems() == ([], [], [], [], [])


@pytest.mark.django_db
def test_a_file_may_put_a_unit_above_its_own_parent_only_without_a_circle() -> None:
    take(CHINESE)
    done = take("code,parent\nR1,S1\n")
    assert [plan.problem for plan in done.refused] == ["a unit cannot lie below itself"]


@pytest.mark.django_db
def test_rows_that_are_each_others_parents_are_refused() -> None:
    done = take("code,name,parent\nA,甲,B\nB,乙,A\nC,丙,\n")
    assert {plan.row.code for plan in done.refused} == {"A", "B"}
    assert done.added == 1


@pytest.mark.django_db
def test_each_refused_row_says_its_number_and_why() -> None:
    done = take("code,name,parent,kind\nA,甲,,\nA,又甲,,\nB,乙,nowhere,\nC,丙,B,\nD,丁,,palace\n,,,store\n")
    assert {(p.row.number, p.problem.split(";")[0]) for p in done.refused} == {
        (3, "the code stands in row 2 already"),
        (4, "no unit “nowhere” to be its parent"),
        (5, "its parent in row 4 is refused"),
        (6, "unknown kind “palace”"),
        (7, "neither a code nor a name"),
    }


@pytest.mark.django_db
def test_a_chain_of_parents_as_long_as_the_tree_may_be_deep_is_taken_in_any_order() -> None:
    rows = [f"U{i},单位{i},U{i - 1}" if i else "U0,单位0," for i in reversed(range(60))]
    assert take("code,name,parent\n" + "\n".join(rows)).added == 60


@pytest.mark.django_db
def test_a_store_that_arrived_in_data_is_adopted_by_its_row() -> None:
    arrived = receive_units(ADMINISTRATOR, ["西湖旗舰店"])["西湖旗舰店"]
    done = take(CHINESE)
    store = Unit.objects.get(code="S1")
    assert (done.added, done.changed) == (2, 1)
    assert store.pk == arrived.id
    assert not store.is_unsorted
    assert parent_of("S1") == "R1"


@pytest.mark.django_db
def test_names_without_codes_are_their_own_codes() -> None:
    assert take("门店\n东一店\n东二店\n").added == 2
    assert take("门店\n东一店\n东二店\n").same == 2


def test_rows_outside_the_own_part_are_refused_one_by_one(organisation: Organisation) -> None:
    dong = person("dong", "东方", ("administrator", organisation.east))
    done = take("code,name,parent\nE3,东三店,E\nW3,西三店,W\nE1,东一,W\nN,新区,\n", actor_for(dong))
    assert done.added == 1
    assert [plan.row.code for plan in done.refused] == ["W3", "E1", "N"]


def test_a_manager_imports_no_units(mei: User) -> None:
    with pytest.raises(Forbidden):
        take("code\nX\n", actor_for(mei))


@pytest.mark.django_db
def test_a_workbook_with_numbers_for_codes_is_read(tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (["门店编号", "门店名称", "上级编码"], [100, "总部", None], [101.0, "一店", 100]):
        sheet.append(row)
    book.save(tmp_path / "units.xlsx")
    assert import_units(ADMINISTRATOR, tmp_path / "units.xlsx").added == 2
    assert parent_of("101") == "100"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "it is empty"),
        (b"a,b\n1,2\n", "no column is headed"),
        (b"PK\x03\x04broken", "no intact XLSX"),
        (b"\xd0\xcf\x11\xe0rest", "old .xls"),
        (b"code\n\xff\xff\xff", "neither UTF-8 nor GB18030"),
        (b"code\n" + b"x\n" * 20_001, "more than 20,000 rows"),
        (b"x" * (10 * 1024 * 1024 + 1), "larger than 10 MB"),
    ],
)
def test_an_unreadable_file_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableUnits, match=reason):
        read_unit_rows(data)


def test_a_nul_in_a_cell_is_dropped() -> None:
    assert read_unit_rows(io.BytesIO(b"code,name\nA\0,B\n").read())[0].code == "A"


@pytest.mark.django_db
def test_a_region_is_closed_only_with_everything_below_it() -> None:
    take(CHINESE)
    assert [p.problem for p in take("编码,关店日期\nR1,2024-01-01\n").refused] == [
        "there are open units below it that the file does not close"
    ]
    assert take("编码,关店日期\nR1,2024-01-01\nS1,2024-01-01\n").changed == 2
    assert not Unit.objects.filter(code__in=["R1", "S1"], is_active=True).exists()


DATED = """编码,名称,开业日期,关店日期,曾用名,平台名称,别名,经营方式
S1,西湖店,2020.6.1,,湖畔店；老西湖店,知行（西湖店）｜知行·西湖,西湖旗舰,直营
S2,城东店,2019年3月1日,2023/12/31,,,,加盟
"""


@pytest.mark.django_db
def test_days_names_and_ownership_are_taken_from_the_file() -> None:
    assert take(DATED).added == 2
    first, second = Unit.objects.get(code="S1"), Unit.objects.get(code="S2")
    assert (first.ownership, second.ownership) == ("own", "franchise")
    assert (first.is_active, second.is_active) == (True, False)
    assert (opened_on(first.pk), opened_on(second.pk)) == (date(2020, 6, 1), date(2019, 3, 1))
    assert closed_on(read_tree().by_id[second.pk]) == date(2023, 12, 31)
    names = ["湖畔店", "老西湖店", "知行(西湖店)", "知行·西湖", "西湖旗舰"]
    assert {name: node.code for name, node in match_units(names).items()} == dict.fromkeys(names, "S1")


@pytest.mark.django_db
def test_the_same_dated_file_again_changes_nothing() -> None:
    take(DATED)
    done = take(DATED)
    assert (done.added, done.changed, done.same) == (0, 0, 2)
    assert UnitChange.objects.filter(kind="closed").count() == 1


@pytest.mark.django_db
def test_a_unit_that_a_file_renames_keeps_its_former_name() -> None:
    take(DATED)
    assert take("编码,名称\nS1,湖滨店\n").changed == 1
    assert match_units(["西湖店"])["西湖店"].code == "S1"
    assert UnitChange.objects.get(kind="renamed").before == "西湖店"


@pytest.mark.django_db
def test_a_move_in_a_file_is_dated_today_and_told_to_those_who_file_feedback(at_noon: datetime) -> None:
    take(CHINESE)
    take("code,name,parent code\nR2,华南大区,G1\nS1,西湖旗舰店,R2\n")
    moved = Event.objects.filter(name="accounts.units_imported").latest("pk").data["moved"]
    assert [(one["unit"], one["since"]) for one in moved] == [
        (str(Unit.objects.get(code="S1").pk), today().isoformat())
    ]
    assert UnitChange.objects.get(kind="moved").on == today()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("A,甲,2999-01-01,,", "is no day until today"),
        ("A,甲,某天,,", "is no day until today"),
        ("A,甲,2024-02-01,2024-01-01,", "closed before it opened"),
        ("A,甲,,,托管", "unknown ownership"),
        ("S2,城东店,,2020-01-01,", ""),
        ("S2,城东店,2024-01-01,,", "a change on 2023-12-31 is known already"),
    ],
)
def test_days_that_cannot_be_are_refused_with_their_row(row: str, problem: str) -> None:
    take(DATED)
    done = take(f"编码,名称,开业日期,关店日期,经营方式\n{row}\n")
    assert [problem in plan.problem for plan in done.refused] == [True]


@st.composite
def trees(draw: st.DrawFn) -> dict[str, str]:
    """Unit -> parent ("" at the top), without circles, in any order."""
    order = draw(st.permutations("ABCDEFGH"))
    parents = {}
    for at, code in enumerate(order):
        parents[code] = draw(st.sampled_from(["", *order[:at]]))
    return {code: parents[code] for code in draw(st.permutations(order))}


def rows_of(tree: dict[str, str]) -> str:
    """Under one root, so that "at the top" can be said."""
    lines = [f"{code},单位{code},{parent or 'ROOT'}" for code, parent in tree.items()]
    return "\n".join(["code,name,parent", *lines, "ROOT,根,"])


@given(first=trees(), second=trees(), kept=st.integers(0, 8))
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_is_imported_after_whatever_the_tree_is_sound_and_as_the_file_says(
    db: None, first: dict[str, str], second: dict[str, str], kept: int
) -> None:
    with transaction.atomic():
        begun = dict(list(first.items())[:kept])
        take(rows_of({code: parent if parent in begun else "" for code, parent in begun.items()}))
        done = take(rows_of(second))
        refused = {plan.row.code for plan in done.refused}
        assert Unit.objects.find_problems() == ([], [], [], [], [])
        for code, parent in second.items():
            if code not in refused:
                assert parent_of(code) == (parent or "ROOT")
        # a unit and one below it may only change places in two steps: such rows are refused, the others are taken
        assert all("below itself" in p.problem or "is refused" in p.problem for p in done.refused)
        transaction.set_rollback(True)
