"""`zhiyin up`: what it starts, and that nothing of it stays behind."""

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection

import pytest

from tests.processes import PATIENCE, Installation, alive, free_port, kill, wait_until, wait_until_it_answers
from tests.server.conftest import Imported
from zhiyin.server import processes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at processes in /proc")


@pytest.fixture
def running(imported: Imported) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    """`zhiyin up` that answers and whose worker has begun; whatever is left of it afterwards is killed."""
    place: Installation = imported.place
    port = free_port()
    process = place.start("up", "--port", str(port))
    try:
        wait_until_it_answers(port, process)
        wait_until(lambda: "command_line worker" in " ".join(alive(process.pid).values()))
        yield process, port
    finally:
        kill(process)


def test_up_tells_that_it_lives_and_can_serve(imported: Imported) -> None:
    with imported.place.served("--no-worker") as port:
        statuses = []
        for path in ("/healthz", "/readyz"):
            connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            connection.request("GET", path)
            statuses.append(connection.getresponse().status)
    assert statuses == [200, 200]


@pytest.mark.crash
def test_asked_to_stop_the_supervisor_takes_web_and_worker_with_it(
    running: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, _ = running
    assert len(alive(process.pid)) >= 3
    process.terminate()
    process.wait(PATIENCE)
    wait_until(lambda: not alive(process.pid), lambda: alive(process.pid))


@pytest.mark.crash
def test_ctrl_c_which_a_terminal_gives_to_all_of_them_stops_all_of_them(
    running: tuple[subprocess.Popen[bytes], int],
) -> None:
    process, _ = running
    os.killpg(process.pid, signal.SIGINT)
    assert process.wait(processes.STOPS_WITHIN * 3 / 4) == 0  # all ended by themselves: none had to be killed
    wait_until(lambda: not alive(process.pid), lambda: alive(process.pid))


@pytest.mark.crash
def test_a_killed_supervisor_leaves_no_process_behind(running: tuple[subprocess.Popen[bytes], int]) -> None:
    process, _ = running
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    wait_until(lambda: not alive(process.pid), lambda: alive(process.pid))


def test_a_process_that_does_not_hear_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", deaf], stdout=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stdout.readline() == b"deaf\n"
    monkeypatch.setattr(processes, "STOPS_WITHIN", 0.1)
    processes.end(process)
    assert process.returncode == -signal.SIGKILL
    process.stdout.close()


@pytest.mark.crash
def test_a_worker_stops_whenever_in_its_start_it_is_asked_to(imported: Imported) -> None:
    for moment in (0.2, 0.6, 1.0, 1.4, 1.8, 2.2):
        worker = imported.place.start("worker")
        with contextlib.suppress(subprocess.TimeoutExpired):
            worker.wait(moment)
        worker.terminate()
        try:
            assert worker.wait(PATIENCE) in {0, -signal.SIGTERM}
        finally:
            kill(worker)
