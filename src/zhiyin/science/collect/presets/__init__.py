"""Files that are recognised by what stands in them: each preset looks at a head and says what it understood, or None."""

from collections.abc import Callable
from typing import Final

from zhiyin.science.collect.columns import QUESTIONS, SCORES, guess_columns, named_columns
from zhiyin.science.collect.contents import shown
from zhiyin.science.collect.context import name_context
from zhiyin.science.collect.fields import CUSTOMERS, PURCHASES
from zhiyin.science.collect.heads import Descriptions, Head, Recognised
from zhiyin.science.collect.mapping import default_kind
from zhiyin.science.collect.presets.answers_in_rows import answers_in_rows
from zhiyin.science.collect.presets.calls import calls
from zhiyin.science.collect.presets.customer_lists import customer_list, customer_table
from zhiyin.science.collect.presets.forms import google_forms, microsoft_forms, other_forms
from zhiyin.science.collect.presets.limesurvey import limesurvey
from zhiyin.science.collect.presets.mystery_visits import mystery_visits
from zhiyin.science.collect.presets.purchases import purchase_table, purchases
from zhiyin.science.collect.presets.qualtrics import qualtrics
from zhiyin.science.collect.presets.reviews import reviews
from zhiyin.science.collect.presets.surveymonkey import surveymonkey
from zhiyin.science.collect.presets.tencent import numbered_survey, tencent
from zhiyin.science.collect.presets.tickets import tickets
from zhiyin.science.collect.presets.transcripts import transcripts
from zhiyin.science.collect.presets.wjx import wjx

VOICES: Final = frozenset({*SCORES, *QUESTIONS, "text", "title", "more", "parts", "transcript", "number"})

Preset = Callable[[Head, Descriptions], Recognised | None]

# The first that recognises its own wins: those with unmistakable marks come first.
PRESETS: Final[tuple[Preset, ...]] = (
    qualtrics,
    limesurvey,
    surveymonkey,
    wjx,
    tencent,
    google_forms,
    microsoft_forms,
    calls,
    mystery_visits,
    reviews,
    tickets,
    transcripts,
    purchases,
    answers_in_rows,
    numbered_survey,
    other_forms,
    customer_list,
)


def recognise(head: Head, descriptions: Descriptions = ()) -> Recognised:
    """What the rows of a file are: of a known tool or platform, else a table whose columns are guessed one by one."""
    for preset in PRESETS:
        found = preset(head, descriptions)
        if found is not None:
            return found
    return plain_table(head)


def recognise_as(kind: str, head: Head, descriptions: Descriptions = ()) -> Recognised:
    """What the rows are, where somebody has said what kind of file it is: purchases, customers, else feedback."""
    if kind == PURCHASES:
        return purchase_table(head)
    if kind == CUSTOMERS:
        return customer_table(head)
    for preset in PRESETS:
        if preset not in (purchases, customer_list) and (found := preset(head, descriptions)) is not None:
            return found
    return plain_table(head)


def plain_table(head: Head) -> Recognised:
    """A table of whatever origin: columns by their names and by what stands in them."""
    header = head.header
    width = len(header.names) if header.numbers else max((len(row) for _, row in header.rows), default=0)
    columns = named_columns(header.names if header.numbers else None, width)
    if len(header.lines) > 1:
        for column in columns:
            column.heads = [
                shown(line[column.index]) if column.index < len(line) else "" for line in header.lines
            ]
    guess_columns(columns, [row for _, row in header.rows], [*header.titles, head.sheet, head.name])
    name_context(columns)
    found = Recognised("table", columns, header, kind=default_kind(columns), notes=list(header.notes))
    fields = {column.field for column in columns}
    if "time" not in fields:
        found.noted("no_time")
    if not fields & VOICES:
        found.noted("no_voices")
    return found
