"""`zhiyin up`: the whole product, one web and one worker process, until it is stopped."""

import argparse
import secrets
import sys
import time
from gettext import gettext as _

from zhiyin.science.language.columns import padded, width
from zhiyin.server.terminal import gettext_noop

ABOUT = gettext_noop("serve the product: one web and one worker process")
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        metavar=_("ADDRESS"),
        help=_("address to listen on (default: %(address)s, this machine only)") % {"address": "127.0.0.1"},
    )
    parser.add_argument(
        "--port",
        type=int,
        default=8000,
        metavar=_("PORT"),
        help=_("port to listen on (default: %(port)s)") % {"port": 8000},
    )
    parser.add_argument(
        "--threads", type=int, default=8, metavar=_("N"), help=_("requests served at once by the web process")
    )
    parser.add_argument(
        "--demo", action="store_true", help=_("fill an empty installation with the sample organisation")
    )
    parser.add_argument(
        "--no-worker", action="store_true", help=_("serve pages only; a worker runs elsewhere")
    )


def run(options: argparse.Namespace) -> int:
    from zhiyin.accounts.actions.ensure_administrator import ensure_administrator
    from zhiyin.server.installation import INSTALLER, prepare_static
    from zhiyin.server.processes import serve
    from zhiyin.server.sample.install import fill_if_empty

    prepare_static()
    password = secrets.token_urlsafe(12)
    created = ensure_administrator(INSTALLER, username="admin", password=password)
    if options.demo:
        fill_if_empty(progress=lambda text: print(text, file=sys.stderr))
    lines = [("Zhiyin 知音", f"http://{options.host}:{options.port}")]
    if created:
        once = _("(shown once; `zhiyin user password admin` makes a new one)")
        lines += [(_("sign in as"), "admin"), (_("password"), f"{password}   {once}")]
    else:
        lost = _("(a lost password: `zhiyin user password admin`)")
        lines.append((_("sign in as"), f"admin   {lost}"))
    lines.append((_("stop"), "Ctrl-C"))
    longest = max(width(name) for name, _value in lines)
    print("", *(f"  {padded(name, longest)}   {value}" for name, value in lines), "", sep="\n", flush=True)
    started = time.monotonic()
    code = serve(options.host, options.port, options.threads, worker=not options.no_worker)
    if code and time.monotonic() - started < 5:
        told = _("Nothing could be served. Is port %(port)s taken? Try another one with --port.")
        print(told % {"port": options.port}, file=sys.stderr)
    return code
