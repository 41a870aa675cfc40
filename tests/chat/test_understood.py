"""Names, years and places typed as words: understood, said, and taken back by one press."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.support.stage import copy_store, stage, text_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.stage import Stage

HEAD = "在{place}推进会上的讲话\n\n澄湾港集团　{speaker}\n（{date}）\n\n"
OPENING = "同志们，今天把大家请来，感谢各位一年来的辛苦，也感谢码头上的工人兄弟。\n\n"
BODY = (
    "靠前服务不是站得近，是想得早，问题解决在靠泊之前才算数。\n\n"
    "泊位调度要算时间账，船几时到、货卡在哪，都要写在墙上。\n\n"
    "窗口前移以后，群众少跑一趟，我们就多走一趟，这笔账划得来。\n\n"
)
ENDING = "整改没有完成时，今天散会以后，请各位马上就办，把整改的事一件一件做到底。\n"
DOCUMENTS = {
    "一.txt": HEAD.format(place="一线服务", speaker="贺望潮", date="2021年3月8日")
    + OPENING + BODY + ENDING,
    "二.txt": HEAD.format(place="夜间引航", speaker="林远舟", date="2022年5月6日")
    + "同志们，夜里开会，是因为夜里也有船。\n\n"
    + "船等不起，货更等不起，人心最等不起，这一条谁都不能忘。\n\n"
    + "泊位调度要提前两小时，缆绳要天天查、灯要夜夜亮。\n\n"
    + "整改要写在墙上，落实到哪一天、哪一个人，让等船的人看得见。\n\n"
    + "路上辛苦，散会。\n",
}  # fmt: skip


@pytest.fixture(scope="session")
def named_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return text_store(tmp_path_factory.mktemp("store") / "named.db", DOCUMENTS)


@pytest.fixture
async def named(named_template: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(copy_store(named_template, tmp_path / "store.db")) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


@pytest.mark.parametrize(
    ("typed", "begins", "removal", "then"),
    [
        ("贺望潮 靠前服务", "贺望潮 · “靠前服务”", "去掉讲话人", "“靠前服务”"),
        ("贺望潮同志 靠前服务", "贺望潮 · “靠前服务”", "去掉讲话人", "“靠前服务”"),
        ("2021年 泊位调度", "2021 年 · “泊位调度”", "去掉年份", "“泊位调度” 2 处"),
        ("近三年 泊位调度", "", "", ""),
        ("推进会 靠前服务", "标题含“推进会” · “靠前服务”", "去掉标题", "“靠前服务”"),
        ("结尾 整改", "讲话结尾 · “整改”", "去掉结尾", "“整改” 2 处"),
        ("会议结尾 整改", "讲话结尾 · “整改”", "去掉结尾", "“整改” 2 处"),
        ("怎么写整改的收尾", "没有这句原话。讲话结尾 · “整改”", "去掉结尾", "“整改” 2 处"),
        ("开头 感谢", "讲话开头 · “感谢”", "去掉开头", "“感谢”"),
    ],
)
async def test_a_name_is_understood_said_and_taken_back(
    named: Stage, typed: str, begins: str, removal: str, then: str
) -> None:
    page = await named.store.search.search(typed, limit=5)
    if not begins:
        assert page.match == "words"
        assert page.understood == ()
        return
    assert page.understood
    assert page.match == "exact"
    wider = await named.store.search.search(then.split("”", maxsplit=1)[0].strip("“"), limit=5)
    assert wider.total >= page.total
    user, chat = await named.person()
    answer = await named.ask(user, chat, typed)
    first = answer.text.splitlines()[0]
    where, _, words = begins.rpartition(" · ")
    assert first.startswith(begins if page.total > 1 else f"{where} · 只有 1 处"), first
    back = await named.telegram.turn(user, answer, removal)
    assert back.text.startswith((then, "只有 1 处"))
    assert words.strip("“”") in back.text


@pytest.mark.parametrize(
    ("typed", "total"),
    [
        ("年:2021 年:2022 泊位调度", 2),
        ("年:2020-2021 泊位调度", 1),
        ("年:2021—2022 泊位调度", 2),
        ("年:2022以来 泊位调度", 1),
        ("年:二零二一 泊位调度", 1),
        ("年:九十年代 泊位调度", 0),
        ("年:2020年代 泊位调度", 2),
        ("讲话人:贺望潮 讲话人:林远舟 泊位调度", 2),
        ("用处:结尾 整改", 1),
        ("用处:开头 用处:结尾 整改", 1),
    ],
)
async def test_spans_of_years_and_two_values_of_one_field(
    named: Stage, typed: str, total: int
) -> None:
    assert (await named.store.search.search(typed)).total == total


async def test_what_a_speaker_never_said_is_said_of_him(named: Stage) -> None:
    user, chat = await named.person()
    answer = await named.ask(user, chat, "贺望潮 船等不起")
    assert answer.text.startswith("贺望潮的 1 篇里没有“船等不起”。别人讲过 1 处：\n")
    year = await named.ask(user, chat, "2021年 缆绳")
    assert year.text.startswith("2021 年的 1 篇里没有“缆绳”。别处有 1 处：\n")


async def test_a_slip_in_a_name_is_said_and_can_be_refused(named: Stage) -> None:
    user, chat = await named.person()
    listed = await named.ask(user, chat, "贺望朝")
    assert listed.text.startswith("没有“贺望朝”。下面是贺望潮的 1 篇：\n1《在一线服务推进会上")
    refused = await named.telegram.turn(user, listed, "不是这个")
    assert refused.text == "库里没有“贺望朝”。"
    page = await named.store.search.search("贺望朝 泊位调度")
    assert (page.match, page.suggestions) == ("similar", ("讲话人:贺望潮 泊位调度",))
    assert (await named.store.search.search("贺望山")).match is None


async def test_what_narrows_is_said_before_the_nearest_words_too(named: Stage) -> None:
    user, chat = await named.person()
    answer = await named.ask(user, chat, "年:2021 泊位怎么调度")
    assert answer.text.startswith("2021 年 · 没有这句原话。")


TWO_BODIES = {
    f"{number}.txt": f"在例会上的讲话\n\n港务{number}公司　{speaker}\n（2022年5月6日）\n\n"
    + "\n\n".join(f"第{line}条，泊位调度要提前{line}小时报到码头上来。" for line in lines)
    + f"\n\n港务公司的牌子要擦亮，{speaker}说谁家的牌子都一样。\n"
    for number, speaker, lines in (("一", "林远", "一二三"), ("二", "苏宁", "四五"))
}


@pytest.fixture
async def two_bodies(tmp_path: Path) -> AsyncIterator[Stage]:
    store = await asyncio.to_thread(text_store, tmp_path / "store.db", TWO_BODIES)
    async with stage(store) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


async def test_of_two_bodies_that_fit_none_is_taken_and_each_is_a_press(two_bodies: Stage) -> None:
    user, chat = await two_bodies.person()
    answer = await two_bodies.ask(user, chat, "港务公司 泊位调度")
    assert answer.text.startswith("没有一段同时有“港务公司”“泊位调度”。最接近的")
    assert {"港务一公司 3", "港务二公司 2"} <= set(answer.labels)
    one = await two_bodies.telegram.turn(user, answer, "港务二公司 2")
    assert one.text.startswith("港务二公司 · “泊位调度” 2 处")


async def test_where_a_passage_holds_all_that_was_typed_nothing_else_is_understood(
    named: Stage,
) -> None:
    page = await named.store.search.search("今天 感谢")
    assert (page.match, page.understood) == ("exact", ())
    page = await named.store.search.search("整改 今天 散会")
    assert (page.match, page.understood) == ("exact", ())


async def test_speeches_are_found_by_their_speaker(named: Stage) -> None:
    user, chat = await named.person()
    answer = await named.ask(user, chat, "/speeches 贺望潮")
    assert "一线服务推进会" in answer.text
    assert "夜间引航" not in answer.text


USES = {
    "三.txt": HEAD.format(place="担当", speaker="贺望潮", date="2023年4月1日")
    + "同志们，今天讲担当，先讲一句实话，会开得短一点，事做得长一点。\n\n"
    + "担当好比缆绳，平时看不见，风浪来了全靠它拴住船。\n\n"
    + "担当不是喊得响，而是站得住。\n\n"
    + "敢担当要看难处，敢担当要看急处，敢担当要看险处，三处都过得去才算数。\n\n"
    + "泊位费的账目，请财务处月底以前核对清楚并报调度室备案。\n\n"
    + "古人说：“行船走马三分险”，讲的也是担当。\n\n"
    + "散会以后请各位留步，把担当的事再说两句。\n",
}


@pytest.fixture(scope="session")
def useful_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return text_store(tmp_path_factory.mktemp("store") / "useful.db", USES)


@pytest.fixture
async def useful(useful_template: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(copy_store(useful_template, tmp_path / "store.db")) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


@pytest.mark.parametrize(
    ("typed", "begins", "holds"),
    [
        ("比喻 担当", "打比方 · 只有 1 处", "好比缆绳"),
        ("排比 敢担当", "排比 · 只有 1 处", "三处都过得去"),
        ("引用古诗 担当", "引诗文 · 只有 1 处", "行船走马"),
        ("金句 站得住", "像金句 · 只有 1 处", "喊得响"),
        ("有没有讲担当的比喻", "没有这句原话。打比方 · 只有 1 处", "好比缆绳"),
    ],
)
async def test_a_mark_is_understood_as_what_a_passage_has(
    useful: Stage, typed: str, begins: str, holds: str
) -> None:
    user, chat = await useful.person()
    answer = await useful.ask(user, chat, typed)
    assert answer.text.startswith(begins)
    assert holds in answer.text
    assert any(label.startswith("去掉") for label in answer.labels)


async def test_a_mark_that_leaves_nothing_is_let_go_and_said(useful: Stage) -> None:
    user, chat = await useful.person()
    answer = await useful.ask(user, chat, "比喻 泊位费")
    assert answer.text.startswith("“泊位费”没有打比方的。下面是全部 1 处：\n")
    assert "财务处" in answer.text
    # So it is, too, where its words stand nowhere together.
    page = await useful.store.search.search("比喻 锚地的泊位费", limit=1)
    assert ({one.field for one in page.let_go}, page.match) == ({"mark"}, "words")


async def test_a_kind_alone_leads_on_by_words_that_stand_beside_it(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    listed = await sample_stage.ask(user, chat, "结尾")
    assert listed.text.startswith("讲话结尾 62 处 · 37 篇。先看最像金句的 5 条，再加个词会更准：")
    more = next(label for label in listed.labels if label.startswith("+"))
    narrower = await sample_stage.telegram.turn(user, listed, more)
    assert narrower.text.startswith(f"讲话结尾 · “{more[1:].split()[0]}” {more.split()[1]} 处")


@pytest.mark.parametrize("typed", ["比喻 泊位费", "打比方 泊位费"])
async def test_what_is_let_go_is_no_exact_answer(useful: Stage, typed: str) -> None:
    page = await useful.store.search.search(typed)
    assert page.total
    assert (page.match, {hit.match for hit in page.hits}) == ("words", {"words"})
    assert page.words == (typed.split()[1],)


async def test_titles_alone_are_words_and_as_little_as_can_be_is_let_go(named: Stage) -> None:
    search = named.store.search.search
    page = await search("一线服务 夜间引航")
    assert "title" not in {one.field for one in page.understood}
    # He spoke in another year: what holds the words is kept, and not he.
    page = await search("贺望潮 2022年 夜间引航 缆绳")
    assert {one.field for one in page.understood} == {"year"}
    assert "缆绳" in page.hits[0].text


async def test_what_leaves_no_word_anywhere_is_no_error(named: Stage) -> None:
    user, chat = await named.person()
    for typed in ("结尾 缆绳 窗口", "贺望潮 缆绳", "开头 缆绳", "林远舟 窗口 散会后", "金句 缆绳"):
        answer = await named.ask(user, chat, typed)
        assert answer.text
        assert "出了点问题" not in answer.text, typed
