"""What one model has to say: columns of Standing, and the card for its page."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, is_dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from zhiyin.science.understand.people.enough import NotEnough

Ints = NDArray[np.int64]

READY, NOT_ENOUGH, FAILED = "ready", "not_enough", "failed"


@dataclass(frozen=True)
class Verdict:
    """`people` are places of persons (see Material); each column has a value for each of them. `missing` says why
    there is none: then `columns` is empty and what was judged before is taken back. `failed` is the code of a fault
    on our side: what was judged before stays."""

    code: str
    customers: int
    people: Ints = field(default_factory=lambda: np.empty(0, np.int64))
    columns: dict[str, Sequence[Any]] = field(default_factory=dict)
    card: dict[str, Any] = field(default_factory=dict)
    missing: NotEnough | None = None
    failed: str = ""

    @property
    def state(self) -> str:
        """READY, NOT_ENOUGH or FAILED."""
        return FAILED if self.failed else READY if self.missing is None else NOT_ENOUGH


def plain(told: Any) -> Any:
    """Dataclasses and numpy's numbers as JSON knows them; what is not finite becomes None."""
    if is_dataclass(told) and not isinstance(told, type):
        return plain(asdict(told))
    if isinstance(told, dict):
        return {str(key): plain(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [plain(value) for value in told]
    if isinstance(told, np.ndarray):
        return plain(told.tolist())
    if isinstance(told, np.generic):
        told = told.item()
    return None if isinstance(told, float) and not np.isfinite(told) else told
