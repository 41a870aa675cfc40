"""What is given of a passage where it is an excerpt: the run that is sent, whatever is pressed."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import docx
import pytest

from corpus.model import Block, Document, Speech
from handlers.files.views.card import draw_card
from handlers.views.fonts import find_fonts

if TYPE_CHECKING:
    from tests.support.stage import Stage
    from tests.support.telegram import Chat, Message, User

GOOD = "规矩立得起来，靠的是人人肯守；日子过得下去，靠的是人人肯干。灯是亮的，心才是定的。"
LEANING = "刚才，我讲了三点意见，今年还要接着讲。"
WHOLE = GOOD + LEANING
NEXT_MORNING = timedelta(hours=22, minutes=31)


class Morning:
    """A group whose excerpt has just come, and a member of it."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.telegram = stage.telegram

    async def open(self) -> None:
        block = Block("paragraph", WHOLE)
        document = Document("晨.txt", (Speech(1, "晨会讲话", (block,)),))
        await self.stage.store.documents.ingest(document, "晨", self.stage.clock.now())
        self.user, self.private = await self.stage.person("群管理")
        self.group = await self.stage.group("办公室", [self.user], [self.user])
        await self.stage.ask(self.user, self.group, "/daily 08:30")
        now = self.stage.clock.now()
        await self.stage.store.subscriptions.set_source(self.group.id, "document", "晨.txt", now)
        self.stage.clock.advance(NEXT_MORNING)
        self.excerpt = await self.telegram.reply(self.group)
        await self.stage.running.tick.settled()

    async def follow(self, label: str) -> Message:
        """What a button with ↗ opens in private."""
        url = self.excerpt.button(label).url
        assert url is not None
        payload = url.partition("start=")[2]
        return await self.stage.ask(self.user, self.private, f"/start {payload}")


@pytest.fixture
async def morning(small_stage: Stage) -> Morning:
    ready = Morning(small_stage)
    await ready.open()
    return ready


def copied(message: Message, label: str) -> str:
    text = message.button(label).copy
    assert text is not None
    return text


def bold(message: Message) -> str:
    (entity,) = [one for one in message.entities if one["type"] == "bold"]
    return message.text[entity["offset"] : entity["offset"] + entity["length"]]


def query_of(message: Message, label: str) -> str:
    switch: Any = message.button(label).switch
    return str(switch["query"])


async def choose(stage: Stage, user: User, chat: Chat, shown: Message, label: str) -> Message:
    answer = await stage.telegram.inline(user, query_of(shown, label))
    return await stage.telegram.choose(user, chat, answer, answer.results[0]["id"])


async def test_the_morning_message_gives_the_run_alone(morning: Morning) -> None:
    assert GOOD in morning.excerpt.text
    assert LEANING not in morning.excerpt.text
    assert copied(morning.excerpt, "复制") == f"{GOOD}\n——《晨会讲话》"
    shared = await choose(morning.stage, morning.user, morning.group, morning.excerpt, "分享")
    assert shared.text == f"{GOOD}\n——《晨会讲话》"


async def test_context_and_full_text_lead_to_the_passage(morning: Morning) -> None:
    context = await morning.follow("上下文")
    assert bold(context) == WHOLE
    closed = await morning.telegram.turn(morning.user, context, "收起上下文")
    assert LEANING not in closed.text
    assert copied(closed, "原句") == GOOD
    full = await morning.follow("全文")
    assert WHOLE in full.text
    back = await morning.telegram.turn(morning.user, full, "返回")
    assert GOOD in back.text
    assert LEANING not in back.text


async def test_the_card_shows_the_run(morning: Morning) -> None:
    opened = await morning.follow("卡片")
    assert LEANING not in opened.text
    picture = await morning.telegram.reply(morning.private)
    drawn = draw_card(GOOD, "《晨会讲话》", find_fonts())
    assert await morning.telegram.file(picture) == drawn
    shared = await choose(morning.stage, morning.user, morning.group, picture, "发给别人")
    assert shared.text.startswith(f"{GOOD}\n")


