"""Trains every shipped model and writes its card: `python -m training` (`make models`)."""

from training import aspects, sentiment
from zhiyin.science.understand.sentiment import MODELS


def main() -> None:
    trained = {model: sentiment.train(model) for model in MODELS}
    aspects.train()
    # The cards are measured through the whole reading, which needs all of it.
    for model, (rows, validated) in trained.items():
        sentiment.write_card(model, rows, validated)
    aspects.write_card()


if __name__ == "__main__":
    main()
