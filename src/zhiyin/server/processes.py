"""The two processes of an installation: granian serving pages, and the worker, looked after by the first."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
import time

log = logging.getLogger(__name__)

PR_SET_PDEATHSIG = 1
SUPERVISED = "ZHIYIN_SUPERVISED"  # the process id of the supervisor
STOPS_WITHIN = 20  # seconds for requests under way and for the worker's present step


def end_with_parent() -> None:
    """Ask Linux to stop this process when its parent dies, so that a killed supervisor leaves nothing behind.

    And leave Ctrl-C to the supervisor: a terminal gives it to a whole group of processes, the supervisor then stops us
    as well, and granian's web process waits for ever when the second signal comes while it handles the first.
    """
    supervisor = os.environ.get(SUPERVISED)
    if supervisor:
        os.setpgid(0, 0)
    if supervisor and sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != int(supervisor):  # it died before we could ask
            sys.exit(143)


def end(process: subprocess.Popen[bytes]) -> None:
    """Stop a process of ours: ask it, and kill it when it takes longer than a step may. Nothing is lost by that."""
    process.terminate()
    try:
        process.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        log.warning("process %s did not stop within %s s; killed", process.pid, STOPS_WITHIN)
        process.kill()
        process.wait()


class WorkerKeeper:
    """Runs `zhiyin worker` and starts it again when it ends before it should."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        self._thread = threading.Thread(target=self._keep, name="worker keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            started = time.monotonic()
            self._process = subprocess.Popen([sys.executable, "-m", "zhiyin.server.command_line", "worker"])
            code = self._process.wait()
            if not self._stopping.is_set():
                log.error("the worker ended with code %s; starting it again", code)
                self._stopping.wait(max(0.0, 2.0 - (time.monotonic() - started)))

    def stop(self) -> None:
        self._stopping.set()
        if self._process is not None:
            end(self._process)


def serve(host: str, port: int, threads: int, *, worker: bool) -> int:
    """Serve until a signal comes. Returns an exit code."""
    from granian.constants import Interfaces  # noqa: PLC0415  (slow to import, and only the web process needs it)
    from granian.server import Server  # noqa: PLC0415

    os.environ[SUPERVISED] = str(os.getpid())
    keeper = WorkerKeeper() if worker else None
    if keeper:
        keeper.start()
    try:
        Server(
            "zhiyin.server.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=threads,
            backlog=1024,
            log_enabled=False,
            workers_kill_timeout=STOPS_WITHIN,
        ).serve()
        return 0
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else 1
    finally:
        if keeper:
            keeper.stop()
