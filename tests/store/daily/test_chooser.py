"""Which passage: repeatable, never twice a round, spread over speeches, twins kept apart."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import pairwise

from store.daily.chooser import ENOUGH, TWIN_DISTANCE, Candidate, History, Mutes, Pool, choose
from store.documents.minhash import jaccard
from tests.support.there import there


def candidates(count: int, *, speeches: int = 10, speakers: int = 5) -> list[Candidate]:
    return [
        Candidate(
            f"id{number:04}",
            "".join(map(chr, random.Random(number).choices(range(0x4E00, 0x9000), k=60))),
            frozenset({f"speech{number % speeches}"}),
            frozenset({f"speaker{number % speeches % speakers}"}),
            frozenset({f"file{number % 2}"}),
        )
        for number in range(count)
    ]


def deliver(
    pool: Pool, days: int, *, mutes: Mutes | None = None, chat: str = "7"
) -> tuple[list[Candidate], list[int]]:
    """Give the choices of so many days, each made with all before it behind it."""
    sent: list[Candidate] = []
    seen: set[str] = set()
    opened: list[int] = []
    for day in range(days):
        near = tuple(reversed(sent))[: History.REACH]
        choice = choose(pool, History(frozenset(seen), near, mutes or Mutes()), f"{chat}/{day}")
        if choice.opens_round:
            opened.append(day)
            seen.clear()
        sent.append(there(choice.candidate))
        seen.add(sent[-1].id)
    return sent, opened


def test_the_same_store_chat_and_date_give_the_same_passage() -> None:
    everything = candidates(200)
    first = choose(Pool(everything), History(), "7/2025-11-20")
    again = choose(Pool(reversed(everything)), History(), "7/2025-11-20")
    assert first == again
    others = {
        there(choose(Pool(everything), History(), f"{chat}/x").candidate).id for chat in range(40)
    }
    assert len(others) > 20


def test_a_new_document_moves_few_choices() -> None:
    small, large = Pool(candidates(1000)), Pool(candidates(1050))
    seeds = [f"{chat}/2025-11-20" for chat in range(300)]
    kept = sum(
        choose(small, History(), seed).candidate == choose(large, History(), seed).candidate
        for seed in seeds
    )
    assert kept > 250


def test_nothing_comes_twice_before_all_have_been_sent() -> None:
    pool = Pool(candidates(120))
    sent, opened = deliver(pool, 240)
    assert opened == [120]
    for start in (0, 120):
        assert len({candidate.id for candidate in sent[start : start + 120]}) == 120


def test_a_new_round_does_not_begin_with_what_was_just_sent() -> None:
    sent, _ = deliver(Pool(candidates(60)), 120)
    for day in range(60, 80):
        assert sent[day].id not in {candidate.id for candidate in sent[day - 20 : day]}


def test_neighbouring_days_have_other_speeches_and_speakers() -> None:
    sent, _ = deliver(Pool(candidates(400, speeches=40, speakers=20)), 100)
    for day, candidate in enumerate(sent):
        recent = sent[max(0, day - 20) : day]
        assert not any(candidate.speeches & other.speeches for other in recent)
        assert not any(candidate.speakers & other.speakers for other in recent[-4:])


def test_with_few_speeches_the_one_longest_unheard_comes() -> None:
    sent, _ = deliver(Pool(candidates(60, speeches=4, speakers=2)), 40)
    for day in range(1, 40):
        assert not sent[day].speeches & sent[day - 1].speeches
        assert not sent[day].speakers & sent[day - 1].speakers


def test_near_duplicates_keep_their_distance() -> None:
    singles = candidates(150)
    twins = [
        Candidate(f"twin{one.id}", one.normal[:-4] + "改了几字", frozenset({f"t{one.id}"}))
        for one in singles[:40]
    ]
    assert all(
        jaccard(one.normal, two.normal) > 0.6 for one, two in zip(singles, twins, strict=False)
    )
    sent, _ = deliver(Pool(singles + twins), 150)
    last: dict[str, int] = {}
    for day, candidate in enumerate(sent):
        name = candidate.id.removeprefix("twin")
        assert day - last.get(name, -1000) > TWIN_DISTANCE
        last[name] = day


def test_a_run_and_a_longer_one_of_the_same_text_keep_their_distance() -> None:
    singles = candidates(60)
    longer = [
        Candidate(f"longer{one.id}", one.normal + other.normal, frozenset({f"t{one.id}"}))
        for one, other in zip(singles[:20], candidates(90)[70:], strict=True)
    ]
    sent, _ = deliver(Pool(singles + longer), 80)
    last: dict[str, int] = {}
    for day, candidate in enumerate(sent[:60]):
        name = candidate.id.removeprefix("longer")
        assert day - last.get(name, -1000) > TWIN_DISTANCE
        last[name] = day


def test_two_mornings_in_a_row_share_little_that_can_be_helped() -> None:
    """Who, when, of what and how begun: each of four values, dealt out without any order."""
    drawn, kinds = random.Random(3), ("body", "year", "opening")
    pool = Pool(
        replace(
            one,
            traits=frozenset(f"{kind} {drawn.randrange(8)}" for kind in kinds),
        )
        for one in candidates(400, speeches=200, speakers=100)
    )
    sent, _ = deliver(pool, 100)
    shared = [len(one.traits & other.traits) for one, other in pairwise(sent)]
    assert sum(shared) <= 10


def test_what_is_barred_never_comes() -> None:
    pool = Pool(candidates(80))
    barred = Mutes(
        frozenset({"id0000", "id0010"}),
        frozenset({"speech1"}),
        frozenset({"speaker2"}),
        frozenset({"file1"}),
    )
    sent, _ = deliver(pool, 60, mutes=barred)
    assert not any(barred.hit(candidate) for candidate in sent)
    assert {candidate.id for candidate in sent} == {one.id for one in pool if not barred.hit(one)}


def test_where_nothing_may_be_sent_nothing_is_chosen() -> None:
    assert choose(Pool(()), History(), "1").candidate is None
    pool = Pool(candidates(3))
    barred = History(mutes=Mutes(documents=frozenset({"file0", "file1"})))
    assert choose(pool, barred, "1").candidate is None


def test_what_is_worth_most_goes_first_and_the_rest_before_any_comes_again() -> None:
    everything = [replace(one, worth=place - 400) for place, one in enumerate(candidates(400))]
    pool = Pool(everything)
    first = there(pool.first)
    assert len(first) == ENOUGH
    sent, opened = deliver(pool, 400)
    assert not opened
    assert {one.id for one in sent[:ENOUGH]} == {one.id for one in first}
    assert len({one.id for one in sent}) == 400
    early, late = (sum(one.worth for one in part) for part in (sent[:60], sent[340:]))
    assert early > late


def test_no_speech_takes_the_place_of_all_others() -> None:
    long = [
        replace(one, speeches=frozenset({"long"}), worth=90) for one in candidates(300)[100:300]
    ]
    others = [replace(one, worth=60) for one in candidates(100, speeches=100)]
    first = there(Pool([*long, *others]).first)
    assert sum("long" in one.speeches for one in first) <= ENOUGH - len(others)


def test_among_those_alike_in_all_else_the_one_worth_more_is_chosen() -> None:
    pool = Pool(
        replace(one, worth=number % 30) for number, one in enumerate(candidates(100, speeches=100))
    )
    worths = [there(choose(pool, History(), f"{chat}/x").candidate).worth for chat in range(50)]
    assert sum(worths) / len(worths) > 25
