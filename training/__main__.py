"""Trains every shipped model and writes its card: `python -m training` (`make models`)."""

from training import (
    annotations_card,
    aspects,
    chinese_cards,
    given,
    given_card,
    sentiment,
    tagger,
    taxonomies,
    themes,
)
from zhiyin.science.understand.sentiment import MODELS


def main() -> None:
    trained = {model: sentiment.train(model) for model in MODELS}
    told = {model: given.train(model) for model in MODELS}
    tagger.train()
    themes.train()
    # The cards are measured through the whole reading, which needs all of it.
    for model, (rows, validated) in trained.items():
        sentiment.write_card(model, rows, validated)
    aspects.write_card()
    annotations_card.write_card()
    for model, lines in told.items():
        given_card.write_card(model, lines)
    themes.write_card()
    taxonomies.write_card()
    chinese_cards.main()  # says so where a card has words that are not known in Chinese yet


if __name__ == "__main__":
    main()
