"""/privacy and /forgetme: what is kept, and that it goes on request."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.stage import Stage
    from tests.support.telegram import Chat, User


async def use_everything(ready: Stage, user: User, chat: Chat) -> None:
    """Leave every trace that a person can leave."""
    telegram = ready.telegram
    answer = await ready.ask(user, chat, "缆绳")
    await telegram.press(user, answer, "收藏")
    await telegram.replies(chat)
    await telegram.press(user, await telegram.current(answer), "备注")
    question = await telegram.reply(chat)
    await telegram.say(user, chat, "结尾用 #收尾", reply_to=question)
    await telegram.reply(chat)
    await telegram.turn(user, await telegram.current(answer), "全文")
    await ready.ask(user, chat, "/daily 08:30")
    await ready.ask(user, chat, "/watch 夜间引航")
    group = await ready.group("办公室", [user], [user])
    await ready.ask(user, group, "/s 靠前服务")
    await ready.ask(user, group, "/daily 08:30")


def traces(database: Path, number: int) -> list[str]:
    """Every column of the file that holds the number."""
    found = []
    with sqlite3.connect(database) as raw:
        listed = raw.execute("PRAGMA table_list").fetchall()
        # Neither virtual tables nor what holds their insides.
        for table in [row[1] for row in listed if row[2] == "table"]:
            for column in raw.execute(f"PRAGMA table_info({table})").fetchall():
                sql = f"SELECT count(*) FROM {table} WHERE CAST({column[1]} AS TEXT) = ?"  # noqa: S608
                if raw.execute(sql, (str(number),)).fetchone()[0]:
                    found.append(f"{table}.{column[1]}")
    raw.close()
    return found


async def test_privacy_says_what_is_kept(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "/privacy")
    assert answer.text.startswith("我记：你的编号、收藏、备注、标签、关注的词、放进群摘抄的句子、")
    assert "没找到的词只记次数，不记是谁问的；群里别人说的话不记。" in answer.text
    assert "不看" not in answer.text
    assert "全部删除后，群摘抄里的句子留着，名字和备注去掉；" in answer.text
    assert answer.text.endswith("带绝密、机密、秘密★、内部资料、不得外传标志的文件不收也不留。")
    assert answer.labels == ["导出", "全部删除"]
    asked = await small_stage.telegram.turn(user, answer, "全部删除")
    assert asked.text.startswith("会删掉你的 0 条收藏")


async def test_privacy_says_so_in_english(small_stage: Stage) -> None:
    ann, own = await small_stage.person("Ann", "en")
    text = (await small_stage.ask(ann, own, "/privacy")).text
    assert "sentences stay on groups' shelves without your name and notes;" in text
    assert "not who asked; what others say in groups isn't kept." in text
    assert len(text) <= 700


@pytest.mark.sqlite
async def test_all_is_deleted_and_only_the_askers(small_stage: Stage, small_database: Path) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person("甲")
    other, others = await small_stage.person("乙")
    await use_everything(small_stage, user, chat)
    await use_everything(small_stage, other, others)
    question = await small_stage.ask(user, chat, "/forgetme")
    assert question.text == (
        "会删掉你的 1 条收藏、备注、标签、1 个关注和阅读进度，私聊的每日一摘也会停，删了找不回。"
    )
    assert question.labels == ["先导出", "确认删除", "算了"]
    assert traces(small_database, user.id)
    done = await telegram.turn(user, question, "确认删除")
    assert done.text == "已删除。你在这里没有留下任何数据。"
    assert traces(small_database, user.id) == []
    await small_stage.store.erasure.forget(user.id)
    assert (await small_stage.ask(user, chat, "/saved")).text.startswith("还没有收藏")
    kept = await small_stage.ask(other, others, "/saved #收尾")
    assert kept.text.startswith("标签“收尾” 1 条")


async def test_never_mind(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    await small_stage.telegram.press(user, answer, "收藏")
    question = await small_stage.ask(user, chat, "/forgetme")
    kept = await small_stage.telegram.turn(user, question, "算了")
    assert kept.text == "好，什么都没删。"
    assert kept.buttons == []
    assert (await small_stage.ask(user, chat, "/saved")).text.startswith("我的收藏 1 条")


async def test_a_forged_press_in_a_group_deletes_nothing(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    await telegram.press(user, answer, "收藏")
    group = await small_stage.group("办公室", [user], [user])
    listed = await small_stage.ask(user, group, "/s 靠前服务")
    pressed = await telegram.press(user, listed, data="1g....y")
    assert pressed.toast
    assert (await telegram.current(listed)).text == listed.text
    assert (await small_stage.ask(user, chat, "/saved")).text.startswith("我的收藏 1 条")


async def test_from_a_group_it_leads_into_the_private_chat(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    group = await small_stage.group("办公室", [user], [user])
    answer = await small_stage.ask(user, group, "/forgetme")
    url = answer.button("到私聊打开").url or ""
    asked = await small_stage.ask(user, chat, f"/start {url.partition('=')[2]}")
    assert asked.text.startswith("会删掉你的 0 条收藏")


async def test_in_english(small_stage: Stage) -> None:
    user, chat = await small_stage.person("Ann", "en")
    question = await small_stage.ask(user, chat, "/forgetme")
    assert question.labels == ["Delete", "Never mind"]


async def test_the_file_comes_by_itself_and_the_question_stays(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await telegram.press(user, await small_stage.ask(user, chat, "缆绳"), "收藏")
    question = await small_stage.ask(user, chat, "/forgetme")
    await telegram.press(user, question, "先导出")
    file = await telegram.reply(chat)
    assert (file.document or "").endswith(".docx")
    asked = await telegram.current(question)
    assert asked.text == question.text
    assert asked.labels == question.labels
    done = await telegram.turn(user, asked, "确认删除")
    assert done.text.startswith("已删除")


async def test_english_counts_and_colons(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person("Ann", "en")
    await telegram.press(user, await small_stage.ask(user, chat, "缆绳"), "Save")
    question = await small_stage.ask(user, chat, "/forgetme")
    assert question.text.startswith("This deletes your 1 bookmark, notes")
    export = await small_stage.ask(user, chat, "/export")
    assert export.text == "1 bookmark. In which form?"
    await telegram.press(user, export, "Word")
    assert (await telegram.reply(chat)).text == "1 passage"
    state = await small_stage.ask(user, chat, "/daily 08:30")
    desk = await telegram.press(user, state, data="1ds....m:0")
    shown = await telegram.current(state)
    assert desk.answered
    assert shown.text.startswith("Your daily excerpt: ")
    assert "：" not in shown.text
