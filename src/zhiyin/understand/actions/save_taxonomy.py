"""Change a taxonomy: its content, whether it is on, or back to what it was. Every change is a version of its own."""

from dataclasses import asdict
from typing import Any

from django.db import IntegrityError, transaction

from zhiyin.accounts.actor import Actor
from zhiyin.journal.errors import Conflict
from zhiyin.journal.record import record
from zhiyin.science.understand.taxonomies.content import as_content, changes
from zhiyin.science.understand.taxonomies.defaults import default
from zhiyin.science.understand.taxonomies.taxonomy import Taxonomy, faults
from zhiyin.understand.errors import TooManyTaxonomies, UnusableTaxonomy
from zhiyin.understand.models import TaxonomyVersion
from zhiyin.understand.phrases.taxonomies import fault_in_words
from zhiyin.understand.queries.taxonomies import (
    AS_SHIPPED,
    TaxonomyRow,
    kept_taxonomies,
    read_taxonomy,
    read_version,
)

MOST_TAXONOMIES = 30


def save_taxonomy(actor: Actor, *, taxonomy: Taxonomy, based_on: int | None = None) -> TaxonomyRow:
    """Make this the newest version of the taxonomy of its code; a new code is a new taxonomy, which is off.

    Needs `settings.manage` everywhere. `based_on` is the number of the version that was edited: raises Conflict when
    a newer one holds. Journals `understand.taxonomy_saved`; nothing when nothing differs. Raises UnusableTaxonomy,
    TooManyTaxonomies.
    """
    actor.require("settings.manage", "")
    check(taxonomy)
    before = next((row for row in kept_taxonomies() if row.code == taxonomy.code), None)
    if before is None and len(kept_taxonomies()) >= MOST_TAXONOMIES:
        raise TooManyTaxonomies(most=MOST_TAXONOMIES)
    if based_on is not None and based_on != (before.number if before else AS_SHIPPED):
        raise Conflict()
    if before is not None and before.taxonomy == taxonomy:
        return before
    content = None if taxonomy == default(taxonomy.code) else as_content(taxonomy)
    was = before.taxonomy if before else Taxonomy(taxonomy.code, "", "")
    changed = asdict(changes(was, taxonomy))
    _write(actor, taxonomy.code, before, content=content, changed=changed, event="understand.taxonomy_saved")
    return read_taxonomy(actor, taxonomy.code)


def switch_taxonomy(actor: Actor, *, code: str, on: bool) -> TaxonomyRow:
    """Read texts with this taxonomy, or without it. Needs `settings.manage` everywhere. Journals
    `understand.taxonomy_switched`; nothing when it is so already."""
    before = read_taxonomy(actor, code)
    if before.is_on == on:
        return before
    content = as_content(before.taxonomy) if before.is_changed else None
    _write(
        actor,
        code,
        before,
        content=content,
        is_on=on,
        changed={"switched": on},
        event="understand.taxonomy_switched",
    )
    return read_taxonomy(actor, code)


def restore_taxonomy(actor: Actor, *, code: str, number: int) -> TaxonomyRow:
    """Make an earlier version, 0 for the shipped one, the newest again. Needs `settings.manage` everywhere.

    Journals `understand.taxonomy_saved`. Raises NoSuchTaxonomy, NoSuchTaxonomyVersion.
    """
    before = read_taxonomy(actor, code)
    wanted = read_version(actor, code, number)
    if wanted == before.taxonomy:
        return before
    content = None if wanted == default(code) else as_content(wanted)
    changed = asdict(changes(before.taxonomy, wanted)) | {"restored": number}
    _write(actor, code, before, content=content, changed=changed, event="understand.taxonomy_saved")
    return read_taxonomy(actor, code)


def check(taxonomy: Taxonomy) -> None:
    """Raises UnusableTaxonomy with a sentence for everything that is wrong."""
    if wrong := faults(taxonomy):
        raise UnusableTaxonomy(
            errors=[{"category": one.category, "message": fault_in_words(one)} for one in wrong]
        )


def _write(
    actor: Actor,
    code: str,
    before: TaxonomyRow | None,
    *,
    content: dict[str, Any] | None,
    changed: dict[str, Any],
    event: str,
    is_on: bool | None = None,
) -> None:
    number = (before.number if before else AS_SHIPPED) + 1
    stays = before.is_on if before else False
    try:
        with transaction.atomic():
            TaxonomyVersion.objects.create(
                taxonomy=code,
                number=number,
                is_on=stays if is_on is None else is_on,
                content=content,
                changed=changed,
                by=actor.name,
            )
            told = {"taxonomy": code, "number": number, "changed": changed}
            record(actor, event, told, subject=f"taxonomy:{code}")
    except IntegrityError as error:  # two people at once: the number is taken
        raise Conflict() from error
