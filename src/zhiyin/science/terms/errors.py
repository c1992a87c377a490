"""What can be wrong with a criterion, told by a code and data; `zhiyin.search.phrases` has the sentences."""

from collections.abc import Iterable
from difflib import get_close_matches


class CriteriaError(ValueError):
    """A criterion that cannot be read.

    `code` is stable and, with `data`, all that a sentence in any language needs; `position` counts characters
    from 0 (None when the fault is in no one place); `suggestions` are what may have been meant, the likeliest first.

    Codes and their data:
    empty; too_long (limit, length); too_deep (limit);
    unexpected_character (character); unterminated_string; bad_escape; bad_number (text);
    expected (expected: a sign or one of condition, join, name, text, metric, time, period; found: "" for the end);
    unknown_name (name, known); unknown_list (name, known); unknown_function (name, known);
    unknown_method (name, known); unknown_subject (name, known); unknown_choice (name, value, known);
    type_mismatch (wanted, found: a Type or "null"); not_ordered (type); null_not_ordered; not_text (name);
    is_list (name); is_namespace (name); negation_open; other_subject (one, other);
    bad_time (text); bad_period (text); not_a_condition; not_an_operand; needs_constant; needs_constants;
    unresolved (call); not_available (name); no_history; no_metric; no_moving_time.
    """

    def __init__(
        self, code: str, *, position: int | None = None, suggestions: Iterable[str] = (), **data: str | int
    ) -> None:
        super().__init__(", ".join([code, *(f"{name}: {value}" for name, value in data.items())]))
        self.code = code
        self.position = position
        self.suggestions = tuple(suggestions)
        self.data = data


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that look like `name`."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    return tuple(by_folded[match] for match in get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.5))


def not_known(code: str, word: str, known: Iterable[str], position: int, **data: str) -> CriteriaError:
    """The error about a word that is none of the known, with those that look like it; `data` is else {name: word}."""
    names = tuple(known)
    return CriteriaError(
        code,
        position=position,
        suggestions=nearest(word, names),
        **(data or {"name": word}),
        known=", ".join(names),
    )
