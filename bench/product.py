"""A product of the bench's own: a data directory, the command line, a served instance and its key."""

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

ZHIYIN = [sys.executable, "-m", "zhiyin.server.command_line"]


def command(data: Path, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run `zhiyin …` on a data directory."""
    return subprocess.run(
        [*ZHIYIN, *words],
        env={**os.environ, "ZHIYIN_DATA": str(data)},
        capture_output=True,
        text=True,
        check=check,
    )


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@contextmanager
def served(data: Path, *words: str) -> Iterator[int]:
    """`zhiyin up` on a free port until the block ends."""
    port = free_port()
    with (data / "bench.log").open("w") as log:
        process = subprocess.Popen(
            [*ZHIYIN, "up", "--port", str(port), *words],
            env={**os.environ, "ZHIYIN_DATA": str(data)},
            stdout=log,
            stderr=log,
        )
        try:
            for _ in range(600):
                try:
                    if get(port, "/healthz")[0] == 200:
                        break
                except OSError:
                    time.sleep(0.1)
            else:
                raise RuntimeError((data / "bench.log").read_text())
            yield port
        finally:
            process.terminate()
            process.wait(60)


def get(port: int, path: str, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", path, headers=headers or {})
    answer = connection.getresponse()
    return answer.status, answer.read()


def administrator(data: Path) -> str:
    """The name of a fresh administrator and, as second word, the password."""
    name = f"bench{secrets.token_hex(3)}"
    return f"{name} {command(data, 'user', 'add', name).stdout.strip()}"


def in_django(data: Path, code: str) -> str:
    """Run Python in a process of the product on that data directory; what it prints last, as text."""
    lead = (
        "import os, django; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'zhiyin.server.settings'); django.setup()\n"
        "from zhiyin.server.installation import prepare; prepare()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", lead + code],
        env={**os.environ, "ZHIYIN_DATA": str(data)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(done.stderr)
    return done.stdout.replace("\r", "\n").strip().rsplit("\n", 1)[-1]


def as_json(text: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(text)
    return found
