"""The place in the tokens that a reader has come to."""

from collections.abc import Callable

from zhiyin.science.terms.errors import CriteriaError
from zhiyin.science.terms.nodes import Condition
from zhiyin.science.terms.tokens import Token

MAX_DEPTH = 20
WORDS_FOR_SIGNS = {"and": "&&", "or": "||", "not": "!", "AND": "&&", "OR": "||", "NOT": "!"}


class Cursor:
    """Tokens, the one at hand, and how deep the conditions read so far are nested."""

    def __init__(self, found: list[Token]) -> None:
        self.tokens = found
        self.at = 0
        self.depth = 0

    @property
    def next(self) -> Token:
        """The token at hand."""
        return self.tokens[self.at]

    def take(self) -> Token:
        """Step over the token at hand and return it; the end stays at hand."""
        token = self.tokens[self.at]
        if token.kind != "end":
            self.at += 1
        return token

    def sees(self, sign: str, ahead: int = 0) -> bool:
        """Whether the token at hand, or one farther on, is this sign."""
        token = self.tokens[min(self.at + ahead, len(self.tokens) - 1)]
        return token.kind == "sign" and token.value == sign

    def skip(self, sign: str) -> bool:
        """Step over the sign if it is at hand; say whether it was."""
        if self.sees(sign):
            self.at += 1
            return True
        return False

    def demand(self, sign: str) -> None:
        """Step over the sign, or raise CriteriaError."""
        if not self.skip(sign):
            raise self.expected(sign)

    def expected(self, what: str) -> CriteriaError:
        """The error that something else was expected at hand: a sign, or what `CriteriaError` lists."""
        token = self.next
        found = "" if token.kind == "end" else str(token.value)
        sign = WORDS_FOR_SIGNS.get(found) if token.kind == "word" else None
        return CriteriaError(
            "expected",
            position=token.position,
            suggestions=(sign,) if sign else (),
            expected=what,
            found=found,
        )

    def deeper(self, read: Callable[[], Condition]) -> Condition:
        """Read one level deeper, or raise CriteriaError at the limit."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise CriteriaError("too_deep", position=self.next.position, limit=MAX_DEPTH)
        condition = read()
        self.depth -= 1
        return condition
