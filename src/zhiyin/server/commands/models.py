"""`zhiyin models`: the shipped models of texts, their cards, how right they are here, drift, learning from corrections."""

import argparse
import json
import time
from dataclasses import asdict
from gettext import gettext as _
from typing import Any

from zhiyin.science.language.columns import padded, width
from zhiyin.server.terminal import gettext_noop, language

ABOUT = gettext_noop("the models of texts: cards, accuracy here, drift, learning from corrections")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("code", nargs="?", metavar=_("MODEL"), help=_("print the card of this model"))
    action = parser.add_mutually_exclusive_group()
    action.add_argument(
        "--drift", action="store_true", help=_("say whether the texts of the last weeks have changed")
    )
    action.add_argument(
        "--learn",
        action="store_true",
        help=_("learn from corrections; kept only if it is better on corrections that it has not seen"),
    )
    action.add_argument("--revert", action="store_true", help=_("go back to the shipped models"))
    parser.add_argument("--json", action="store_true", help=_("print the result as JSON"))


def run(options: argparse.Namespace) -> int:
    if options.drift:
        return _drift(options)
    if options.learn or options.revert:
        return _learning(options)
    return _models(options)


def _models(options: argparse.Namespace) -> int:
    from zhiyin.server.installation import INSTALLER
    from zhiyin.understand.queries.text_models import card_of, text_model, text_models

    if options.code and not options.json:
        print(card_of(INSTALLER, options.code, language()))
        return 0
    found = [text_model(INSTALLER, options.code)] if options.code else text_models(INSTALLER)
    if options.json:
        print(json.dumps([_plain(one) for one in found], ensure_ascii=False, default=str))
        return 0
    rows = [[_("model"), _("version"), "MB", _("card"), _("here"), "n"]]
    for one in found:
        here, claim = one.measured, one.claim
        rows.append(
            [
                one.code,
                one.version,
                f"{one.size / 1e6:.2f}",
                f"{100 * claim.value:.1f}%" if claim else "-",
                f"{100 * here.value:.1f}%" if here and here.value is not None else "-",
                str(here.n) if here else "-",
            ]
        )
    widths = [max(width(row[at]) for row in rows) for at in range(len(rows[0]))]
    for row in rows:
        print("  ".join(padded(cell, room) for cell, room in zip(row, widths, strict=True)).rstrip())
    return 0


def _plain(one: Any) -> dict[str, Any]:
    return {
        "code": one.code,
        "version": one.version,
        "bytes": one.size,
        "claim": asdict(one.claim) if one.claim else None,
        "here": asdict(one.measured) if one.measured else None,
        "below": one.below,
        "coded": asdict(one.here) if one.here else None,
        "corrected": asdict(one.corrected) if one.corrected else None,
    }


def _drift(options: argparse.Namespace) -> int:
    from zhiyin.server.installation import INSTALLER
    from zhiyin.understand.phrases.text_models import WATCHED
    from zhiyin.understand.queries.drift import drifting
    from zhiyin.understand.showing.text_models import drift_words

    found = drifting(INSTALLER)
    if options.json:
        told = [{"measure": name, **asdict(one)} for name, one in found.tested.items()]
        print(json.dumps({"texts": found.texts, "sampled": found.sampled, "tested": told}))
        return 0
    names = {name: str(WATCHED[name]) for name in found.tested}
    room = max(map(width, names.values()))
    for name, one in found.tested.items():
        print(f"{padded(names[name], room)}  {drift_words(one)}")
    return 0


def _learning(options: argparse.Namespace) -> int:
    from zhiyin.jobs.queries.jobs import latest_about
    from zhiyin.server.installation import INSTALLER
    from zhiyin.server.settling import background_worker
    from zhiyin.understand.actions.learn_from_corrections import (
        learn_from_corrections,
        revert_learning,
        subject_of,
    )
    from zhiyin.understand.errors import NothingInForce
    from zhiyin.understand.phrases.text_models import ATTEMPT_STATES
    from zhiyin.understand.queries.learning import attempt, attempts
    from zhiyin.understand.showing.learning import learning_words

    if options.revert:
        number = next((one.id for one in attempts(INSTALLER) if one.state == "in_force"), None)
        if number is None:
            raise NothingInForce()
        revert_learning(INSTALLER, number)
    else:
        number = learn_from_corrections(INSTALLER)
        with background_worker():
            while attempt(INSTALLER, number).state == "learning":
                job = latest_about(subject_of(number))
                if job is not None and job.finished_at is not None and job.state != "done":
                    break
                time.sleep(0.2)
    found = attempt(INSTALLER, number)
    if options.json:
        print(json.dumps(asdict(found), ensure_ascii=False, default=str))
    else:
        print(f"{ATTEMPT_STATES[found.state]} {found.version}".strip())
        for sentence in learning_words(found.result):
            print(sentence)
    return 0 if found.state != "learning" else 1
