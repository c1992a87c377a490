"""Commands in processes forked off one that has the libraries in memory: importing them costs more than most commands.

That one has imported only what knows no settings (libraries, `zhiyin.science`) and has no thread but its own. Environment,
standard streams, settings and exit status are the command's, as if it had been started anew.
"""

import atexit
import json
import os
import pkgutil
import subprocess
import sys
import tempfile
import threading
import time
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = (
    "django.contrib.auth.hashers",
    "django.core.management",
    "django.db.models",
    "django.forms",
    "django.template",
    "django.views.generic",
    "openpyxl",
    "pydantic",
    "scipy.sparse.linalg",
    "zhiyin.server.command_line",
)

WITH_THREADS = {"zhiyin.science.collect.parquet_rows"}
"""Modules whose libraries start threads as soon as they are imported."""

_one_at_a_time = threading.Lock()


def ran(
    environment: dict[str, str], *, words: tuple[str, ...] = (), code: str = ""
) -> subprocess.CompletedProcess[str]:
    """What became of `zhiyin <words>`, or of Python code, in a process of its own with that environment."""
    with tempfile.TemporaryDirectory() as folder:
        request = {
            "environment": environment,
            "words": words,
            "code": code,
            "at": os.getcwd(),
            "said": folder,
        }
        with _one_at_a_time:
            prepared = _prepared()
            assert prepared.stdin is not None
            assert prepared.stdout is not None
            prepared.stdin.write(json.dumps(request) + "\n")
            prepared.stdin.flush()
            status = prepared.stdout.readline()
        assert status, "the process that is forked could not be made ready: see its traceback"
        out, err = ((Path(folder) / name).read_text("utf-8") for name in ("out", "err"))
    return subprocess.CompletedProcess([*words, code], int(status), out, err)


@cache
def _prepared() -> "subprocess.Popen[str]":
    alone = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIYIN_", "DJANGO_"))}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.forked"],
        cwd=ROOT,
        env={**alone, "LC_ALL": "C.UTF-8", "OPENBLAS_NUM_THREADS": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def end() -> None:
        process.communicate()

    atexit.register(end)
    return process


def _fork_for_each_request() -> dict[str, Any] | None:
    """Returns what is asked for in the process that shall do it, None in this one when nothing more is asked."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            request: dict[str, Any] = json.loads(line)
            return request
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()
    return None


def _become(request: dict[str, Any]) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(Path(request["said"]) / name, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.dup2(file, number)
    sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape")  # type: ignore[union-attr]
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    os.chdir(request["at"])


if __name__ == "__main__":
    science = import_module("zhiyin.science")
    found = {module.name for module in pkgutil.walk_packages(science.__path__, "zhiyin.science.")}
    for name in (*LIBRARIES, *sorted(found - WITH_THREADS)):
        import_module(name)
    assert "zhiyin.server.settings" not in sys.modules
    assert len(os.listdir("/proc/self/task")) == 1, "what is forked has no thread that would be missing"
    asked = _fork_for_each_request()
    if asked is not None:
        _become(asked)
        if asked["code"]:
            exec(compile(asked["code"], "<code>", "exec"), {"__name__": "__main__"})
        else:
            sys.argv = ["zhiyin", *asked["words"]]
            sys.exit(import_module("zhiyin.server.command_line").main())
