"""`zhiyin topics`: what people talk about, and how they feel about it."""

import argparse
import json
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("print what people talk about: topics --of restaurant --from 2026-09 --unit E1")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--of",
        default="aspect",
        metavar=_("LIST"),
        help=_("aspect, annotation, or the code of a taxonomy that is switched on"),
    )
    parser.add_argument(
        "--sort",
        choices=["hurts", "share", "negative", "net", "change", "name"],
        default="hurts",
        help=_("hurts: most texts that are unhappy with it first"),
    )
    parser.add_argument("--unit", default="", metavar=_("UNIT"), help=_("code, id or name of a unit"))
    parser.add_argument(
        "--where",
        default="",
        metavar=_("CRITERIA"),
        help=_("a condition, e.g. %(example)s") % {"example": "'tier == \"gold\" && sentiment < 0'"},
    )
    parser.add_argument("--from", dest="start", metavar=_("DATE"), help=_("first day (YYYY-MM-DD)"))
    parser.add_argument("--to", dest="end", metavar=_("DATE"), help=_("last day (YYYY-MM-DD), included"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    from zhiyin.measure.command import as_json, as_text, spoken_of
    from zhiyin.server.installation import INSTALLER

    answer = spoken_of(
        INSTALLER,
        of=options.of,
        sort=options.sort,
        unit=options.unit,
        where=options.where,
        start=options.start,
        end=options.end,
    )
    print(json.dumps(as_json(answer), ensure_ascii=False, indent=None) if options.json else as_text(answer))
    return 0
