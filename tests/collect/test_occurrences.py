"""Counting the rows of a file without keeping them all in memory."""

from hypothesis import given
from hypothesis import strategies as st

from zhiyin.collect.actions.accepting.occurrences import Occurrences

digests = st.lists(st.sampled_from([bytes([n]) * 16 for n in range(12)]), max_size=60)


@given(met=digests, most=st.integers(1, 9))
def test_counts_are_those_of_a_dict_however_little_is_kept_in_memory(met: list[bytes], most: int) -> None:
    expected: dict[bytes, int] = {}
    counted = Occurrences(most)
    for digest in met:
        assert counted.get(digest, 0) == expected.get(digest, 0)
        counted[digest] = counted.get(digest, 0) + 1
        expected[digest] = expected.get(digest, 0) + 1


@given(met=digests)
def test_no_more_is_kept_in_memory_than_was_meant(met: list[bytes]) -> None:
    counted = Occurrences(3)
    for digest in met:
        counted[digest] = 1
        assert len(counted._near) < 3
