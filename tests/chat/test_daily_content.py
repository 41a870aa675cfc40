"""Settings of a daily excerpt that tell the truth: what is left, what holds, what has changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from corpus.model import Block, Document, Speech
from tests.support.daily import sentences

if TYPE_CHECKING:
    from tests.support.stage import Stage
    from tests.support.telegram import Message

TEXTS = sentences(14)
MORNING = timedelta(hours=22, minutes=31)


class Person:
    """Somebody with an excerpt of his own, over fourteen passages of two years."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.telegram = stage.telegram

    async def open(self) -> None:
        now = self.stage.clock.now()
        for name, texts, date in (
            ("甲.txt", TEXTS[:12], "2025-03"),
            ("乙.txt", TEXTS[12:], "2026-03"),
        ):
            blocks = tuple(Block("paragraph", text) for text in texts)
            speech = Speech(1, f"{name[0]}处晨会", blocks, date=date)
            await self.stage.store.documents.ingest(Document(name, (speech,)), name, now)
        for name in ("港口讲话.txt", "医院讲话.txt"):
            await self.stage.store.documents.remove(name)
        self.user, self.chat = await self.stage.person()
        await self.stage.ask(self.user, self.chat, "/daily 08:30")

    async def content(self) -> Message:
        desk = await self.stage.ask(self.user, self.chat, "/daily")
        return await self.turn(desk, "内容")

    async def turn(self, shown: Message, *labels: str) -> Message:
        for label in labels:
            shown = await self.telegram.turn(self.user, shown, label)
        return shown

    async def answer(self, shown: Message, label: str, text: str) -> Message:
        await self.telegram.replies(self.chat)
        await self.telegram.press(self.user, shown, label)
        question = await self.telegram.reply(self.chat)
        await self.telegram.say(self.user, self.chat, text, reply_to=question)
        return await self.telegram.reply(self.chat)

    async def source(self) -> tuple[str, str, int | None]:
        kept = await self.stage.store.subscriptions.get(self.chat.id)
        assert kept is not None
        return kept.source_kind, kept.source_value, kept.from_year

    async def save(self, text: str, note: str = "") -> None:
        found = await self.stage.ask(self.user, self.chat, f"“{text}”")
        await self.telegram.press(self.user, found, "收藏")
        if note:
            await self.telegram.replies(self.chat)
            await self.telegram.press(self.user, await self.telegram.current(found), "备注")
            question = await self.telegram.reply(self.chat)
            await self.telegram.say(self.user, self.chat, note, reply_to=question)
            await self.telegram.reply(self.chat)


@pytest.fixture
async def person(small_stage: Stage) -> Person:
    ready = Person(small_stage)
    await ready.open()
    return ready


async def test_a_word_that_leaves_little_is_asked_about(person: Person) -> None:
    word = TEXTS[0][:6]
    count = sum(word in text for text in TEXTS)
    assert count < 10
    asked = await person.answer(await person.content(), "某个词", word)
    days = {1: "一天", 2: "两天"}.get(count, f" {count} 天")
    assert asked.text == f"含“{word}”、能独立成句的只有 {count} 条，发{days}就用完。"
    assert asked.labels == ["还是用", "算了"]
    assert (await person.source())[0] == "all"
    back = await person.turn(asked, "算了")
    assert back.text.startswith("从哪里选？现在：全部资料")
    assert (await person.source())[0] == "all"
    asked = await person.answer(back, "某个词", word)
    used = await person.turn(asked, "还是用")
    assert f"含“{word}”的" in used.text
    assert (await person.source())[:2] == ("word", word)


async def test_a_word_that_leaves_nothing_says_so(person: Person) -> None:
    asked = await person.answer(await person.content(), "某个词", "量子引力波")
    assert asked.text == "含“量子引力波”、能独立成句的一条也没有，用了就没有可发的。"
    assert asked.labels == ["还是用", "算了"]


async def test_a_word_that_leaves_enough_holds_at_once(person: Person) -> None:
    desk = await person.answer(await person.content(), "某个词", "只有")
    assert "含“只有”的" in desk.text


