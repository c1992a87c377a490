"""People change themes: rename, merge, split, hide; every edit can be undone, and outlives the next finding."""

from collections.abc import Sequence
from typing import Any, Final

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.collect.models import Signal
from zhiyin.journal.errors import Invalid, NotFound
from zhiyin.journal.record import record
from zhiyin.science.understand.themes.editing import MOST_NAME, split
from zhiyin.science.understand.themes.theme import ThemeError, Themes
from zhiyin.understand.corrected import whole
from zhiyin.understand.errors import CannotSplit
from zhiyin.understand.models import Theme, ThemeEdit, ThemeMember, ThemeRun, Topic
from zhiyin.understand.queries.themes.themes import theme_of
from zhiyin.understand.theming.replaying import parts_of, theme_in
from zhiyin.understand.theming.writing import put_in_order

MOST_PARTS: Final = 5
MOST_MERGED: Final = 10
MOST_TEXTS: Final = 10_000
"""More texts than these do not make a split better."""


def rename_theme(actor: Actor, theme_id: int, *, name: str) -> None:
    """Give it a name, which later findings keep; its topic bears it too.

    Every edit needs `voice.correct` for all that the finding is about, journals `understand.themes_edited` and raises
    NotFound.  Raises Invalid for no name, or too long a one.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= MOST_NAME:
        raise Invalid(_("Give the theme a name of up to %(most)s characters.") % {"most": MOST_NAME})
    row = _theme(actor, theme_id)
    with transaction.atomic():
        _edit(actor, row, "rename", [row.key], {"name": name, "names": [row.name, name]})
        Topic.objects.filter(theme=row).update(name=name)


def merge_themes(actor: Actor, theme_ids: Sequence[int]) -> None:
    """One theme in place of several; the first keeps its address. As `rename_theme`. Raises Invalid for fewer than
    two, or themes of different findings."""
    rows = [_theme(actor, theme_id) for theme_id in dict.fromkeys(theme_ids)]
    if not 2 <= len(rows) <= MOST_MERGED:
        raise Invalid(_("Choose from 2 to %(most)s themes to merge.") % {"most": MOST_MERGED})
    if len({row.run_id for row in rows}) > 1:
        raise Invalid(_("These themes were found in different choices of texts and cannot be merged."))
    _edit(actor, rows[0], "merge", [row.key for row in rows], {"names": [row.name for row in rows]})


def split_theme(actor: Actor, theme_id: int, *, parts: int = 2) -> None:
    """Several themes in place of one, by how its words are used; the largest keeps the address.

    As `rename_theme`. Raises Invalid for another number of parts than 2 … 5, CannotSplit.
    """
    if not 2 <= parts <= MOST_PARTS:
        raise Invalid(_("Split into 2 to %(most)s parts.") % {"most": MOST_PARTS})
    row = _theme(actor, theme_id)
    others = Theme.objects.filter(run=row.run_id).exclude(pk=row.pk)
    before = Themes(tuple(theme_in(one.content) for one in (row, *others)), 0, 0, 0.0, 0)
    columns: list[tuple[str, str, str | None]] = list(
        Signal.objects.filter(
            pk__in=ThemeMember.objects.filter(theme=row, run=row.run_id)
            .order_by("signal_id")
            .values("signal_id")[:MOST_TEXTS]
        ).values_list("title", "text", "reading__language")
    )
    try:
        after = split(
            before,
            row.key,
            [whole(title, text) for title, text, _language in columns],
            languages=[language or None for _title, _text, language in columns],
            parts=parts,
        )
    except ThemeError as error:
        raise CannotSplit() from error
    made = parts_of(before, row.key, after)
    if len(made) < 2:
        raise CannotSplit()
    _edit(actor, row, "split", [row.key], {"parts": made, "names": [row.name]})


def hide_theme(actor: Actor, theme_id: int, *, hidden: bool = True) -> None:
    """Leave it out of the list and of what emerges, or show it again. As `rename_theme`."""
    row = _theme(actor, theme_id)
    _edit(actor, row, "hide" if hidden else "show", [row.key], {"names": [row.name]})


def undo_edit(actor: Actor, theme_id: int, edit_id: int) -> None:
    """Take one edit of this theme back; the others stay. As `rename_theme`."""
    row = _theme(actor, theme_id)
    with transaction.atomic():
        run = _locked(row)
        edit = ThemeEdit.objects.filter(pk=edit_id, view=row.view, undone_at=None).first()
        if edit is None or row.key not in edit.themes:
            raise NotFound()
        edit.undone_by, edit.undone_at = actor.name, timezone.now()
        edit.save(update_fields=["undone_by", "undone_at"])
        put_in_order(run)
        _record(actor, row, "undo")


def _theme(actor: Actor, theme_id: int) -> Theme:
    """A theme in force that the actor may change."""
    row = theme_of(actor, theme_id)
    for path in row.run.paths if row.run else ():
        actor.require("voice.correct", path)
    return row


def _locked(row: Theme) -> ThemeRun:
    """The finding, so that edits of one view come one after the other."""
    run = ThemeRun.objects.select_for_update().filter(themes=row, state="ready").first()
    if run is None:
        raise NotFound()
    return run


def _edit(actor: Actor, row: Theme, kind: str, keys: list[str], content: dict[str, Any]) -> None:
    with transaction.atomic():
        run = _locked(row)
        ThemeEdit.objects.create(
            view=row.view,
            kind=kind,
            themes=keys,
            content=content,
            user_id=int(actor.id) if actor.kind == "user" else None,
            by=actor.name,
        )
        put_in_order(run)
        _record(actor, row, kind)


def _record(actor: Actor, row: Theme, kind: str) -> None:
    record(actor, "understand.themes_edited", {"edit": kind}, subject=f"theme:{row.pk}")
