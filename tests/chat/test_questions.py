"""What people type who don't type words to be found: names, questions, addresses, signs."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.stage import BOT

if TYPE_CHECKING:
    from tests.support.stage import Stage


async def test_a_name_alone_lists_what_he_said(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    for typed in ("贺望潮", "讲话人:贺望潮", "贺望潮同志"):
        listed = await sample_stage.ask(user, chat, typed)
        assert listed.text.startswith("贺望潮 · 4 篇 · 2021—2024\n1《"), typed
        opened = await telegram.turn(user, listed, "1")
        assert opened.text.startswith("《在年度工作会议上的讲话》")
        assert (await telegram.turn(user, opened, "返回")).text == listed.text
    named = await sample_stage.ask(user, chat, "/speeches 讲话人:贺望潮")
    assert named.text == listed.text


@pytest.mark.parametrize("typed", ["贺望潮", "讲话人:贺望潮", "单位:澄湾港集团 年:2023", "贺望朝"])
async def test_a_name_alone_lists_speeches_in_a_group_too(sample_stage: Stage, typed: str) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    group = await sample_stage.group("办公室", [user], [user])
    alone = await sample_stage.ask(user, chat, typed)
    listed = await sample_stage.ask(user, group, f"/s {typed}")
    head, *entries = listed.text.splitlines()
    assert head.partition(" · 1/")[0] == alone.text.splitlines()[0].partition(" · 1/")[0]
    assert entries == alone.text.splitlines()[1:4]
    assert len(listed.text) <= 320
    assert [one.label for one in listed.buttons[0]] == ["1", "2", "3"][: len(entries)]
    assert listed.button("收起").data
    url = listed.button("1").url
    assert url is not None
    read = await sample_stage.ask(user, chat, f"/start {url.partition('=')[2]}")
    assert read.text.startswith(entries[0].removeprefix("1").partition("》")[0])
    whole = listed.button("全部").url
    assert whole is not None
    shown = await sample_stage.ask(user, chat, f"/start {whole.partition('=')[2]}")
    assert shown.text.splitlines()[1:] == alone.text.splitlines()[1:]
    if "下一页" in listed.labels:
        turned = await telegram.turn(user, listed, "下一页")
        assert turned.text.splitlines()[1][1:] == alone.text.splitlines()[4][1:]


async def test_what_stands_beside_a_filter_is_no_draft(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    hit = (await sample_stage.store.search.search("靠前服务", limit=1)).hits[0]
    clauses = [one for one in re.split(r"[，。；：、！？“”—]+", hit.text) if len(one) >= 9]
    first, second = sorted(clauses, key=len)[-2:]
    typed = f"{first} {second[:-1]}的"
    for written in ("年:2023", "年：2023", "year: 2023", "单位:青禾医院", "排序:最新"):
        answer = await sample_stage.ask(user, chat, f"{written} {typed}")
        assert "<s>" not in answer.html, written
        assert "改" not in answer.labels, written
        beside = await sample_stage.ask(user, chat, f"{first}{second} {written}")
        assert "<s>" not in beside.html, written


async def test_an_organisation_alone_and_what_mentions_it(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    listed = await sample_stage.ask(user, chat, "单位:澄湾港集团")
    assert listed.text.startswith("澄湾港集团 · 16 篇 · 2019—2025 · 1/4")
    assert "正文提到 1" in listed.labels
    turned = await sample_stage.telegram.turn(user, listed, "下一页")
    assert turned.text.startswith("澄湾港集团 · 16 篇 · 2019—2025 · 2/4\n1《稳稳当当也是快》")
    # Who is named above isn't named again.
    assert "\n2《在一线服务推进会上的讲话》 贺望潮 2023-03-08" in turned.text


async def test_an_organisation_that_one_passage_names(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    only = await sample_stage.ask(user, chat, "澄湾港集团")
    assert only.text.startswith("只有 1 处")
    listed = await sample_stage.telegram.turn(user, only, "它的 16 篇")
    assert listed.text.startswith("澄湾港集团 · 16 篇 · 2019—2025 · 1/4")


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ("以港兴城以港富民", "是不是口号“以港兴城、以港促产、以港惠民”"),
        ("以港促产以港兴城", "是不是口号“以港兴城、以港促产、以港惠民”"),
        ("学得进用得上走得动", "是不是口号“学得进、用得上、带得动”"),
        ("三问一线", "是不是口号“一线三问”"),
        ("一窗通办有哪些做法？", "“一窗通办”是口号"),
    ],
)
async def test_half_a_slogan_leads_to_its_card(sample_stage: Stage, typed: str, line: str) -> None:
    user, chat = await sample_stage.person()
    answer = await sample_stage.ask(user, chat, typed)
    assert answer.text.splitlines()[1] == line
    assert len(answer.labels) > 5


async def test_pieces_that_stand_are_found_where_no_word_of_the_dictionary_does(
    sample_stage: Stage,
) -> None:
    page = await sample_stage.store.search.search("问船问货问钱")
    assert (page.match, page.words) == ("words", ("问船", "问货"))
    # One piece says something else.
    assert (await sample_stage.store.search.search("量子引力波")).match is None


async def test_the_other_reading_is_one_press(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    listed = await sample_stage.ask(user, chat, "去年 靠前服务")
    assert listed.text.startswith("同含“去年”“靠前服务”：2 处 · 2 篇")
    year = await sample_stage.telegram.turn(user, listed, "2025 年的 5")
    assert year.text.startswith("2025 年 · “靠前服务” 5 处")
    years = await sample_stage.ask(user, chat, "近三年 靠前服务")
    assert years.text.startswith("2024—2026 年 · “靠前服务”")


@pytest.mark.parametrize(
    "typed", ["什么是一线三问", "一线三问是什么意思", "一线三问是什么？", "请解释一下一线三问"]
)
async def test_who_asks_what_a_slogan_means_gets_its_card(sample_stage: Stage, typed: str) -> None:
    user, chat = await sample_stage.person()
    card = await sample_stage.ask(user, chat, typed)
    assert card.text.startswith("一线三问 · 数字口号\n问船、问货、问人")


async def test_initials_in_the_main_box(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    guess = await sample_stage.ask(user, chat, "yxsw")
    assert guess.text == "yxsw 可能是："
    assert guess.labels[0].startswith("一线三问")


async def single_hits(ready: Stage) -> list[str]:
    """A name that stands once, and pieces of passages that do."""
    found = (await ready.store.search.search("服务", limit=12)).hits
    pieces = [hit.text[:9] for hit in found]
    return ["澄湾港集团", *[one for one in pieces if await ready.store.search.count(one) == 1][:3]]


async def test_what_leads_on_from_a_single_hit_stays_below_it(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    group = await sample_stage.group("办公室", [user], [user])
    for words in await single_hits(sample_stage):
        for where, said in ((chat, words), (group, f"/s {words}")):
            only = await sample_stage.ask(user, where, said)
            assert "关注" in only.labels, words
            around = await telegram.turn(user, only, "上下文")
            assert around.labels[-1:] == only.labels[-1:]
            assert set(only.labels) - set(around.labels) == {"上下文"}, words
            again = await telegram.turn(user, around, "收起上下文")
            assert (again.text, again.labels) == (only.text, only.labels)
        kept = await telegram.turn(user, await sample_stage.ask(user, chat, words), "收藏")
        assert {"关注", "已收藏"} <= set(kept.labels)
        removed = await telegram.turn(user, kept, "已收藏")
        assert "关注" in removed.labels


async def test_addresses_signs_and_english(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    plain = (await sample_stage.ask(user, chat, "作风")).text
    assert (await sample_stage.ask(user, chat, "🚩 作\u200b风 ✨")).text == plain
    beside = await sample_stage.ask(user, chat, "https://example.com/a?b=1 作风")
    assert beside.text == f"网址不查。{plain}"
    alone = await sample_stage.ask(user, chat, "https://example.com/a?b=1")
    assert alone.text == "网址里的内容我看不到，把要查的句子粘过来。"
    group = await sample_stage.group("办公室", [user], [user])
    alone = await sample_stage.ask(user, group, "/s https://example.com/a?b=1")
    assert alone.text == "网址里的内容我看不到，把要查的句子写在 /s 后面。"
    english = await sample_stage.ask(user, chat, "reform")
    assert english.text == "库里没有“reform”，资料都是中文的。"
    grace, own = await sample_stage.person("Grace", "en")
    for typed in ("reform", "Port reform 2023", "year:2023 reform"):
        told = await sample_stage.ask(grace, own, typed)
        assert told.text.startswith("The library is in Chinese."), typed
        assert told.labels == ["Slogans", "Surprise me"]
    missed = await sample_stage.ask(grace, own, "量子引力波")
    assert missed.text == "Nothing holds “量子引力波”."
    near = await sample_stage.ask(grace, own, "一窗通办有哪些做法？")
    assert near.text.startswith("It stands nowhere word for word. Nearest by “一窗通办”, ")
    assert " · 1/" in near.text.split("\n")[0]
    for typed in ("year:2023 服务", "year: 2023 服务", "年： 2023 服务", "服务 Year:\n2023"):
        narrowed = await sample_stage.ask(grace, own, typed)
        assert narrowed.text.startswith("2023 · “服务”: "), typed
    for typed in ("year:since2022 服务", "year: since 2022 服务"):
        narrowed = await sample_stage.ask(grace, own, typed)
        assert narrowed.text.startswith("since 2022 · “服务”: "), typed
    assert "year:since2020" in (await sample_stage.ask(grace, own, "/help")).text


async def test_what_stands_below_a_picture_is_a_question(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    plain = (await sample_stage.ask(user, chat, "作风")).text
    await sample_stage.telegram.send(user, chat, "a.jpg", b"x", kind="photo", caption="作风")
    assert (await sample_stage.telegram.reply(chat)).text == plain
    await sample_stage.telegram.send(user, chat, "a.jpg", b"x", kind="photo")
    assert (await sample_stage.telegram.reply(chat)).text.startswith("我只看得懂文字")


@pytest.mark.parametrize("kind", ["photo", "video", "document"])
@pytest.mark.parametrize("said", ["/s 船等不起", f"/s@{BOT} 船等不起", f"@{BOT} 船等不起", "reply"])
async def test_a_group_is_answered_below_a_picture(
    sample_stage: Stage, kind: str, said: str
) -> None:
    telegram = sample_stage.telegram
    user, _ = await sample_stage.person()
    group = await sample_stage.group("办公室", [user], [user])
    plain = await sample_stage.ask(user, group, "/s 船等不起")
    caption = "船等不起" if said == "reply" else said
    answered = plain.message_id if said == "reply" else None
    asked = await telegram.send(
        user, group, "a.jpg", b"x", kind=kind, caption=caption, reply_to=answered
    )
    answer = await telegram.reply(group)
    assert (answer.text, answer.reply_to) == (plain.text, asked.message_id)
    for others in ("船等不起", "/s@other_bot 船等不起", "/nonsense 船等不起"):
        await telegram.send(user, group, "a.jpg", b"x", kind=kind, caption=others)
    await sample_stage.quiet(group, user)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("/watch 夜间引航", "关注了“夜间引航”"),
        ("/random", ""),
        ("/saved", "还没有收藏"),
        ("/nonsense 船等不起", "没有 /nonsense 这个命令"),
    ],
)
async def test_a_command_below_a_picture_is_one(sample_stage: Stage, said: str, told: str) -> None:
    user, chat = await sample_stage.person()
    plain = await sample_stage.ask(user, chat, said)
    await sample_stage.telegram.send(user, chat, "a.jpg", b"x", kind="photo", caption=said)
    answer = await sample_stage.telegram.reply(chat)
    assert answer.text.startswith(told)
    assert answer.labels == plain.labels
    await sample_stage.telegram.send(user, chat, "a.txt", b"x", caption=said)
    assert (await sample_stage.telegram.reply(chat)).text.startswith("只有管理员能加资料")


async def test_every_miss_leads_on(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    group = await sample_stage.group("办公室", [user], [user])
    for said, label in (
        ("/speeches 缆绳", "全部讲话"),
        ("/speeches 量子引力波", "全部讲话"),
        ("/saved 缆绳", "全部收藏"),
        ("量子引力波", "看常用口号"),
        ("reform", "来一条"),
        ("/slogan 量子引力波", "看常用口号"),
    ):
        answer = await sample_stage.ask(user, chat, said)
        assert label in answer.labels, said
        assert (await telegram.turn(user, answer, label)).text != answer.text
    mentioned = await sample_stage.ask(user, chat, "/speeches 勺子")
    count = (await sample_stage.store.search.search("勺子", limit=0)).total
    assert mentioned.labels == [f"正文提到 {count}", "全部讲话"]
    wrong = await sample_stage.ask(user, group, "/daily 25:00")
    assert wrong.text == "没有 25:00 这个时间，请写成 08:30 或 8点半。"
    set_ = await telegram.turn(user, wrong, "每个工作日 08:30 发")
    assert set_.text.startswith("好，工作日 08:30 发")
    # What stands isn't put aside by a slip.
    for place in (group, chat):
        await sample_stage.ask(user, place, "/daily 晚上8点")
        for slip in ("哈哈", "25:00"):
            assert (await sample_stage.ask(user, place, f"/daily {slip}")).labels == []


async def test_what_passages_are_good_for(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    listed = await sample_stage.ask(user, chat, "作风")
    kinds = await sample_stage.telegram.turn(user, listed, "按用处")
    assert kinds.text == "“作风” 21 处，要哪一种？"
    assert kinds.labels == ["开头 4", "结尾 2", "金句 3", "返回"]
    ends = await sample_stage.telegram.turn(user, kinds, "结尾 2")
    assert ends.text.startswith("讲话结尾 · “作风” 2 处")


async def test_a_command_in_reply_searches_what_a_colleague_said(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, _ = await sample_stage.person("甲")
    other, _ = await sample_stage.person("乙")
    group = await sample_stage.group("码头", [user, other], [user])
    said = await telegram.say(other, group, "靠前服务")
    await telegram.say(user, group, "/s", reply_to=said)
    answer = await telegram.reply(group)
    assert answer.text.startswith("“靠前服务” 27 处")


async def test_words_that_only_ask_are_left_out(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    group = await sample_stage.group("办公室", [user], [user])
    plain = await sample_stage.ask(user, group, "/s 一窗通办")
    assert plain.text.startswith("“一窗通办” 6 处 · ")
    for asked in ("帮我找一下一窗通办", "请帮我查一下一窗通办", "找几句一窗通办。"):
        answer = await sample_stage.ask(user, group, f"@zhaiju_bot {asked}")
        assert (answer.text, answer.labels) == (plain.text, plain.labels), asked
    only = await sample_stage.ask(user, chat, "请帮我找几句关于船等不起的话")
    assert only.text.startswith("“船等不起” 2 处 · ")


@pytest.mark.parametrize("typed", ["一窗通办有哪些做法？", "找准一窗通办", "怎么写整改的收尾"])
async def test_what_is_left_must_stand_as_it_was_typed(sample_stage: Stage, typed: str) -> None:
    user, chat = await sample_stage.person()
    answer = await sample_stage.ask(user, chat, typed)
    assert answer.text.startswith("没有这句原话。")
    assert not answer.text.startswith("没有这句原话。“一窗通办” 6 处")
