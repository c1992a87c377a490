"""Many new units with few statements: what one file or one batch of data brings."""

from collections import Counter

from django.db.models import F

from zhiyin.accounts.actions.save_unit import UnitFields
from zhiyin.accounts.errors import TooDeep
from zhiyin.accounts.models import FormerPlace, Unit
from zhiyin.accounts.rules.names import STEP, is_too_deep
from zhiyin.accounts.tree_version import tree_changed


class Planting:
    """Use it in one transaction with the tree locked (`lock_tree`); the caller has checked and journals."""

    def __init__(self) -> None:
        self.left = set(FormerPlace.objects.values_list("path", flat=True))
        self.last: dict[str, int] = {}  # place above -> the last step given below it
        self.waiting: list[Unit] = []
        self.born: Counter[str] = Counter()  # place above -> new units below it

    def add(self, fields: UnitFields, parent: Unit | None, *, is_unsorted: bool = False) -> Unit:
        """A unit last among the parent's; it has its id after `write`. Raises TooDeep."""
        above = parent.path if parent else ""
        depth = len(above) // STEP + 1
        if is_too_deep(depth):
            raise TooDeep(levels=depth - 1)
        unit = Unit(
            path=self._next(above, depth),
            depth=depth,
            is_unsorted=is_unsorted,
            **{name: getattr(fields, name) for name in UnitFields.__slots__},
        )
        self.waiting.append(unit)
        self.born[above] += 1
        return unit

    def write(self) -> None:
        """Write down what waits. Call it at the end, and before anything moves."""
        if self.waiting:
            for unit in self.waiting:
                unit.numchild = self.born.pop(unit.path, 0)
            Unit.objects.bulk_create(self.waiting, batch_size=200)
            for above, count in self.born.items():
                Unit.objects.filter(path=above).update(numchild=F("numchild") + count)
            tree_changed()
        self.waiting = []
        self.born.clear()
        self.last.clear()

    def _next(self, above: str, depth: int) -> str:
        if above not in self.last:
            siblings = Unit.objects.filter(path__startswith=above, depth=depth).order_by("-path")
            last = siblings.values_list("path", flat=True).first()
            self.last[above] = Unit._str2int(last[-STEP:]) if last else 0
        while True:
            self.last[above] += 1
            path: str = Unit._get_path(above, depth, self.last[above])
            if path not in self.left:
                return path
