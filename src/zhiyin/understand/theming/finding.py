"""One finding, from the texts to the rows. A killed one begins again and ends the same."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from django.db import transaction
from django.utils import timezone

from zhiyin.jobs.running import Running
from zhiyin.science.understand.themes import Stability, Themes, assign, discover, match, stability
from zhiyin.science.understand.themes.theme import Assignment
from zhiyin.understand.models import Theme, ThemeMember, ThemeRun
from zhiyin.understand.theming.choice import Choice
from zhiyin.understand.theming.gathering import Material, gather
from zhiyin.understand.theming.replaying import without_quotes
from zhiyin.understand.theming.wanted import wanted
from zhiyin.understand.theming.writing import (
    CHUNK,
    Span,
    in_force,
    keep,
    members_of,
    put_in_order,
    rows_of_themes,
    said_in,
    write_members,
)

GATHERED, DISCOVERED, STEADY, ASSIGNED, WHOLE = 10, 25, 70, 75, 100
SAMPLES: Final = 5
KEPT_RUNS: Final = 60
"""Of each view, so many findings are remembered with their numbers; the texts only of the newest."""


def find(run: ThemeRun, running: Running) -> int:
    """Returns how many themes there are. Raises JobTakenAway when it was called off."""
    ThemeMember.objects.filter(run=run).delete()  # of an attempt that was killed
    running.progress(0, WHOLE)
    material = gather(Choice.of(run.choice), run.paths, timezone.now())
    running.progress(GATHERED)
    period = material.period
    texts = [material.texts[place] for place in period]
    languages = [material.languages[place] for place in period]
    found = discover(texts, languages=languages, seed=run.seed)
    running.progress(DISCOVERED)
    steady = stability(
        texts,
        languages=languages,
        samples=SAMPLES,
        whole=found,
        after=lambda done: running.progress(DISCOVERED + (STEADY - DISCOVERED) * done // SAMPLES),
    )
    followed, steadiness = _followed(run.view, found, steady)
    edited = wanted(run.view, followed)
    members = assign(edited.themes, material.texts, languages=material.languages)
    running.progress(ASSIGNED)
    spans: dict[tuple[str, int], Span] = {
        (theme.id, material.signals[period[quote.text]]): (quote.start, quote.end)
        for theme in edited.themes
        for quote in theme.quotes
    }
    rows = rows_of_themes(run.view, edited.themes)
    made = members_of(run, edited.themes.themes, rows, said_in(material), members, spans)
    _write(made, len(members.text), running)
    with transaction.atomic():
        running.beat()  # whoever took the job away puts its own in force
        Theme.objects.filter(view=run.view).update(run=None)
        _tell(run, material, found, members, steady)
        run.found = without_quotes(replace(followed, members=None)).to_json()
        run.save()
        keep(run, edited.themes.themes, rows, edited.hidden, steadiness)
        put_in_order(run)  # what people changed while it was being found
    _forget_earlier(run)
    return len(edited.themes)


def _followed(view: str, found: Themes, steady: Stability) -> tuple[Themes, dict[str, float]]:
    """The themes with the ids that they had in the finding before, and how steady each is."""
    before = in_force(view)
    themes = found
    if before is not None and before.found:
        themes = match(Themes.from_json(before.found), found).themes
    own = dict(zip((theme.id for theme in themes), steady.themes, strict=False))
    return themes, own


def _write(made: Iterable[ThemeMember], size: int, running: Running) -> None:
    done = 0
    for written in write_members(made):
        done += written
        running.progress(ASSIGNED + (WHOLE - 1 - ASSIGNED) * done // max(size, 1))


def _tell(run: ThemeRun, material: Material, found: Themes, members: Assignment, steady: Stability) -> None:
    window = material.window
    run.since, run.until, run.start, run.weeks = window.since, window.until, window.start, window.weeks
    run.fitting, run.texts, run.read = material.fitting, found.n, found.read
    run.coverage, run.stability, run.reason = found.coverage, steady.value, found.reason or ""
    run.state = "ready"
    weeks: dict[int, list[int]] = {}
    inside_period: Counter[int] = Counter()
    columns = zip(material.units, material.weeks, material.in_period, members.read.tolist(), strict=True)
    for unit, week, inside, read in columns:
        if read:
            weeks.setdefault(unit, [0] * window.weeks)[week] += 1
            inside_period[unit] += inside
    run.totals = {
        str(unit): {
            "weeks": weeks.get(unit, [0] * window.weeks),
            "period": inside_period[unit],
            "left_out": material.left_out.get(unit, {}),
        }
        for unit in weeks.keys() | material.left_out.keys()
    }


def _forget_earlier(run: ThemeRun) -> None:
    """Texts of earlier findings, a chunk at a time, and findings beyond the latest."""
    earlier = ThemeRun.objects.filter(view=run.view, id__lt=run.pk)
    earlier.exclude(found="").update(found="", totals={})
    keys = list(earlier.order_by("-id").values_list("pk", flat=True))
    old = ThemeMember.objects.filter(run__in=keys).order_by("pk").values_list("pk", flat=True)
    while chunk := list(old[:CHUNK]):
        ThemeMember.objects.filter(pk__in=chunk).delete()
    ThemeRun.objects.filter(pk__in=keys[KEPT_RUNS:]).delete()
