"""Every label that a text may be given has words in both languages."""

from zhiyin.understand.phrases.annotations import CODES, label_of
from zhiyin.understand.queries.labels import annotation_codes


def test_every_code_has_words() -> None:
    assert {f"{kind}:{code}" for kind, code in CODES} == annotation_codes()


def test_a_label_names_kind_and_code(in_english: None) -> None:
    assert label_of("emotion", "anger") == "Emotion: anger"
