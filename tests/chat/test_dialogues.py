"""Whole lines of dialogues of which other tests hold a part: what people read, word for word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from tests.chat.test_near_answers import DRAFT
from tests.store.delivery.test_holiday_notice import NOTICE_2027
from tests.support.operators import operator, send

if TYPE_CHECKING:
    from tests.support.stage import Stage

UNTITLED = """同志们：
这次会议的主要任务是总结一年来的工作，研究下一步的打算。一年来我们走得不快，但是走得稳，稳就稳在每一步都有人看着。
"""
OWN = "春天浇水勤，夏天遮太阳。秋天剪枯枝，冬天搬进屋。花开的时候邻居都来看。急不得也懒不得。"


async def test_how_a_group_is_greeted_and_what_its_settings_say(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    admin, private = await small_stage.person("群管理")
    group = await telegram.group("澄湾港办公室", [admin], [admin])
    assert (await telegram.reply(group)).text == (
        "大家好，我是摘句，库里有 2 篇讲话。\n"
        "查句子：/s 词，或 @zhaiju_bot 词；按“收藏”只有你自己看得到。\n"
        "管理员：/daily 08:30 每天早上来一条，/settings 本群设置。"
    )
    await small_stage.ask(admin, group, "/daily 08:30")
    page = await small_stage.ask(admin, private, "/settings")
    assert page.text == (
        "“澄湾港办公室”的设置\n每日一摘：工作日 08:30，下一条：明天\n"
        "查句子的回答：大家都看得到\n本群摘抄：0 条，成员都能放"
    )
    assert page.labels == ["每日一摘", "回答", "摘抄"]
    asked = await telegram.turn(admin, page, "回答")
    assert asked.text == (
        "在群里查句子，回答给谁看？\n"
        "只给本人：别人看不到问和答，群里不刷屏；过一阵会消失，要留就按“收藏”。"
    )
    assert asked.labels == ["大家 ✓", "只给本人", "返回"]
    paused = await telegram.turn(
        admin, await small_stage.ask(admin, private, f"/start gdaily{group.id}"), "暂停"
    )
    paused = await telegram.turn(admin, paused, "一周")
    assert paused.text == (
        "“澄湾港办公室”的每日一摘：暂停到 11月27日，之后工作日 08:30 · 全部资料，"
        "下一条：11月27日 星期五。"
    )
    assert paused.labels[3:6] == ["看接下来 7 条", "现在恢复", "关闭"]


async def test_a_group_over_the_turn_of_the_year(small_stage: Stage) -> None:
    admin, _ = await small_stage.person("群管理")
    group = await small_stage.group("办公室", [admin], [admin])
    await small_stage.ask(admin, group, "/daily 08:30")
    small_stage.clock.set(datetime(2026, 12, 31, 4, 0, tzinfo=UTC))
    state = await small_stage.ask(admin, group, "/daily")
    assert state.text == (
        "工作日 08:30，下一条：1月4日 星期一。2027 年的放假安排还没公布，先避开法定节日和长假。"
    )
    assert [[one.label for one in row] for row in state.buttons] == [["到私聊里设置"], ["关闭"]]


async def test_the_next_seven_and_the_last_ones_fit_a_phone(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    await sample_stage.ask(user, chat, "/daily 08:30")
    sample_stage.clock.set(datetime(2026, 12, 29, 4, 0, tzinfo=UTC))
    upcoming = await telegram.turn(user, await sample_stage.ask(user, chat, "/daily"), "看接下来")
    lines = upcoming.text.split("\n")
    assert [line[:12] for line in lines[:3]] == [
        "1 12-30 星期三 ", "2 12-31 星期四 ", "3 01-04 星期一 "
    ]  # fmt: skip
    assert lines[7] == (
        "2027 年的放假安排还没公布：法定节日和春节、国庆长假不发，其余星期一到星期五发。"
    )
    assert sum(-(-len(line) // 18) for line in lines) <= 22
    one = await telegram.turn(user, upcoming, "1")
    assert one.labels[:3] == ["换一条", "这句不用", "这篇不用"]


async def test_what_stands_around_a_passage_is_seen_in_a_group(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, _ = await sample_stage.person()
    group = await sample_stage.group("办公室", [user], [user])
    for words in ("靠前服务走到第六个年头", "柴湿了不怪米", "靠前服务"):
        opened = await sample_stage.ask(user, group, f"/s {words}")
        if "1" in opened.labels:
            opened = await telegram.turn(user, opened, "1")
        around = await telegram.turn(user, opened, "上下文")
        assert len(around.text) <= 320
        passage = opened.html.partition("<blockquote>")[2].partition("</blockquote>")[0]
        plain = passage.replace("<b>", "").replace("</b>", "")
        if len(opened.text) < 240:
            # There is room for more than the passage itself.
            assert f"<b>{plain}</b>" in around.html
            inside = around.html.partition("<blockquote>")[2].partition("</blockquote>")[0]
            assert inside != f"<b>{plain}</b>"


async def test_a_page_is_checked_and_what_differs_comes_first(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    checked = await sample_stage.ask(user, chat, (DRAFT + OWN) * 3)
    head, first, *_ = checked.text.split("\n")
    assert head == ("查了 21 句：3 处是原话，3 处差几个字，其余是你自己的。先看差的：")
    assert first.startswith("1 差 1 字　")
    assert checked.labels[-2:] == ["下一页", "改成原话"]


async def test_a_passage_is_let_go_and_a_word_followed(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    only = await small_stage.ask(user, chat, "缆绳")
    await telegram.press(user, only, "收藏")
    removed = await telegram.press(user, only, "已收藏")
    assert removed.toast == "已取消，备注先留着；再按一次恢复"
    none = await small_stage.ask(user, chat, "/watch")
    assert none.text == "还没有关注的词。发 /watch 夜间引航，库里有了就告诉你。"
    for words in ("夜间引航", "靠前服务", "林远"):
        await small_stage.ask(user, chat, f"/watch {words}")
        small_stage.clock.advance(timedelta(minutes=1))
    listed = await small_stage.ask(user, chat, "/watch")
    assert listed.text == "我关注的 3 个\n1 夜间引航 · 还没有\n2 靠前服务 · 2 处\n3 林远 · 1 篇"


async def test_a_speech_is_read_by_its_headings(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    opened = await telegram.turn(
        user, await sample_stage.ask(user, chat, "靠前服务不是站得近"), "全文"
    )
    assert opened.text.startswith("《在一线服务推进会上的讲话》\n\n同志们：\n\n")
    assert "<b>二、把服务做在前头</b>\n\n<b>靠前服务不是站得近，是想得早。" in opened.html
    outline = await telegram.turn(user, opened, "提纲")
    assert outline.text == (
        "《在一线服务推进会上的讲话》\n一、把会开到码头上\n二、把服务做在前头\n　（一）早问船。\n"
        "　（二）细问货。\n　（三）勤问人。\n三、把作风立在船边"
    )
    assert outline.labels == ["复制提纲", "返回"]


async def test_what_an_administrator_looks_at(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    shown = await send(admin_stage, user, chat, "4.txt", UNTITLED)
    title = "这次会议的主要任务是总结一年来的工作"
    assert shown.text.split("\n")[1] == f"1 《{title}》标题是我拼的，没有日期"
    looked = await telegram.turn(user, shown, "看这 1 篇")
    assert looked.text.startswith(
        f"第 1 篇，共 1 篇（要看的 1/1）\n标题：{title}（我拼的，原文没有标题）\n"
        "单位：没有　讲话人：没有　日期：没有\n同志们： 这次会议的主要任务是"
    )
    assert looked.labels == ["标题", "单位", "讲话人", "日期", "就这样", "返回"]


async def test_a_colleague_is_told_in_chinese_that_it_was_not_taken(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    colleague, private = await admin_stage.person("甲")
    await telegram.send(colleague, private, "总结.txt", UNTITLED.encode())
    await telegram.turn(colleague, await telegram.reply(private), "请管理员看看")
    await telegram.press(user, await telegram.reply(chat), "不收")
    assert (await telegram.reply(private)).text == "你推荐的 总结.txt 这次没有收录。"


async def test_a_copy_and_a_notice_that_is_not_whole(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    told = await admin_stage.ask(user, chat, "/backup")
    done = await telegram.edit(chat)
    assert done.message_id == told.message_id
    size, _, rest = done.text.removeprefix("备份好了，").partition(" MB。")
    assert float(size) > 0
    assert rest == (
        "里面有所有人的收藏和备注，请收好。恢复：在服务器上运行 python -m bot restore 文件。"
    )
    assert (await telegram.reply(chat)).document == "摘句备份-2026-11-19.db"
    unread = await admin_stage.ask(user, chat, NOTICE_2027.replace("共8天", "共9天"))
    assert unread.text.startswith("没看懂：")
    assert unread.text.endswith("。请把通知全文发来，从“一、元旦”到最后一条。")
