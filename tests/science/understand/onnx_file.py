"""A tiny ONNX model, written by hand: the sum of one row of numbers a token. (The format is protocol buffers.)"""

import json
import struct
from collections.abc import Sequence
from pathlib import Path

FLOAT, INT64 = 1, 7


def number(value: int) -> bytes:
    found = b""
    while value > 0x7F:
        found, value = found + bytes([value & 0x7F | 0x80]), value >> 7
    return found + bytes([value])


def whole(field: int, value: int) -> bytes:
    return number(field << 3) + number(value)


def part(field: int, content: bytes | str) -> bytes:
    content = content.encode() if isinstance(content, str) else content
    return number(field << 3 | 2) + number(len(content)) + content


def tensor(name: str, kind: int, shape: Sequence[int], raw: bytes) -> bytes:
    return b"".join(whole(1, size) for size in shape) + whole(2, kind) + part(8, name) + part(9, raw)


def value(name: str, kind: int, shape: Sequence[str]) -> bytes:
    sizes = b"".join(part(1, part(2, size)) for size in shape)
    return part(1, name) + part(2, part(1, whole(1, kind) + part(2, sizes)))


def node(operation: str, inputs: Sequence[str], output: str, attributes: bytes = b"") -> bytes:
    return b"".join(part(1, one) for one in inputs) + part(2, output) + part(4, operation) + attributes


def model(rows: Sequence[Sequence[float]], *, asks: str = "input_ids") -> bytes:
    """Logits are the sum of the rows of a text's tokens."""
    columns = len(rows[0])
    keep_no_dimension = part(5, part(1, "keepdims") + whole(3, 0) + whole(20, 2))
    flat = [cell for row in rows for cell in row]
    graph = (
        part(1, node("Gather", ["table", asks], "each"))
        + part(1, node("ReduceSum", ["each", "axes"], "logits", keep_no_dimension))
        + part(2, "sum")
        + part(5, tensor("table", FLOAT, [len(rows), columns], struct.pack(f"<{len(flat)}f", *flat)))
        + part(5, tensor("axes", INT64, [1], struct.pack("<q", 1)))
        + part(11, value(asks, INT64, ["texts", "tokens"]))
        + part(12, value("logits", FLOAT, ["texts", "labels"]))
    )
    return whole(1, 8) + part(7, graph) + part(8, part(1, "") + whole(2, 13))


def write(
    directory: Path, rows: Sequence[Sequence[float]], labels: object, *, asks: str = "input_ids"
) -> None:
    """A directory with a model whose tokens are 0 padding, 1 anything else, 2 好, 3 差."""
    import tokenizers

    words = {"[PAD]": 0, "[UNK]": 1, "好": 2, "差": 3}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Split(tokenizers.Regex("."), "isolated")
    directory.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(directory / "tokenizer.json"))
    (directory / "model.onnx").write_bytes(model(rows, asks=asks))
    (directory / "labels.json").write_text(json.dumps(labels))
