"""The sending side of the intake bench, in a process of its own: `python -m bench.client PORT KEY`."""

import json
import random
import sys
import threading
import time
from http.client import HTTPConnection

from bench.lake import voices

BATCHES, BATCH = 10, 5_000
CLIENTS, EACH = 8, 150


def signal(number: int, texts: list[str], dice: random.Random) -> dict[str, object]:
    return {
        "source": "bench",
        "source_id": f"H{number}",
        "kind": "survey",
        "channel": dice.choice(("sms", "wechat", "web")),
        "occurred_at": f"2026-11-{1 + number % 20:02d}T0{number % 9}:00:00Z",
        "unit": f"s{number % 200}",
        "text": texts[number % len(texts)] if number % 3 else "",
        "answers": [{"item": "recommend", "construct": "nps", "value": number % 11}],
    }


def main(port: int, key: str) -> None:
    texts, dice = voices(), random.Random(7)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    bodies = [
        json.dumps({"signals": [signal(batch * BATCH + i, texts, dice) for i in range(BATCH)]}).encode()
        for batch in range(BATCHES)
    ]
    connection = HTTPConnection("127.0.0.1", port, timeout=300)

    def post(connection: HTTPConnection, body: bytes) -> int:
        connection.request("POST", "/api/v1/signals", body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    assert post(connection, bodies[0]) == 200  # warm
    started = time.perf_counter()
    for body in bodies[1:]:
        assert post(connection, body) == 200
    batch_rate = (BATCHES - 1) * BATCH / (time.perf_counter() - started)

    took: list[float] = []

    def client(lane: int) -> None:
        own = HTTPConnection("127.0.0.1", port, timeout=60)
        for i in range(EACH):
            body = json.dumps(signal(10_000_000 + lane * EACH + i, texts, random.Random(i))).encode()
            before = time.perf_counter()
            assert post(own, body) in (200, 201)
            took.append(1000 * (time.perf_counter() - before))

    lanes = [threading.Thread(target=client, args=(lane,)) for lane in range(CLIENTS)]
    started = time.perf_counter()
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join()
    single_rate = CLIENTS * EACH / (time.perf_counter() - started)
    took.sort()
    print(
        json.dumps(
            {
                "batch_per_second": batch_rate,
                "single_per_second": single_rate,
                "single_p99": took[int(len(took) * 0.99)],
            }
        )
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
