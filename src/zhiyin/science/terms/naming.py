"""Names in a criterion, looked up among the fields of a subject."""

from zhiyin.science.terms.errors import CriteriaError, not_known
from zhiyin.science.terms.fields import Subject
from zhiyin.science.terms.nodes import Name, Operand


class Naming:
    """The names of one subject."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject

    def resolve(self, path: list[str], position: int) -> Name:
        """The field that a dotted path names. Raises CriteriaError naming the nearest if there is none."""
        full = ".".join(path)
        field = self.subject.by_name.get(full)
        for length in range(len(path) - 1, 0, -1):
            prefix = ".".join(path[:length])
            namespace = self.subject.namespaces.get(prefix)
            if namespace is not None:
                return Name(prefix, ".".join(path[length:]), (field or namespace).type)
        if field is not None:
            return Name(full, None, field.type)
        raise self._unknown(full, position)

    def _unknown(self, full: str, position: int) -> CriteriaError:
        if full in self.subject.collection_by_name:
            return CriteriaError("is_list", position=position, suggestions=(f"any({full}, …)",), name=full)
        if full in self.subject.namespaces:
            return CriteriaError("is_namespace", position=position, name=full)
        return not_known("unknown_name", full, self.subject.names(), position)

    def collection(self, name: str, position: int) -> Subject:
        """The collection of that name. Raises CriteriaError with the nearest names for one that is none."""
        found = self.subject.collection_by_name.get(name)
        if found is None:
            raise not_known("unknown_list", name, self.subject.collection_by_name, position)
        return found

    def check_choice(self, operand: Operand, value: str, position: int) -> None:
        """Raise CriteriaError when a field with closed choices cannot have the value."""
        field = self.subject.by_name.get(operand.full) if isinstance(operand, Name) else None
        if field is not None and field.choices and value not in field.choices:
            raise not_known("unknown_choice", value, field.choices, position, name=field.name, value=value)
