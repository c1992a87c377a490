"""`zhiyin measure`: a metric, broken down, from the one query engine."""

import argparse
import json
from gettext import gettext as _

from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("print a metric: measure nps --by unit --grain month --where 'channel == \"wechat\"'")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "metric",
        metavar=_("METRIC"),
        help=_("nps, csat, ces, mean, sentiment, volume, … (`zhiyin measure list` names all)"),
    )
    parser.add_argument(
        "--by",
        default="",
        metavar=_("DIM,DIM"),
        help=_("what to break it down by: %(dimensions)s, …")
        % {"dimensions": "unit, region, channel, touchpoint, kind, visit_route, aspect"},
    )
    parser.add_argument(
        "--where",
        metavar=_("CRITERIA"),
        help=_("a condition, e.g. %(example)s") % {"example": "'tier == \"gold\" && sentiment < 0'"},
    )
    parser.add_argument("--from", dest="start", metavar=_("DATE"), help=_("first day (YYYY-MM-DD)"))
    parser.add_argument("--to", dest="end", metavar=_("DATE"), help=_("last day (YYYY-MM-DD), included"))
    parser.add_argument(
        "--grain", choices=["day", "week", "month", "quarter", "year"], help=_("one row per period")
    )
    parser.add_argument("--compare", choices=["previous"], help=_("the change against the period before"))
    parser.add_argument(
        "--population",
        choices=["customer", "heard", "staff", "inspector", "test", "copy", "spam"],
        default="customer",
        help=_("whose voices: inspector are mystery visits"),
    )
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    from zhiyin.measure.command import as_json, as_text, list_metrics, measure
    from zhiyin.server.installation import INSTALLER

    if options.metric == "list":
        print(list_metrics())
        return 0
    answer = measure(
        INSTALLER,
        options.metric,
        by=tuple(part.strip() for part in options.by.split(",") if part.strip()),
        where=options.where,
        start=options.start,
        end=options.end,
        grain=options.grain,
        compare=options.compare,
        population=options.population,
    )
    print(json.dumps(as_json(answer), ensure_ascii=False, indent=None) if options.json else as_text(answer))
    return 0
