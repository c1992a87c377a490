"""Themes and their texts in the record."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final, TypeVar

from django.db import transaction

from zhiyin.collect.models import Signal
from zhiyin.science.understand.themes.assigning import assign
from zhiyin.science.understand.themes.theme import Assignment, Theme, Themes
from zhiyin.understand import models
from zhiyin.understand.corrected import whole
from zhiyin.understand.models import ThemeMember, ThemeRun
from zhiyin.understand.theming.gathering import Material
from zhiyin.understand.theming.replaying import kept, theme_in
from zhiyin.understand.theming.wanted import wanted

CHUNK: Final = 5_000

Span = tuple[int, int]
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Said:
    """One text, as its membership is written."""

    signal: int
    revision: int
    unit: int
    week: int
    in_period: bool
    label: str


def rows_of_themes(view: str, themes: Iterable[Theme]) -> dict[str, models.Theme]:
    """The row of each theme, by its key; new ones are made, in force nowhere yet."""
    known = {row.key: row for row in models.Theme.objects.filter(view=view)}
    for theme in themes:
        if theme.id not in known:
            known[theme.id] = models.Theme.objects.create(
                view=view, key=theme.id, name=theme.name, content=kept(theme)
            )
    return known


def said_in(material: Material) -> list[Said]:
    columns = (
        material.signals,
        material.revisions,
        material.units,
        material.weeks,
        material.in_period,
        material.labels,
    )
    return [Said(*row) for row in zip(*columns, strict=True)]


def members_of(
    run: ThemeRun,
    themes: Sequence[Theme],
    rows: dict[str, models.Theme],
    said: Sequence[Said],
    found: Assignment,
    quotes: dict[tuple[str, int], Span],
) -> Iterator[ThemeMember]:
    """The members, made and not written. `quotes`: (theme's key, signal) -> the sentence."""
    columns = zip(found.theme.tolist(), found.text.tolist(), found.strength.tolist(), strict=True)
    for place, text, strength in columns:
        one, theme = said[text], themes[place]
        start, end = quotes.get((theme.id, one.signal), (None, None))
        yield ThemeMember(
            run=run,
            theme=rows[theme.id],
            signal_id=one.signal,
            unit_id=one.unit,
            week=one.week,
            in_period=one.in_period,
            label=one.label,
            strength=round(strength, 3),
            revision=one.revision,
            quote_start=start,
            quote_end=end,
        )


def write_members(members: Iterable[ThemeMember]) -> Iterator[int]:
    """Write them, a chunk at a time; yields how many were. A signal erased in the meantime is left out."""
    for chunk in _chunks(members):
        with transaction.atomic():
            signals = {one.signal_id for one in chunk}
            there = set(Signal.objects.filter(pk__in=signals).values_list("pk", flat=True))
            ThemeMember.objects.bulk_create(
                [one for one in chunk if one.signal_id in there], batch_size=2_000
            )
        yield len(chunk)


def in_force(view: str) -> ThemeRun | None:
    """The newest finding of a view that ended."""
    return ThemeRun.objects.filter(view=view, state="ready").order_by("-id").first()


def put_in_order(run: ThemeRun, stability: dict[str, float] | None = None) -> None:
    """Make the themes in force those that people want now; only what differs has its texts looked at again.

    In the caller's transaction, with the run locked.
    """
    before = {row.key: row for row in run.themes.all()}
    edited = wanted(run.view, Themes.from_json(run.found))
    after = {theme.id: theme for theme in edited.themes}
    same = {
        key
        for key in before.keys() & after.keys()
        if words_of(theme_in(before[key].content)) == words_of(after[key])
    }
    changed = [theme for key, theme in after.items() if key not in same]
    gone = [row for key, row in before.items() if key not in same]
    rows = rows_of_themes(run.view, changed)
    _assign_again(run, changed, rows, gone)
    for row in gone:
        if row.key not in after:
            models.Theme.objects.filter(pk=row.pk).update(run=None)
    keep(run, edited.themes.themes, rows, edited.hidden, stability or {})


def keep(
    run: ThemeRun,
    themes: Sequence[Theme],
    rows: dict[str, models.Theme],
    hidden: frozenset[str],
    stability: dict[str, float],
) -> None:
    """Write the themes' rows, the largest first; they are in force then."""
    changed = []
    for position, theme in enumerate(themes):
        row = rows[theme.id]
        if row.run_id != run.pk or words_of(theme_in(row.content)) != words_of(theme):
            row.stability = stability.get(theme.id)
        row.run, row.position, row.name = run, position, theme.name[:120]
        row.content, row.is_hidden = kept(theme), theme.id in hidden
        changed.append(row)
    fields = ["run", "position", "name", "content", "is_hidden", "stability"]
    models.Theme.objects.bulk_update(changed, fields)


def words_of(theme: Theme) -> frozenset[str]:
    """What two themes with the same texts share."""
    return frozenset(word.key for word in theme.words)


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    rest = iter(rows)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _assign_again(
    run: ThemeRun, themes: Sequence[Theme], rows: dict[str, models.Theme], gone: Sequence[models.Theme]
) -> None:
    """The texts of the themes that go become the texts of those that come."""
    old = ThemeMember.objects.filter(run=run, theme__in=gone)
    said: dict[int, Said] = {}
    spans: dict[int, Span] = {}
    for one in old.order_by("signal_id").iterator(chunk_size=CHUNK):
        said[one.signal_id] = Said(
            one.signal_id, one.revision, one.unit_id, one.week, one.in_period, one.label
        )
        if one.quote_start is not None and one.quote_end is not None:
            spans[one.signal_id] = one.quote_start, one.quote_end
    kept_said, texts, languages = _texts(said)
    old.delete()
    if not themes or not texts:
        return
    found = assign(Themes(tuple(themes), len(texts), 0, 0.0, 0), texts, languages=languages)
    quotes = {(theme.id, signal): span for theme in themes for signal, span in spans.items()}
    for _written in write_members(members_of(run, themes, rows, kept_said, found, quotes)):
        pass


def _texts(said: dict[int, Said]) -> tuple[list[Said], list[str], list[str | None]]:
    """The texts of these signals that are still what they were."""
    kept_said: list[Said] = []
    texts: list[str] = []
    languages: list[str | None] = []
    for keys in _chunks(said):
        columns: Any = Signal.objects.filter(pk__in=keys).values_list(
            "pk", "revision", "title", "text", "reading__language"
        )
        for pk, revision, title, text, language in columns:
            if revision == said[pk].revision:
                kept_said.append(said[pk])
                texts.append(whole(title, text))
                languages.append(language or None)
    return kept_said, texts, languages
