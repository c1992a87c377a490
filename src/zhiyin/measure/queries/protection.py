"""Protects anonymous, confidential and staff feedback in an answer (METHODS A14).

Identified answers are always shown. Protected answers of a row are left out of its number where they come from fewer
people than privacy k, where they could be worked out from the rest of the breakdown, or by asking again with one
filter less. What is not protected: a reader who combines several different questions.
"""

import pyarrow as pa

from zhiyin.measure.queries.counting import Counting
from zhiyin.measure.queries.counts import Counted, columns_of, places_of
from zhiyin.measure.registry import Metric
from zhiyin.measure.rules import hidden_cells, privacy_k


def hide_small_groups(
    counted: Counted, metrics: tuple[Metric, ...], counting: Counting, people: pa.Table
) -> None:
    """Mark what must be left out of the counts of these metrics.

    `people` are the protected people of each row, also without each filter (`people_expression`).
    """
    keys = [f"d{i}" for i in range(len(counting.dimensions))]
    # Of two cells of one size the same is always hidden with a third: two answers would give the third away.
    columns = columns_of(people.sort_by([(key, "ascending") for key in keys]) if keys else people)
    places = places_of(columns, len(counting.dimensions))
    for i, metric in enumerate(metrics):
        inside = columns.pop(f"m{i}_people")
        wider = [found for name, found in columns.items() if name.startswith(f"m{i}_people_")]
        hidden = hidden_cells(
            dict(zip(places, inside, strict=True)),
            k=privacy_k(counting.population),
            multiple=[dimension.is_multiple for dimension in counting.dimensions],
            without_each_filter=[dict(zip(places, found, strict=True)) for found in wider],
        )
        counted.hide(metric.code, hidden)
