"""`zhiyin import`: files in; returns when what they say is committed, read and fed."""

import argparse
import json
import signal
import sys
import threading
from gettext import gettext as _
from pathlib import Path

from zhiyin.science.language.columns import padded, width
from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("take in feedback from CSV, TSV or XLSX files")
COUNTS = {
    "accepted": gettext_noop("accepted"),
    "revised": gettext_noop("revised"),
    "duplicates": gettext_noop("duplicates"),
    "rejected": gettext_noop("rejected"),
}
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar=_("FILE"), help=_("one or several"))
    parser.add_argument(
        "--watch",
        type=Path,
        metavar=_("DIR"),
        help=_("take in what appears in this folder, until stopped with Ctrl-C"),
    )
    parser.add_argument(
        "--pattern", default="", metavar=_("NAMES"), help=_("with --watch: file names such as *.csv,*.xlsx")
    )
    parser.add_argument(
        "--every",
        type=float,
        default=5.0,
        metavar=_("SECONDS"),
        help=_("with --watch: how often to look (default 5)"),
    )
    parser.add_argument(
        "--source", metavar=_("NAME"), help=_("the name of the source (default: worked out from the file)")
    )
    parser.add_argument(
        "--kind",
        metavar=_("KIND"),
        help=_("what the rows are: %(kinds)s")
        % {"kinds": "survey, review, ticket, call, chat, post, mystery_visit, purchases, customers"},
    )
    parser.add_argument(
        "--channel", metavar=_("NAME"), help=_("the channel they came by, where no column says so")
    )
    parser.add_argument(
        "--unit", metavar=_("CODE"), help=_("code of the unit they belong to, where no column says so")
    )
    parser.add_argument(
        "--map",
        action="append",
        default=[],
        metavar=_("FIELD=COLUMN"),
        help=_("use this column for a field, e.g. text=评价"),
    )
    parser.add_argument(
        "--scale",
        action="append",
        default=[],
        metavar=_("COLUMN=LOW-HIGH"),
        help=_("the scale of a score, where the values leave it open, e.g. 满意度=0-10"),
    )
    parser.add_argument(
        "--accept-layout",
        action="store_true",
        help=_("take the file although its columns are not those agreed for its source"),
    )
    parser.add_argument(
        "--undo",
        type=int,
        metavar=_("ID"),
        help=_("take an import back: its number is in the result and the list"),
    )
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    if options.watch is not None:
        return _watch(options)
    if options.undo is not None:
        return _undo(options)
    return _take(options)


def _undo(options: argparse.Namespace) -> int:
    from zhiyin.collect.command import undo
    from zhiyin.server.installation import INSTALLER
    from zhiyin.server.progress import Progress
    from zhiyin.server.settling import background_worker, settle

    progress = Progress(_("%(amount)s taken back"))
    with background_worker():
        result = undo(INSTALLER, options.undo, progress=progress)
        progress.finish()
        settle(progress=Progress(_("%(amount)s waiting to be read and fed")))
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        told = _("Taken back: %(gone)s. As they were before: %(restored)s.")
        print(told % {name: f"{result[name]:,}" for name in ("gone", "restored")})
    return 0


def _scales(given: list[str]) -> dict[str, tuple[float, float]]:
    from zhiyin.journal.errors import Invalid

    scales: dict[str, tuple[float, float]] = {}
    for one in given:
        column, _equals, scale = one.rpartition("=")
        low, _dash, high = scale.partition("-")
        try:
            scales[column] = (float(low), float(high))
        except ValueError:
            raise Invalid(
                _("--scale wants COLUMN=LOW-HIGH, as in 满意度=0-10, not %(given)s.") % {"given": one}
            ) from None
    return scales


def _watch(options: argparse.Namespace) -> int:
    from zhiyin.collect.pages.shown import state_label
    from zhiyin.collect.queries.connectors import FetchedFile
    from zhiyin.collect.queries.imports import ImportState
    from zhiyin.collect.watching import Hearing, watch_folder
    from zhiyin.server.installation import INSTALLER
    from zhiyin.server.settling import background_worker

    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())

    def began(one: FetchedFile) -> None:
        if one.problem:
            print(f"{one.name}: {one.problem}", file=sys.stderr, flush=True)

    def ended(one: ImportState) -> None:
        counts = {name: getattr(one, name) for name in COUNTS}
        if options.json:
            told = {"file": one.file_name, "import": str(one.id), "state": one.state, **counts}
            print(json.dumps(told, ensure_ascii=False), flush=True)
        else:
            words = " · ".join(f"{_(label)} {counts[name]:,}" for name, label in COUNTS.items())
            print(f"{one.file_name}: {state_label(one.state)} · {words}", flush=True)

    hear = Hearing(began, ended, lambda problem: print(problem, file=sys.stderr, flush=True))
    whole = {
        name: value for name in ("kind", "channel", "unit") if (value := getattr(options, name)) is not None
    }
    with background_worker():
        watch_folder(
            INSTALLER,
            options.watch,
            hear=hear,
            goes_on=lambda: not stopped.is_set(),
            pattern=options.pattern,
            source=options.source,
            whole=whole,
            every=max(0.1, options.every),
        )
    return 0


def _take(options: argparse.Namespace) -> int:
    from zhiyin.collect.command import import_files
    from zhiyin.journal.errors import Invalid
    from zhiyin.server.installation import INSTALLER
    from zhiyin.server.progress import Progress
    from zhiyin.server.settling import background_worker, settle

    if not options.files:
        raise Invalid(_("Name at least one file, or a folder with --watch."))
    chosen: dict[str, str] = {}
    for pair in options.map:
        field, equals, column = pair.partition("=")
        if not equals:
            raise Invalid(_("--map wants FIELD=COLUMN, as in text=评价, not %(given)s.") % {"given": pair})
        chosen[field] = column
    progress = Progress(_("%(amount)s rows"))
    with background_worker():
        result = import_files(
            INSTALLER,
            options.files,
            source=options.source,
            kind=options.kind,
            channel=options.channel,
            unit=options.unit,
            columns=chosen,
            scales=_scales(options.scale),
            accept_layout=options.accept_layout,
            progress=progress,
        )
        progress.finish()
        settle(progress=Progress(_("%(amount)s waiting to be read and fed")), lend_a_hand=True)
    for one in result["described"]:
        told = _("%(file)s describes the survey “%(title)s”; it is kept for its responses.")
        print(told % {"file": one["file"], "title": one["title"] or one["survey"]}, file=sys.stderr)
    for file in result["files"]:
        for question in file["questions"]:
            low, high = question["taken"]
            told = _(
                "%(file)s: the scale of “%(column)s” was taken for %(low)s–%(high)s; --scale settles it."
            )
            about = {
                "file": file["file"],
                "column": question["column"],
                "low": f"{low:g}",
                "high": f"{high:g}",
            }
            print(told % about, file=sys.stderr)
    if options.json:
        print(json.dumps(result, ensure_ascii=False))
    else:
        longest = max(width(_(label)) for label in COUNTS.values())
        for name, label in COUNTS.items():
            print(f"{padded(_(label), longest)} {result[name]:>9,}")
        if result["passed_over"]:
            print(_("%(count)s rows hold nobody’s word.") % {"count": f"{result['passed_over']:,}"})
        if result.get("rejects"):
            told = _("The rows that were not taken, with the reason: %(file)s")
            print(told % {"file": result["rejects"]}, file=sys.stderr)
    return 0
