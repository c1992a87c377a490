"""Text to tree, by recursive descent; every name and type is checked on the way.

any-of     = all-of { "||" all-of }
all-of     = negation { "&&" negation }
negation   = "!" negation | relation
relation   = operand ( operator constant | "in" "[" constants "]" ) | constant operator operand | condition
condition  = "(" any-of ")" | "true" | "false" | boolean-field | field "." method "(" text ")"
           | "any" "(" collection "," any-of ")"
operand    = field | "count" "(" subject "," period [ "," any-of ] ")" | "metric" "(" name "," period ")"
field      = word { "." word | "[" text "]" }
constant   = text | number | "true" | "false" | "null" | "timestamp" "(" text ")" | "ago" "(" period ")"
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, tzinfo

from zhiyin.science.terms.criterion import Criterion
from zhiyin.science.terms.cursor import WORDS_FOR_SIGNS, Cursor
from zhiyin.science.terms.errors import CriteriaError, not_known
from zhiyin.science.terms.fields import Subject, Type
from zhiyin.science.terms.naming import Naming
from zhiyin.science.terms.nodes import (
    Ago,
    Always,
    Among,
    Any,
    Compare,
    Condition,
    Count,
    Metric,
    Missing,
    Name,
    Not,
    Operand,
    Operator,
    Period,
    TextMethod,
    TextTest,
    Value,
    conjunction,
    disjunction,
)
from zhiyin.science.terms.times import read_period, read_time
from zhiyin.science.terms.tokens import Token, tokens

MAX_LENGTH = 4000

_OPERATORS: dict[str, Operator] = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_FLIPPED: dict[Operator, Operator] = {"==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<="}
_METHODS: dict[str, TextMethod] = {"contains": "contains", "startsWith": "startsWith", "endsWith": "endsWith"}
_FOUND: dict[type, Type] = {str: Type.TEXT, bool: Type.BOOLEAN, int: Type.NUMBER, float: Type.NUMBER}
_FUNCTIONS = ("any", "count", "metric", "timestamp", "ago")


@dataclass(frozen=True, slots=True)
class _Constant:
    """A constant as written: None is null, and `instant` says that it came out of timestamp()."""

    value: str | int | float | bool | Ago | None
    instant: bool
    position: int


def parse(
    text: str,
    subject: Subject,
    *,
    zone: tzinfo = UTC,
    subjects: Iterable[Subject] = (),
    moving: bool = False,
) -> Criterion:
    """Read a criterion about `subject`.

    `zone` is the organisation's: days begin and naive instants are read in it. `subjects` are those that
    `count` may count, beside `subject` itself. `moving`: times may be told from now, with `ago`. Raises
    CriteriaError with a code, the position and, for misspelt names, what may have been meant.
    """
    if len(text) > MAX_LENGTH:
        raise CriteriaError("too_long", limit=MAX_LENGTH, length=len(text))
    if not text.strip():
        raise CriteriaError("empty", position=0)
    known = {one.name: one for one in (*subjects, subject)}
    reader = _Reader(tokens(text), subject, zone, known, moving=moving)
    return Criterion(subject, reader.whole(), zone)


class _Reader(Cursor):
    def __init__(
        self,
        found: list[Token],
        subject: Subject,
        zone: tzinfo,
        subjects: dict[str, Subject],
        *,
        moving: bool,
    ) -> None:
        super().__init__(found)
        self.naming = Naming(subject)
        self.zone = zone
        self.subjects = subjects
        self.moving = moving

    # --- conditions ---

    def whole(self) -> Condition:
        condition = self.any_of()
        if self.next.kind != "end":
            raise self.expected("join")
        return condition

    def any_of(self) -> Condition:
        parts = [self.all_of()]
        while self.skip("||"):
            parts.append(self.all_of())
        return disjunction(tuple(parts))

    def all_of(self) -> Condition:
        parts = [self.negation()]
        while self.skip("&&"):
            parts.append(self.negation())
        return conjunction(tuple(parts))

    def negation(self) -> Condition:
        if not self.skip("!"):
            return self.relation()
        if self.sees("!"):
            return Not(self.deeper(self.negation))
        start = self.next.position
        part = self.deeper(lambda: self.as_condition(self.primary(), start))
        if self.next.value in _OPERATORS or self.next.value == "in":
            raise CriteriaError("negation_open", position=start, suggestions=("!(…)",))
        return Not(part)

    def relation(self) -> Condition:
        start = self.next.position
        left = self.primary()
        token = self.next
        if token.kind == "word" and token.value == "in":
            self.take()
            return self.among(self.as_operand(left, start))
        if token.kind != "sign" or token.value not in _OPERATORS:
            return self.as_condition(left, start)
        self.take()
        operator = _OPERATORS[str(token.value)]
        right_start = self.next.position
        right = self.primary()
        if isinstance(left, _Constant) and not isinstance(right, _Constant):
            operand, constant, operator = self.as_operand(right, right_start), left, _FLIPPED[operator]
        elif isinstance(right, _Constant):
            operand, constant = self.as_operand(left, start), right
        else:
            raise CriteriaError("needs_constant", position=right_start)
        return self.compare(operand, operator, constant, token.position)

    def primary(self) -> Condition | Operand | _Constant:
        """The smallest whole thing that begins here: parentheses, a constant, a call or a field."""
        token = self.next
        if token.kind in ("text", "number"):
            self.take()
            return _Constant(token.value, instant=False, position=token.position)
        if self.skip("("):
            condition = self.deeper(self.any_of)
            self.demand(")")
            return condition
        if token.kind != "word" or token.value in ("in", *WORDS_FOR_SIGNS):
            raise self.expected("condition")
        if token.value in ("true", "false", "null"):
            self.take()
            value = None if token.value == "null" else token.value == "true"
            return _Constant(value, instant=False, position=token.position)
        return self.call() if self.sees("(", ahead=1) else self.field()

    def as_condition(self, thing: Condition | Operand | _Constant, position: int) -> Condition:
        if isinstance(thing, _Constant) and isinstance(thing.value, bool):
            return Always(thing.value)
        if isinstance(thing, Name) and thing.type is Type.BOOLEAN:
            return Compare(thing, "==", value=True)
        if isinstance(thing, _Constant | Name | Count | Metric):
            raise CriteriaError("not_a_condition", position=position)
        return thing

    def as_operand(self, thing: Condition | Operand | _Constant, position: int) -> Operand:
        if isinstance(thing, Name | Count | Metric):
            return thing
        raise CriteriaError("not_an_operand", position=position)

    # --- comparisons ---

    def compare(self, operand: Operand, operator: Operator, constant: _Constant, position: int) -> Condition:
        if constant.value is None:
            if operator not in ("==", "!="):
                raise CriteriaError("null_not_ordered", position=constant.position)
            return Missing(operand) if operator == "==" else Not(Missing(operand))
        of_type = _type_of(operand)
        if operator not in ("==", "!=") and of_type in (Type.TEXT, Type.BOOLEAN):
            raise CriteriaError("not_ordered", position=position, type=of_type.value)
        return Compare(operand, operator, self.value_for(operand, constant))

    def among(self, operand: Operand) -> Condition:
        self.demand("[")
        values: list[Value] = []
        while not self.skip("]"):
            if values:
                self.demand(",")
            constant = self.primary()
            if not isinstance(constant, _Constant):
                raise CriteriaError("needs_constants", position=self.next.position)
            values.append(self.value_for(operand, constant))
        return Among(operand, tuple(values))

    def value_for(self, operand: Operand, constant: _Constant) -> Value:
        """The constant as a value of the operand's type."""
        of_type, value = _type_of(operand), constant.value
        if isinstance(value, Ago):
            if of_type is not Type.TIME:
                raise _mismatch(of_type, "time", constant.position)
            return value
        if of_type is Type.TIME and isinstance(value, str):
            moment = read_time(value, self.zone, constant.position)
            return _as_instant(value, self.zone, constant.position) if constant.instant else moment
        if constant.instant:
            raise _mismatch(of_type, "time", constant.position)
        if isinstance(value, str) and of_type is Type.TEXT:
            self.naming.check_choice(operand, value, constant.position)
            return value
        if isinstance(value, bool) and of_type is Type.BOOLEAN:
            return value
        if isinstance(value, int | float) and not isinstance(value, bool) and of_type is Type.NUMBER:
            return value
        raise _mismatch(of_type, _FOUND.get(type(value), "null"), constant.position)

    # --- fields and calls ---

    def field(self) -> Name | TextTest:
        start = self.take()
        path: list[str] = [str(start.value)]
        while True:
            if self.skip("."):
                word = self.take()
                if word.kind != "word":
                    self.at -= word.kind != "end"
                    raise self.expected("name")
                if self.sees("("):
                    return self.text_test(self.naming.resolve(path, start.position), word)
                path.append(str(word.value))
            elif self.sees("[") and self.tokens[self.at + 1].kind == "text" and self.sees("]", ahead=2):
                path.append(str(self.tokens[self.at + 1].value))
                self.at += 3
            else:
                return self.naming.resolve(path, start.position)

    def text_test(self, name: Name, word: Token) -> TextTest:
        method = _METHODS.get(str(word.value))
        if method is None:
            raise not_known("unknown_method", str(word.value), _METHODS, word.position)
        if name.type is not Type.TEXT:
            raise CriteriaError("not_text", position=word.position, name=name.full)
        self.demand("(")
        text = self.text("text")
        self.demand(")")
        return TextTest(name, method, text)

    def call(self) -> Condition | Operand | _Constant:
        word = self.take()
        self.demand("(")
        thing: Condition | Operand | _Constant
        match word.value:
            case "any":
                thing = self.some_member()
            case "count":
                thing = self.count()
            case "metric":
                name = self.text("metric", or_word=True)
                self.demand(",")
                thing = Metric(name, self.period())
            case "timestamp":
                text = self.text("time")
                _as_instant(text, self.zone, word.position)
                thing = _Constant(text, instant=True, position=word.position)
            case "ago" if self.moving:
                thing = _Constant(Ago(self.period()), instant=False, position=word.position)
            case "ago":
                raise CriteriaError("no_moving_time", position=word.position)
            case _:
                raise not_known("unknown_function", str(word.value), _FUNCTIONS, word.position)
        self.demand(")")
        return thing

    def some_member(self) -> Any:
        word = self.take()
        collection = self.naming.collection(str(word.value), word.position)
        self.demand(",")
        return Any(collection.name, self.about(collection))

    def count(self) -> Count:
        word = self.take()
        subject = self.subjects.get(str(word.value)) if word.kind in ("word", "text") else None
        if subject is None:
            raise not_known("unknown_subject", str(word.value), self.subjects, word.position)
        self.demand(",")
        period = self.period()
        return Count(subject.name, period, self.about(subject) if self.skip(",") else None)

    def about(self, subject: Subject) -> Condition:
        """A condition on something else than the criterion's subject."""
        outer, self.naming = self.naming, Naming(subject)
        condition = self.deeper(self.any_of)
        self.naming = outer
        return condition

    def period(self) -> Period:
        position = self.next.position
        return read_period(self.text("period"), position)

    def text(self, what: str, *, or_word: bool = False) -> str:
        if self.next.kind != "text" and not (or_word and self.next.kind == "word"):
            raise self.expected(what)
        return str(self.take().value)


def _type_of(operand: Operand) -> Type:
    return operand.type if isinstance(operand, Name) else Type.NUMBER


def _as_instant(text: str, zone: tzinfo, position: int) -> Value:
    """An instant: a bare day means its first moment."""
    moment = read_time(text, zone, position)
    return read_time(f"{text}T00:00", zone, position) if not hasattr(moment, "tzinfo") else moment


def _mismatch(wanted: Type, found: str, position: int) -> CriteriaError:
    return CriteriaError("type_mismatch", position=position, wanted=wanted.value, found=found)
