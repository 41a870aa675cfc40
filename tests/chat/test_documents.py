"""Documents by chat: shown, taken in, corrected, suggested, taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.settings import Settings
from localchat.server import LocalTelegram
from tests.support.operators import OPERATOR, SECOND, TWO, operator, send, until
from tests.support.stage import BOT, TOKEN, Stage, stage
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.telegram import Message

ONE = """在消防演练后的讲话
青禾医院 苏宁
（2023年11月9日）

同志们：
灭火器会不会用，不看台账看手上，不看签字看演练，今天有三个科室没有按时到位，这一课要补。
"""


async def test_a_document_is_shown_taken_in_and_taken_back(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    shown = await send(admin_stage, user, chat, "调度会讲话.txt", TWO)
    assert shown.text.startswith("调度会讲话.txt · 2 篇 · ")
    assert shown.text.splitlines()[1].startswith("1 《在春季调度会上的讲话》")
    assert "2024-03-05" in shown.text
    assert "没有日期" in shown.text
    assert shown.text.splitlines()[2].endswith("《在夏季调度会上的讲话》澄湾港集团 周岚　没有日期")
    assert shown.text.splitlines()[3].startswith("1 篇要看一眼：第 2 篇。")
    assert shown.labels == ["收录", "看这 1 篇", "逐篇看", "不收"]
    assert (await admin_stage.ask(user, chat, "春潮计划")).text.startswith("库里没有")
    await telegram.press(user, shown, "收录")
    taken = await until(admin_stage, chat, "收录了")
    assert taken.text == "收录了，现在 4 篇。"
    assert "只有 1 处" in (await admin_stage.ask(user, chat, "春潮计划")).text
    await telegram.press(user, taken, "撤回")
    undone = await until(admin_stage, chat, "撤回了")
    assert undone.text == "撤回了，现在 2 篇。"
    assert (await admin_stage.ask(user, chat, "春潮计划")).text.startswith("库里没有")


async def test_the_slogans_of_a_document_are_counted_before_it_is_taken_in(
    admin_stage: Stage,
) -> None:
    user, chat = operator()
    text = ONE.replace(
        "同志们：", "同志们：\n“三先三后”要记牢，“四快四准”要做到，“三先三后”天天练。"
    )
    shown = await send(admin_stage, user, chat, "演练讲话.txt", text)
    assert shown.text.splitlines()[0] == "演练讲话.txt · 1 篇 · 3 段 · 2 个口号"
    await admin_stage.telegram.press(user, shown, "收录")
    await until(admin_stage, chat, "收录了")
    card = await admin_stage.ask(user, chat, "/slogan 三先三后")
    assert card.text.startswith("三先三后 · 数字口号")
    plain = await send(admin_stage, user, chat, "消防讲话.txt", ONE)
    assert plain.text.splitlines()[0] == "消防讲话.txt · 1 篇 · 2 段"


async def test_speeches_are_looked_through_and_discarded(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    shown = await send(admin_stage, user, chat, "调度会讲话.txt", TWO)
    first = await telegram.turn(user, shown, "逐篇看")
    assert first.text.startswith(
        "第 1 篇，共 2 篇\n《在春季调度会上的讲话》澄湾港集团 周岚 2024-03-05"
    )
    assert "春潮计划不是一句口号" in first.text
    second = await telegram.turn(user, first, "下一篇")
    assert "防汛物资" in second.text
    back = await telegram.turn(user, second, "返回")
    assert back.text == shown.text
    dropped = await telegram.turn(user, back, "不收")
    assert dropped.text == "未收。"
    assert (await admin_stage.ask(user, chat, "春潮计划")).text.startswith("库里没有")


async def test_a_speech_is_looked_at_with_its_headings_and_paragraphs(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    text = (
        TWO.replace("同志们：\n春潮", "同志们：\n一、把船期往前提\n春潮", 1) + "大家记住。\n" * 60
    )
    shown = await send(admin_stage, user, chat, "调度会讲话.txt", text)
    first = await telegram.turn(user, shown, "逐篇看")
    _, _, *body = first.text.split("\n")
    assert body[:2] == ["同志们：", "一、把船期往前提"]
    assert body[2].startswith("春潮计划")
    assert body[2].endswith("少跑一个窗口。")
    second = await telegram.turn(user, first, "下一篇")
    assert second.text.endswith("…")
    assert len(second.text) <= 700


async def test_many_documents_get_one_message_with_a_line_each(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    for number in range(1, 8):
        text = ONE.replace("三个科室", f"{number + 3} 个科室")
        await telegram.send(user, chat, f"讲话{number}.txt", text.encode())
    await telegram.send(user, chat, "通讯录.xyz", b"1")
    shown = await until(admin_stage, chat, "通讯录")
    head, *lines = shown.text.splitlines()
    assert head == "8 份 · 7 篇 · 14 段"
    assert len(lines) == 8
    for number, line in enumerate(lines[:7], start=1):
        assert line.startswith(f"讲话{number}.txt · 1 篇"), line
    assert "通讯录.xyz" in lines[7]
    assert len(await telegram.replies(chat)) == 1
    await telegram.press(user, shown, "收录")
    taken = await until(admin_stage, chat, "收录了")
    assert taken.text == "收录了，现在 9 篇。"


async def test_what_is_no_speech_is_shown_as_such(admin_stage: Stage) -> None:
    user, chat = operator()
    shown = await send(admin_stage, user, chat, "购物清单.txt", "牛奶 两盒\n鸡蛋 一打\n酱油 一瓶\n")
    assert shown.text.endswith("\n不像讲话或文章")
    assert "收录" in shown.labels


async def test_a_colleague_suggests_and_an_operator_decides(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    colleague, private = await admin_stage.person("甲")
    await telegram.send(colleague, private, "总结.txt", TWO.encode())
    offered = await telegram.reply(private)
    assert offered.text == "只有管理员能加资料。"
    forged = offered.button("请管理员看看").data
    assert forged is not None
    refused = await telegram.press(colleague, offered, data=forged.replace("ask:", "take:"))
    assert refused.toast == "只有管理员能加资料"
    passed = await telegram.turn(colleague, offered, "请管理员看看")
    assert passed.text == "已经请管理员看了，有结果告诉你。"
    suggestion = await telegram.reply(chat)
    assert suggestion.text == "甲 推荐了 总结.txt（1 KB）"
    assert suggestion.labels == ["收录", "不收", "看看"]
    await telegram.press(user, suggestion, "看看")
    suggestion = await until(admin_stage, chat, "（2 篇）")
    assert suggestion.text == "甲 推荐了 总结.txt（2 篇）"
    assert suggestion.labels == ["收录", "不收", "看看"]
    other = await telegram.reply(Chat(SECOND, "private", "管理员"))
    await telegram.press(user, suggestion, "收录")
    await until(admin_stage, chat, "收录了，现在 4 篇。")
    told = await telegram.reply(private)
    assert told.text == "你推荐的 总结.txt 收录了，2 篇。"
    seen = await telegram.turn(colleague, told, "看看")
    assert "《在春季调度会上的讲话》" in seen.text
    late = await telegram.press(User(SECOND, "管理员"), other, data=other_take(other))
    assert late.answered
    assert (await telegram.current(other)).text == "收录了，现在 4 篇。"


def other_take(shown: Message) -> str:
    """The data of the button that takes in what a message shows."""
    data = shown.button("收录").data
    assert data is not None
    return data


async def test_a_colleague_is_told_that_it_was_not_taken(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    colleague, private = await admin_stage.person("甲", "en")
    await telegram.send(colleague, private, "总结.txt", TWO.encode())
    passed = await telegram.turn(colleague, await telegram.reply(private), "Ask them to look")
    assert passed.text.endswith("I'll tell you what becomes of it.")
    suggestion = await telegram.reply(chat)
    await telegram.turn(user, suggestion, "不收")
    told = await telegram.reply(private)
    assert told.text == "What you suggested was not added this time: 总结.txt."


@pytest.mark.parametrize("left", ["（根据录音整理）", "（根据A&B <录音>整理）"])
async def test_what_was_left_over_at_a_speechs_head_is_shown(admin_stage: Stage, left: str) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    text = TWO.replace("澄湾港集团 周岚\n", f"{left}\n", 1)
    text = text.replace("澄湾港集团 周岚\n", "澄湾港集团 周岚\n（2024年6月5日）\n", 1)
    shown = await send(admin_stage, user, chat, "调度会讲话.txt", text)
    for label in ("看这 1 篇", "逐篇看"):
        looked = await telegram.turn(user, shown, label)
        assert looked.text.splitlines()[-1] == f"原文开头没用上的：{left}"
        shown = await telegram.turn(user, looked, "返回")
    second = await telegram.turn(user, await telegram.turn(user, shown, "逐篇看"), "下一篇")
    assert "没用上" not in second.text


async def test_what_is_doubtful_is_looked_at_and_taken_in_from_there(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    text = TWO.replace(
        "澄湾港集团 周岚\n（2024年3月5日）", "（2024年3月5日）\n内部学习材料 第三讲", 1
    )
    shown = await send(admin_stage, user, chat, "调度会讲话.txt", text)
    assert "2 篇要看一眼：第 1、2 篇。" in shown.text
    first = await telegram.turn(user, shown, "看这 2 篇")
    assert first.text.startswith("第 1 篇，共 2 篇（要看的 1/2）\n标题：在春季调度会上的讲话\n")
    assert "讲话人：没有" in first.text
    assert first.labels == ["标题", "单位", "讲话人", "日期", "就这样", "返回"]
    second = await telegram.turn(user, first, "就这样")
    assert second.text.startswith("第 2 篇，共 2 篇（要看的 2/2）")
    seen = await telegram.turn(user, second, "就这样")
    assert (seen.text, seen.labels) == ("都看过了，2 篇。", ["收录", "不收"])
    # A correction leads on to the next one, and from the last one straight to 收录.
    for speech, label, value, left in (
        (first, "讲话人", "周岚", ["下一篇", "收录", "返回"]),
        (second, "日期", "2024-06", ["收录", "返回"]),
    ):
        await telegram.replies(chat)
        await telegram.press(user, shown, data=speech.button(label).data)
        question = await telegram.reply(chat)
        corrected = await admin_stage.ask(user, chat, value, reply_to=question)
        assert corrected.text.startswith("改好了：《在")
        assert corrected.text.endswith("还有 1 篇要看。") == ("下一篇" in left)
        assert corrected.labels == left
    await telegram.press(user, corrected, "收录")
    taken = await until(admin_stage, chat, "收录了")
    while taken.message_id != corrected.message_id:
        taken = await until(admin_stage, chat, "收录了")
    assert taken.labels == ["撤回"]


async def test_corrections_stay_when_the_file_comes_again(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    shown = await send(admin_stage, user, chat, "调度会讲话.txt", TWO)
    first = await telegram.turn(user, shown, "逐篇看")
    fields = await telegram.turn(user, await telegram.turn(user, first, "下一篇"), "改信息")
    assert "日期：没有" in fields.text
    for label, value, said in (
        ("日期", "2024-06", "2024-06"),
        ("日期", "2024年7月1日", "2024-07-01"),
        ("单位", "青禾医院", "青禾医院"),
        ("标题", "在防汛会上的讲话", "《在防汛会上的讲话》"),
    ):
        await telegram.replies(chat)
        await telegram.press(user, fields, label)
        question = await telegram.reply(chat)
        assert question.force_reply
        await telegram.say(user, chat, value, reply_to=question)
        assert said in (await telegram.reply(chat)).text
    for value in ("后天", "2024-02-30", "2024年7月1日前后"):
        await telegram.press(user, fields, "日期")
        question = await telegram.reply(chat)
        wrong = await admin_stage.ask(user, chat, value, reply_to=question)
        assert "不是日期" in wrong.text
        await telegram.press(user, wrong, "再写一次")
        assert (await telegram.reply(chat)).force_reply
    await telegram.press(user, shown, data=other_take(shown))
    await until(admin_stage, chat, "收录了")
    cited = "《在防汛会上的讲话》（青禾医院 周岚，2024年7月1日）"
    assert cited in (await admin_stage.ask(user, chat, "防汛物资")).text
    assert await admin_stage.store.documents.remove("调度会讲话.txt")
    admin_stage.clock.advance(timedelta(minutes=1))
    again = await send(admin_stage, user, chat, "换了名字.txt", TWO)
    assert "《在防汛会上的讲话》" in again.text
    await telegram.press(user, again, "收录")
    await until(admin_stage, chat, "收录了")
    assert cited in (await admin_stage.ask(user, chat, "防汛物资")).text


async def test_taking_back_brings_the_older_version_back(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    shown = await send(admin_stage, user, chat, "港口讲话.txt", ONE)
    assert "收录会替换库里的同名文件" in shown.text
    await telegram.press(user, shown, "收录")
    taken = await until(admin_stage, chat, "收录了")
    assert (await admin_stage.ask(user, chat, "缆绳")).text.startswith("库里没有")
    await telegram.press(user, taken, "撤回")
    await until(admin_stage, chat, "撤回了，现在 2 篇。")
    answer = await admin_stage.ask(user, chat, "缆绳")
    assert "《在晨会上的讲话》（澄湾港集团 林远，2023年3月8日）" in answer.text
    assert "二、把责任扛在肩上" in answer.text
    assert await admin_stage.store.maintenance.check() == ()


async def test_a_draft_outlives_a_restart_and_is_forgotten_after_a_week(
    small_database: Path,
) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            await people.private(await people.user("管理员", id=OPERATOR), started=True)
        user, chat = operator()
        settings = Settings(operators=frozenset({OPERATOR}))
        async with stage(small_database, server=server, settings=settings) as first:
            shown = await send(first, user, chat, "调度会讲话.txt", TWO)
        async with stage(small_database, server=server, settings=settings) as second:
            await second.telegram.press(user, shown, "收录")
            taken = await until(second, chat, "收录了")
            second.clock.advance(timedelta(days=8))
            await second.store.uploads.forget_old()
            late = await second.telegram.press(user, taken, "撤回")
            assert "太旧" in late.toast
            assert list(second.store.uploads.folder.iterdir()) == []
