"""`zhiyin themes`: what customers speak of, found without anybody having defined it."""

import argparse
import json
from datetime import date
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("print the themes of what customers said, found without anybody having defined them")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--since", type=date.fromisoformat, metavar=_("DATE"), help=_("first day (YYYY-MM-DD)")
    )
    parser.add_argument(
        "--until", type=date.fromisoformat, metavar=_("DATE"), help=_("last day (YYYY-MM-DD), included")
    )
    parser.add_argument("--all-time", action="store_true", help=_("everything, not only the last 12 weeks"))
    parser.add_argument("--channel", default="", metavar=_("CODE"), help=_("only this channel"))
    parser.add_argument(
        "--where",
        default="",
        metavar=_("CRITERIA"),
        help=_("a condition, e.g. %(example)s") % {"example": "'tier == \"gold\" && sentiment < 0'"},
    )
    parser.add_argument(
        "--again", action="store_true", help=_("find them anew, also where they have been found")
    )
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    from zhiyin.desk.command import as_json, as_text, themes
    from zhiyin.server.installation import INSTALLER
    from zhiyin.understand.theming.choice import DEFAULT_DAYS, Choice

    free = options.all_time or options.since is not None
    choice = Choice(
        channel=options.channel,
        where=options.where,
        days=None if free else DEFAULT_DAYS,
        since=options.since,
        until=options.until,
    )
    found = themes(INSTALLER, choice, again=options.again)
    print(json.dumps(as_json(*found), ensure_ascii=False) if options.json else as_text(*found))
    return 0
