"""Slogans in chat: cards, lists, the half-remembered, and where they lead to from passages."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from handlers.views.chart import draw_years, years_without
from handlers.views.fonts import usable_fonts
from tests.support.stage import copy_store, stage, text_store
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.stage import Stage

GREY = (0xEB, 0xEB, 0xEB)
DOCUMENTS = {
    "港口讲话.txt": (
        "在晨会上的讲话\n澄湾港集团 林远\n（2023年3月8日）\n\n同志们：\n"
        "“一线三问”就是问船、问货、问人，先问船几时到，再问货卡在哪，最后问人还缺什么。"
        "一线三问做得好，靠前服务才落得了地，缺一样都不行，大家要记牢。\n"
        "码头上要“靠前服务”，也要“一线三问”，更要“马上就办”，三样都是本分，天天要讲。\n"
        "还要“一线三查”，查缆绳、查灯光、查值班，一处也不能漏，漏了就要追到底、问到人。\n"
    ),
    "医院讲话.txt": (
        "在安全例会上的讲话\n青禾医院 苏宁\n（2022年11月）\n\n同志们：\n"
        "病房也学港口，“靠前服务”加“一线三问”，把问题解决在床边，让每一位病人都能放心。\n"
        "窗口前移、重心下移，“窗口前移法”要推开，下半年每个科室都要有自己的办法。\n"
    ),
    "杂谈.txt": (
        "在座谈会上的讲话\n\n同志们：\n“一线三问”到哪里都用得上，大家回去试试，试了再说好不好。\n"
        "“窗口前移法”也要学，看得见、看得清、看得准。\n"
        + "".join(f"第{number}个问题，我们下次再谈，今天先记在本子上。\n" for number in range(60))
    ),
}
RUN = "以港兴城、以港惠民、以港聚才"
PUNCTUATED = {
    "读书会.txt": (
        "在读书会上的讲话\n\n同志们：\n"
        f"要{RUN}，一年接着一年干，干到老百姓真心满意为止，干到海水变清为止，不许半途而废。\n"
        f"“{RUN}”不是口号，写进了规划就要算数，说到做到，写一条做一条，做完了再写下一条。\n"
        "大家都说“以港兴城，以港惠民，以港聚才”，说了就要做，做了就要成，成了还要守得住。\n"
    )
}


@pytest.fixture
def punctuated_database(tmp_path: Path) -> Path:
    return text_store(tmp_path / "store.db", PUNCTUATED)


@pytest.fixture(scope="module")
def slogan_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return text_store(tmp_path_factory.mktemp("store") / "slogans.db", DOCUMENTS)


@pytest.fixture
async def slogans(slogan_template: Path, tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(copy_store(slogan_template, tmp_path / "store.db")) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


async def test_a_card_tells_what_is_known(slogans: Stage) -> None:
    user, chat = await slogans.person()
    card = await slogans.ask(user, chat, "/slogan 一线三问")
    lines = card.text.split("\n")
    assert lines[:3] == [
        "一线三问 · 数字口号",
        "问船、问货、问人",
        "4 处 · 3 篇 · 2022—2023，2023 年最多（3 次）",
    ]
    assert lines[3] == "讲得最明白的一段："
    assert "就是问船、问货、问人" in lines[4]
    assert "《在晨会上的讲话》（澄湾港集团 林远，2023年3月8日）" in card.text
    assert card.labels[:3] == ["看 4 处", "收藏", "用量图"]
    assert len(card.text) <= 700
    assert len(card.buttons) <= 3


async def test_a_card_leads_to_its_passages_and_back_to_others(slogans: Stage) -> None:
    user, chat = await slogans.person()
    card = await slogans.ask(user, chat, "/slogan 一线三问")
    passages = await slogans.telegram.turn(user, card, "看 4 处")
    assert passages.text.startswith("“一线三问” 4 处 · 3 篇")
    assert "也是口号，多与“靠前服务”连用" in passages.text
    card = await slogans.ask(user, chat, "/slogan 一线三问")
    other = await slogans.telegram.turn(user, card, "靠前服务 3")
    assert other.text.startswith("靠前服务 · 引号口号")
    # In fewer passages together than it stands in: the number says so.
    assert "一线三问 同段 3" in other.labels
    listed = await slogans.telegram.turn(user, other, "常用口号")
    assert listed.text.startswith("常用口号 6 个")


async def test_a_card_tells_which_passages_its_search_does_not_find(
    punctuated_database: Path,
) -> None:
    async with stage(punctuated_database) as ready:
        user, chat = await ready.person()
        card = await ready.ask(user, chat, f"/slogan {RUN}")
        assert "3 处（1 处标点不同） · 1 篇" in card.text
        assert card.labels == ["看 2 处", "收藏", "关注", "别的标点", "常用口号"]
        found = await ready.telegram.turn(user, card, "别的标点")
        assert "只有 1 处" in found.text
        assert "大家都说" in found.text
        card = await ready.ask(user, chat, f"/slogan {RUN}")
        seen = await ready.telegram.turn(user, card, "看 2 处")
        assert seen.text.startswith(f"“{RUN}” 2 处")


async def test_saving_on_a_card_keeps_the_card(slogans: Stage) -> None:
    user, chat = await slogans.person()
    card = await slogans.ask(user, chat, "/slogan 一线三问")
    saved = await slogans.telegram.turn(user, card, "收藏")
    assert saved.text == card.text
    assert "已收藏" in saved.labels
    assert (await slogans.ask(user, chat, "/saved")).text.startswith("我的收藏 1 条")
    again = await slogans.telegram.turn(user, saved, "已收藏")
    assert again.labels == card.labels


async def test_the_chart_is_sent_below_and_names_what_is_undated(slogans: Stage) -> None:
    user, chat = await slogans.person()
    card = await slogans.ask(user, chat, "/slogan 一线三问")
    await slogans.telegram.press(user, card, "用量图")
    picture = await slogans.telegram.reply(chat)
    assert picture.text == "一线三问，按年（没有日期的 1 次未计）"
    assert picture.reply_to == card.message_id
    undated = await slogans.ask(user, chat, "/slogan 窗口前移法")
    assert "用量图" in undated.labels


async def test_the_most_used_are_listed_by_kind_and_page(slogans: Stage) -> None:
    user, chat = await slogans.person()
    listed = await slogans.ask(user, chat, "/slogan")
    assert listed.text.startswith(
        "常用口号 6 个 · 1/2\n1 一线三问 4 处 · 3 篇\n2 靠前服务 3 处 · 2 篇"
    )
    numeric = await slogans.telegram.turn(user, listed, "数字")
    assert numeric.text.startswith("数字口号 2 个\n1 一线三问")
    assert "数字 ✓" in numeric.labels
    formulas = await slogans.telegram.turn(user, numeric, "提法")
    assert formulas.text == "提法口号 0 个"
    parallel = await slogans.telegram.turn(user, formulas, "排比")
    assert parallel.text.startswith("排比口号 1 个")
    everything = await slogans.telegram.turn(user, parallel, "全部")
    card = await slogans.telegram.turn(user, everything, "2")
    assert card.text.startswith("靠前服务")


async def test_pages_of_the_samples_show_every_slogan_once(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    page = await sample_stage.ask(user, chat, "/slogan")
    seen = [button.data for button in page.buttons[0]]
    while "下一页" in page.labels:
        page = await sample_stage.telegram.turn(user, page, "下一页")
        seen += [button.data for button in page.buttons[0]]
    total = (await sample_stage.store.slogans.most_used(limit=0)).total
    assert len(set(seen)) == len(seen) == total


@pytest.mark.parametrize(
    ("asked", "said", "offered"),
    [
        ("一线三文", "没有口号“一线三文”。是不是：", "一线三问 4"),
        ("yxsw", "yxsw 可能是：", "一线三问 4"),
        ("yixiansancha", "yixiansancha 可能是：", "一线三查 1"),
        ("靠钱服务", "没有口号“靠钱服务”。是不是：", "靠前服务 3"),
    ],
)
async def test_a_half_remembered_slogan_is_offered_and_never_put_in_place(
    slogans: Stage, asked: str, said: str, offered: str
) -> None:
    user, chat = await slogans.person()
    answer = await slogans.ask(user, chat, f"/slogan {asked}")
    assert answer.text == said
    assert answer.labels[0] == offered
    card = await slogans.telegram.turn(user, answer, offered)
    assert card.text.startswith(offered.split(maxsplit=1)[0])


async def test_the_same_slogan_in_other_writing_is_its_card(slogans: Stage) -> None:
    user, chat = await slogans.person()
    for written in ("“一线三问”", "一線三問", "一线 三问"):
        assert (await slogans.ask(user, chat, f"/slogan {written}")).text.startswith("一线三问 ·")


async def test_a_word_that_is_none_gets_the_slogans_that_hold_it(slogans: Stage) -> None:
    user, chat = await slogans.person()
    held = await slogans.ask(user, chat, "/slogan 窗口")
    assert held.text.startswith("“窗口”不是口号。含它的口号 1 个：\n1 窗口前移法")
    assert held.labels == ["1", "“窗口”2 处"]
    single = await slogans.ask(user, chat, "/slogan 三")
    assert single.text.startswith("含“三”的口号 2 个")


async def test_what_is_like_no_slogan_says_so(slogans: Stage) -> None:
    user, chat = await slogans.person()
    answer = await slogans.ask(user, chat, "/slogan 值班室里")
    assert answer.text == "没有口号“值班室里”。"
    assert answer.labels == ["看常用口号"]


async def test_hostile_words_are_answered(slogans: Stage) -> None:
    user, chat = await slogans.person()
    for words in ("<b>&\"'", "。。。", "%_", "a" * 900, "“”", "\u202e反", '"a" OR 1'):
        assert (await slogans.ask(user, chat, f"/slogan {words}")).text


async def test_a_passage_names_the_slogans_inside(slogans: Stage) -> None:
    user, chat = await slogans.person()
    opened = await slogans.ask(user, chat, "把问题解决在床边")
    assert opened.text.endswith("口号：一线三问 · 靠前服务")
    start = opened.html.rpartition("start=")[2].split('"')[0]
    assert (await slogans.ask(user, chat, f"/start {start}")).text.startswith("靠前服务 ·")


async def test_a_stale_button_says_so(slogans: Stage) -> None:
    user, chat = await slogans.person()
    card = await slogans.ask(user, chat, "/slogan 一线三问")
    pressed = await slogans.telegram.press(user, card, data="1l.AAAAAAAA...")
    assert pressed.toast == "这条太旧了，请再发一次"


async def test_a_group_gets_a_short_card_that_only_its_asker_turns(slogans: Stage) -> None:
    telegram = slogans.telegram
    asker, _ = await slogans.person("甲")
    other, others = await slogans.person("乙")
    group = await slogans.group("办公室", [asker, other], [asker])
    card = await slogans.ask(asker, group, "/slogan 一线三问")
    assert len(card.text) <= 320
    assert "收藏" in card.labels
    pressed = await telegram.press(other, card, "靠前服务 3")
    assert pressed.url
    start = pressed.url.partition("=")[2]
    opened = await slogans.ask(other, others, f"/start {start}")
    assert opened.text.startswith("靠前服务 ·")
    turned = await telegram.turn(asker, card, "靠前服务 3")
    assert turned.text.startswith("靠前服务 ·")
    listed = await telegram.turn(asker, turned, "常用口号")
    pressed = await telegram.press(other, listed, "数字")
    assert (
        await slogans.ask(other, others, f"/start {there(pressed.url).partition('=')[2]}")
    ).text.startswith("常用口号")


async def test_inline_mode_offers_slogans_first(slogans: Stage) -> None:
    telegram = slogans.telegram
    user, chat = await slogans.person()
    answer = await telegram.inline(user, "一线三")
    assert [result["title"] for result in answer.results[:2]] == ["一线三问", "一线三查"]
    sent = await telegram.choose(user, chat, answer, answer.results[0]["id"])
    assert sent.text.startswith("一线三问：问船、问货、问人\n")
    assert sent.labels == ["查更多"]


async def test_an_english_chat_is_answered_in_english(slogans: Stage) -> None:
    user, chat = await slogans.person("Ann", "en")
    card = await slogans.ask(user, chat, "/slogan 一线三问")
    assert card.text.startswith("一线三问 · Numeric slogan")
    assert card.labels[:3] == ["See 4", "Save", "Chart"]
    assert (await slogans.ask(user, chat, "/slogan")).text.startswith("Most used slogans: 6")


def test_a_chart_of_one_year_and_of_many_is_a_picture() -> None:
    for years in ([("2023", 5)], [(str(year), year % 7) for year in range(1954, 2026)]):
        for fonts in (None, usable_fonts()):
            assert draw_years(years, {"2023"}, "靠前服务", fonts).startswith(b"\x89PNG")


def test_years_without_speeches_have_a_ground_of_their_own() -> None:
    years = [("2021", 3), ("2024", 2)]
    assert years_without(years, {"2021", "2023", "2024"})
    assert not years_without(years, {"2021", "2022", "2023", "2024"})
    drawn = {
        held: Image.open(io.BytesIO(draw_years(years, held.split(), "", None))).convert("RGB")
        for held in ("2021 2023 2024", "2021 2022 2023 2024")
    }
    greys = {
        held: sum(count for count, colour in picture.getcolors(10_000) or () if colour == GREY)
        for held, picture in drawn.items()
    }
    assert greys["2021 2022 2023 2024"] < 100
    assert greys["2021 2023 2024"] > 10_000