async def test_what_is_saved_is_the_passage_with_the_run_marked(morning: Morning) -> None:
    telegram, user, private = morning.telegram, morning.user, morning.private
    await telegram.press(user, morning.excerpt, "收藏")
    listed = await morning.stage.ask(user, private, "/saved")
    # In the list the run itself is the line.
    assert GOOD.startswith(listed.text.split("\n")[1].removeprefix("1 ").rstrip("…"))
    opened = await telegram.turn(user, listed, "1")
    assert WHOLE in opened.text
    assert bold(opened) == GOOD
    assert copied(opened, "原句") == WHOLE
    asked = await morning.stage.ask(user, private, "/export")
    await telegram.press(user, asked, "Word")
    file = await telegram.file(await telegram.reply(private))
    runs = [run for one in docx.Document(io.BytesIO(file)).paragraphs for run in one.runs]
    assert [run.text for run in runs if run.bold] == [GOOD]
    await telegram.press(user, asked, "Markdown")
    text = (await telegram.file(await telegram.reply(private))).decode()
    assert f"**{GOOD.removesuffix('。')}**。{LEANING}" in text


async def test_the_mark_outlives_the_document_and_a_second_thought(morning: Morning) -> None:
    telegram, user, private = morning.telegram, morning.user, morning.private
    await telegram.press(user, morning.excerpt, "收藏")
    opened = await telegram.turn(user, await morning.stage.ask(user, private, "/saved"), "1")
    removed = await telegram.turn(user, opened, "已收藏")
    again = await telegram.turn(user, removed, "收藏")
    assert bold(again) == GOOD
    await morning.stage.store.documents.remove("晨.txt")
    left = await telegram.turn(user, await morning.stage.ask(user, private, "/saved"), "1")
    assert left.text.startswith("原文已下架")
    assert bold(left) == GOOD


async def test_random_gives_the_run_and_its_buttons_do(morning: Morning) -> None:
    for name in [one.source for one in await morning.stage.store.documents.sources()]:
        if name != "晨.txt":
            await morning.stage.store.documents.remove(name)
    telegram, user = morning.telegram, morning.user
    shown = await morning.stage.ask(user, morning.private, "/random")
    assert GOOD in shown.text
    assert LEANING not in shown.text
    assert copied(shown, "复制").startswith(f"{GOOD}\n")
    assert copied(shown, "原句") == GOOD
    saved = await telegram.turn(user, shown, "收藏")
    assert LEANING not in saved.text
    kept = await morning.stage.store.bookmarks.page(user.id, "", limit=1, offset=0)
    assert kept.items[0].text == WHOLE
    assert kept.items[0].excerpt == (0, len(GOOD))
    full = await telegram.turn(user, saved, "全文")
    assert WHOLE in full.text
    back = await telegram.turn(user, full, "返回")
    assert LEANING not in back.text
    shared = await choose(morning.stage, user, morning.group, back, "分享")
    assert shared.text.startswith(f"{GOOD}\n——")


async def test_a_run_that_nobody_made_is_no_run(morning: Morning) -> None:
    """A forged button or link that cuts in the middle of a sentence gives what is sent."""
    passage = query_of(morning.excerpt, "分享")[1:13]
    forged = await morning.stage.ask(morning.user, morning.private, f"/start p{passage}e3-9")
    assert GOOD in forged.text
    assert LEANING not in forged.text
    beyond = await morning.stage.ask(morning.user, morning.private, f"/start p{passage}e0-9999")
    assert GOOD in beyond.text
    data = f"1s...{passage}.e3-9"
    await morning.telegram.press(morning.user, morning.excerpt, data=data)
    kept = await morning.stage.store.bookmarks.page(morning.user.id, "", limit=1, offset=0)
    assert kept.items[0].excerpt is None


async def test_replaced_and_muted_hold_for_the_passage(morning: Morning) -> None:
    """Another run of a muted passage doesn't come back under other rules."""
    store, group = morning.stage.store, morning.group
    (sent,) = await store.subscriptions.latest(group.id)
    await store.subscriptions.mute(group.id, "passage", sent.passage_id, morning.stage.clock.now())
    planned = await store.subscriptions.preview(group.id, morning.stage.clock.now())
    assert {one.passage_id for one in planned} == {""}
