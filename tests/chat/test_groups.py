"""Groups: who is answered, where, who may turn a page, and what is left in peace."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from handlers.search.groups import is_small_talk
from localchat.server import LocalTelegram
from tests.support.stage import BOT, TOKEN, stage, text_store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.stage import Stage
    from tests.support.telegram import Chat, User


async def people(ready: Stage, *names: str) -> list[User]:
    return [(await ready.person(name))[0] for name in names]


async def office(ready: Stage, *members: User, **more: object) -> Chat:
    """A group whose first member owns it."""
    return await ready.group("办公室", members, members[:1], **more)


async def test_three_lines_on_being_added_and_only_then(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    (owner,) = await people(small_stage, "甲")
    group = await telegram.group("办公室", [owner], [owner])
    greeting = await telegram.reply(group)
    lines = greeting.text.split("\n")
    assert len(lines) == 3
    assert lines[0] == "大家好，我是摘句，库里有 2 篇讲话。"
    assert "@zhaiju_bot" in lines[1]
    assert "/daily 08:30" in lines[2]
    await telegram.say(owner, group, "/start@zhaiju_bot daily")
    await telegram.member(group, None, "administrator")
    await small_stage.quiet(group, owner)


async def test_leaving_ends_what_is_sent_by_itself(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    (owner,) = await people(small_stage, "甲")
    group = await office(small_stage, owner)
    await small_stage.ask(owner, group, "/daily 08:30")
    await telegram.member(group, None, "left")
    await telegram.member(group, None, "member")
    # What happens in one chat is handled in order, so the greeting comes after the end.
    assert (await telegram.reply(group)).text.startswith("大家好")
    kept = await small_stage.store.subscriptions.get(group.id)
    assert kept is not None
    assert not kept.active


async def test_a_daily_excerpt_moves_to_the_supergroup(small_database: Path) -> None:
    # On a stage of its own, for the server rightly refuses to change what was left behind.
    async with stage(small_database) as ready:
        telegram = ready.telegram
        (owner,) = await people(ready, "甲")
        group = await office(ready, owner, basic=True)
        await ready.ask(owner, group, "/daily 08:30")
        answer = await ready.ask(owner, group, "/s 靠前服务")
        moved = await telegram.control("migrate", chat_id=group.id)
        grown = replace(group, id=moved["id"], type="supergroup")
        state = await ready.ask(owner, grown, "/daily")
        assert state.text.startswith("工作日 08:30")
        assert await ready.store.subscriptions.get(group.id) is None
        stale = await telegram.press(owner, answer, "2")
        assert stale.toast == "这条太旧了，请再发一次"


@pytest.mark.parametrize(
    "said",
    [
        "大家好，今天开会",
        "@zhaiju_bot 谢谢",
        "@zhaiju_bot 收到，谢谢！",
        "好的 @zhaiju_bot",
        "@zhaiju_bot",
        "@zhaiju_botty 缆绳",
        "/s@other_bot 缆绳",
        "/random@other_bot",
        "/nonsense",
    ],
)
async def test_what_is_left_in_peace(small_stage: Stage, said: str) -> None:
    (owner,) = await people(small_stage, "甲")
    group = await office(small_stage, owner)
    await small_stage.telegram.say(owner, group, said)
    await small_stage.quiet(group, owner)


def test_thanks_in_quotation_marks_are_a_question() -> None:
    assert is_small_talk("谢谢，辛苦了！")
    assert is_small_talk("好的呢～")
    assert not is_small_talk("“谢谢”")
    assert not is_small_talk("谢谢 缆绳")


@pytest.mark.parametrize(
    "said", ["@zhaiju_bot 缆绳", "缆绳 @zhaiju_bot", "请看🚢 @Zhaiju_Bot", "@zhaiju_bot “谢谢”"]
)
async def test_a_mention_with_words_is_a_question(small_stage: Stage, said: str) -> None:
    (owner,) = await people(small_stage, "甲")
    group = await office(small_stage, owner)
    question = await small_stage.telegram.say(owner, group, said)
    answer = await small_stage.telegram.reply(group)
    assert answer.reply_to == question.message_id
    assert answer.text


async def test_replies_to_answers_ask_again_and_others_do_not(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    owner, other = await people(small_stage, "甲", "乙")
    group = await office(small_stage, owner, other)
    answer = await small_stage.ask(owner, group, "/s 缆绳")
    again = await small_stage.ask(other, group, "查房", reply_to=answer)
    assert again.text.startswith("只有 1 处\n查房要慢一步")
    excerpt = await small_stage.ask(owner, group, "/random")
    await telegram.say(other, group, "缆绳", reply_to=excerpt)
    state = await small_stage.ask(owner, group, "/daily")
    await telegram.say(other, group, "缆绳", reply_to=state)
    await telegram.say(other, group, "谢谢", reply_to=answer)
    await small_stage.quiet(group, owner)


async def test_each_turns_his_own_answer(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    first, second = await people(sample_stage, "甲", "乙")
    group = await office(sample_stage, first, second)
    mine = await sample_stage.ask(first, group, "/s 服务")
    yours = await sample_stage.ask(second, group, "/s 码头")
    turned = await telegram.turn(first, mine, "下一页")
    assert " · 2/" in turned.text
    pressed = await telegram.press(first, yours, "下一页")
    assert pressed.url is not None
    assert (await telegram.current(yours)).text == yours.text
    private = await telegram.private(first)
    opened = await sample_stage.ask(first, private, f"/start {pressed.url.partition('=')[2]}")
    assert opened.text.startswith("“码头” ")
    # The fourth hit is the first that the group hasn't shown.
    assert " · 1/" in opened.text
    other = await telegram.turn(second, yours, "下一页")
    assert " · 2/" in other.text
    assert len(other.text) <= 320
    pressed = await telegram.press(first, other, "下一页")
    assert pressed.url is not None
    opened = await sample_stage.ask(first, private, f"/start {pressed.url.partition('=')[2]}")
    assert " · 2/" in opened.text
    key = sample_stage.store.saved_queries.remember("码头")
    forged = await telegram.press(first, other, data=f"1t.{key}.zzzz..")
    assert forged.url is not None


async def test_everybody_is_answered_in_his_language(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    owner, _ = await small_stage.person("甲")
    guest, _ = await small_stage.person("Ann", "en")
    group = await office(small_stage, owner, guest)
    answer = await small_stage.ask(guest, group, "/s 靠前服务")
    assert answer.text.startswith("“靠前服务”: 2 passages · 2 speeches")
    assert answer.labels == ["1", "2", "Watch", "All", "Close"]
    opened = await telegram.turn(guest, answer, "1")
    assert {"Save", "Copy", "Context", "Back"} <= set(opened.labels)
    refused = await telegram.press(
        guest, await small_stage.ask(owner, group, "/s 靠前服务"), "收起"
    )
    assert (refused.toast or "").isascii()
    for said in ("/help", "/saved", "/s 量子引力波", "/daily", "/daily 08:30"):
        assert not re.search("[，。：]", (await small_stage.ask(guest, group, said)).text), said
    question = await small_stage.ask(guest, group, "/s")
    assert question.text == "What shall I look for?"
    again = await small_stage.ask(guest, group, "靠前服务", reply_to=question)
    assert again.labels == ["1", "2", "Watch", "All", "Close"]
    # What comes every morning is for all.
    await small_stage.ask(owner, group, "/daily 08:30")
    kept = await small_stage.store.subscriptions.get(group.id)
    assert kept is not None
    assert kept.language == "zh"
    theirs = await small_stage.ask(owner, group, "/s 靠前服务")
    assert theirs.labels == ["1", "2", "关注", "全部", "收起"]


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("start", "在群里发 /s 词就能查；收藏、全文和设置在私聊里："),
        ("saved", "收藏只给你自己看："),
        ("read", "接着读，到私聊里："),
        ("forgetme", "你的数据只跟你自己说："),
        ("ingest", "资料由管理员在私聊里发给我："),
        ("sources", "资料由管理员在私聊里管理："),
        ("backup", "备份只在私聊里发给管理员："),
    ],
)
async def test_a_private_command_gets_one_line_that_fits(
    small_stage: Stage, command: str, line: str
) -> None:
    (owner,) = await people(small_stage, "甲")
    group = await office(small_stage, owner)
    answer = await small_stage.ask(owner, group, f"/{command}@{BOT}")
    assert answer.text == line
    assert answer.button("到私聊打开").url == f"https://t.me/{BOT}?start=g{command}"


async def test_answers_go_to_their_topic(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    (owner,) = await people(small_stage, "甲")
    group = await office(small_stage, owner, forum=True, topics=["材料", "闲聊"])
    for name in ("材料", "闲聊"):
        topic = group.topics[name]
        question = await telegram.say(owner, group, "/s 缆绳", topic=topic)
        answer = await telegram.reply(group)
        assert answer.topic == topic
        assert answer.reply_to == question.message_id
        mentioned = await small_stage.ask(owner, group, "@zhaiju_bot 查房", topic=topic)
        assert mentioned.topic == topic
    general = await small_stage.ask(owner, group, "/s 缆绳")
    assert general.topic is None


async def test_any_administrator_turns_an_anonymous_ones_answer(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    owner, other = await people(small_stage, "甲", "乙")
    group = await office(small_stage, owner, other)
    answer = await small_stage.ask(owner, group, "/s 靠前服务", anonymous=True)
    pressed = await telegram.press(other, answer, "1")
    assert pressed.url is not None
    opened = await telegram.turn(owner, answer, "1")
    assert "第 1 条，共 2 条" in opened.text


async def test_closing_is_for_the_asker_and_administrators(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    owner, asker, other = await people(small_stage, "甲", "乙", "丁")
    group = await office(small_stage, owner, asker, other)
    for who in (asker, owner):
        answer = await small_stage.ask(asker, group, "/s 靠前服务")
        refused = await telegram.press(other, answer, "收起")
        assert refused.toast == "只有提问的人和群管理员能收起"
        assert (await telegram.current(answer)).text == answer.text
        closed = await telegram.press(who, answer, "收起")
        assert closed.answered
        shown = {one.message_id for one in await telegram.read(group)}
        assert answer.message_id not in shown


async def test_an_answer_too_old_to_delete_is_emptied(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    (owner,) = await people(small_stage, "甲")
    group = await office(small_stage, owner)
    answer = await small_stage.ask(owner, group, "/s 靠前服务")
    await telegram.fault(
        "deleteMessage", "refuse", code=400, description="Bad Request: message can't be deleted"
    )
    closed = await telegram.turn(owner, answer, "收起")
    assert closed.text == "已收起。"
    assert closed.buttons == []


async def test_nothing_found_is_one_line_that_leads_into_private(small_stage: Stage) -> None:
    (owner,) = await people(small_stage, "甲")
    group = await office(small_stage, owner)
    answer = await small_stage.ask(owner, group, "/s 量子引力波")
    assert answer.text == "没有“量子引力波”。"
    assert answer.labels == ["关注"]
    assert (answer.button("关注").url or "").startswith("https://t.me/")


async def test_all_leads_to_the_same_search_in_private(small_stage: Stage) -> None:
    owner, other = await people(small_stage, "甲", "乙")
    group = await office(small_stage, owner, other)
    answer = await small_stage.ask(owner, group, "/s 靠前服务")
    url = answer.button("全部").url or ""
    private = await small_stage.telegram.private(other)
    opened = await small_stage.ask(other, private, f"/start {url.partition('=')[2]}")
    assert opened.text.startswith("“靠前服务” 2 处 · 2 篇")


@pytest.fixture
def wordy_database(tmp_path: Path) -> Path:
    same = "，".join(["把窗口搬到码头上去"] * 7)
    paragraphs = [f"第{number}遍：{same}，大家记住{number}。" for number in range(1, 9)]
    title = "在" + "很" * 120 + "长的会上的讲话"
    text = f"{title}\n澄湾港集团 林远\n（2023年3月8日）\n\n" + "\n\n".join(paragraphs) + "\n"
    return text_store(tmp_path / "wordy.db", {"长.txt": text})


async def test_answers_keep_their_length_whatever_was_asked(wordy_database: Path) -> None:
    async with stage(wordy_database) as ready:
        (owner,) = await people(ready, "甲")
        group = await office(ready, owner)
        private = await ready.telegram.private(owner)
        for query in ("窗口", "，".join(["把窗口搬到码头上去"] * 7), "窗口 " * 30 + "量子 引力 波"):
            answer = await ready.ask(owner, group, f"/s {query}")
            assert len(answer.text) <= 320, query
            answer = await ready.ask(owner, private, query)
            assert len(answer.text) <= 700, query
        assert await ready.telegram.refusals() == []


async def test_a_group_without_the_right_to_write_is_no_error(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    (owner,) = await people(small_stage, "甲")
    group = await office(small_stage, owner)
    await telegram.fault(
        "sendMessage",
        "refuse",
        code=400,
        description="Bad Request: not enough rights to send text messages to the chat",
        chat_id=group.id,
        times=1,
    )
    await telegram.say(owner, group, "/s 缆绳")
    await small_stage.quiet(group, owner)


async def test_typing_is_shown_while_an_answer_takes_long(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    held = await telegram.fault("sendMessage", "hold", chat_id=chat.id, times=1)
    await telegram.say(user, chat, "缆绳")
    shown = await telegram.requests("sendChatAction", wait=10)
    assert [one["arguments"]["action"] for one in shown] == ["typing"]
    await telegram.control("release", id=held)
    assert "缆绳" in (await telegram.reply(chat)).text


async def test_a_group_after_a_restart(small_database: Path) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with stage(small_database, server=server) as first:
            owner, other = await people(first, "甲", "乙")
            group = await office(first, owner, other)
            answer = await first.ask(owner, group, "/s 靠前服务")
            await first.telegram.say(owner, group, "/s")
            question = await first.telegram.reply(group)
        async with stage(small_database, server=server) as second:
            pressed = await second.telegram.press(other, answer, "1")
            assert pressed.url is not None
            opened = await second.telegram.turn(owner, answer, "1")
            assert "共 2 条" in opened.text
            await second.telegram.replies(group)
            await second.telegram.say(other, group, "查房", reply_to=question)
            assert "查房要慢一步" in (await second.telegram.reply(group)).text


async def test_a_single_hit_is_shown_opened_and_can_be_closed(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    owner, other = await people(small_stage, "甲", "乙")
    group = await office(small_stage, owner, other)
    answer = await small_stage.ask(owner, group, "/s 缆绳")
    assert answer.text.startswith("只有 1 处 · 二、把责任扛在肩上")
    assert "1" not in answer.labels
    for label in ("收藏", "上下文", "全文", "收起"):
        assert label in answer.labels, label
    context = await telegram.turn(owner, answer, "上下文")
    assert "收起" in context.labels
    assert (await telegram.press(other, context, "收起")).toast
    closed = await telegram.press(owner, context, "收起")
    assert closed.answered
    assert answer.message_id not in {one.message_id for one in await telegram.read(group)}


async def test_an_opened_hit_of_several_leads_back(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    (owner,) = await people(small_stage, "甲")
    group = await office(small_stage, owner)
    answer = await small_stage.ask(owner, group, "/s 靠前服务")
    opened = await telegram.turn(owner, answer, "1")
    assert "收起" not in opened.labels
    back = await telegram.turn(owner, opened, "返回")
    assert back.text == answer.text


async def test_a_forged_key_in_a_group_leads_nowhere(small_stage: Stage) -> None:
    owner, other = await people(small_stage, "甲", "乙")
    group = await office(small_stage, owner, other)
    answer = await small_stage.ask(owner, group, "/s 靠前服务")
    for data in ("1t.g.jmlz..", "1o.jmlzj0.46..", "1l.x..."):
        pressed = await small_stage.telegram.press(other, answer, data=data)
        assert pressed.toast == "这个按钮已经过时了，请再发一次", data
        assert pressed.url is None
