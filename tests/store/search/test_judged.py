"""The passage that a writer would paste stands first, more often than with others."""

from __future__ import annotations

import pytest

pytest.importorskip("tantivy", reason="the benchmarks' peers are not installed")

from typing import TYPE_CHECKING

from bench.ranking import SAMPLES, judgements, measure, ndcg
from tests.support.sizes import SOAK

if TYPE_CHECKING:
    from pathlib import Path


def test_the_judgements_are_ids_and_three_grades() -> None:
    judged = judgements()
    assert len(judged) >= 60
    for question, grades in judged.items():
        assert set(grades.values()) <= {0, 1, 2}, question
        assert any(grades.values()), question
        assert all(len(name) == 12 for name in grades), question


def test_an_order_is_worth_more_the_earlier_the_better_ones_stand() -> None:
    grades = {"a": 2, "b": 1, "c": 0}
    assert ndcg(["a", "b"], grades) == 1.0
    assert ndcg(["a"], grades) > ndcg(["b", "a"], grades) > ndcg(["c", "b", "a"], grades) > 0.0
    assert ndcg(["c", "d"], grades) == 0.0


@pytest.mark.samples
@pytest.mark.skipif(not SOAK, reason="measures half a minute: make soak")
@pytest.mark.skipif(not SAMPLES.is_dir(), reason="../shared/samples is not there")
async def test_ours_are_above_each_peer(tmp_path: Path) -> None:
    ours, *peers = await measure(tmp_path, judgements())
    assert len(peers) == 4
    for peer in peers:
        assert ours.all > peer.all + 0.02, peer.name
        assert ours.tuned > peer.tuned, peer.name
        assert ours.held_out > peer.held_out, peer.name
