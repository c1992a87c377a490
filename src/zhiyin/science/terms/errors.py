"""What can be wrong with a criterion, said so that a person can repair it."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches


class CriteriaError(ValueError):
    """A criterion that cannot be read.

    `code` is stable and, with `data`, enough to write the message in another language; `message` is an
    English sentence; `position` counts characters from 0 (None when the fault is in no one place);
    `suggestions` are names that may have been meant, the likeliest first.

    Codes: empty, too_long, too_deep, unexpected_character, unterminated_string, bad_escape, bad_number,
    expected, unknown_name, unknown_function, unknown_subject, type_mismatch, unknown_choice, bad_time,
    bad_period, not_a_condition, needs_constant, unresolved, not_available.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        position: int | None = None,
        suggestions: Iterable[str] = (),
        data: Mapping[str, str | int] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.position = position
        self.suggestions = tuple(suggestions)
        self.data = dict(data or {})


def nearest(name: str, known: Iterable[str]) -> tuple[str, ...]:
    """Up to three known names that look like `name`."""
    by_folded = {candidate.casefold(): candidate for candidate in known}
    return tuple(by_folded[match] for match in get_close_matches(name.casefold(), by_folded, n=3, cutoff=0.5))


def meant(suggestions: tuple[str, ...]) -> str:
    """The end of a sentence that offers the suggestions; empty without any."""
    return f" Did you mean {' or '.join(suggestions)}?" if suggestions else ""
