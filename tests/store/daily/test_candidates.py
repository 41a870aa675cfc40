"""What is drawn from: how old it may be, and texts judged again when the rules change."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from corpus.excerpt import RULES_VERSION, best_excerpt
from corpus.normal import normalize
from store.daily import candidates
from store.documents import judging, passage_rows
from store.documents.judging import Judging, _Judged
from tests.support.daily import NOW, Shelf, document, fill, open_shelf, sentences, subscribe
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path
    from sqlite3 import Connection

    from store.daily.chooser import Candidate, Pool
    from store.delivery.model import Subscription

TEXTS = sentences(60)


@pytest.fixture
async def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Shelf]:
    monkeypatch.setattr(candidates, "FEWEST", 10)
    async with open_shelf(tmp_path / "store.db") as one:
        yield one


async def take(
    shelf: Shelf, name: str, texts: list[str], date: str | None, speeches: int = 3
) -> None:
    paper = document(name, texts, speeches=speeches, date=date)
    await shelf.documents.ingest(paper, name, NOW)


async def years(shelf: Shelf, subscription: Subscription | None = None) -> set[int]:
    await shelf.pools.refresh()
    pool = shelf.pools.everything
    if subscription is not None:
        pool = await shelf.database.ask(lambda raw: shelf.pools.of(raw, subscription))
    return {candidate.year for candidate in pool}


async def test_nothing_older_than_twelve_years_before_the_newest_believable(shelf: Shelf) -> None:
    await take(shelf, "新", TEXTS[:12], "2023-05-01")
    await take(shelf, "界", TEXTS[12:15], "2011-01-01")
    await take(shelf, "旧", TEXTS[15:18], "2010-12-31")
    await take(shelf, "未来", TEXTS[18:24], "2031-01-01")
    await take(shelf, "孤", TEXTS[24:26], "2025-01-01", speeches=2)
    await take(shelf, "无", TEXTS[26:28], None)
    assert await years(shelf) == {0, 2011, 2023, 2025, 2031}
    assert shelf.pools.usual_year == 2011


async def test_a_store_that_would_be_left_with_few_keeps_all(shelf: Shelf) -> None:
    await take(shelf, "新", TEXTS[:9], "2023-05-01")
    await take(shelf, "旧", TEXTS[9:18], "2005-05-01")
    assert await years(shelf) == {2005, 2023}
    assert shelf.pools.usual_year is None


async def test_a_chat_may_say_from_which_year_on(shelf: Shelf) -> None:
    await take(shelf, "新", TEXTS[:12], "2023-05-01")
    await take(shelf, "中", TEXTS[12:15], "2018-05-01")
    await take(shelf, "旧", TEXTS[15:18], "1998-05-01")
    chat = await subscribe(shelf)
    assert await years(shelf, chat) == {2018, 2023}
    assert await years(shelf, replace(chat, from_year=2020)) == {2023}
    assert await years(shelf, replace(chat, from_year=0)) == {1998, 2018, 2023}
    # Who names a document wants what it holds.
    old = replace(chat, source_kind="document", source_value="旧.txt")
    assert await years(shelf, old) == {1998}
    planned = await shelf.subscriptions.preview(-1, NOW)
    await shelf.subscriptions.set_from_year(-1, 2020, NOW)
    again = await shelf.subscriptions.preview(-1, NOW)
    assert [one.local_date for one in planned] == [one.local_date for one in again]
    new = {c.id for c in shelf.pools.everything if c.year == 2023}
    assert {one.passage_id for one in again} <= new


async def test_no_traditional_text_among_simplified(shelf: Shelf) -> None:
    await fill(shelf, 20)
    foreign = "碼頭上的燈是亮的，人的心才是定的；風浪裡的船是穩的，岸上的話才是真的。"
    foreign += "規矩立得起來，靠的是人人肯守。"
    await take(shelf, "繁", [foreign], "2025-01-01", speeches=1)
    chat = await subscribe(shelf)
    await shelf.pools.refresh()
    assert not [one for one in shelf.pools.everything if "繁.txt" in one.documents]
    named = replace(chat, source_kind="document", source_value="繁.txt")
    pool = await shelf.database.ask(lambda raw: shelf.pools.of(raw, named))
    assert len(pool) == 1


async def test_changed_rules_judge_stored_texts_again(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(judging, "_AT_ONCE", 7)
    # Stored by rules that found nothing fit, so that all came out wrong.
    monkeypatch.setattr(passage_rows, "keep_excerpts", lambda *_: None)
    await fill(shelf, 20)
    monkeypatch.undo()
    monkeypatch.setattr(judging, "_AT_ONCE", 7)
    await shelf.database.change(
        lambda raw: raw.execute("UPDATE meta SET value = 0 WHERE name = 'rules'")
    )
    # What isn't judged yet is drawn from as before: nobody goes without.
    await shelf.pools.refresh()
    assert len(shelf.pools.everything) == 20
    work = Judging(shelf.database)
    assert not (await work.progress()).done
    keep = judging._keep

    def killed(raw: Connection, judged: list[_Judged]) -> None:
        keep(raw, judged)
        monkeypatch.setattr(judging, "_keep", lambda *_, **__: 1 / 0)

    monkeypatch.setattr(judging, "_keep", killed)
    with pytest.raises(ZeroDivisionError):
        await work.catch_up()
    assert (await work.progress()).judged == 7
    await shelf.pools.refresh()
    assert len(shelf.pools.everything) == 20
    monkeypatch.setattr(judging, "_keep", keep)
    await work.catch_up()
    assert (await work.progress()).done
    await shelf.pools.refresh()
    assert len(shelf.pools.everything) == 20
    async with shelf.database.read() as reader:
        kept = await reader.fetch_all("SELECT * FROM excerpt")
        rules = there(await reader.fetch_one("SELECT value FROM meta WHERE name = 'rules'"))
    assert len(kept) == 20
    assert rules["value"] == RULES_VERSION


async def test_who_names_itself_is_worth_less(shelf: Shelf) -> None:
    paper = document("甲", TEXTS, speeches=3)
    speeches = tuple(replace(one, organisation="记账的老人有限公司") for one in paper.speeches)
    paper = replace(paper, speeches=speeches)
    await shelf.documents.ingest(paper, "甲", NOW)
    await shelf.pools.refresh()
    pool = shelf.pools.everything
    judged = {one.id: there(best_excerpt(text)).points for one, text in _texts_of(pool)}
    lost = {one.id: judged[one.id] - one.worth for one, _ in _texts_of(pool)}
    named = {one.id for one, text in _texts_of(pool) if "记账的老人" in text}
    assert named
    assert {one for one, points in lost.items() if points} == named


def _texts_of(pool: Pool) -> list[tuple[Candidate, str]]:
    by_normal = {normalize(text): text for text in TEXTS}
    return [(one, by_normal[one.normal]) for one in pool]
