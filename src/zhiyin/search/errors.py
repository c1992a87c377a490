"""A condition that cannot be read or used, as people are told of it."""

from zhiyin.journal.errors import Invalid
from zhiyin.science.terms import CriteriaError
from zhiyin.search.phrases import facts_of, whole_problem


class BadCondition(Invalid):
    """A condition that cannot be understood: where, why, and what was perhaps meant."""

    code = "bad_criteria"

    def __init__(self, error: CriteriaError, text: str) -> None:
        super().__init__(whole_problem(error, text), **facts_of(error, text))
        self.position = error.position

    def __str__(self) -> str:
        return str(self.message)  # finished: it quotes the condition, in which a % is a %
