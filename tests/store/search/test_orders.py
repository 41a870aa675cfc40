"""Other orders, other punctuation, and numbers that stand whole."""

from __future__ import annotations

import random
import threading
from typing import TYPE_CHECKING

import pytest

from corpus.normal import normalize
from corpus.slogans.bare import bare
from store.search.query import LOOSE_WORD, NEWEST_WORD, OLDEST_WORD, parse_query, plainly
from store.store import Store
from tests.support.clock import SteppedClock
from tests.support.stage import START, text_store
from tests.support.store_scan import make_document, make_speech, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.search.model import Hit
    from store.search.query import Order

MARKS = ("", "、", "，", "。", "；", "“", " ")


def speech(date: str, *paragraphs: str) -> str:
    head = ["在推进会上的讲话", "澄湾港集团 周岚", f"（{date}）" if date else "", "", "同志们："]
    return "\n".join((*head, *paragraphs, ""))


@pytest.fixture(scope="module")
def documents() -> dict[str, str]:
    chance = random.Random(16)
    found = {}
    for number in range(40):
        year, month = 2010 + number % 13, 1 + number % 12
        date = f"{year}年{month}月{1 + number % 28}日" if number % 5 else ""
        run = "".join(part + chance.choice(MARKS) for part in ("以港兴城", "以港促产", "以港惠民"))
        found[f"{number}.txt"] = speech(
            date,
            f"第{number}次会上我们说过要{run}这是大家一起定下来的事情，不能走样，也不能打折扣。",
            f"今年要办好{number + 1}件实事，投入{number * 7 + 2}12万元，"
            "一件一件落到泊位上，到年底交账。",
        )
    return found


@pytest.fixture
async def store(documents: dict[str, str], tmp_path: Path) -> AsyncIterator[Store]:
    path = tmp_path / "store.db"
    made = threading.Thread(target=text_store, args=(path, documents))
    made.start()
    made.join()
    async with Store.open(path, clock=SteppedClock(START)) as opened:
        await opened.slogans.catch_up()
        yield opened


async def test_newest_and_oldest_first_and_the_undated_last(store: Store) -> None:
    orders: tuple[Order, Order] = ("newest", "oldest")
    for order in orders:
        shown: list[Hit] = []
        for offset in range(0, 200, 7):
            page = await store.search.search("要", limit=7, offset=offset, order=order)
            shown += page.hits
        assert len({hit.id for hit in shown}) == len(shown) == page.total
        dates = [hit.speech.date for hit in shown]
        dated = [date for date in dates if date]
        assert dates == dated + [None] * (len(dates) - len(dated))
        assert dated == sorted(dated, reverse=order == "newest")


async def test_the_words_of_an_order_change_nothing_else(store: Store) -> None:
    plain = await store.search.search("实事", limit=100)
    for word in (NEWEST_WORD, OLDEST_WORD, "排序：最新"):
        page = await store.search.search(f"实事 {word}", limit=100)
        assert (page.match, page.total, page.speeches) == ("exact", plain.total, plain.speeches)
        assert {hit.id for hit in page.hits} == {hit.id for hit in plain.hits}
        assert plainly(f"实事 {word}") == "实事"
    # Alone it is a text like any other.
    assert parse_query("排序:最新").needles


@pytest.mark.parametrize("asked", ["以港兴城以港促产", "以港兴城、以港促产", "以港促产，以港惠民"])
async def test_other_punctuation_is_counted_and_found(store: Store, asked: str) -> None:
    every = {hit.id: hit.text for hit in (await store.search.search("会上", limit=1000)).hits}
    exact = {key for key, text in every.items() if normalize(asked) in normalize(text)}
    loose = {key for key, text in every.items() if bare(asked) in bare(text)}
    page = await store.search.search(asked, limit=1000)
    assert page.match == ("exact" if exact else "similar")
    assert page.other_punctuation == len(loose) - len(exact)
    wide = await store.search.search(f"{asked} {LOOSE_WORD}", limit=1000)
    assert {hit.id for hit in wide.hits} == loose
    for hit in wide.hits:
        marked = [hit.text[start:end] for start, end in hit.highlights]
        assert any(bare(one) == bare(asked) for one in marked)


@pytest.mark.parametrize("seed", range(6))
async def test_the_spelling_named_is_the_usual_one_whatever_came_first(
    tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    runs = [f"以港兴城{mark}以港促产{mark}以港惠民" for mark in "、，；"]
    texts = [f"{name}处说的是{chance.choice(runs)}。" for name in "甲乙丙丁戊己庚辛"]
    named: set[tuple[str, ...]] = set()
    orders = (texts, texts[::-1], chance.sample(texts, len(texts)))
    for number, order in enumerate(orders):
        path = tmp_path / f"{number}.db"
        async with Store.open(path, clock=SteppedClock(START)) as opened:
            for text in order:
                document = make_document(f"{text[0]}.txt", make_speech(1, text))
                await take_in(opened.documents, document)
            await opened.slogans.catch_up()
            page = await opened.search.search("以港兴城：以港促产")
        held = [text for text in texts if page.suggestions[0] in text]
        assert page.total == len(texts)
        assert len(held) == max(sum(run[:9] in text for text in texts) for run in runs)
        named.add(page.suggestions)
    assert len(named) == 1


async def test_a_number_that_stands_whole_goes_first(store: Store) -> None:
    page = await store.search.search("12", limit=1000)
    whole = [any(not before.isdigit() for before in around(hit.text, "12")) for hit in page.hits]
    assert whole == sorted(whole, reverse=True)
    assert True in whole
    assert False in whole
    paged = []
    for offset in range(0, page.total, 3):
        paged += [hit.id for hit in (await store.search.search("12", limit=3, offset=offset)).hits]
    assert paged == [hit.id for hit in page.hits]


def around(text: str, number: str) -> list[str]:
    """What stands on the digit's side of each place: "" or a character."""
    found = []
    at = text.find(number)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(number) : at + len(number) + 1]
        found.append(before if before.isdigit() else after)
        at = text.find(number, at + 1)
    return found
