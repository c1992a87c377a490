import re
import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhiyin.science.language.search import (
    fts5_query,
    postgres_query,
    query_phrases,
    search_text,
    search_tokens,
)

TEXTS = [
    "上菜慢，退款难",
    "空调坏了，不退款项",
    "Café iPhone15 很好，服務也好",
    "refunds are slow",
    "慢慢来",
    "¥１２８ 太贵",
]


@pytest.fixture
def index() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:")
    connection.execute("create virtual table t using fts5(body, tokenize='unicode61')")
    connection.executemany("insert into t values (?)", [(search_text(text),) for text in TEXTS])
    return connection


def found(index: sqlite3.Connection, query: str) -> list[int]:
    rows = index.execute("select rowid - 1 from t where t match ? order by 1", (fts5_query(query),))
    return [row[0] for row in rows]


@pytest.mark.parametrize(
    ("query", "texts"),
    [
        ("退款", [0, 1]),
        ("空调", [1]),
        ("退款难", [0]),
        ("慢", [0, 4]),
        ("服务", [2]),
        ("服務", [2]),
        ("贵 128", [5]),
        ("cafe", [2]),
        ("CAFÉ", [2]),
        ("refund", [3]),
        ("iphone15", [2]),
        ("款退", []),
        ("菜退", []),
        ('退款" OR "空调', []),
    ],
)
def test_a_query_finds_the_texts_that_hold_it(
    index: sqlite3.Connection, query: str, texts: list[int]
) -> None:
    assert found(index, query) == texts


@pytest.mark.parametrize("query", ["", "。！", '"', "* - ( )", "👍"])
def test_a_query_without_letters_is_empty(query: str) -> None:
    assert fts5_query(query) == postgres_query(query) == ""


def test_the_index_holds_about_one_token_per_character() -> None:
    text = "服务员态度很好上菜也快，就是等位太久了。"
    assert len(search_tokens(text)) <= len(text)


def test_a_phrase_keeps_its_order_on_postgresql() -> None:
    assert postgres_query("客服态度 慢") == "('客服' <-> '服态' <-> '态度') & '慢':*"


@given(st.text(alphabet="退款难空调坏上菜慢", min_size=2, max_size=12), st.data())
def test_every_substring_of_two_or_more_han_characters_is_found(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    indexed = " " + search_text(text) + " "
    asked = [token for phrase in query_phrases(text[start:end]) for token in phrase.tokens]
    assert re.search(" " + " ".join(asked) + " ", indexed)