async def test_what_is_no_slogan_changes_nothing(sample_stage: Stage) -> None:
    person = Person(sample_stage)
    person.user, person.chat = await sample_stage.person()
    await sample_stage.ask(person.user, person.chat, "/daily 08:30")
    none = await person.answer(await person.content(), "某个口号", "量子引力波")
    assert none.text == "没有口号“量子引力波”，没有改。换一个："
    assert none.labels[-1] == "返回"
    assert len(none.labels) == 3
    assert (await person.source())[0] == "all"
    chosen = await person.turn(none, none.labels[0])
    if "还是用" in chosen.labels:
        chosen = await person.turn(chosen, "还是用")
    assert "含口号“" in chosen.text
    assert (await person.source())[0] == "slogan"


async def test_a_document_and_a_year_that_leave_little_are_asked_about(person: Person) -> None:
    documents = await person.turn(await person.content(), "某份文件")
    number = str([line[2:] for line in documents.text.split("\n")[1:]].index("乙.txt") + 1)
    asked = await person.turn(documents, number)
    assert asked.text == "《乙.txt》里、能独立成句的只有 2 条，发两天就用完。"
    years = await person.turn(await person.turn(asked, "算了"), "年份")
    asked = await person.answer(years, "自己写", "2026")
    assert asked.text == "2026 年以来、能独立成句的只有 2 条，发两天就用完。"
    used = await person.turn(asked, "还是用")
    assert used.text == "从哪里选？现在：全部资料，2026 年以来"
    assert used.labels[-2] == "年份 2026 起"
    assert (await person.source())[2] == 2026


async def test_what_is_muted_does_not_count(person: Person) -> None:
    now = person.stage.clock.now()
    (passage,) = {
        hit.id for hit in (await person.stage.store.search.search(TEXTS[13], limit=1)).hits
    }
    await person.stage.store.subscriptions.mute(person.chat.id, "passage", passage, now)
    years = await person.turn(await person.content(), "年份")
    asked = await person.answer(years, "自己写", "2026")
    assert asked.text == "2026 年以来、能独立成句的只有 1 条，发一天就用完。"


async def test_ones_bookmarks_all_or_of_a_tag_are_a_source(person: Person) -> None:
    for text in TEXTS[:10]:
        await person.save(text)
    await person.save(TEXTS[10], "#收尾")
    which = await person.turn(await person.content(), "我的收藏")
    assert which.text == "用哪些？"
    assert which.labels == ["全部 11", "收尾 1", "返回"]
    every = await person.turn(which, "全部 11")
    assert "· 收藏，" in every.text
    which = await person.turn(await person.content(), "我的收藏")
    asked = await person.turn(which, "收尾 1")
    assert asked.text == "标签“收尾”的收藏里、能独立成句的只有 1 条，发一天就用完。"
    tagged = await person.turn(asked, "还是用")
    assert "标签“收尾”的收藏" in tagged.text
    await person.telegram.replies(person.chat)
    person.stage.clock.advance(MORNING)
    assert TEXTS[10] in (await person.telegram.reply(person.chat)).text


async def test_a_group_draws_from_the_bookmarks_of_who_chose_them(person: Person) -> None:
    for text in TEXTS[:10]:
        await person.save(text)
    group = await person.stage.group("办公室", [person.user], [person.user])
    await person.stage.ask(person.user, group, "/daily 08:30")
    desk = await person.stage.ask(person.user, person.chat, f"/start gdaily{group.id}")
    which = await person.turn(desk, "内容", "我的收藏")
    await person.turn(which, "全部 10")
    await person.telegram.replies(group)
    person.stage.clock.advance(MORNING)
    sent = await person.telegram.reply(group)
    assert sent.text.split("\n")[1] in TEXTS[:10]
    await person.stage.store.erasure.forget(person.user.id)
    kept = await person.stage.store.subscriptions.get(group.id)
    assert kept is not None
    assert (kept.source_kind, kept.source_value) == ("all", "")


