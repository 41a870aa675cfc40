from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from store.index import cache as lists
from store.index.cache import PostingsCache

if TYPE_CHECKING:
    import pytest


def test_a_list_is_given_back_until_others_need_its_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_BYTES", 100)
    kept = PostingsCache()
    for key in range(3):
        kept.keep(key, np.arange(10, dtype=np.uint32))
        assert kept.find(0) is not None
    assert kept.find(1) is None
    assert kept.find(2) is not None
    assert kept.find(3) is None


def test_a_list_that_would_drive_out_all_others_is_not_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(lists, "LONGEST", 40)
    kept = PostingsCache()
    kept.keep(1, np.arange(11, dtype=np.uint32))
    kept.keep(2, np.arange(10, dtype=np.uint32))
    assert kept.find(1) is None
    assert kept.find(2) is not None


def test_counts_are_given_only_where_all_are_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_COUNTS", 2)
    kept = PostingsCache()
    kept.keep_counts([1, 2], [7, 0])
    assert kept.counts([2, 1]) == [0, 7]
    assert kept.counts([1, 3]) is None
    kept.keep_counts([3], [5])
    kept.keep_counts([4], [6])
    assert kept.counts([1]) is None
    assert kept.counts([4]) == [6]
