"""A transformer of one's own that judges sentiment, through ONNX Runtime. Optional: nothing here is shipped or fetched.

A directory with three files: `model.onnx` (inputs among input_ids, attention_mask, token_type_ids; its first output are
logits, one column a label), `tokenizer.json` (as the `tokenizers` package writes it) and `labels.json`:
{"labels": ["negative", "neutral", "positive"], "languages": ["zh", "en"]}, in the order of the columns.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

MODEL, TOKENIZER, LABELS = "model.onnx", "tokenizer.json", "labels.json"
WORTH: Final = {"negative": 0.0, "neutral": 0.5, "positive": 1.0}
"""What a label counts as, as a probability of being pleased."""
LANGUAGES: Final = frozenset({"zh", "en"})
INPUTS: Final = frozenset({"input_ids", "attention_mask", "token_type_ids"})
MOST_TOKENS: Final = 512
MOST_CHARACTERS: Final = 4_000  # more than its tokens can hold
BATCH: Final = 32
VERSION_LETTERS: Final = 8

Floats = NDArray[np.float64]


class UnusableTransformer(Exception):
    """Why the directory cannot be used: `file` is the one at fault, `why` a sentence for its owner."""

    def __init__(self, file: str, why: str) -> None:
        super().__init__(f"{file}: {why}")
        self.file, self.why = file, why


class Judge(Protocol):
    """What may say how texts feel in the place of the shipped models, in `languages` (zh, en)."""

    @property
    def version(self) -> str: ...

    @property
    def languages(self) -> frozenset[str]: ...

    def positive(self, texts: Sequence[str]) -> Floats:
        """The probability that each writer is pleased."""


@dataclass(frozen=True, slots=True)
class Transformer:
    """A loaded model. `version` changes when one of its files does."""

    version: str
    languages: frozenset[str]
    worth: Floats
    inputs: tuple[str, ...]
    session: Any
    tokenizer: Any

    def positive(self, texts: Sequence[str]) -> Floats:
        """The probability that each writer is pleased; a neutral label counts as half. Texts of like length go together,
        so that little is padded."""
        found = np.empty(len(texts))
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        for begin in range(0, len(order), BATCH):
            places = order[begin : begin + BATCH]
            found[places] = self._batch([texts[place] for place in places])
        return found

    def _batch(self, texts: list[str]) -> Floats:
        shown = [text[:MOST_CHARACTERS].encode("utf-8", "replace").decode() for text in texts]
        encoded = self.tokenizer.encode_batch(shown)
        given = {
            "input_ids": [one.ids for one in encoded],
            "attention_mask": [one.attention_mask for one in encoded],
            "token_type_ids": [one.type_ids for one in encoded],
        }
        fed = {name: np.array(given[name], dtype=np.int64) for name in self.inputs}
        logits = np.asarray(self.session.run(None, fed)[0], dtype=np.float64)
        if logits.shape != (len(texts), len(self.worth)) or not np.isfinite(logits).all():
            raise UnusableTransformer(MODEL, f"gives {logits.shape} numbers for {len(texts)} texts")
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        pleased: Floats = (odds / odds.sum(axis=1, keepdims=True)) @ self.worth
        return np.clip(pleased, 1e-4, 1 - 1e-4)


def load(directory: Path) -> Transformer:
    """The model in a directory, tried on two texts. Raises UnusableTransformer with the file at fault."""
    try:
        import onnxruntime  # noqa: PLC0415  (an optional extra)
        import tokenizers  # noqa: PLC0415
    except ImportError as error:
        raise UnusableTransformer(
            str(error.name), "is not installed: install Zhiyin with the extra [onnx]"
        ) from error
    for name in (MODEL, TOKENIZER, LABELS):
        if not (directory / name).is_file():
            raise UnusableTransformer(name, "is not in the directory")
    labels, languages = _labels(directory / LABELS)
    onnxruntime.disable_telemetry_events()
    try:
        tokenizer = tokenizers.Tokenizer.from_file(str(directory / TOKENIZER))
        tokenizer.enable_truncation(MOST_TOKENS)
        kept = tokenizer.padding or {}
        tokenizer.enable_padding(pad_id=kept.get("pad_id", 0), pad_token=kept.get("pad_token", "[PAD]"))
    except Exception as error:  # the package raises nothing narrower
        raise UnusableTransformer(TOKENIZER, "cannot be read as a tokenizer") from error
    try:
        session = onnxruntime.InferenceSession(str(directory / MODEL), providers=["CPUExecutionProvider"])
    except Exception as error:  # the package raises nothing narrower
        raise UnusableTransformer(MODEL, "cannot be read as an ONNX model") from error
    inputs = tuple(one.name for one in session.get_inputs())
    if not set(inputs) <= INPUTS or "input_ids" not in inputs:
        raise UnusableTransformer(MODEL, f"asks for {', '.join(inputs) or 'nothing'}, not for tokens")
    worth = np.array([WORTH[label] for label in labels])
    loaded = Transformer(_version(directory), languages, worth, inputs, session, tokenizer)
    try:
        loaded.positive(["好", "a longer text"])
    except UnusableTransformer:
        raise
    except Exception as error:  # the package raises nothing narrower
        raise UnusableTransformer(MODEL, "does not run on the tokens of its tokenizer") from error
    return loaded


def _labels(path: Path) -> tuple[list[str], frozenset[str]]:
    try:
        found = json.loads(path.read_bytes())
        labels, languages = list(found["labels"]), frozenset(found.get("languages", LANGUAGES))
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        raise UnusableTransformer(LABELS, 'is not of the form {"labels": […], "languages": […]}') from error
    if not {"negative", "positive"} <= set(labels) <= set(WORTH) or len(set(labels)) < len(labels):
        raise UnusableTransformer(LABELS, "must name negative and positive, may name neutral, each once")
    if not languages or not languages <= LANGUAGES:
        raise UnusableTransformer(LABELS, "may name the languages zh and en")
    return labels, languages


def _version(directory: Path) -> str:
    digest = hashlib.sha256()
    for name in (MODEL, TOKENIZER, LABELS):
        with (directory / name).open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return f"onnx-{digest.hexdigest()[:VERSION_LETTERS]}"
