"""An organisation's own intents, learned from its own example sentences."""

from zhiyin.science.understand.intents.engine import IntentModel, from_bytes, train

__all__ = ["IntentModel", "from_bytes", "train"]
