"""The tiers below the exact one: in which order they stand, and what is tried last."""

from __future__ import annotations

from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import gettempdir
from typing import TYPE_CHECKING

import pytest

from store.documents.documents import Documents
from store.index.snapshot import open_indexed
from store.search.search import Search
from store.search.tokenizer import Words
from tests.support.store_scan import make_document, make_speech, take_in

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WORDS = Words(Path(gettempdir()))
FAR = "码头的事要抓好，缆绳要天天查、灯要夜夜亮、路要时时通，谁的整改谁来做，再一件一件落实。"
NEAR = "码头的事要天天问，抓好整改落实不靠嗓门靠脚步，走到船边看一看，比开十次会都管用。"
TWO = "窗口的整改要算时间账，落实到哪一天、哪一个人，都要写在墙上，让等船的人看得见。"
LOOSE = "整改都写在本子上，缆绳旧了就换，灯坏了就修，一条一条记下来，年底一起看落实。"


@asynccontextmanager
async def opened(tmp_path: Path, *paragraphs: str) -> AsyncIterator[Search]:
    async with open_indexed(tmp_path / "store.db") as database:
        await take_in(Documents(database), make_document("a.txt", make_speech(1, *paragraphs)))
        yield Search(database, WORDS)


async def test_more_of_the_words_stand_first_and_among_equals_those_side_by_side(
    tmp_path: Path,
) -> None:
    async with opened(tmp_path, LOOSE, TWO, FAR, NEAR) as search:
        page = await search.search("怎么抓好整改落实呢")
        assert [hit.text for hit in page.hits] == [NEAR, FAR, TWO, LOOSE]


@pytest.mark.parametrize(
    "asked",
    [
        "怎麼抓好整改落實呢",
        "怎么抓好整改落实的提法",
        "抓好整改落实怎样才能做到",
    ],
)
async def test_a_question_is_read_by_what_it_is_about(tmp_path: Path, asked: str) -> None:
    async with opened(tmp_path, NEAR, TWO) as search:
        page = await search.search(asked)
        assert page.match == "words"
        assert page.hits[0].text == NEAR


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("三农问题", ("三农", "问题")),
        ("1978年12月", ("1978年", "12月")),
        ("ＧＤＰ增长", ("ＧＤＰ", "增长")),
        ("增長与ＧＤＰ", ("增長", "ＧＤＰ")),
    ],
)
async def test_words_are_cut_from_the_normal_form_and_shown_as_typed(
    tmp_path: Path, asked: str, words: tuple[str, str]
) -> None:
    text = "三农这本账，1978年开的头，12月结的尾；问题不在GDP，增长要看人心。"
    async with opened(tmp_path, text, NEAR) as search:
        assert (await search.search(asked)).words == words


async def test_going_on_shows_every_passage_once(tmp_path: Path) -> None:
    many = [
        f"第{at}条整改要写在墙上，{('落实到人', '抓好为止')[at % 2]}，{at}天以后再看，看过才算数。"
        for at in range(250)
    ]
    async with opened(tmp_path, *many, FAR, NEAR) as search:
        total = (await search.search("怎么抓好整改落实呢")).total
        shown: list[str] = []
        while len(shown) < total:
            page = await search.search("怎么抓好整改落实呢", limit=60, offset=len(shown))
            shown += [hit.text for hit in page.hits]
        assert total == 252
        assert shown[:2] == [NEAR, FAR]
        assert len(set(shown)) == total


@pytest.mark.parametrize(
    ("asked", "words"),
    [("如何当好参谋助手呢", ("参谋", "助手")), ("离不开群众监督", ("群众", "监督"))],
)
async def test_long_words_that_stand_nowhere_are_looked_for_in_pieces(
    tmp_path: Path, asked: str, words: tuple[str, str]
) -> None:
    text = "办公室的人先要当好码头的参谋和助手，大事小事都请群众来监督，听得进难听的话。"
    async with opened(tmp_path, text, NEAR) as search:
        page = await search.search(asked)
        assert (page.match, page.words) == ("words", words)
        assert [hit.text for hit in page.hits] == [text]


@pytest.mark.parametrize(
    ("asked", "shown", "named"),
    [
        # The rarer word weighs more than the two common ones.
        ("缆绳 窗口 整改", [TWO], ("缆绳", "窗口", "整改")),
        ("缆绳 火箭 卫星", [FAR, LOOSE], ("缆绳",)),
        ("请帮我找几句关于嗓门的说法", [NEAR], ("嗓门",)),
    ],
)
async def test_nobody_is_left_empty_while_a_word_stands_somewhere(
    tmp_path: Path, asked: str, shown: list[str], named: tuple[str, ...]
) -> None:
    async with opened(tmp_path, LOOSE, TWO, FAR, NEAR) as search:
        page = await search.search(asked)
        assert page.match == "words"
        assert [hit.text for hit in page.hits][: len(shown)] == shown
        assert page.words == named


async def test_what_is_said_above_is_true(tmp_path: Path) -> None:
    many = [f"窗口前移第{at}步，走到船边看一看，比开十次会都管用。" for at in range(12)]
    async with opened(tmp_path, *many, LOOSE) as search:
        page = await search.search("窗口 缆绳 火箭", limit=1)
        assert [hit.text for hit in page.hits] == [LOOSE]
        assert (page.words, page.absent) == (("缆绳",), ("火箭",))


async def test_a_speech_that_holds_all_goes_before_one_that_does_not(tmp_path: Path) -> None:
    one = make_speech(1, "船等不起的事，要马上就办，不能拖到明天才办。")
    both = make_speech(2, "船等不起的时候，人心也不能等，今天就要办好。", "车等不起，路要先让开。")
    async with open_indexed(tmp_path / "store.db") as database:
        await take_in(Documents(database), make_document("a.txt", one, both))
        page = await Search(database, WORDS).search("船等不起 车等不起 火箭")
        assert [hit.speech.number for hit in page.hits] == [2, 2, 1]


@pytest.mark.parametrize("asked", ["民主生活会怎么开", "请问民主生活会要怎么开好"])
async def test_a_name_is_not_cut_that_the_store_holds_whole(tmp_path: Path, asked: str) -> None:
    name = [f"民主生活会第{at}次开到船上，开门见山，谁也不绕弯子。" for at in range(3)]
    async with opened(
        tmp_path, *name, NEAR, "民主要讲，生活要好，会要少开，这三句话都得算数。"
    ) as search:
        page = await search.search(asked)
        assert "民主生活会" in page.words
        assert all("民主生活会" in hit.text for hit in page.hits[:3])


async def test_one_piece_of_several_is_no_answer(tmp_path: Path) -> None:
    async with opened(
        tmp_path, NEAR, "这条船装的是引力很强的磁铁，靠泊的时候要慢，离岸的时候要稳。"
    ) as search:
        page = await search.search("量子引力波")
        assert (page.match, page.total) == (None, 0)
