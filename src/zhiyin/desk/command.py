"""What `zhiyin themes` does; the argument parser lives with the other commands."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _

from zhiyin.accounts.actor import Actor
from zhiyin.desk.showing.themes import finding, growth, steadiness
from zhiyin.jobs.queries.jobs import latest_about
from zhiyin.jobs.running import Running
from zhiyin.jobs.worker import carry_out, signs_of_life, take_up_one
from zhiyin.journal.errors import Invalid
from zhiyin.science.language.columns import padded
from zhiyin.theme import wording
from zhiyin.understand.actions.find_themes import find_themes
from zhiyin.understand.phrases.set_aside import left_out_in_words
from zhiyin.understand.queries.themes.runs import RunState, run_state, runs_of, subject_of
from zhiyin.understand.queries.themes.themes import SeenThemes, themes_in
from zhiyin.understand.theming.choice import Choice

Heard = Callable[[int, int | None], None]
LOOK_EVERY: Final = 0.5  # seconds


def themes(
    actor: Actor, choice: Choice, *, again: bool = False, progress: Heard | None = None
) -> tuple[RunState, SeenThemes]:
    """The themes of a choice: those in force, or found now in this process. Raises as `find_themes`; Invalid when
    it was stopped."""
    runs = runs_of(actor, choice)
    if runs.in_force is None or again:
        _find(actor, choice, progress)
        runs = runs_of(actor, choice)
    if runs.in_force is None:
        raise Invalid(_("The search for themes was stopped, or failed. The log says more."))
    return runs.in_force, themes_in(actor, runs.in_force.id, runs.paths)


def _find(actor: Actor, choice: Choice, progress: Heard | None) -> None:
    began = timezone.now()
    run = find_themes(actor, choice, claimed=True)
    about = latest_about(subject_of(run))
    with signs_of_life():
        if about is not None and about.created_at >= began:
            carry_out(replace(Running.of(about.id), listener=progress))
        while run_state(
            actor, run
        ).is_under_way:  # asked for before: a worker is at it, or this process may be one
            if not take_up_one():
                time.sleep(LOOK_EVERY)


def as_json(run: RunState, found: SeenThemes) -> dict[str, Any]:
    """Names, numbers and words."""
    return {
        "since": run.since and run.since.isoformat(),
        "until": run.until and run.until.isoformat(),
        "texts": run.texts,
        "read": found.read,
        "coverage": run.coverage,
        "stability": run.stability,
        "left_out": dict(found.left_out),
        "looks": found.looks,
        "reason": run.reason,
        "themes": [
            {
                "id": str(one.id),
                "name": one.name,
                "words": list(one.words),
                "n": one.n,
                "share": one.share.value,
                "labels": dict(one.labels),
                "weeks": list(one.weeks),
                "emerging": one.emergence and one.emergence.p_adjusted,
            }
            for one in found.themes
            if not one.is_hidden
        ],
    }


def as_text(run: RunState, found: SeenThemes) -> str:
    """A table for the terminal."""
    shown = [one for one in found.themes if not one.is_hidden]
    lines = [finding(shown, found)]
    if shown:
        width = 34
        heads = (_("Texts"), _("Share, %"), _("unhappy, %"), _("happy, %"))
        lines.append(padded(_("Theme"), width) + "".join(f"{head:>14}" for head in heads))
    for one in shown:
        felt = sum(n for label, n in one.labels.items() if label) or 1
        shares = (one.labels.get("negative", 0) / felt, one.labels.get("positive", 0) / felt)
        numbers = [wording.number(one.n), wording.number(100 * (one.share.value or 0), 1)]
        numbers += [wording.number(100 * share) for share in shares]
        lines.append(padded(one.name, width) + "".join(f"{number:>14}" for number in numbers))
        if one.emergence:
            lines.append(f"  {_('Emerging:')} {growth(one)}")
    return "\n".join([*lines, left_out_in_words(found.left_out), steadiness(run)]).rstrip()
