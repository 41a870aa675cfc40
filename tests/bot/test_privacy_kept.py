"""What stands of people in the store and beside it, after an hour of use and after /forgetme."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from handlers.account.views.privacy import render_privacy
from handlers.views.lang import Lang
from localchat.server import LocalTelegram
from store.db.sealing import miss_key, row_name
from store.people import answers
from store.people.saved_queries import query_key
from tests.support.operators import OPERATOR, SETTINGS
from tests.support.programs import PROJECT
from tests.support.stage import BOT, TOKEN, stage
from tests.support.telegram import Chat, Telegram, User

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.stage import Stage

NUMBER = 734_512_089_777
NAME = "欧阳澄澈"
ASKED = ["鹭岛晨雾几时散", "帆影渐远", "靠前服务 缆绳", "缆绳"]
PASTED = "我们要靠前服务，把窗口搬到码头上去，鲸歌四起之时，大家都要记住自己的承诺，守好每一班岗。"
LONG = "雁阵惊寒又一年，" * 400
"""Of a length at which a row needs more than its page."""
INLINE = "珊瑚夜谈"
NOTE, TAG, FILTER, WATCHED = "琥珀色的结尾", "萤火集", "珀色的结", "榕荫深处"
SHARED = "玳瑁梁间燕"
FOLLOWED = "苔痕漫阶渐成画"
COMMAND = "yuewuxiange"
FILE_NAME, FILE_WORDS = "竹影杂记.txt", "松涛阵阵入梦来"
TALK, TALKED_AS = "蓝鲸闲话昨夜雨", "司徒远航"
OFFERED = f"""在秋季座谈会上的讲话
澄湾港集团 周岚
（2024年9月5日）

同志们：
{FILE_WORDS}，说的是夜里值班的同志还在岗位上，灯一直亮到天明，我们要把这份心意记在账上，一件一件落实。
"""
WORDS = [
    *ASKED[:2],
    "鲸歌四起",
    LONG[:8],
    INLINE,
    NOTE,
    TAG,
    FILTER,
    WATCHED,
    FOLLOWED,
    SHARED,
    FILE_NAME,
    FILE_WORDS,
    NAME,
]


@pytest.fixture
async def ready(small_database: Path) -> AsyncIterator[Stage]:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with Telegram(server.control) as people:
            await people.private(await people.user("管理员", id=OPERATOR), started=True)
        # Copies are what the page says of them: everything, for some nights.
        settings = replace(SETTINGS, operators=frozenset({OPERATOR}), backup_keep=0)
        async with stage(small_database, server=server, settings=settings) as opened:
            yield opened


async def hour_of_use(ready: Stage) -> tuple[User, Chat, Chat]:
    """Use every feature there is; gives him, his private chat and his group."""
    telegram = ready.telegram
    user = await telegram.user(NAME, id=NUMBER)
    chat = await telegram.private(user)
    for words in (
        *ASKED,
        PASTED,
        LONG,
        f"/slogan {WATCHED}",
        f"/speeches {WATCHED}",
        "/random",
        "/read",
    ):
        answer = await ready.ask(user, chat, words)
    question = await telegram.say(user, chat, "靠前服务")
    await telegram.reply(chat)
    await telegram.control(
        "edit", user_id=user.id, chat_id=chat.id, message_id=question.message_id, text="缆绳"
    )
    await telegram.edit(chat)
    answer = await ready.ask(user, chat, "缆绳")
    await telegram.press(user, answer, "收藏")
    await telegram.replies(chat)
    await telegram.press(user, await telegram.current(answer), "备注")
    asked = await telegram.reply(chat)
    await telegram.say(user, chat, f"{NOTE} #{TAG}", reply_to=asked)
    await telegram.reply(chat)
    await telegram.turn(user, await telegram.current(answer), "全文")
    for words in (
        "/saved",
        f"/saved #{TAG}",
        f"/saved {FILTER}",
        "/daily 08:30",
        f"/watch {FOLLOWED}",
        "/privacy",
    ):
        await ready.ask(user, chat, words)
    export = await ready.ask(user, chat, "/export")
    await telegram.press(user, export, "Word")
    await telegram.reply(chat)
    await telegram.inline(user, INLINE)
    found = await telegram.inline(user, "缆绳", chat=chat)
    await telegram.choose(user, chat, found, found.results[0]["id"])
    group = await in_group(ready, user)
    await offer(ready, user, chat)
    return user, chat, group


async def in_group(ready: Stage, user: User) -> Chat:
    """Search in a group that shows the bot all its talk, and switch its excerpt on."""
    telegram = ready.telegram
    other = await telegram.user(TALKED_AS)
    group = await ready.group("办公室", [user, other], [user], bot_status="administrator")
    for words in (f"/s {ASKED[1]}", f"@{BOT} 缆绳", "/daily 08:30"):
        await ready.ask(user, group, words)
    found = await ready.ask(user, group, "/s 缆绳")
    await ready.ask(user, group, f"/keep {SHARED} #{TAG}", reply_to=found)
    for words in (TALK, f"{TALK}，靠前服务"):
        await telegram.say(other, group, words)
    await ready.quiet(group, user)
    return group


async def offer(ready: Stage, user: User, chat: Chat) -> None:
    """Send a document, and pass it on to the administrators, who don't decide."""
    await ready.telegram.replies(chat)
    await ready.telegram.send(user, chat, FILE_NAME, OFFERED.encode())
    offered = await ready.telegram.reply(chat)
    await ready.telegram.turn(user, offered, "请管理员看看")
    await ready.telegram.reply(Chat(OPERATOR, "private", "管理员"))


