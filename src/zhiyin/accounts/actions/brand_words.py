"""Words that stand before or behind the names of places and are left out when names are compared."""

from django.db import transaction

from zhiyin.accounts.actor import Actor
from zhiyin.accounts.models import BrandWord
from zhiyin.journal.errors import NotFound
from zhiyin.journal.record import record
from zhiyin.science.accounts.unit_names import plain


def add_brand_word(actor: Actor, *, word: str) -> None:
    """Names are compared without it from now on. Needs `organisation.manage` over the whole."""
    actor.require("organisation.manage", "")
    with transaction.atomic():
        _, is_new = BrandWord.objects.get_or_create(word=plain(word)[:60])
        if is_new:
            record(actor, "accounts.brand_word_added", {"word": plain(word)[:60]})


def remove_brand_word(actor: Actor, *, word_id: str | int) -> None:
    """Names are compared with it again; what was settled stays settled. Raises NotFound."""
    actor.require("organisation.manage", "")
    text = str(word_id)
    with transaction.atomic():
        known = text.isascii() and text.isdecimal() and len(text) < 19
        word = BrandWord.objects.filter(pk=int(text)).first() if known else None
        if word is None:
            raise NotFound()
        word.delete()
        record(actor, "accounts.brand_word_removed", {"word": word.word})
