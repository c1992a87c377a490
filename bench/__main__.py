"""`python -m bench [--only texts,…,people] [--large]`: prints every figure and keeps them in bench/results/."""

import argparse
import json
import time
from dataclasses import asdict
from pathlib import Path

from bench import copies, files, intents, judging, million, people, rereading, reviews, texts, themes
from bench.report import Figure, show

SUBJECTS = {
    "texts": texts.run,
    "themes": themes.run,
    "intents": intents.run,
    "copies": copies.run,
    "reviews": reviews.run,
    "files": files.run,
    "million": million.run,
    "rereading": rereading.run,
    "people": people.run,
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--only", default=",".join(SUBJECTS))
    parser.add_argument(
        "--large",
        action="store_true",
        help="ten million signals instead of one; 17 million purchases of 4,000 products instead of 3 million of 120",
    )
    options = parser.parse_args()
    found: list[Figure] = []
    started = time.perf_counter()
    for name in options.only.split(","):
        print(f"\n== {name}", flush=True)
        if name == "million":
            found += million.run(10_000_000 if options.large else 1_000_000)
        elif name == "rereading":
            found += rereading.run(1_000_000 if options.large else 100_000)
        elif name == "people":
            found += people.run()
            found += judging.run(large=options.large)
        else:
            own = SUBJECTS[name]()
            show(own)
            found += own
    print(f"\n== all, after {time.perf_counter() - started:.0f} s")
    show(found)
    missed = sum(1 for figure in found if figure.met is False)
    print(f"{sum(1 for figure in found if figure.met)} met, {missed} not met")
    place = Path(__file__).parent / "results"
    place.mkdir(exist_ok=True)
    (place / f"{time.strftime('%Y%m%d-%H%M%S')}.json").write_text(
        json.dumps([asdict(one) for one in found], indent=1)
    )


if __name__ == "__main__":
    main()