async def test_a_bookmarked_run_is_sent_as_it_was_seen(person: Person) -> None:
    good = "规矩立得起来，靠的是人人肯守；日子过得下去，靠的是人人肯干。灯是亮的，心才是定的。"
    leaning = "刚才，我讲了三点意见，今年还要接着讲。"
    blocks = (Block("paragraph", good + leaning),)
    document = Document("晨.txt", (Speech(1, "晨会", blocks, date="2026-05"),))
    now = person.stage.clock.now()
    await person.stage.store.documents.ingest(document, "晨", now)
    daily = person.stage.store.subscriptions
    await daily.set_source(person.chat.id, "document", "晨.txt", now)
    person.stage.clock.advance(MORNING)
    sent = await person.telegram.reply(person.chat)
    assert good in sent.text
    await person.telegram.press(person.user, sent, "收藏")
    await daily.set_source(person.chat.id, "picked", f"{person.user.id}#", person.stage.clock.now())
    (first, *_) = await daily.preview(person.chat.id, person.stage.clock.now())
    assert first.cut == (0, len(good))


async def test_off_and_on_again_tells_the_filter_that_still_holds(person: Person) -> None:
    desk = await person.answer(await person.content(), "某个词", "只有")
    assert "含“只有”的" in desk.text
    await person.stage.ask(person.user, person.chat, "/daily off")
    again = await person.stage.ask(person.user, person.chat, "/daily 08:30")
    assert again.text == (
        "好，工作日 08:30 发（节假日不发，调休上班照发），只用含“只有”的。第一条：明天，星期五。"
    )


async def test_words_behind_a_time_lead_to_the_settings(person: Person) -> None:
    private = await person.stage.ask(person.user, person.chat, "/daily 09:00 港口")
    assert private.text == "改到 09:00，下一条：明天，星期五。内容在设置里改："
    assert (await person.turn(private, "更多设置")).text.startswith("从哪里选？")
    group = await person.stage.group("办公室", [person.user], [person.user])
    await person.stage.ask(person.user, group, "/daily 08:30")
    said = await person.stage.ask(person.user, group, "/daily 8点半 港口")
    assert said.text == "改到 08:30，下一条：明天，星期五。内容到私聊里改："
    assert said.labels == ["到私聊里设置", "关闭"]
    morning = await person.stage.ask(person.user, group, "/daily 8:30 am")
    assert morning.text == "改到 08:30，下一条：明天，星期五。"
    wrong = await person.stage.ask(person.user, group, "/daily 港口")
    assert wrong.text.startswith("没有 港口 这个时间")


async def test_in_private_nothing_leads_to_where_one_is(person: Person) -> None:
    """The message stays as it came but for the label; what is opened stands below it."""
    telegram, user, chat = person.telegram, person.user, person.chat
    person.stage.clock.advance(MORNING)
    sent = await telegram.reply(chat)
    assert sent.labels == ["收藏", "复制", "分享", "上下文", "全文", "卡片"]
    assert all(button.url is None for row in sent.buttons for button in row)
    pressed = await telegram.press(user, sent, "收藏")
    assert pressed.toast == "已收藏，共 1 条"
    saved = await telegram.current(sent)
    assert saved.text == sent.text
    assert saved.labels[0] == "已收藏"
    pressed = await telegram.press(user, saved, "已收藏")
    assert pressed.toast.startswith("已取消")
    assert (await telegram.current(sent)).labels == sent.labels
    await telegram.press(user, sent, "上下文")
    context = await telegram.reply(chat)
    assert "收起上下文" in context.labels
    await telegram.press(user, sent, "全文")
    assert "提纲" in (await telegram.reply(chat)).labels
    await telegram.press(user, sent, "卡片")
    assert (await telegram.reply(chat)).photo is not None
    assert (await telegram.current(sent)).text == sent.text


async def test_what_was_not_sent_says_why(person: Person) -> None:
    asked = await person.answer(await person.content(), "某个词", "量子引力波")
    await person.turn(asked, "还是用")
    person.stage.clock.advance(MORNING)
    told = await person.telegram.reply(person.chat)
    assert told.text == ("“私聊”：按现在的内容（含“量子引力波”的）没有能发的，今天的没发出去。")
    desk = await person.stage.ask(person.user, person.chat, "/daily")
    latest = await person.turn(desk, "更多…", "最近发送")
    assert latest.text == "1 11-20 星期五 没发出：没有能发的"
