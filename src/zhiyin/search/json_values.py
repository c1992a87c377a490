"""One key of a JSON object as an SQL value of a known type; null when the value there is of another type."""

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Field, FloatField, Func, TextField
from django.db.models.sql.compiler import SQLCompiler

from zhiyin.science.terms import Type

_FIELDS: "dict[Type, type[Field[Any, Any]]]" = {
    Type.TEXT: TextField,
    Type.NUMBER: FloatField,
    Type.BOOLEAN: BooleanField,
}
_SQLITE_TYPES = {Type.TEXT: "'text'", Type.NUMBER: "'integer', 'real'", Type.BOOLEAN: "'true', 'false'"}
_POSTGRESQL_TYPES = {
    Type.TEXT: ("string", "text"),
    Type.NUMBER: ("number", "double precision"),
    Type.BOOLEAN: ("boolean", "boolean"),
}


class JsonValue(Func):
    """`path ->> key`, typed. Unlike Django's own, it never takes a key of digits for a list's index."""

    arity = 1

    def __init__(self, path: Any, *, key: str, of_type: Type) -> None:
        super().__init__(path, output_field=_FIELDS[of_type]())
        self.key = key
        self.of_type = of_type

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """A lookup among the object's entries, since a JSON path cannot hold every key."""
        column, params = compiler.compile(self.source_expressions[0])
        # Only names of our own are put into the text; key and values travel as parameters.
        return (
            f"(SELECT entry.value FROM json_each({column}) AS entry"  # noqa: S608
            f" WHERE entry.key = %s AND entry.type IN ({_SQLITE_TYPES[self.of_type]}))",
            (*params, self.key),
        )

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        """The arrow operators, guarded by the value's type."""
        column, params = compiler.compile(self.source_expressions[0])
        json_type, cast = _POSTGRESQL_TYPES[self.of_type]
        return (
            f"(CASE WHEN jsonb_typeof({column} -> %s) = '{json_type}' THEN ({column} ->> %s)::{cast} END)",
            (*params, self.key, *params, self.key),
        )
