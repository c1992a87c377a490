"""The command line speaks the terminal's language, all of it."""

import gettext
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Installation
from tests.server.conftest import Imported
from zhiyin.server import terminal
from zhiyin.server.command_line import COMMANDS, parser_for

SENTENCE = re.compile(r"\b[a-z]+ [a-z]+ [a-z]+", re.IGNORECASE)
COMMAND = re.compile(r"zhiyin [a-z]+ [a-z]+|measure nps --by unit")
VARIABLES = ("ZHIYIN_LANGUAGE", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A terminal that names no language; afterwards Python's `gettext` is as before."""
    for name in VARIABLES:
        monkeypatch.setenv(name, "")
    domain = gettext.textdomain()
    yield monkeypatch
    gettext.textdomain(domain)


@pytest.mark.parametrize(
    ("settings", "spoken"),
    [
        ({}, "en"),
        ({"LANG": "C.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh-hans"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "zh_SG"}, "zh-hans"),
        ({"LC_ALL": "en_US.UTF-8", "ZHIYIN_LANGUAGE": "zh-hans"}, "zh-hans"),
        ({"LC_ALL": "zh_CN.UTF-8", "ZHIYIN_LANGUAGE": "en"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8", "ZHIYIN_LANGUAGE": "tlh"}, "zh-hans"),
    ],
)
def test_the_language_is_the_setting_or_that_of_the_terminal(
    bare: pytest.MonkeyPatch, settings: dict[str, str], spoken: str
) -> None:
    for name, value in settings.items():
        bare.setenv(name, value)
    assert terminal.language() == spoken


@pytest.mark.parametrize("command", [None, *COMMANDS])
def test_help_in_chinese_has_no_english_sentence(
    bare: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: str | None
) -> None:
    bare.setenv("LANG", "zh_CN.UTF-8")
    bare.setenv("COLUMNS", "100")
    terminal.speak()
    with pytest.raises(SystemExit):
        parser_for(command).parse_args([*([command] if command else []), "--help"])
    assert SENTENCE.findall(COMMAND.sub("", capsys.readouterr().out)) == []


@pytest.mark.parametrize(
    "words",
    [
        ["divine"],
        ["measure"],
        ["measure", "nopq"],
        ["measure", "volume", "--where", "channel == "],
        ["measure", "volume", "--from", "yesterday"],
        ["understand", "/no/such/file.csv", "--text", "a", "--out", "b.csv"],
        ["import", "/no/such/file.csv"],
        ["import", "x.csv", "--map", "text"],
        ["user", "password", "nobody"],
        ["restore", "/no/such/file.tar.gz"],
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_a_refusal_is_in_chinese_for_a_chinese_terminal(imported: Imported, words: list[str]) -> None:
    place = Installation(imported.place.data, LC_ALL="zh_CN.UTF-8")
    said = place.run(*words, check=False).stderr.strip().splitlines()[-1]
    assert said.startswith("zhiyin")
    assert re.search(r"[\u4e00-\u9fff]", said), said
    assert not SENTENCE.search(COMMAND.sub("", said)), said


def test_what_a_setting_lacks_is_said_in_chinese(tmp_path: Path) -> None:
    done = Installation(tmp_path, LC_ALL="zh_CN.UTF-8", ZHIYIN_TIME_ZONE="Mars").run("check", check=False)
    assert done.stderr == "zhiyin: ZHIYIN_TIME_ZONE 须为时区名称，例如 Asia/Shanghai，不能是“Mars”。\n"


def test_a_check_is_read_in_both_languages_and_has_one_name_for_programs(imported: Imported) -> None:
    chinese = Installation(imported.place.data, ZHIYIN_LANGUAGE="zh-hans")
    assert "与记录逐行一致" in chinese.run("check").stdout
    assert "agrees with the record" in imported.place.run("check").stdout
    assert '"name": "lake"' in chinese.run("check", "--json").stdout
