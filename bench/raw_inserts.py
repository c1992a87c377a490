"""The raw limit of intake: the same rows put into the same tables with nothing else done."""

import time

from bench import record

BATCH = 5_000


def raw_rate(n: int) -> float:
    """Signals a second when rows like those of the last `n` posted signals are inserted by bare statements, synced."""
    database = record.connect(as_product=True)
    columns = [row[1] for row in database.execute("PRAGMA table_info(collect_signal)")]
    signals = database.execute(
        f"SELECT {', '.join(columns)} FROM collect_signal WHERE source_id LIKE 'H%' ORDER BY rowid DESC LIMIT ?",
        (n,),
    ).fetchall()
    chosen = [row[columns.index("id")] for row in signals]
    fields = [row[1] for row in database.execute("PRAGMA table_info(collect_answer)") if row[1] != "id"]
    owner = fields.index("signal_id")
    answers: dict[int, list[list[object]]] = {}
    wanted = set(chosen)
    for row in database.execute(
        f"SELECT {', '.join(fields)} FROM collect_answer WHERE signal_id >= ?", (min(chosen),)
    ):
        if row[owner] in wanted:
            answers.setdefault(row[owner], []).append(list(row))
    into_signals = f"INSERT INTO collect_signal VALUES ({', '.join('?' * len(columns))})"
    into_answers = f"INSERT INTO collect_answer ({', '.join(fields)}) VALUES ({', '.join('?' * len(fields))})"
    feeds = "INSERT INTO journal_feed (subject, key, change, month, ready) VALUES ('signal', ?, 'insert', '2026-11', 0)"
    key, source_id = columns.index("id"), columns.index("source_id")
    batches = []
    for start in range(0, len(signals), BATCH):
        rows, replies, keys = [], [], []
        for row in signals[start : start + BATCH]:
            own = list(row)
            own[key], own[source_id] = -row[key], f"raw{row[source_id]}"
            rows.append(own)
            keys.append((own[key],))
            for answer in answers.get(row[key], ()):
                answer[owner] = own[key]
                replies.append(answer)
        batches.append((rows, replies, keys))
    started = time.perf_counter()
    for rows, replies, keys in batches:
        database.execute("BEGIN IMMEDIATE")
        database.executemany(into_signals, rows)
        database.executemany(into_answers, replies)
        database.executemany(feeds, keys)
        database.execute("COMMIT")
    rate = len(signals) / (time.perf_counter() - started)
    database.close()
    return rate
