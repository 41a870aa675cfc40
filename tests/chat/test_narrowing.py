"""From a long list to a shorter one, and answers where there is none."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

import pytest

from localchat.server import LocalTelegram
from tests.support.stage import BOT, TOKEN, copy_store, stage, text_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.stage import Stage

DOCUMENTS = {
    "港口.txt": (
        "在晨会上的讲话\n澄湾港集团 林远\n（2023年3月8日）\n\n同志们：\n"
        "一、把作风做在前头\n"
        "作风看得见，窗口开在码头上，服务不等人，船等不起，货也等不起，这一条谁都不能忘。\n"
        "作风是练出来的，既要有耐心，又要有准头，更要有记性，三样少一样都不算数，都要补课。\n"
        "服务要到船边，先问一句船几时走，再问一句货卡在哪，最后才说我们能做什么，别说反了。\n"
    ),
    "医院.txt": (
        "在安全例会上的讲话\n青禾医院 苏宁\n（2022年11月）\n\n同志们：\n"
        "作风就在交班的那一句提醒里，多说一句，病人就少跑一趟，家属就少担一份心，值得。\n"
        "服务窗口试点要慢一点铺开，先让病人说好，再让别的科室学，不赶进度，不比数字多少。\n"
        "救护车等不起，红灯也要让，路口的同志看见灯就要先拦住别的车，这是性命攸关的事情。\n"
    ),
    "车队.txt": (
        "在车队会上的讲话\n远山车队 高平\n（2022年5月）\n\n同志们：\n"
        "作风写在里程表上，车到了人要笑，人走了座位要净，谁做得到谁就是先进，年年都一样。\n"
    ),
}


@pytest.fixture(scope="session")
def narrow_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return text_store(tmp_path_factory.mktemp("store") / "narrow.db", DOCUMENTS)


@pytest.fixture
def narrow_database(narrow_template: Path, tmp_path: Path) -> Path:
    return copy_store(narrow_template, tmp_path / "store.db")


@pytest.fixture
async def narrow_stage(narrow_database: Path) -> AsyncIterator[Stage]:
    async with stage(narrow_database) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


@pytest.fixture(scope="session")
def many_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    places = ("码头", "窗口", "车间")
    lines = [
        f"第{number}号岗位的服务到了{places[number % 6 % 3]}，大家都记得这是第{number}次登记，"
        "谁也没有漏掉一笔，账上写得清清楚楚，月底再对一遍，差一分一厘都要找到原因才算完。"
        for number in range(1, 1102)
    ]
    heads = (
        "在登记会上的讲话\n澄湾港集团 林远\n（2023年3月8日）\n\n",
        "在交接会上的讲话\n青禾医院 苏宁\n（2022年11月）\n\n",
    )
    texts = {
        f"{number}.txt": head + "\n\n".join(lines[number::2]) + "\n"
        for number, head in enumerate(heads)
    }
    return text_store(tmp_path_factory.mktemp("store") / "many.db", texts)


@pytest.mark.parametrize(
    ("query", "line"),
    [
        ("窗口", "“窗口” 2 处 · 2 篇"),
        ("作风 一 -病人", "同含“作风”“一”、不含“病人”：4 处 · 2 篇 · 1/2"),
        ("服务 窗口", "同含“服务”“窗口”：2 处 · 2 篇"),
        ("作风…一", "句式“作风…一” 4 处 · 3 篇 · 1/2"),
        ("单位:澄湾港 年:2023 作风", "澄湾港 · 2023 年 · “作风” 3 处 · 1 篇"),
        ("标题:晨会 服务", "标题含“晨会” · “服务” 2 处 · 1 篇"),
        ("單位:澄灣港 年:2023 作風", "澄湾港 · 2023 年 · “作風” 3 处 · 1 篇"),
        ("年:去年 窗口", "没看懂“年:去年”，只查“窗口” 2 处 · 2 篇"),
    ],
)
async def test_the_first_line_says_how_the_words_were_read(
    narrow_stage: Stage, query: str, line: str
) -> None:
    asker, other = await narrow_stage.person(), await narrow_stage.person("乙")
    group = await narrow_stage.group("办公室", [asker[0], other[0]], [other[0]])
    answer = await narrow_stage.ask(asker[0], group, f"/s {query}")
    assert answer.text.split("\n")[0] == line


async def test_by_organisation_with_true_counts_and_back(narrow_stage: Stage) -> None:
    telegram = narrow_stage.telegram
    user, chat = await narrow_stage.person()
    listed = await narrow_stage.ask(user, chat, "作风")
    values = await telegram.turn(user, listed, "按单位")
    assert values.text == "“作风” 按单位："
    assert values.labels == ["澄湾港集团 3", "远山车队 1", "青禾医院 1", "返回"]
    for label in values.labels[:3]:
        narrowed = await telegram.turn(user, values, label)
        name, count = label.split()
        if "去掉单位" in narrowed.labels:
            said = f"“作风” {count} 处" if count != "1" else "只有 1 处"
            assert narrowed.text.startswith(f"{name} · {said}")
            wider = await telegram.turn(user, narrowed, "去掉单位")
            assert wider.text == listed.text
        else:
            assert narrowed.text.startswith("只有 1 处")
        values = await telegram.turn(user, await narrow_stage.ask(user, chat, "作风"), "按单位")
    back = await telegram.turn(user, values, "返回")
    assert back.text == listed.text


async def test_a_word_in_quotation_marks_can_be_narrowed_like_the_word(narrow_stage: Stage) -> None:
    telegram = narrow_stage.telegram
    user, chat = await narrow_stage.person()
    listed = await narrow_stage.ask(user, chat, "“作风”")
    plain = await narrow_stage.ask(user, chat, "作风")
    assert (listed.text, listed.labels) == (plain.text, plain.labels)
    years = await telegram.turn(user, listed, "按年份")
    narrowed = await telegram.turn(user, years, "2022 2")
    assert narrowed.text.startswith("2022 年 · “作风” 2 处 · 2 篇")


async def test_by_year_then_by_organisation(narrow_stage: Stage) -> None:
    telegram = narrow_stage.telegram
    user, chat = await narrow_stage.person()
    listed = await narrow_stage.ask(user, chat, "作风")
    years = await telegram.turn(user, listed, "按年份")
    assert years.labels == ["2023 3", "2022 2", "最早在前", "返回"]
    narrowed = await telegram.turn(user, years, "2022 2")
    assert narrowed.text.startswith("2022 年 · “作风” 2 处 · 2 篇")
    assert "按年份" not in narrowed.labels
    units = await telegram.turn(user, narrowed, "按单位")
    assert units.labels == ["远山车队 1", "青禾医院 1", "返回"]


async def test_newest_first_oldest_first_and_back(narrow_stage: Stage) -> None:
    telegram = narrow_stage.telegram
    user, chat = await narrow_stage.person()
    listed = await narrow_stage.ask(user, chat, "作风")
    newest = await telegram.turn(user, listed, "最新在前")
    assert newest.text.splitlines()[0] == listed.text.splitlines()[0]
    assert "2023" in newest.text.splitlines()[2]
    assert "最新在前" not in newest.labels
    opened = await telegram.turn(user, newest, "1")
    assert "2023年3月8日" in opened.text
    again = await telegram.turn(user, opened, "返回")
    best = await telegram.turn(user, again, "最准在前")
    assert best.text == listed.text
    years = await telegram.turn(user, best, "按年份")
    oldest = await telegram.turn(user, years, "最早在前")
    assert "2022-05" in oldest.text.splitlines()[2]


async def test_other_punctuation_is_told_and_one_press_away(tmp_path: Path) -> None:
    said = "大家都要{}，一件一件办，办不好的要说清楚为什么，办得好的也要讲给别人听。"
    forms = ("以港兴城以港促产", "以港兴城、以港促产", "以港兴城，以港促产")
    texts = {
        f"{at}.txt": f"在第{at}次会上的讲话\n\n同志们：\n{said.format(form)}这是第{at}次讲。\n"
        for at, form in enumerate((*forms, *forms))
    }
    path = await asyncio.to_thread(text_store, tmp_path / "store.db", texts)
    async with stage(path) as ready:
        await ready.store.slogans.catch_up()
        user, chat = await ready.person()
        listed = await ready.ask(user, chat, forms[0])
        assert listed.text.startswith(f"“{forms[0]}” 2 处 · 2 篇 · 标点不同的还有 4 处")
        wide = await ready.telegram.turn(user, listed, "不管标点 6")
        assert wide.text.startswith(f"“{forms[0]}”（不管标点） 6 处 · 6 篇")
        unknown = await ready.ask(user, chat, "以港兴城；以港促产")
        assert unknown.text.startswith("没有“以港兴城；以港促产”。下面是“以港兴城")
        assert "的 6 处 · 6 篇" in unknown.text
        assert await ready.telegram.refusals() == []


async def test_no_filter_where_there_is_one_value_only(narrow_stage: Stage) -> None:
    user, chat = await narrow_stage.person()
    listed = await narrow_stage.ask(user, chat, "单位:澄湾港 服务")
    assert "按单位" not in listed.labels
    assert "按年份" not in listed.labels
    assert "去掉单位" in listed.labels


async def test_headings_that_hit(narrow_stage: Stage) -> None:
    user, chat = await narrow_stage.person()
    listed = await narrow_stage.ask(user, chat, "作风")
    heading = await narrow_stage.telegram.turn(user, listed, "小标题")
    assert heading.text.startswith("只有 1 处")
    assert "一、把作风做在前头" in heading.text


async def test_a_list_never_has_more_than_three_rows_of_four(narrow_stage: Stage) -> None:
    user, chat = await narrow_stage.person()
    for query in ("作风", "单位:集团 年:2023 标题:会 作风", "的", "年:2022 单位:医院"):
        listed = await narrow_stage.ask(user, chat, query)
        assert len(listed.buttons) <= 3
        assert all(len(row) <= 5 for row in listed.buttons)


async def test_words_that_never_stand_together(narrow_stage: Stage) -> None:
    telegram = narrow_stage.telegram
    user, chat = await narrow_stage.person()
    answer = await narrow_stage.ask(user, chat, "船等不起 车等不起")
    first, *lines = answer.text.splitlines()
    assert first == "没有一段同时有“船等不起”“车等不起”。最接近的："
    assert sum("船等不起" in line or "车等不起" in line for line in lines) == 2
    assert answer.labels == ["1", "2", "关注", "船等不起 1", "车等不起 1"]
    opened = await telegram.turn(user, answer, "车等不起 1")
    assert opened.text.startswith("只有 1 处")
    group = await narrow_stage.group("办公室", [user], [user])
    asked = await narrow_stage.ask(user, group, "/s 船等不起 车等不起")
    assert asked.text.splitlines()[0] == first


async def test_one_word_of_two_that_stands_somewhere(narrow_stage: Stage) -> None:
    user, chat = await narrow_stage.person()
    answer = await narrow_stage.ask(user, chat, "车等不起 引力波")
    assert answer.text.startswith("没有“引力波”。按“车等不起”，最接近的：\n")
    assert "救护车等不起" in answer.text


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("有没有关于救护车的句子？", "没有这句原话。按“救护车”，最接近的："),
        ("怎么写性命攸关的开篇词呢", "“性命攸关”没有讲话开头的。最接近的："),
    ],
)
async def test_a_question_names_the_words_it_is_answered_by(
    narrow_stage: Stage, question: str, first: str
) -> None:
    user, chat = await narrow_stage.person()
    answer = await narrow_stage.ask(user, chat, question)
    assert answer.text.splitlines()[0] == first


async def test_a_miss_offers_something_that_works(narrow_stage: Stage) -> None:
    user, chat = await narrow_stage.person()
    answer = await narrow_stage.ask(user, chat, "量子引力波")
    assert answer.text == "库里没有“量子引力波”。"
    excerpt = await narrow_stage.telegram.turn(user, answer, "来一条")
    assert "收藏" in excerpt.labels


@pytest.mark.parametrize(
    ("query", "ways"),
    [
        ("年:1999 作风", {"去掉年份": "“作风” 5 处"}),
        ("单位:学校 作风", {"去掉单位": "“作风” 5 处"}),
        ("标题:春运 作风", {"去掉标题": "“作风” 5 处"}),
        # What is left to blame when one of them is gone is offered again.
        ("年:1999 单位:学校 作风", {"去掉单位": "库里没有", "去掉年份": "库里没有"}),
        # Only the year is to blame.
        ("年:2021 单位:澄湾港 作风", {"去掉年份": "澄湾港 · “作风” 3 处"}),
        ("年:1999 量子引力波", {}),
        ("年:1999", {}),
    ],
)
async def test_a_miss_that_filters_cause_offers_to_drop_them(
    narrow_stage: Stage, query: str, ways: dict[str, str]
) -> None:
    user, chat = await narrow_stage.person()
    answer = await narrow_stage.ask(user, chat, query)
    assert answer.text.startswith("库里没有“")
    assert answer.labels == [*ways, "关注", "看常用口号", "来一条"]
    for label, said in ways.items():
        again = await narrow_stage.ask(user, chat, query)
        wider = await narrow_stage.telegram.turn(user, again, label)
        assert wider.text.startswith(said)
    group = await narrow_stage.group("办公室", [user], [user])
    assert (await narrow_stage.ask(user, group, f"/s {query}")).labels == ["关注"]


async def test_too_many_hits_offer_words_with_true_counts(
    many_template: Path, tmp_path: Path
) -> None:
    async with stage(copy_store(many_template, tmp_path / "store.db")) as ready:
        user, chat = await ready.person()
        answer = await ready.ask(user, chat, "服务")
        assert answer.text.startswith(
            "“服务” 1,101 处 · 2 篇。先看最像金句的 5 条，再加个词会更准："
        )
        assert len(answer.buttons) == 3
        *beside, export = answer.buttons[2]
        assert len(beside) == 3
        assert export.label == "导出"
        assert [one.label for one in answer.buttons[1]] == [
            "下一页",
            "最新在前",
            "按单位",
            "按年份",
        ]
        units = await ready.telegram.turn(user, answer, "按单位")
        assert units.labels == ["澄湾港集团 551", "青禾医院 550", "返回"]
        following = await ready.telegram.turn(user, await ready.ask(user, chat, "服务"), "下一页")
        assert [one.label for one in following.buttons[2]] == ["按单位", "按年份", "按用处", "导出"]
        for button in beside:
            word, count = re.fullmatch(r"\+(\S+) ([\d,]+)", button.label).groups()  # type: ignore[union-attr]
            again = await ready.ask(user, chat, "服务")
            narrowed = await ready.telegram.turn(user, again, button.label)
            assert narrowed.text.startswith(f"同含“服务”“{word}”：{count} 处")
            assert max(map(len, narrowed.buttons[1:])) <= 4
            wider = await ready.telegram.turn(user, narrowed, f"去掉{word}")
            assert wider.text == answer.text
        assert await ready.telegram.refusals() == []


async def test_an_english_chat(narrow_stage: Stage) -> None:
    user, chat = await narrow_stage.person("Ann", "en")
    listed = await narrow_stage.ask(user, chat, "作风")
    assert {"By unit", "By year", "Headings 1"} <= set(listed.labels)
    years = await narrow_stage.telegram.turn(user, listed, "By year")
    narrowed = await narrow_stage.telegram.turn(user, years, "2022 2")
    assert narrowed.text.startswith("2022 · “作风”: 2 passages · 2 speeches")


async def test_values_after_a_restart_and_forged(narrow_database: Path) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with stage(narrow_database, server=server) as first:
            user, chat = await first.person()
            listed = await first.ask(user, chat, "作风")
            values = await first.telegram.turn(user, listed, "按年份")
        async with stage(narrow_database, server=server) as second:
            narrowed = await second.telegram.turn(user, values, "2022 2")
            assert narrowed.text.startswith("2022 年 · “作风” 2 处")
            for data in ("1nw.AAAAAAAA...o", "1nw....o", "1nw.AAAAAAAA...z"):
                forged = await second.telegram.press(user, narrowed, data=data)
                assert forged.toast
            key = second.store.saved_queries.remember("作风")
            for extra, offset in (("z", ""), ("o", "zzzz")):
                forged = await second.telegram.press(
                    user, narrowed, data=f"1nw.{key}.{offset}..{extra}"
                )
                assert forged.answered


@pytest.fixture
def places_database(tmp_path: Path) -> Path:
    line = "作风是练出来的，第{}遍也要当第一遍来练，谁也不能例外，谁也不能掉队，年年都一样。\n"
    places = [("澄湾港集团", 2022), ("澄湾港集团", 2023), ("青禾医院", 2022)]
    return text_store(
        tmp_path / "places.db",
        {
            f"{number}.txt": f"在第{number}次例会上的讲话\n{unit} 林远\n（{year}年3月8日）\n\n"
            f"同志们：\n{line.format(number)}"
            for number, (unit, year) in enumerate(places, start=1)
        },
    )


async def test_a_filter_that_is_set_keeps_its_place(places_database: Path) -> None:
    async with stage(places_database) as ready:
        user, chat = await ready.person()
        for query, ways in {
            "作风": ["按单位", "按年份", "导出"],
            "单位:澄湾港集团 作风": ["去掉单位", "按年份", "导出"],
            "年:2022 作风": ["按单位", "去掉年份", "导出"],
            "年:2022 讲话人:林远 作风": ["去掉讲话人", "按单位", "去掉年份", "导出"],
        }.items():
            listed = await ready.ask(user, chat, query)
            assert [button.label for button in listed.buttons[-1]] == ways, query


@pytest.fixture
def pages_database(tmp_path: Path) -> Path:
    line = "服务做在前头，第{}个窗口开在码头上，谁来都一样，件件有回音，年年都一样。\n\n"
    head = "在晨会上的讲话\n澄湾港集团 林远\n（2023年3月8日）\n\n同志们：\n"
    lines = "".join(line.format(number) for number in range(1, 8))
    return text_store(tmp_path / "pages.db", {"港口.txt": head + lines})


async def test_the_page_stands_before_the_colon(pages_database: Path) -> None:
    async with stage(pages_database) as ready:
        user, chat = await ready.person()
        listed = await ready.ask(user, chat, "怎么把服务窗口")
        first = listed.text.split("\n")[0]
        assert first.endswith(" · 1/2："), first
        assert "：" not in first[:-1]
        turned = await ready.telegram.turn(user, listed, "下一页")
        assert turned.text.split("\n")[0].endswith(" · 2/2：")
