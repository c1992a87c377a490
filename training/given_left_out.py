"""How the Chinese network judges aspects of things that it was never trained on: `python -m training.given_left_out`.

Trains the recipe's first network without any label of LEFT_OUT, restaurants and other reviews only, and prints a table
for each of them. Nothing is shipped; the card quotes the table.
"""

from training import data, given_evaluation, given_rows
from training.given import RECIPES, blank, folds, logits, rows_of, small, trained, with_members
from training.given_rows import NO_PLACE, Row
from zhiyin.science.understand.aspects import given
from zhiyin.science.understand.sentiment import CHINESE

LEFT_OUT = {
    "手机": "phones, short reviews with their label",
    "平板": "tablets, short reviews with their label",
    "计算机": "computers, short reviews with their label",
    "mooc": "courses",
    "shampoo": "shampoo",
}


def main() -> None:
    rows, recipe = rows_of(CHINESE), RECIPES[CHINESE]
    kept = [row for row in rows if row.source not in {*LEFT_OUT, "洗发水"}]
    kept = [row for row, tenth in zip(kept, folds(kept), strict=True) if tenth != data.HELD_OUT]
    cutter = blank(given_rows.vocabulary(kept, CHINESE, recipe.fewest))
    model = with_members(cutter, [small(trained(CHINESE, kept, recipe, cutter, 1))])
    print(given_evaluation.HEAD)
    for source, name in LEFT_OUT.items():
        asked = [Row(row.text, _placed(row), source) for row in rows if row.source == source]
        logit, label = logits(CHINESE, model, [row for row in asked if row.asked])
        chance = given.chances(given.weighed(logit, CHINESE))
        print(f"| {name} | {given_evaluation.measured(chance, label).row} |", flush=True)


def _placed(row: Row) -> tuple[given_rows.Asked, ...]:
    return tuple(one for one in row.asked if one[0] != NO_PLACE)


if __name__ == "__main__":
    main()