def held(database: Path, needle: str | int) -> set[str]:
    """The tables that hold a text or a number anywhere."""
    found = set()
    with closing(sqlite3.connect(database)) as raw:
        for table in tables(raw):
            for row in raw.execute(f"SELECT * FROM {table}").fetchall():  # noqa: S608
                if any(_holds(value, needle) for value in row):
                    found.add(table)
    return found


def tables(raw: sqlite3.Connection) -> list[str]:
    listed = raw.execute("PRAGMA table_list").fetchall()
    return [one[1] for one in listed if one[2] in ("table", "shadow") and one[1][-7:] != "_schema"]


def _holds(value: Any, needle: str | int) -> bool:
    if isinstance(needle, int):
        return str(needle) in str(value)
    data = value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")
    return any(form in data for form in forms(needle))


def forms(needle: str | int) -> list[bytes]:
    """How a text or a number may stand in a file."""
    if isinstance(needle, int):
        return [str(needle).encode(), needle.to_bytes(6, "big")]
    escaped = needle.encode("ascii", "backslashreplace")
    return [needle.encode(), needle.encode("utf-16-le"), escaped]


def in_files(folder: Path, needle: str | int) -> set[str]:
    """The files below a folder that hold it, in their names or in their bytes."""
    return {
        path.name
        for path in folder.rglob("*")
        if any(form in path.name.encode() for form in forms(needle))
        or (path.is_file() and any(form in path.read_bytes() for form in forms(needle)))
    }


def named() -> tuple[dict[str, str], set[str]]:
    """The page's table: where something stands and with whose number; and the library's tables."""
    page = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")
    rows = [line.split("|")[2:4] for line in page.splitlines() if line.startswith("| ")][1:]
    kept = {name: whose for where, whose in rows for name in re.findall(r"`([^`]+)`", where)}
    library = page.partition("All else in the store is the library:")[2].partition("\n\n")[0]
    return kept, set(re.findall(r"`([^`]+)`", library))


SAID = {
    "bookmark": ("收藏、备注", "bookmarks, notes"),
    "bookmark_tag": ("标签", "tags"),
    "bookmark.kept_by": ("放进群摘抄的句子", "on a group's shelf"),
    "watch": ("关注的词", "words you watch"),
    "notice": ("关注的词", "words you watch"),
    "reading": ("读到哪里", "where you stopped reading"),
    "answer": ("哪条回答是给你的，记 30 天", "for 30 days which answer is yours"),
    "subscription": ("每日一摘怎么设", "daily excerpts as set"),
    "delivery": ("发过什么", "and sent"),
    "bar": ("每日一摘怎么设", "daily excerpts as set"),
    "swap": ("每日一摘怎么设", "daily excerpts as set"),
    "evening": ("每日一摘怎么设", "daily excerpts as set"),
    "batch": ("你发来的文件，收录前最多留 7 天", "for at most 7 days a file you sent"),
    "usage_person": ("本周来问过，只记一个代码", "this week, as a code, that you asked"),
    "allowed_group": ("让我进了哪些群", "groups you let me into"),
    "inbox": ("还没答完的话", "what isn't answered yet"),
    "-erasures": ("另留一个代码 400 天", "a code stays 400 days"),
    "miss": ("没找到的词只记次数", "Words not found are counted"),
}
"""What /privacy says of a row of the page's table, by something that the row names."""
NOT_SAID = {"group_setting", "query", "usage_day"}
"""What is nobody's, or a group's."""


@pytest.mark.parametrize(("lang", "place"), [(Lang.ZH, 0), (Lang.EN, 1)])
def test_privacy_says_in_short_what_the_page_says(lang: Lang, place: int) -> None:
    page = (PROJECT / "docs" / "privacy.md").read_text(encoding="utf-8")
    table = [line.split("|")[2] for line in page.splitlines() if line.startswith("| ")][1:]
    said = render_privacy(7, lang).text
    for where in table:
        names = set(re.findall(r"`([^`]+)`", where))
        assert names & (SAID.keys() | NOT_SAID), where
        for name in names & SAID.keys():
            assert SAID[name][place] in said, name


