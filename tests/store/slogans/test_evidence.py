"""What makes a run, a word or four characters a slogan: where they stand, not what they are."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from corpus.slogans.bare import bare
from store.slogans.miner import Miner
from store.slogans.slogans import Slogans
from tests.support.slogans import ALL, opened, told
from tests.support.store_scan import make_document, make_speech, take_in
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from store.db.port import RawConnection

GOODS = [
    "缆绳油布",
    "吊臂钢轨",
    "货箱托盘",
    "船票货单",
    "灯塔浮标",
    "木材煤炭",
    "老船船长",
    "码头工棚",
]
ENDED = ["老船案件", "新船案件", "货箱案件", "缆绳案件"]
DEEDS = [
    "沉到舱底",
    "贴近水手",
    "量水而行",
    "留有余地",
    "把握潮汐",
    "久炼成钢",
    "细水长流",
    "守港尽职",
]
SHORT = ["种好树", "引活水", "修远路", "聚人心", "进码头", "访船户", "察水情", "解缆绳"]
NAMES = ["压浪石", "硬缆绳", "老船票", "回航客"]
LISTED = ("上月购进了{}。", "{}，价格上涨。", "仓库里清点{}，一件不少。")
CALLED = ("大家要坚持{}。", "做到{}，年年如此。", "{}，是老船长的体会。", "大力弘扬{}的作风。")


async def listed(path: Path, patterns: Sequence[str], said: str, speeches: int = 6) -> set[str]:
    """Return the bare forms that are listed where several speeches say something."""
    async with opened(path) as (documents, slogans):
        for number in range(speeches):
            text = f"第{number}船靠岸。" + patterns[number % len(patterns)].format(said)
            await take_in(documents, make_document(f"{number}.txt", make_speech(1, text)))
        page = await slogans.most_used(limit=ALL)
        return {bare(one.shown) for one in page.items}


def draws(words: Sequence[str], sizes: Sequence[int], seed: int = 7) -> list[tuple[str, ...]]:
    chance = random.Random(seed)
    return [tuple(chance.sample(words, size)) for size in sizes]


@pytest.mark.parametrize("parts", [*draws(GOODS, (2, 3, 4, 5)), *draws(ENDED, (2, 3, 4))])
async def test_a_list_that_nobody_is_called_upon_to_do_is_none_nor_is_a_piece_of_it(
    tmp_path: Path, parts: tuple[str, ...]
) -> None:
    assert not await listed(tmp_path / "store.db", LISTED, "、".join(parts))


@pytest.mark.parametrize("parts", [*draws(DEEDS, (2, 3, 4, 5)), *draws(SHORT, (3, 4, 5))])
@pytest.mark.parametrize("patterns", [CALLED, CALLED[:2], CALLED[1:]])
async def test_a_run_that_people_are_called_upon_to_do_is_one_and_its_pieces_are_none(
    tmp_path: Path, parts: tuple[str, ...], patterns: tuple[str, ...]
) -> None:
    found = await listed(tmp_path / "store.db", patterns, "、".join(parts))
    assert found & {"".join(parts), *map("".join, pairwise(parts)), *parts} == {"".join(parts)}


@pytest.mark.parametrize("said", DEEDS)
@pytest.mark.parametrize(
    "patterns",
    [
        ("同志们要{}。", "{}，是本分。", "做到{}、寸步不让。"),
        ("{}，是靠岸的前提。",),
        ("遇事要{}，又要看潮水。",),
    ],
)
async def test_four_characters_are_one_whatever_stands_beside_them(
    tmp_path: Path, said: str, patterns: tuple[str, ...]
) -> None:
    assert said in await listed(tmp_path / "store.db", patterns, said)


@pytest.mark.parametrize("said", ["才能靠岸", "就会翻船", "方能开航", "要看潮水"])
async def test_what_follows_from_a_slogan_is_none(tmp_path: Path, said: str) -> None:
    patterns = ("守港尽职，{}，是老话。", "久炼成钢，{}。")
    assert said not in await listed(tmp_path / "store.db", patterns, said)


@pytest.mark.parametrize("said", NAMES)
async def test_a_word_that_is_merely_quoted_is_none_and_one_that_names_something_is(
    tmp_path: Path, said: str
) -> None:
    merely = ("有的说这是“{}”。", "必须完成“{}”，不能拖。", "“{}”占了三成。")
    assert said not in await listed(tmp_path / "a.db", merely, said)
    naming = ("深化“{}”改革，不停步。", "弘扬“{}”精神。", *merely[:1])
    assert said in await listed(tmp_path / "b.db", naming, said)


def _as_older_rules_left_it(raw: RawConnection) -> None:
    raw.execute("UPDATE slogan_document SET rules = 0")
    raw.execute("DELETE FROM slogan_hint")
    raw.execute("UPDATE slogan SET rank = 3")


async def test_documents_read_by_older_rules_are_read_again(tmp_path: Path) -> None:
    run = "、".join(DEEDS[:3])
    async with opened(tmp_path / "store.db") as (documents, slogans):
        for number in range(4):
            text = CALLED[number].format(run)
            await take_in(documents, make_document(f"{number}.txt", make_speech(1, text)))
        fresh = await told(slogans)
        assert bare(run) in fresh
        database = documents._database
        await database.change(_as_older_rules_left_it)
        # Who brings another document doesn't wait for that.
        await take_in(documents, make_document("new.txt", make_speech(1, "潮水退了，船还在。")))
        assert not await told(slogans)
        await Slogans(database, Miner(database)).catch_up()
        assert await told(Slogans(database, Miner(database))) == fresh


@pytest.mark.parametrize(
    "told",
    [
        "要深化改水、改厕、改路“三改提升”行动。",
        "要治好改水、改厕、改路等“三改提升”问题。",
        "“三改提升”，即改水、改厕、改路。",
    ],
)
async def test_the_passage_on_a_card_holds_the_members(tmp_path: Path, told: str) -> None:
    async with opened(tmp_path / "store.db") as (documents, slogans):
        for number, text in enumerate(
            ("“三改提升”是基础，不停步，年年抓。", told, "“三改提升”不停步。")
        ):
            await take_in(documents, make_document(f"{number}.txt", make_speech(1, text)))
        card = there(await slogans.card(there(await slogans.exactly("三改提升")).key))
        assert (card.members, card.members_from) == (("改水", "改厕", "改路"), "text")
        assert there(card.telling).text == told
        assert card.explains
        assert card.spelled_out_in is None


async def test_a_card_says_where_members_stand_that_its_passage_does_not_hold(
    tmp_path: Path,
) -> None:
    more = "船靠了岸，货上了车，人下了船，灯还亮着，没有谁先走。" * 6
    told = f"要过好“三个关口”。一是思想关口，{more}二是作风关口，{more}三是廉洁关口，{more}"
    explained = "“三个关口”是指人在船上要过的关口，天天要过，月月要过，年年要过，谁也躲不开它。"
    async with opened(tmp_path / "store.db") as (documents, slogans):
        for number, text in enumerate((told, explained)):
            await take_in(documents, make_document(f"{number}.txt", make_speech(1, text)))
        card = there(await slogans.card(there(await slogans.exactly("三个关口")).key))
        assert card.members == ("思想关口", "作风关口", "廉洁关口")
        assert there(card.telling).text == explained
        assert there(card.spelled_out_in).source == "0.txt"
