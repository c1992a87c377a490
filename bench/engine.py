"""The query engine beside hand-written DuckDB SQL on the same files. Runs inside a product."""

from statistics import median
from time import perf_counter

import duckdb

NPS = "construct = 'nps' AND status = 'answered' AND role = 'plain' AND population = 'customer'"
# Whoever writes it by hand has to count the protected people as well: without that nothing may be shown (METHODS A14).
PEOPLE = "count(DISTINCT respondent) FILTER (identity <> 'known')"
PEOPLE_THEN = "count(DISTINCT respondent) FILTER (identity <> 'known' AND month >= '2026-09')"
FELT = ", ".join(
    f"count(*) FILTER (aspect_label = '{label}' AND month >= '2026-09')" for label in ("negative", "positive")
)
TEXTS = "population = 'customer' AND has_text"
PARTS = f"count(*), count(*) FILTER (value >= 9), count(*) FILTER (value <= 6), {PEOPLE}"
CASES: tuple[tuple[str, dict[str, object], str], ...] = (
    ("nps, all", {"metrics": ("nps",)}, f"SELECT {PARTS} FROM answers WHERE {NPS}"),
    (
        "nps by unit",
        {"metrics": ("nps",), "by": ("unit",)},
        f"SELECT unit_id, {PARTS} FROM answers WHERE {NPS} GROUP BY ALL",
    ),
    (
        "nps by month",
        {"metrics": ("nps",), "grain": "month"},
        f"SELECT month, {PARTS} FROM answers WHERE {NPS} GROUP BY ALL",
    ),
    (
        "nps by day",
        {"metrics": ("nps",), "grain": "day"},
        f"SELECT day, {PARTS} FROM answers WHERE {NPS} GROUP BY ALL",
    ),
    (
        "csat by channel",
        {"metrics": ("csat",), "by": ("channel",)},
        f"SELECT channel, count(*), count(*) FILTER (value >= 4), {PEOPLE} FROM answers WHERE construct = 'csat' "
        "AND status = 'answered' AND role = 'plain' AND population = 'customer' GROUP BY ALL",
    ),
    (
        "sentiment by aspect",
        {"metrics": ("sentiment",), "by": ("aspect",)},
        f"SELECT aspect, aspect_label, count(*), {PEOPLE} FROM mentions WHERE population = 'customer' GROUP BY ALL",
    ),
    (
        "nps by unit, tier gold, unhappy words",
        {"metrics": ("nps",), "by": ("unit",), "where": 'tier == "gold" && sentiment < 0'},
        f"SELECT unit_id, {PARTS} FROM answers WHERE {NPS} AND tier = 'gold' AND sentiment < 0 GROUP BY ALL",
    ),
    (
        "nps by purchase route",
        {"metrics": ("nps",), "by": ("visit_route",)},
        f"SELECT visit_route, {PARTS} FROM answers WHERE {NPS} GROUP BY ALL",
    ),
    (
        "topics of three months by aspect, with the share of texts",
        {
            "metrics": (
                "mention_share",
                "aspect_negative_share",
                "aspect_positive_share",
                "aspect_net_sentiment",
            ),
            "by": ("aspect",),
            "start": "2026-09",
            "end": "2026-11",
        },
        # the protected people also without the period, as a difference of two answers would tell of them
        f"SELECT aspect, count(*) FILTER (month >= '2026-09'), {FELT}, {PEOPLE}, {PEOPLE_THEN}, "
        f"(SELECT count(*) FROM signals WHERE {TEXTS} AND month >= '2026-09'), "
        f"(SELECT count(DISTINCT respondent) FROM signals WHERE {TEXTS} AND identity <> 'known') "
        "FROM mentions WHERE population = 'customer' GROUP BY ALL",
    ),
    (
        "what comes with an aspect",
        {"metrics": ("mention_volume",), "by": ("aspect:wait", "annotation")},
        "SELECT annotation_kind, annotation, count(*), count(DISTINCT a.respondent) FILTER (a.identity <> 'known') "
        "FROM mentions m JOIN annotations a USING (signal_id) WHERE m.population = 'customer' AND aspect = 'wait' "
        "GROUP BY ALL",
    ),
    (
        "volume by week",
        {"metrics": ("volume",), "grain": "week"},
        f"SELECT date_trunc('week', day), count(*), {PEOPLE} FROM signals WHERE population = 'customer' GROUP BY ALL",
    ),
)


def compare(runs: int = 7) -> list[tuple[str, float, float]]:
    """(name, milliseconds of the engine, milliseconds of bare SQL), kept results switched off, both warm."""
    from zhiyin.accounts.actor import Actor
    from zhiyin.measure.queries import profile
    from zhiyin.measure.queries.ask import ask
    from zhiyin.measure.queries.lake import facts
    from zhiyin.measure.queries.question import Question

    reader = facts()
    kinds, known = profile._kinds, {}

    def once(lake: object, snapshot: object, table: str) -> object:
        """What a snapshot holds is looked at once for all questions; only their own results are not kept here."""
        if table not in known:
            known[table] = kinds(lake, snapshot, table)  # type: ignore[arg-type]
        return known[table]

    profile._kinds = once  # type: ignore[assignment]
    reader._kept_bytes = 0
    manifest = reader.snapshot().manifest
    database = duckdb.connect()
    for table in ("signals", "answers", "mentions", "categories", "annotations"):
        files = ", ".join(f"'{reader.place / path}'" for path in manifest.paths(table))
        database.execute(f"CREATE VIEW {table} AS SELECT * FROM read_parquet([{files}])")
    actor = Actor.system("bench")
    found = []
    for name, asked, sql in CASES:
        question = Question(**asked)  # type: ignore[arg-type]
        ours, bare = [], []
        for i in range(runs + 2):
            started = perf_counter()
            ask(actor, question)
            between = perf_counter()
            database.execute(sql).fetchall()
            if i >= 2:
                ours.append(1000 * (between - started))
                bare.append(1000 * (perf_counter() - between))
        found.append((name, median(ours), median(bare)))
    return found
