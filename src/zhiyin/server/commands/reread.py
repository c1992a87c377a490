"""`zhiyin reread`: read everything again with the version that is installed, compare, put in place or discard."""

import argparse
import json
import time
from gettext import gettext as _
from typing import Any

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop(
    "read everything again with the installed version, beside what is in force; compare; decide"
)
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--status", action="store_true", help=_("only say how far it is and how the versions compare")
    )
    action.add_argument(
        "--replace", action="store_true", help=_("put the compared readings in the place of the old ones")
    )
    action.add_argument("--discard", action="store_true", help=_("throw the new readings away"))
    parser.add_argument(
        "--no-wait", action="store_true", help=_("do not wait: the worker that is running does it")
    )
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    from zhiyin.server.installation import INSTALLER
    from zhiyin.understand.actions.replace_readings import replace_readings
    from zhiyin.understand.actions.reread import discard_rereading, reread
    from zhiyin.understand.errors import NotReadYet
    from zhiyin.understand.queries.rereading import rereadings

    newest = next(iter(rereadings(INSTALLER, 1)), None)
    under_way = newest if newest is not None and newest.ended_at is None else None
    if options.status:
        _tell(options, newest.id if newest else None)
        return 0
    if options.discard or options.replace:
        if under_way is None:
            raise NotReadYet()
        if options.discard:
            discard_rereading(INSTALLER, under_way.id)
        else:
            replace_readings(INSTALLER, under_way.id)
            _wait(options, under_way.id, ("reading", "ready", "replacing"))
        _tell(options, under_way.id)
        return 0
    # one that was begun and interrupted is gone on with
    number = under_way.id if under_way is not None else reread(INSTALLER)
    _wait(options, number, ("reading",))
    _tell(options, number)
    return 0


def _wait(options: argparse.Namespace, number: int, states: tuple[str, ...]) -> None:
    """Until it has left these states; a worker beside us works, unless one is running here already."""
    from zhiyin.jobs.queries.jobs import latest_about
    from zhiyin.server.installation import INSTALLER
    from zhiyin.server.progress import Progress
    from zhiyin.server.settling import background_worker
    from zhiyin.understand.actions.reread import subject_of
    from zhiyin.understand.queries.rereading import rereading

    if options.no_wait:
        return
    progress = Progress(_("%(amount)s texts read again"))
    with background_worker():
        while (run := rereading(INSTALLER, number)).state in states:
            job = latest_about(subject_of(number))
            if job is not None and job.state in ("failed", "cancelled"):
                break
            progress(run.done, run.total)
            time.sleep(0.2)
    progress.finish()


def _tell(options: argparse.Namespace, number: int | None) -> None:
    from zhiyin.server.installation import INSTALLER
    from zhiyin.understand.queries.rereading import rereading, versions

    by = versions(INSTALLER)
    told: dict[str, Any] = {"analyser": by.analyser, "by_it": by.by_it, "by_others": by.by_others}
    if number is not None:
        run = rereading(INSTALLER, number)
        told |= {
            "rereading": str(run.id),
            "state": run.state,
            "done": run.done,
            "total": run.total,
            "changed": run.comparison.changed,
            "comparison": run.comparison.kept(),
        }
    if options.json:
        print(json.dumps(told, ensure_ascii=False))
        return
    line = _("Version %(analyser)s read %(by_it)s texts; earlier versions read %(by_others)s.")
    print(line % {"analyser": by.analyser, "by_it": f"{by.by_it:,}", "by_others": f"{by.by_others:,}"})
    if number is None:
        return
    line = _("Re-reading %(id)s: %(state)s, %(done)s of %(total)s texts; %(changed)s would feel otherwise.")
    print(
        line
        % {
            "id": run.id,
            "state": run.state,
            "done": f"{run.done:,}",
            "total": f"{run.total:,}",
            "changed": f"{run.comparison.changed:,}",
        }
    )
    judged = run.comparison
    if judged.judged:
        line = _("Of %(n)s feelings that people corrected, before %(before)s were right, now %(now)s.")
        print(line % {"n": judged.judged, "before": judged.before.feelings, "now": judged.now.feelings})
    if run.state == "ready":
        print(_("Put them in place with `zhiyin reread --replace`, or throw them away with `--discard`."))
