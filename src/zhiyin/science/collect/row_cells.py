"""Cells that say the same in whatever row they stand: each is taken into its draft, or says why it cannot be."""

from zhiyin.science.collect.answering import answer_to, without_own_words
from zhiyin.science.collect.cells import folded
from zhiyin.science.collect.checking import LONGEST_TITLE, Problem
from zhiyin.science.collect.columns import KIND_WORDS, YES, Column
from zhiyin.science.collect.contents import narrow
from zhiyin.science.collect.context import add_context
from zhiyin.science.collect.drafts import CustomerDraft, SignalDraft
from zhiyin.science.collect.durations import parse_duration
from zhiyin.science.collect.keys import digits_lost, may_be_key, whole_key
from zhiyin.science.collect.rating_parts import rated_parts
from zhiyin.science.collect.transcripts import conversation


def kept_as(column: Column) -> str:
    """The name of an attribute: of one blank among several (姓名, 手机) that of the blank, alike in every layout."""
    return column.option or column.name


def take_title(draft: SignalDraft, cell: str, column: Column) -> None:
    if len(cell) <= LONGEST_TITLE:
        draft.title = cell
    else:
        draft.text = f"{cell}\n{draft.text}" if draft.text else cell


def take_unit(draft: SignalDraft, cell: str, column: Column) -> None:
    if column.labels and cell not in column.labels and cell.removesuffix(".0").isdecimal():
        draft.attributes[kept_as(column)] = cell  # the number of an option that nobody has worded yet
        return
    draft.unit = column.labels.get(cell, cell)


def take_kind(draft: SignalDraft, cell: str, _column: Column) -> None:
    draft.kind = KIND_WORDS.get(cell.lower(), cell)


def take_id(draft: SignalDraft, cell: str, column: Column) -> Problem | None:
    if column.separator and column.separator in cell:  # a link that holds the id
        cell = cell.partition(column.separator)[2].partition("&")[0]
    if not cell.isalnum():
        if digits_lost(cell):
            return Problem("/source_id", "digits_lost", {"value": cell, "column": column.name})
        cell = whole_key(cell)
    draft.source_id = cell if cell.isascii() else narrow(cell)
    return None


def take_anonymous(draft: SignalDraft, cell: str, _column: Column) -> None:
    if cell.lower() in YES:
        draft.identity = "anonymous"


def take_population(draft: SignalDraft, cell: str, column: Column) -> None:
    """The tool says by its own words who answered (`labels`); the words stay to be seen."""
    draft.population = column.labels.get(folded(cell), draft.population)
    draft.attributes[column.name] = cell


def take_customer(draft: SignalDraft, cell: str, column: Column) -> Problem | None:
    if not cell.isalnum():
        if digits_lost(cell):
            return Problem("/customer/value", "digits_lost", {"value": cell, "column": column.name})
        cell = whole_key(cell)
    key = cell if cell.isascii() else narrow(cell)
    if len(key) <= 190 and key not in column.barred and may_be_key(column.field, key):
        draft.customer = CustomerDraft(kind=column.field, value=key)
    else:  # 138****1234 and 王女士 are many people
        draft.attributes[kept_as(column)] = cell
    return None


def take_customer_name(draft: SignalDraft, cell: str, column: Column) -> None:
    if draft.customer is not None and len(cell) <= 100:
        draft.customer.name = cell
    elif draft.identity != "anonymous":
        draft.attributes[kept_as(column)] = cell


def take_key_attribute(draft: SignalDraft, cell: str, column: Column) -> Problem | None:
    """A number that stands for something is kept whole or not at all."""
    if not cell.isalnum():
        if digits_lost(cell):
            return Problem(
                f"/attributes/{column.name}", "digits_lost", {"value": cell, "column": column.name}
            )
        cell = whole_key(cell)
    take_attribute(draft, cell, column)
    return None


def take_attribute(draft: SignalDraft, cell: str, column: Column) -> None:
    seconds = parse_duration(cell) if column.measures == "seconds" else None
    if seconds is not None:
        draft.attributes["seconds"] = seconds
        return
    draft.attributes[kept_as(column)] = column.labels.get(cell, cell) if column.labels else cell
    if column.item:
        add_context(draft.attributes, column.item, cell)


def take_parts_of_rating(draft: SignalDraft, cell: str, column: Column) -> None:
    """Several scores in one cell, each an answer of its own: 口味:5 环境:4 服务:3."""
    for item, touchpoint, value in rated_parts(cell):
        answer = answer_to(column, value or None, "answered" if value else "skipped")
        answer.item, answer.construct, answer.touchpoint = item, "rating", touchpoint
        draft.answers.append(answer)
    draft.attributes[column.name] = cell


def take_reply(draft: SignalDraft, cell: str, _column: Column) -> None:
    draft.attributes["reply"] = (
        f"{draft.attributes['reply']}\n{cell}" if "reply" in draft.attributes else cell
    )


def take_transcript(draft: SignalDraft, cell: str, _column: Column) -> None:
    found = conversation(cell)
    if found.theirs:
        draft.text = f"{draft.text}\n{found.theirs}" if draft.text else found.theirs
    if found.ours:
        draft.attributes["agent"] = found.ours
    if not found.told_apart:
        draft.attributes["speakers"] = "not told apart"


def take_beside(draft: SignalDraft, cell: str, _column: Column) -> None:
    """What was written beside an option that has a column: it stands where it would beside one in a cell."""
    without_own_words(draft, cell)
