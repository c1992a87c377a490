"""Prints the model cards' tables anew, with the shipped files: `python -m training.evaluate [zh] [en] [aspects]`."""

import sys

from training import aspects, cards
from zhiyin.science.understand import sentiment
from zhiyin.science.understand.aspects import dictionary


def main() -> None:
    wanted = sys.argv[1:] or [*sentiment.MODELS, "aspects"]
    for model in sentiment.MODELS:
        if model in wanted:
            print(f"\nsentiment_{model} {sentiment.version(model)}, held-out tenth\n")
            print(cards.table(model))
            print(f"\n{cards.speed(cards.held_out(model).texts):,.0f} texts/s on one core, whole reading")
    if "aspects" in wanted:
        print(f"\naspects {dictionary.version()}, held-out tenth\n")
        print(aspects.tables(aspects.gold_rows()))


if __name__ == "__main__":
    main()
