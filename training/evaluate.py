"""Prints the tables of the model cards anew, with the shipped models: `python -m training.evaluate [zh] [en]`."""

import sys

from training import cards
from zhiyin.science.understand import sentiment


def main() -> None:
    for model in sys.argv[1:] or sentiment.MODELS:
        print(f"\nsentiment_{model} {sentiment.version(model)}, held-out tenth\n")
        print(cards.table(model))


if __name__ == "__main__":
    main()
