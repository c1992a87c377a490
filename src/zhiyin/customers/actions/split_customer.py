"""Part a person by keys: some of them are somebody else's."""

import secrets
from collections.abc import Collection

from django.db import transaction
from django.utils import timezone

from zhiyin.accounts.actor import Actor
from zhiyin.customers.actions.settle_persons import settle_persons
from zhiyin.customers.errors import NoSuchCustomer, NothingToPart
from zhiyin.customers.models import Customer, Identity, Merge
from zhiyin.customers.rules.merging import give_back_aparts, nodes_of_person, person_of, set_apart
from zhiyin.journal.record import record
from zhiyin.science.customers.persons import components


def split_customer(actor: Actor, *, person_id: int, identity_ids: Collection[int], why: str = "") -> int:
    """Give these keys of a person to a person of their own; that person's id.

    Customers whose keys all leave go with everything that came in under them. Where one row of a source had stated
    leaving and staying keys together when nobody was known by them, nobody can say which of the two a record came in
    under: records and what was told stay where they are, and what comes in from now on goes its own way. Each cut is
    kept as an undone merge: making one of them again (`restore_merge`) takes the whole split back. No rule joins the two.

    Needs `customers.manage` for the whole organisation. Raises NoSuchCustomer, NothingToPart (none or all of the
    keys were named). Journals `customers.split` and `customers.parted`.
    """
    actor.require("customers.manage", "")
    with transaction.atomic():
        root = person_of(person_id)
        if root is None:
            raise NoSuchCustomer
        nodes = nodes_of_person(root)
        held: dict[int, list[Identity]] = {node: [] for node in nodes}
        for key in Identity.objects.filter(customer_id__in=nodes).select_for_update().order_by("id"):
            held[key.customer_id].append(key)
        wanted = set(identity_ids)
        leaving = {key.pk for keys in held.values() for key in keys} & wanted
        staying = {key.pk for keys in held.values() for key in keys} - wanted
        if not leaving or not staying:
            raise NothingToPart
        away = {node for node, keys in held.items() if keys and all(key.pk in leaving for key in keys)}
        cuts = _Cuts(actor.name[:150], why.strip()[:300])
        for node, keys in held.items():
            if node not in away and any(key.pk in leaving for key in keys):
                away.add(cuts.node(node, keys, leaving))
        stay = set(nodes) - away
        own = {key.pk for keys in held.values() for key in keys if not key.is_shared}
        cuts.edges(away, stay)
        cuts.unfounded(away, own & leaving)
        cuts.unfounded(stay, own & staying)
        cuts.hold_together(away)
        cuts.hold_together(stay)
        record(
            actor,
            "customers.split",
            {"customers": [root], "keys": sorted(leaving)},
            subject=f"customer:{root}",
        )
        settle_persons(actor, [*away, *stay])
        give_back_aparts(cuts.undone)
        return Customer.objects.filter(id__in=away).values_list("person_id", flat=True)[0]


class _Cuts:
    def __init__(self, by: str, why: str) -> None:
        self.by, self.why, self.now = by, why, timezone.now()
        self.split = secrets.token_hex(8)
        self.undone: list[Merge] = []

    def node(self, node: int, keys: list[Identity], leaving: set[int]) -> int:
        """A customer of its own for the keys that leave this one; what had joined them is a merge that was undone."""
        old = Customer.objects.get(id=node)
        new = Customer.objects.create(
            person_id=old.person_id,
            is_known=any(key.kind != "device" for key in keys if key.pk in leaving),
            created_at=self.now,
        )
        go = [key.pk for key in keys if key.pk in leaving]
        remain = [key.pk for key in keys if key.pk not in leaving]
        Identity.objects.filter(id__in=go).update(customer_id=new.pk)
        since = min(key.since for key in keys)
        Merge.objects.create(
            left_id=node,
            right_id=new.pk,
            rule="stated_together",
            evidence={
                "links": [[remain, go]],
                "source": keys[0].source,
                "one_row": True,
                "cut_by": self.split,
            },
            by=keys[0].source,
            at=since,
            undone_at=self.now,
            undone_by=self.by,
            undone_why=self.why,
        )
        set_apart(node, new.pk, by=self.by, why=self.why)
        return new.pk

    def edges(self, away: set[int], stay: set[int]) -> None:
        """Undo the merges between both sides."""
        for merge in Merge.objects.filter(left_id__in=away | stay, undone_at__isnull=True):
            if (merge.left_id in away) is not (merge.right_id in away):
                merge.undone_at, merge.undone_by, merge.undone_why = self.now, self.by, self.why
                merge.evidence["cut_by"] = self.split
                merge.save(update_fields=["undone_at", "undone_by", "undone_why", "evidence"])
                set_apart(merge.left_id, merge.right_id, by=self.by, why=self.why)
                self.undone.append(merge)

    def unfounded(self, nodes: set[int], own: set[int]) -> None:
        """Undo merges within a side that no row speaks for but one with keys of the other side."""
        for merge in Merge.objects.filter(left_id__in=nodes, right_id__in=nodes, undone_at__isnull=True):
            if merge.rule == "person" or any(
                all(own.intersection(side) for side in link) for link in merge.evidence.get("links", ())
            ):
                continue
            merge.undone_at, merge.undone_by, merge.undone_why = self.now, self.by, self.why
            merge.evidence["cut_by"] = self.split
            merge.save(update_fields=["undone_at", "undone_by", "undone_why", "evidence"])
            self.undone.append(merge)

    def hold_together(self, nodes: set[int]) -> None:
        """Customers of one side that were joined through the other side alone stay one person: so it was said."""
        edges = Merge.objects.filter(left_id__in=nodes, undone_at__isnull=True)
        parts = components(sorted(nodes), edges.values_list("left_id", "right_id"))
        for part in parts[1:]:
            Merge.objects.create(
                left_id=parts[0][0],
                right_id=part[0],
                rule="person",
                evidence={"split": self.split, "why": self.why},
                by=self.by,
                at=self.now,
            )
