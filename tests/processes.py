"""Real processes of the product for tests: started in a session of their own, killed only by us."""

import atexit
import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from http.client import HTTPConnection
from pathlib import Path

from tests.forked import ran

PATIENCE = 300  # seconds, after which something hangs: the busiest machine starts and stops a process in less
ZHIYIN = [sys.executable, "-m", "zhiyin.server.command_line"]
_ports = iter(range(15_000 + 1_000 * (int(os.environ.get("PYTEST_XDIST_WORKER", "gw0")[2:]) % 16), 32_000))


class Installation:
    """A data directory and the commands on it; each is started through `through`, where it lies somewhere special."""

    def __init__(self, data: Path, *, through: tuple[str, ...] = (), **settings: str) -> None:
        self.data = data
        self.log = data / "log"
        self.through = through
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith(("ZHIYIN_", "DJANGO_"))
        }
        # whatever the developer's terminal speaks, here it speaks English unless a test says otherwise
        self.environment = {**inherited, "LC_ALL": "C.UTF-8", "ZHIYIN_DATA": str(data), **settings}

    @classmethod
    def with_tables(cls, data: Path) -> "Installation":
        """One whose tables are there already: making them anew takes longer than what most tests do with them."""
        shutil.copytree(_tables(), data)
        return cls(data)

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """A command in a session of its own; its output goes to `log`, in the data directory if nothing else is said."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            return subprocess.Popen(
                [*self.through, *ZHIYIN, *words],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """A command to its end, and what it said."""
        if self.through:
            done = subprocess.run(
                [*self.through, *ZHIYIN, *words],
                env=self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
        else:
            done = ran(self.environment, words=words)
        assert not check or done.returncode == 0, done.stderr
        return done

    def python(self, code: str) -> str:
        """Run code inside the product on this data directory; returns what it printed."""
        lead = (
            "import os, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'zhiyin.server.settings'; django.setup()\n"
            "from zhiyin.server.installation import prepare; prepare()\n"
        )
        if self.through:
            done = subprocess.run(
                [*self.through, sys.executable, "-c", lead + code],
                env=self.environment,
                capture_output=True,
                text=True,
                check=False,
            )
        else:
            done = ran(self.environment, code=lead + code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    @contextlib.contextmanager
    def served(self, *words: str) -> Iterator[int]:
        """`zhiyin up` until the block ends; yields its port once it answers."""
        port = free_port()
        process = self.start("up", "--port", str(port), *words)
        try:
            wait_until_it_answers(port, process)
            yield port
        finally:
            process.terminate()
            process.wait(PATIENCE)


@cache
def _tables() -> Path:
    """A data directory in which nothing was done yet, made once a run."""
    folder = Path(tempfile.mkdtemp(prefix="zhiyin-test-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Installation(folder / "data").python("")
    return folder / "data"


def alive(session: int) -> dict[int, str]:
    """The living processes of a session with their command lines (Linux)."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, _, _, its_session = (place / "stat").read_text().rpartition(")")[2].split()[:4]
            if int(its_session) == session and state != "Z":
                found[int(place.name)] = (place / "cmdline").read_text().replace("\0", " ")
    return found


def kill(process: subprocess.Popen[bytes]) -> None:
    """`kill -9` of a process that we started, and of what it started in its session: groups of their own as well."""
    for one in [*(pid for pid in alive(process.pid) if pid != process.pid), process.pid]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(one, signal.SIGKILL)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    """A port that nobody gets before the process that is told it: below those that the system hands out by itself, and
    in a range of this test process's own."""
    for port in _ports:
        with socket.socket() as listener, contextlib.suppress(OSError):
            listener.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port")


def answers(port: int) -> bool:
    try:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    except OSError:
        return False


def wait_until(condition: Callable[[], bool], told: Callable[[], object] = lambda: "") -> None:
    """Look again and again; fails after `PATIENCE` with what is `told` then."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < deadline, told()
        time.sleep(0.05)


def wait_until_it_answers(port: int, process: subprocess.Popen[bytes]) -> None:
    def has_begun() -> bool:
        assert process.poll() is None, f"ended with {process.returncode}"
        return answers(port)

    wait_until(has_begun, lambda: "does not answer")