async def test_only_what_the_page_names_is_kept(ready: Stage, small_database: Path) -> None:
    await hour_of_use(ready)
    await ready.worked_off()
    ready.clock.advance(timedelta(hours=1))
    await ready.running.tick.settled()
    kept, library = named()
    with closing(sqlite3.connect(small_database)) as raw:
        for table in tables(raw):
            assert table in kept or any(
                table == one or table.startswith(f"{one}_") for one in library
            ), f"{table} stands on neither list"
    nobodys = {table for table, whose in kept.items() if "nobody's" in whose or "none" in whose}
    assert held(small_database, NUMBER)
    assert held(small_database, NUMBER) <= kept.keys() - nobodys
    # Words stand with notes, tags and documents; what was asked stands nowhere to be read.
    for words in (*ASKED[:2], "鲸歌四起", LONG[:8], INLINE, WATCHED, TALK, TALKED_AS):
        assert held(small_database, words) == set(), words
        assert in_files(small_database.parent, words) == set(), words
    for words, where in ((NOTE, "bookmark"), (TAG, "bookmark_tag"), (FILE_NAME, "draft")):
        assert held(small_database, words) == {where}
    assert held(small_database, NAME) == {"batch"}
    assert held(small_database, FILE_WORDS) <= {"draft"}


async def test_who_guesses_the_words_finds_nobody_who_asked(
    ready: Stage, small_database: Path
) -> None:
    user, chat, _ = await hour_of_use(ready)
    question = await ready.telegram.say(user, chat, ASKED[0])
    await ready.telegram.reply(chat)
    await ready.telegram.control(
        "edit",
        user_id=user.id,
        chat_id=chat.id,
        message_id=question.message_id,
        text=f"/{COMMAND} 1",
    )
    await ready.telegram.edit(chat)
    await ready.worked_off()
    ready.clock.advance(timedelta(hours=1))
    await ready.running.tick.settled()
    assert held(small_database, COMMAND) == set()
    for words in (*ASKED, *ASKED[2].split(), PASTED, "靠前服务", WATCHED, f"/{COMMAND}"):
        assert held(small_database, query_key(words)) == set(), words
        assert held(small_database, row_name(query_key(words))) <= {"query"}, words
        assert held(small_database, miss_key(words)) == set(), words
    # What a row of words is called stands in no table beside a number.
    with closing(sqlite3.connect(small_database)) as raw:
        names = [
            name for (name,) in raw.execute("SELECT key FROM query UNION SELECT key FROM miss")
        ]
    assert names
    for name in names:
        assert held(small_database, name) <= {"query", "miss"}


async def test_after_forgetme_nothing_of_him_stands_anywhere(
    ready: Stage, small_database: Path
) -> None:
    user, chat, _ = await hour_of_use(ready)
    assert in_files(small_database.parent, NUMBER)
    question = await ready.ask(user, chat, "/forgetme")
    await ready.telegram.turn(user, question, "确认删除")
    await ready.worked_off()
    ready.clock.advance(timedelta(minutes=1))
    await ready.running.tick.settled()
    needles: list[str | int] = [NUMBER, *WORDS]
    for needle in needles:
        assert held(small_database, needle) == set(), needle
        assert in_files(small_database.parent, needle) == set(), needle
    assert not list((small_database.parent / "drafts").glob("*"))


async def test_what_is_kept_for_a_time_ends(ready: Stage, small_database: Path) -> None:
    user, chat, group = await hour_of_use(ready)
    listed = await ready.ask(user, group, "/s 靠前服务")
    # What is noted of an answer is noted after it: not days later.
    await ready.worked_off()
    ready.clock.advance(answers.KEPT - timedelta(hours=2))
    await ready.running.tick.settled()
    assert (await ready.telegram.turn(user, listed, "1")).text != listed.text
    await ready.worked_off()
    ready.clock.advance(timedelta(hours=3))
    await ready.running.tick.settled()
    with closing(sqlite3.connect(small_database)) as raw:
        for table in ("answer", "batch", "draft"):
            assert raw.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table  # noqa: S608
    # A button of an old answer still knows its words, but nobody is its asker any more.
    pressed = await ready.telegram.press(user, await ready.telegram.current(listed), "返回")
    assert "start=" in (pressed.url or "")
    # The buttons live for ever, also where the words behind them are sealed.
    assert (await ready.ask(user, chat, "缆绳")).labels
