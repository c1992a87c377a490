"""Set what slang means here."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.journal.record import record
from zhiyin.science.understand.aspects.dictionary import as_found
from zhiyin.science.understand.slang.faults import faults
from zhiyin.science.understand.slang.shipped import by_found
from zhiyin.science.understand.slang.words import LISTS, OFF, Slang
from zhiyin.understand.errors import NoSuchSlang, UnusableSlang
from zhiyin.understand.models import KnownSlang
from zhiyin.understand.phrases.slang import fault_in_words
from zhiyin.understand.queries.slang import KeptSlang, read_slang, slang_of


def save_slang(actor: Actor, *, lists: Mapping[str, Sequence[str]]) -> KeptSlang:
    """Set all lists: `lists` has those of LISTS, a word a line; what is left out is empty.

    New texts are read with them at once; the analyser has another name, so that the rest can be read again. Needs
    `settings.manage` everywhere. Journals `understand.slang_saved` with how many came and went, never the words;
    nothing when nothing differs. Raises UnusableSlang.
    """
    actor.require("settings.manage", "")
    slang = usable(lists)
    with transaction.atomic():
        _write(actor, KnownSlang.objects.select_for_update().first() or KnownSlang(), slang)
    return read_slang(actor)


def switch_shipped(actor: Actor, *, word: str, on: bool) -> KeptSlang:
    """Whether a shipped word counts as it is shipped; on takes its own meaning away too. Needs and journals what
    `save_slang` does. Raises NoSuchSlang."""
    actor.require("settings.manage", "")
    found = as_found([word]).get(word, "")
    if found not in by_found():
        raise NoSuchSlang()
    with transaction.atomic():
        row = KnownSlang.objects.select_for_update().first() or KnownSlang()
        kept = slang_of(row)
        lists = {
            name: tuple(one for one in kept.listed(name) if found not in as_found([one]).values())
            for name in LISTS
        }
        if not on:
            lists[OFF] = (*lists[OFF], by_found()[found].word)
        _write(actor, row, Slang(**lists))
    return read_slang(actor)


def usable(lists: Mapping[str, Sequence[str]]) -> Slang:
    """The lists without blanks around words and without empty lines. Raises UnusableSlang."""
    plain = {name: [" ".join(word.split()) for word in lists.get(name, ())] for name in LISTS}
    wrong = [
        {"list": one.listed, "line": one.line, "word": one.word, "message": fault_in_words(one)}
        for one in faults(plain)
    ]
    if wrong:
        raise UnusableSlang(errors=wrong)
    return Slang(**{name: tuple(word for word in words if word) for name, words in plain.items()})


def _write(actor: Actor, row: KnownSlang, slang: Slang) -> None:
    before = slang_of(row)
    if before == slang:
        return
    row.content = {name: list(slang.listed(name)) for name in LISTS}
    row.changed_by = actor.name
    row.save()
    record(actor, "understand.slang_saved", {"changed": _changed(before, slang)})


def _changed(before: Slang, after: Slang) -> dict[str, Any]:
    """List -> how many came and went."""
    found: dict[str, Any] = {}
    for name in LISTS:
        old, new = set(before.listed(name)), set(after.listed(name))
        if old != new:
            found[name] = {"added": len(new - old), "removed": len(old - new)}
    return found
