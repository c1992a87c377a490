"""`zhiyin up`: the whole product, one web and one worker process, until it is stopped."""

import argparse
import secrets
import sys
import time

ABOUT = "serve the product: one web and one worker process"
NEEDS_RECORD = True


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: loopback only)")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--threads", type=int, default=8, help="requests served at once by the web process")
    parser.add_argument(
        "--demo", action="store_true", help="fill an empty installation with the sample organisation"
    )
    parser.add_argument("--no-worker", action="store_true", help="serve pages only; a worker runs elsewhere")


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
    print(f"\n  Zhiyin 知音   http://{options.host}:{options.port}")
    if created:
        print(
            f"  sign in as    admin\n  password      {password}   (shown once; `zhiyin user password admin` makes a new one)"
        )
    else:
        print("  sign in as    admin   (a lost password: `zhiyin user password admin`)")
    print("  stop          Ctrl-C\n", flush=True)
    started = time.monotonic()
    code = serve(options.host, options.port, options.threads, worker=not options.no_worker)
    if code and time.monotonic() - started < 5:
        print(f"Nothing could be served. Is port {options.port} taken? Try --port.", file=sys.stderr)
    return code
