"""Rows that belong together become one: the utterances of a call, the items of a mystery visit.

What is put together is said by `Recognised.gather`, which is kept as JSON in the layout of the import; columns are
named by their index:

    {"key": [0]}                      rows with the same cells here are one; where all are blank, the row above goes on
    {"lines": [5]}                    cells of these are put under each other
    {"speaker": 3, "text": 4}         each row is an utterance; the cell of "text" becomes lines "speaker：text"
    {"spread": {"name": 2, "value": 3, "to": {"卫生": 7, "态度": 8}, "rest": 9}}
                                      each row is an item and its value; they go to a column of their own, those that
                                      have none as lines "name：value" to "rest"; of several, one after the other.
                                      With a "join", values of the same name stand in one cell, this between them

Of every other column, the first cell that is filled counts. The columns of "to" and "rest" may lie beyond those of
the file.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

Numbered = tuple[int, list[str]]

# Calls that go on at the same time are mixed in an export by time: so many are held until no more of them comes.
HELD_GROUPS: Final = 200
HELD_ROWS: Final = 50_000


def gathered(rows: Iterable[Numbered], gather: dict[str, Any]) -> Iterator[Numbered]:
    """The rows put together, each with the number of its first, in the order of these; memory stays flat.

    Rows of one key must not lie further apart than HELD_GROUPS other keys or HELD_ROWS rows. Without a "key" the rows
    come as they are; an empty one makes all of them one.
    """
    if "key" not in gather:
        yield from rows
        return
    key_columns = gather["key"]
    held: dict[tuple[str, ...], list[Numbered]] = {}
    count = 0
    last: tuple[str, ...] = ()
    for row in rows:
        cells = row[1]
        key = tuple(cells[index].strip() if index < len(cells) else "" for index in key_columns)
        if not any(key):
            key = last  # merged cells: only the first row of a group has its key
        last = key
        held.setdefault(key, []).append(row)
        count += 1
        while len(held) > HELD_GROUPS or count > HELD_ROWS:
            oldest = next(iter(held))
            count -= len(held[oldest])
            yield _put_together(held.pop(oldest), gather)
    for group in held.values():
        yield _put_together(group, gather)


def _put_together(group: list[Numbered], gather: dict[str, Any]) -> Numbered:
    spreads = gather.get("spread") or []
    spreads = spreads if isinstance(spreads, list) else [spreads]
    lines = frozenset(gather.get("lines", ()))
    own = {gather.get("text")} if "speaker" in gather else set()
    own.update(spread.get(part) for spread in spreads for part in ("name", "value"))
    whole: list[str] = []
    for _, cells in group:
        whole.extend([""] * (len(cells) - len(whole)))
        for index, cell in enumerate(cells):
            if index in own or not cell.strip():
                continue
            if not whole[index]:
                whole[index] = cell
            elif index in lines:
                whole[index] += f"\n{cell}"
    if "speaker" in gather:
        said = [_utterance(cells, gather["speaker"], gather["text"]) for _, cells in group]
        _set(whole, gather["text"], "\n".join(filter(None, said)))
    for spread in spreads:
        _spread(whole, group, spread)
    return group[0][0], whole


def _utterance(cells: list[str], speaker: int, text: int) -> str:
    """A line by its speaker. Its own line ends go: behind one, a word with a colon would pass for a speaker."""
    said = " ".join(_cell(cells, text).split())
    who = _cell(cells, speaker)
    if who.isdecimal():  # a number before a colon reads like a time
        who = f"说话人{who}"
    return f"{who}：{said}" if who and said else said


def _spread(whole: list[str], group: list[Numbered], spread: dict[str, Any]) -> None:
    rest: list[str] = []
    for _, cells in group:
        name, value = _cell(cells, spread["name"]), _cell(cells, spread["value"])
        target = spread["to"].get(name)
        if target is not None and not _cell(whole, target):
            _set(whole, target, value)
        elif target is not None and "join" in spread:
            if value:
                _set(whole, target, f"{_cell(whole, target)}{spread['join']}{value}")
        elif value or (name and spread["to"]):
            rest.append(f"{name}：{value}" if name and value else name or value)
    if rest and "rest" in spread:
        before = _cell(whole, spread["rest"])
        _set(whole, spread["rest"], "\n".join([before, *rest] if before else rest))


def _cell(cells: list[str], index: int) -> str:
    return cells[index].strip() if index < len(cells) else ""


def _set(whole: list[str], index: int, cell: str) -> None:
    whole.extend([""] * (index + 1 - len(whole)))
    whole[index] = cell
