"""Nothing happens in the product that the audit trail cannot say in words."""

import re
from pathlib import Path

from django.utils import translation

from zhiyin.accounts.permissions import PERMISSIONS, ROLE_LABELS, ROLES
from zhiyin.accounts.phrases import EVENTS, PLACED_KINDS, unit_kind

SOURCE = Path(__file__).resolve().parents[2] / "src" / "zhiyin"
RECORDED = re.compile(r'\brecord\(\s*[\w.]+,\s*(f?)"([a-z_.{}]+)"')


def recorded() -> set[str]:
    names = set()
    for path in SOURCE.rglob("*.py"):
        for formatted, name in RECORDED.findall(path.read_text("utf-8")):
            names.add(re.escape(name).replace(r"\{state\}", r"\w+") if formatted else re.escape(name))
    return names


def test_every_recorded_event_has_words() -> None:
    """Fails for a new event: add its words to EVENTS in accounts/phrases.py, and the Chinese."""
    assert [
        name for name in sorted(recorded()) if not any(re.fullmatch(name, known) for known in EVENTS)
    ] == []


def test_the_words_are_in_both_languages() -> None:
    with translation.override("zh-hans"):
        for words in (*EVENTS.values(), *PERMISSIONS.values(), *ROLE_LABELS.values()):
            assert re.search(r"[\u4e00-\u9fff]", str(words)), words
        assert unit_kind("store") == "门店"


def test_every_role_and_kind_has_its_words() -> None:
    assert ROLES.keys() == ROLE_LABELS.keys()
    assert all(unit_kind(kind) != kind for kind in PLACED_KINDS)
