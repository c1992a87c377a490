"""The network of `zhiyin.science.understand.aspects.network` in torch: the same sums, with gradients."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from training.given_rows import NOT_MARKED, Item
from zhiyin.science.understand.aspects import network as shipped
from zhiyin.science.understand.aspects.network import (
    CLAUSES,
    CLAUSES_AWAY,
    DISTANCES,
    HEADS,
    KEY,
    NO_CLAUSE,
    NOWHERE,
    PLACED,
    SHARES_REACH,
    SIDE,
    VALUE,
    WHOLE,
)
from zhiyin.science.understand.aspects.units import EDGE

KIND = 8
HIDDEN = 64


@dataclass(frozen=True)
class Batch:
    """Items side by side: (B, columns, T) ids, and (M) aspects with the item of each."""

    ids: Tensor
    clause: Tensor
    marks: Tensor
    looks: Tensor
    read: Tensor
    item: Tensor
    begin: Tensor
    end: Tensor
    category: Tensor
    label: Tensor
    weight: Tensor
    kind: Tensor


def batch_of(items: list[Item]) -> Batch:
    longest = max(item.ids.shape[1] for item in items)
    ids = np.zeros((len(items), items[0].ids.shape[0], longest), dtype=np.int64)
    clause = np.zeros((len(items), longest), dtype=np.int64)
    marks = np.full((len(items), longest), NOT_MARKED)
    looks = np.zeros((sum(len(item.begin) for item in items), longest), dtype=np.bool_)
    first = 0
    read = np.zeros((len(items), longest), dtype=np.bool_)
    for place, item in enumerate(items):
        length = item.ids.shape[1]
        ids[place, :, :length] = item.ids
        clause[place, :length] = item.clause
        marks[place, 1 : length - 1] = item.marks[1:-1]
        looks[first : first + len(item.begin), :length] = item.looks
        first += len(item.begin)
        read[place, 1 : length - 1] = True
    joined = {
        name: torch.from_numpy(np.concatenate([getattr(item, name) for item in items]))
        for name in ("begin", "end", "category", "label", "weight", "kind")
    }
    owner = np.repeat(np.arange(len(items)), [len(item.begin) for item in items])
    return Batch(
        torch.from_numpy(ids),
        torch.from_numpy(clause),
        torch.from_numpy(marks),
        torch.from_numpy(looks),
        torch.from_numpy(read),
        torch.from_numpy(owner),
        **joined,
    )


class Given(nn.Module):
    """See `network.Network`; `widths` are (rows, width) of each embedding table."""

    def __init__(
        self,
        widths: tuple[tuple[int, int], ...],
        categories: int,
        drop: tuple[float, float],
        channels: int,
        reach: int,
    ) -> None:
        super().__init__()
        self.reach = reach
        width = sum(part for _, part in widths)
        self.tables = nn.ModuleList(nn.Embedding(rows, part, padding_idx=0) for rows, part in widths)
        for place, table in enumerate(self.tables):
            # Beyond the first column a row that no training text has stays nothing.
            nn.init.normal_(table.weight, std=0.1 if place == 0 else 0.01)
            table.weight.data[0] = 0
        self.first = nn.Linear(3 * width, channels)
        self.second = nn.Linear(3 * channels, channels)
        self.key = nn.Linear(channels, HEADS * KEY, bias=False)
        self.value = nn.Linear(channels, HEADS * VALUE, bias=False)
        self.query = nn.Linear(channels + KIND, HEADS * KEY)
        self.distance = nn.Parameter(torch.zeros(DISTANCES, HEADS))
        self.clause = nn.Parameter(torch.zeros(CLAUSES, HEADS))
        # The last is the kind CONTRASTED, which is only asked in training.
        self.categories = nn.Parameter(0.1 * torch.randn(categories + 1, KIND))
        self.seeks = nn.Parameter(torch.zeros(categories, width))
        self.hidden = nn.Linear(HEADS * VALUE + channels + KIND, HIDDEN)
        self.out = nn.Linear(HIDDEN, len(shipped.LABELS))
        # What each unit is part of: no opinion, or one of each label. Only to learn from.
        self.opinion = nn.Linear(channels, 1 + len(shipped.LABELS))
        self.drop_units, self.drop = drop
        steps = torch.arange(1, 40)
        away = torch.from_numpy(np.searchsorted(shipped._STEPS, steps.numpy(), side="right"))
        self.register_buffer("steps", torch.cat([torch.zeros(1, dtype=torch.long), away]), persistent=False)
        with torch.no_grad():
            # Some heads begin by looking near the aspect.
            near = -torch.cat([torch.arange(SIDE, 0, -1), torch.arange(0, SIDE + 1), torch.zeros(1)]) / 4
            self.distance[:, : HEADS // 2] += near[:, None]

    def forward(self, batch: Batch) -> Tensor:
        return self.read(batch)[0]

    def read(self, batch: Batch) -> tuple[Tensor, Tensor, Tensor]:
        """The aspects' logits (M, 3), the heads' weights (M, T, HEADS), the units' opinion logits (B, T, 4)."""
        inputs = torch.cat([table(batch.ids[:, place]) for place, table in enumerate(self.tables)], dim=2)
        sought_in = inputs
        if self.training:
            kept = (torch.rand(inputs.shape[:2]) >= self.drop_units).float()[:, :, None]
            inputs = functional.dropout(inputs * kept, self.drop / 2)
        # Nothing is seen across a boundary, so that a text's neighbours in the batch do not matter.
        own = (batch.ids[:, 0] > EDGE).float()[:, :, None]
        shallow = torch.relu(self.first(_beside(inputs))) * own
        deep = torch.relu(self.second(_beside(functional.dropout(shallow, self.drop / 2, self.training))))
        deep = functional.dropout(deep + shallow, self.drop / 2, self.training)
        keys, values = self.key(deep), self.value(deep)
        item = batch.item
        unit = torch.arange(batch.ids.shape[2])[None, :]
        begin, end = batch.begin[:, None], batch.end[:, None]
        placed = (batch.category == PLACED)[:, None]
        read = batch.read[item] & (~placed | (unit >= begin - self.reach) & (unit < end + self.reach))
        share = torch.where(placed, ((unit >= begin) & (unit < end)).float(), batch.read[item].float())
        before, after = begin - unit, unit - end + 1
        step = self.steps[torch.maximum(before, after).clamp(0, 39)]
        away = torch.where(before > 0, SIDE - step, SIDE + step)
        lean = self.distance[torch.where(placed, away, NOWHERE)]
        clause = batch.clause[item]
        home = clause.gather(1, begin.clamp(0, clause.shape[1] - 1))
        apart = (clause - home).clamp(-CLAUSES_AWAY, CLAUSES_AWAY) + CLAUSES_AWAY
        lean = lean + self.clause[torch.where(placed, apart, NO_CLAUSE)]
        sought = torch.nonzero(batch.category > WHOLE)[:, 0]
        if len(sought):
            wanted = (sought_in[item[sought]] * self.seeks[batch.category[sought]][:, None, :]).sum(2)
            wanted = wanted.masked_fill(~read[sought], -1e4)
            share = share.index_copy(0, sought, torch.softmax(wanted, 1))
            lean = lean.index_copy(0, sought, self._sought(share[sought], clause[sought]))
        share = share / share.sum(1, keepdim=True).clamp_min(1e-9)
        middle = torch.bmm(share[:, None, :], deep[item])[:, 0]
        kind = self.categories[batch.kind]
        query = self.query(torch.cat([middle, kind], 1)).view(-1, HEADS, KEY)
        asked = keys[item].view(len(item), -1, HEADS, KEY)
        logit = torch.einsum("mthk,mhk->mth", asked, query) + lean
        weight = torch.softmax(logit.masked_fill(~read[:, :, None], -1e4), 1)
        seen = torch.einsum("mth,mthv->mhv", weight, values[item].view(len(item), -1, HEADS, VALUE))
        known = torch.cat([seen.flatten(1), middle, kind], 1)
        hidden = torch.relu(self.hidden(functional.dropout(known, self.drop, self.training)))
        answer: Tensor = self.out(functional.dropout(hidden, self.drop, self.training))
        return answer, weight, self.opinion(deep)

    def loss(self, batch: Batch, told: float) -> Tensor:
        """Cross entropy per aspect; `told` weighs what people marked: the units of the opinions, and that one head
        looks at those about the aspect."""
        answer, weight, opinion = self.read(batch)
        own = functional.cross_entropy(answer, batch.label, reduction="none", label_smoothing=0.02)
        total = (own * batch.weight).sum()
        if told and (batch.marks > NOT_MARKED).any():
            marked = functional.cross_entropy(
                opinion.flatten(0, 1), batch.marks.flatten(), ignore_index=NOT_MARKED
            )
            known = batch.looks.any(1)
            seen = (weight[:, :, 0] * batch.looks).sum(1)[known]
            total = total + told * (marked * len(batch.ids) - torch.log(seen + 0.01).sum())
        return total

    def _sought(self, share: Tensor, clause: Tensor) -> Tensor:
        unit = torch.arange(share.shape[1])
        apart = unit[:, None] - unit[None, :]
        away = torch.where(
            apart.abs() <= SHARES_REACH, SIDE + apart.clamp(-SHARES_REACH, SHARES_REACH), NOWHERE
        )
        lean = torch.einsum("ms,tsh->mth", share, self.distance[away])
        between = clause[:, :, None] - clause[:, None, :]
        near = between.abs() < CLAUSES_AWAY
        away = torch.where(near, CLAUSES_AWAY + between.clamp(1 - CLAUSES_AWAY, CLAUSES_AWAY - 1), NO_CLAUSE)
        return lean + torch.einsum("ms,mtsh->mth", share, self.clause[away])

    def arrays(self) -> dict[str, NDArray[np.float32]]:
        """The weights by their names in `network.Network` (tables as table_0, table_1, …)."""

        def plain(weight: Tensor) -> NDArray[np.float32]:
            return weight.detach().numpy().astype(np.float32)

        arrays = {f"table_{place}": plain(table.weight) for place, table in enumerate(self.tables)}
        for name in ("first", "second", "query", "hidden", "out"):
            layer = getattr(self, name)
            arrays[name] = np.ascontiguousarray(plain(layer.weight).T)
            arrays[f"{name}_bias"] = plain(layer.bias)
        for name in ("key", "value"):
            arrays[name] = np.ascontiguousarray(plain(getattr(self, name).weight).T)
        for name in ("distance", "clause", "categories", "seeks"):
            arrays[name] = plain(getattr(self, name))
        arrays["categories"] = arrays["categories"][:-1]
        return arrays | {"reach": np.array(self.reach)}


def _beside(rows: Tensor) -> Tensor:
    """Each unit between the one before and the one after it; (B, T, width) to (B, T, 3 x width)."""
    before = functional.pad(rows, (0, 0, 1, 0))[:, :-1]
    after = functional.pad(rows, (0, 0, 0, 1))[:, 1:]
    return torch.cat([before, rows, after], 2)
