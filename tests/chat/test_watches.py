"""关注 and /watch: words that one is told of, the next working morning, when they come in."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from corpus.parse import parse_text
from tests.chat.test_lists import assert_keyboard_fits
from tests.support.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.stage import Stage
    from tests.support.telegram import Message

MORNING = timedelta(hours=22, minutes=30)
"""From 10:00 to 08:30."""
STATION = """在引航站座谈会上的讲话
澄湾港集团 贺望潮
（2026年11月18日）

同志们：
灯是亮的，心才是定的；夜间引航，靠的是白天的功夫，靠的是把每一段航道都走熟、把每一盏灯都记牢。
夜间引航没有捷径，船长看不见的地方，我们要先看见，先想到，先站到那里去，才对得起托付。
"""


class Reader:
    """Somebody who follows words, and the documents that come in."""

    def __init__(self, ready: Stage) -> None:
        self.stage = ready
        self.telegram = ready.telegram

    async def open(self, language: str = "zh-hans") -> None:
        self.user, self.chat = await self.stage.person("小林", language)

    async def ask(self, text: str) -> Message:
        return await self.stage.ask(self.user, self.chat, text)

    async def comes(self, text: str = STATION, name: str = "引航站.txt") -> None:
        self.stage.clock.advance(timedelta(minutes=1))
        document = parse_text(text, name)
        await self.stage.store.documents.ingest(document, text, self.stage.clock.now())

    async def later(self, step: timedelta) -> list[Message]:
        await self.telegram.replies(self.chat)
        self.stage.clock.advance(step)
        await self.stage.running.tick.settled()
        return await self.telegram.replies(self.chat)

    async def until(self, hour: int, minute: int = 0) -> list[Message]:
        now = self.stage.clock.now() + timedelta(hours=8)
        then = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
        return await self.later(then - now + timedelta(days=then <= now))


@pytest.fixture
async def reader(small_database: Path) -> AsyncIterator[Reader]:
    async with stage(small_database) as ready:
        opened = Reader(ready)
        await opened.open()
        yield opened
        assert await ready.telegram.refusals() == []


async def test_a_word_is_told_the_next_morning_and_once(reader: Reader) -> None:
    told = await reader.ask("/watch 夜间引航")
    assert told.text == "关注了“夜间引航”，现在库里没有。有了工作日早上告诉你。"
    assert told.labels == ["不关注了"]
    await reader.comes()
    assert await reader.until(8, 29) == []
    (news,) = await reader.until(8, 30)
    head, quoted, cited = news.text.split("\n")
    assert head == "你关注的“夜间引航”新增 2 处 · 1 篇"
    assert "夜间引航" in quoted
    assert cited == "《在引航站座谈会上的讲话》（澄湾港集团 贺望潮，2026年11月18日）"
    assert news.labels == ["看新的 2", "收藏", "不关注了"]
    assert await reader.until(8, 30) == []
    listed = await reader.ask("/watch")
    assert listed.text == "我关注的 1 个\n1 夜间引航 · 2 处，11月20日有过新的"
    new = await reader.telegram.turn(reader.user, news, "看新的 2")
    assert new.text.startswith("“夜间引航” 新的 2 处 · 1 篇")
    whole = await reader.telegram.turn(reader.user, new, "全部 2")
    assert whole.text.startswith("“夜间引航” 2 处 · 1 篇")
    pressed = await reader.telegram.press(reader.user, whole, "已关注")
    assert pressed.toast == "不关注了"
    assert (await reader.ask("/watch")).text.startswith("还没有关注的词")


async def test_a_name_and_several_words_are_one_message(reader: Reader) -> None:
    await reader.ask("/watch 夜间引航")
    assert (await reader.ask("/watch 林远")).text == (
        "关注了林远，现在 1 篇。有新讲话工作日早上告诉你。"
    )
    await reader.ask("/watch 贺望潮")
    assert (await reader.ask("/watch 靠前服务")).text == (
        "关注了“靠前服务”，现在 2 处。有新的工作日早上告诉你。"
    )
    await reader.comes()
    (news,) = await reader.until(8, 30)
    assert news.text == (
        "你关注的 2 个有新增\n1 夜间引航 2 处 · 1 篇\n2 贺望潮 1 篇《在引航站座谈会上的讲话》"
    )
    assert news.labels == ["1", "2"]
    by = await reader.telegram.turn(reader.user, news, "2")
    assert by.text.startswith("贺望潮 · 新的 · 1 篇")
    assert "全部 1" in by.labels
    assert (await reader.telegram.turn(reader.user, by, "全部 1")).text.startswith("贺望潮 · 1 篇")
    listed = await reader.ask("/watch")
    assert "3 贺望潮 · 1 篇，11月20日有过新的" in listed.text
    opened = await reader.telegram.turn(reader.user, listed, "1")
    assert opened.text.startswith("“夜间引航” 2 处")
    assert "不关注了" in [one.label for one in opened.buttons[-1]]
    assert "已关注" not in opened.labels


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("靠钱服务", "没有“靠钱服务”。关注了“靠前服务”，现在 "),
        ("kaoqian fuwu", "没有“kaoqian fuwu”。关注了“靠前服务”，现在 "),
        ("https://a.b 靠前服务", "关注了“靠前服务”，现在 "),
        ("🚢 靠前服务", "关注了“靠前服务”，现在 "),
        ("贺望朝", "没有“贺望朝”。关注了贺望潮，现在 "),
        ("#收尾", "关注了讲话结尾，现在 "),
        ("贺望潮 靠前服务", "关注了贺望潮 · “靠前服务”，现在 "),
    ],
)
async def test_words_are_followed_as_a_question_is_understood(
    sample_stage: Stage, typed: str, told: str
) -> None:
    user, chat = await sample_stage.person()
    followed = await sample_stage.ask(user, chat, f"/watch {typed}")
    assert followed.text.startswith(told)
    # As many stand in the list, and open from it.
    count = followed.text.partition("现在 ")[2].partition("。")[0]
    listed = await sample_stage.ask(user, chat, "/watch")
    assert listed.text.endswith(f" · {count}")
    opened = await sample_stage.telegram.turn(user, listed, "1")
    assert f"{count} · " in opened.text.split("\n")[0]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("https://a.b", "网址里的内容我看不到"),
        ("-", "库里没有“-”。"),
        ("？？？", "库里没有“？？？”。"),
        ("🚢", ""),
        ("kqfw", "kqfw 可能是："),
        ("reform", "库里没有“reform”，资料都是中文的。"),
    ],
)
async def test_what_never_comes_is_not_followed(sample_stage: Stage, typed: str, told: str) -> None:
    user, chat = await sample_stage.person()
    answer = await sample_stage.ask(user, chat, f"/watch {typed}")
    assert answer.text.startswith(told)
    asked = await sample_stage.ask(user, chat, typed)
    assert "关注" not in (*answer.labels, *asked.labels)
    assert (await sample_stage.ask(user, chat, "/watch")).text.startswith("还没有关注的词")


@pytest.mark.parametrize("typed", ["“靠钱服务”", "“reform”", "量子引力波", "靠泊量子"])
async def test_what_may_come_is_followed_as_it_is(sample_stage: Stage, typed: str) -> None:
    user, chat = await sample_stage.person()
    followed = await sample_stage.ask(user, chat, f"/watch {typed}")
    assert followed.text.startswith(f"关注了“{typed.strip('“”')}”，现在库里没有。")


async def test_what_is_followed_opens_on_a_keyboard_that_fits(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    for words in ("靠前服务", "贺望潮", "船等不起", "一线三问"):
        await sample_stage.ask(user, chat, f"/watch {words}")
    for number in ("1", "2", "3", "4"):
        listed = await sample_stage.ask(user, chat, "/watch")
        opened = await sample_stage.telegram.turn(user, listed, number)
        assert_keyboard_fits(opened)
        assert opened.buttons[-1][-1].label == "不关注了"


async def test_what_was_taken_back_brings_nothing(reader: Reader) -> None:
    await reader.ask("/watch 夜间引航")
    await reader.comes()
    now = reader.stage.clock.now()
    assert await reader.stage.store.documents.remove("引航站.txt", now)
    assert await reader.until(8, 30) == []
    await reader.comes()
    # It was Friday; the next working morning is Monday's.
    assert await reader.until(8, 30) == []
    assert await reader.until(8, 30) == []
    assert len(await reader.until(8, 30)) == 1


async def test_what_comes_again_or_corrected_is_no_news(reader: Reader) -> None:
    await reader.ask("/watch 缆绳")
    await reader.ask("/watch 安全")
    store = reader.stage.store
    (port, *_) = [one.source for one in await store.documents.sources() if "港口" in one.source]
    kept = await store.documents.read(port)
    assert kept is not None
    await store.documents.remove(port, reader.stage.clock.now() + timedelta(days=30))
    reader.stage.clock.advance(timedelta(minutes=1))
    await store.documents.ingest(*kept, reader.stage.clock.now())
    assert await reader.until(8, 30) == []


async def test_it_comes_with_ones_own_excerpt_and_is_paused_with_it(reader: Reader) -> None:
    await reader.ask("/watch 夜间引航")
    await reader.ask("/daily 每天 9:15")
    await reader.comes()
    assert all("关注" not in one.text for one in await reader.until(9, 0))
    told = await reader.until(9, 15)
    assert [one for one in told if "你关注的“夜间引航”" in one.text]
    settings = await reader.ask("/daily")
    paused = await reader.telegram.turn(reader.user, settings, "暂停")
    await reader.telegram.turn(reader.user, paused, paused.labels[0])
    await reader.comes(STATION.replace("座谈会", "总结会"), "总结会.txt")
    assert await reader.until(9, 15) == []


async def test_twenty_are_followed_and_no_more(reader: Reader) -> None:
    for number in range(20):
        await reader.ask(f"/watch 词{number}")
    full = await reader.ask("/watch 港口")
    assert full.text == "已经关注了 20 个，先去掉一个。"
    listed = await reader.telegram.turn(reader.user, full, "看我关注的")
    assert listed.text.startswith("我关注的 20 个 · 1/4\n1 词0 · 还没有")
    miss = await reader.ask("量子引力波")
    pressed = await reader.telegram.press(reader.user, miss, "关注")
    assert pressed.toast == "已经关注了 20 个，先发 /watch 去掉一个"
    again = await reader.ask("/watch 词3")
    assert again.text.startswith("关注了“词3”")


async def test_the_button_stands_under_a_miss_few_hits_and_a_card(reader: Reader) -> None:
    telegram = reader.telegram
    miss = await reader.ask("量子引力波")
    assert miss.text == "库里没有“量子引力波”。"
    assert miss.labels == ["关注", "看常用口号", "来一条"]
    pressed = await telegram.press(reader.user, miss, "关注")
    assert pressed.toast == "收录了提到它的讲话，工作日早上告诉你"
    assert "已关注" in (await telegram.current(miss)).labels
    pressed = await telegram.press(reader.user, await telegram.current(miss), "已关注")
    assert pressed.toast == "不关注了"
    assert "关注" in (await telegram.current(miss)).labels
    assert "关注" in (await reader.ask("缆绳")).labels
    assert "关注" in (await reader.ask("靠前服务")).labels


async def test_in_a_group_it_leads_into_private_and_nobody_sees_it(reader: Reader) -> None:
    ready = reader.stage
    group = await ready.group("办公室", [reader.user], [reader.user])
    told = await ready.ask(reader.user, group, "/watch 夜间引航")
    assert told.text == "关注只给你自己看："
    miss = await ready.ask(reader.user, group, "/s 量子引力波")
    assert miss.text == "没有“量子引力波”。"
    link = next(one.url for row in miss.buttons for one in row if one.label == "关注")
    assert link is not None
    followed = await reader.ask(f"/start {link.partition('start=')[2]}")
    assert followed.text.startswith("关注了“量子引力波”")


async def test_forgetme_ends_what_is_followed(reader: Reader) -> None:
    await reader.ask("/watch 夜间引航")
    asked = await reader.ask("/forgetme")
    assert "1 个关注" in asked.text
    await reader.telegram.turn(reader.user, asked, "确认删除")
    await reader.comes()
    assert await reader.until(8, 30) == []
    assert (await reader.ask("/watch")).text.startswith("还没有关注的词")


async def test_in_english(reader: Reader) -> None:
    await reader.open("en")
    told = await reader.ask("/watch 夜间引航")
    assert told.text == (
        "Watching “夜间引航”: nothing yet. I'll tell you the next working morning after it comes."
    )
    await reader.comes()
    (news,) = await reader.until(8, 30)
    assert news.text.startswith("Your word “夜间引航”: 2 new passages in 1 speech")
    assert news.labels == ["See new 2", "Save", "Stop watching"]


async def test_what_telegram_refuses_for_now_comes_a_little_later(reader: Reader) -> None:
    await reader.ask("/watch 夜间引航")
    await reader.comes()
    await reader.telegram.fault(
        "sendMessage", "refuse", code=429, description="Too Many Requests: retry after 1",
        parameters={"retry_after": 1},
    )  # fmt: skip
    assert await reader.until(8, 30) == []
    (news,) = await reader.later(timedelta(minutes=30))
    assert news.text.startswith("你关注的“夜间引航”新增")
    assert await reader.later(timedelta(minutes=30)) == []


async def test_an_answer_that_got_lost_is_not_sent_twice(reader: Reader) -> None:
    await reader.ask("/watch 夜间引航")
    await reader.comes()
    await reader.telegram.fault("sendMessage", "drop", when="after")
    assert len(await reader.until(8, 30)) == 1
    assert await reader.later(timedelta(hours=1)) == []
    assert await reader.until(8, 30) == []


async def test_who_has_blocked_the_bot_is_let_alone(reader: Reader) -> None:
    await reader.ask("/watch 夜间引航")
    await reader.comes()
    await reader.telegram.fault(
        "sendMessage", "refuse", code=403, description="Forbidden: bot was blocked by the user"
    )
    assert await reader.until(8, 30) == []
    assert await reader.later(timedelta(hours=1)) == []
