"""Which event a draft is: its key, the hash of what it says."""

import base64
from collections.abc import Sequence

import msgspec

from zhiyin.collect.actions.accepting.identify import keyed
from zhiyin.science.collect.event_drafts import EventDraft

_encode = msgspec.json.Encoder(order="deterministic").encode


def give_event_ids(drafts: Sequence[EventDraft], source: str) -> list[bytes]:
    """Complete source and source_id in place; returns the hash of what each draft says, 16 bytes.

    A draft without an id is known by what it says and how often it was said before among `drafts`: two coffees paid in
    the same second are two.
    """
    seen: dict[bytes, int] = {}
    hashes = []
    for draft in drafts:
        if not draft.source:
            draft.source = source
        if not draft.source_id:
            said = keyed(_encode(draft))
            earlier = seen.get(said, 0)
            seen[said] = earlier + 1
            key = "~" + base64.urlsafe_b64encode(said)[:22].decode()
            draft.source_id = f"{key}.{earlier}" if earlier else key
        hashes.append(keyed(_encode(draft)))
    return hashes
