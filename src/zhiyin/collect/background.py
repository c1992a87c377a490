"""What the worker does for this room: takes in files, fetches them, forgets old uploads and idempotency keys."""

from functools import partial

from zhiyin.accounts.actor import Actor
from zhiyin.collect.actions import run_import, undo_import
from zhiyin.collect.actions.accepting.telling import tell_of_past_hours
from zhiyin.collect.actions.fetching import run_connector
from zhiyin.collect.actions.forget_uploads import forget_uploads
from zhiyin.collect.actions.idempotency import forget_old_keys
from zhiyin.collect.actions.refile import hand_over_strays
from zhiyin.jobs.loops import loop

__all__ = ["run_connector", "run_import", "undo_import"]

loop("collect.forget_idempotency_keys", every=3_600, alone=True)(forget_old_keys)
loop("collect.forget_uploads", every=3_600, alone=True)(forget_uploads)
loop("collect.connectors", every=2)(run_connector.start_due_connectors)
loop("collect.hand_over_strays", every=600, alone=True)(partial(hand_over_strays, Actor.system("filer")))
loop("collect.tell_of_past_hours", every=30)(tell_of_past_hours)
