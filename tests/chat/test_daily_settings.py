"""A group's daily excerpt set up in private, page by page, by its administrators alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.support.stage import Stage
    from tests.support.telegram import Chat, Message, User


class Office:
    """A group with its administrator, and the settings opened in his private chat."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.telegram = stage.telegram

    async def open(self) -> Message:
        self.admin, self.private = await self.stage.person("群管理")
        self.member, self.member_private = await self.stage.person("甲")
        self.group = await self.telegram.group(
            "澄湾港办公室", [self.admin, self.member], [self.admin], greeted=True
        )
        await self.stage.ask(self.admin, self.group, "/daily 08:30")
        self.payload = f"gdaily{self.group.id}"
        return await self.stage.ask(self.admin, self.private, f"/start {self.payload}")

    async def turn(self, shown: Message, *labels: str) -> Message:
        for label in labels:
            shown = await self.telegram.turn(self.admin, shown, label)
        return shown

    async def answer(self, shown: Message, label: str, text: str) -> Message:
        await self.telegram.replies(self.private)
        await self.telegram.press(self.admin, shown, label)
        question = await self.telegram.reply(self.private)
        assert question.force_reply
        await self.telegram.say(self.admin, self.private, text, reply_to=question)
        return await self.telegram.reply(self.private)


@pytest.fixture
def office(sample_stage: Stage) -> Office:
    return Office(sample_stage)


async def test_the_first_page_says_what_is_set(office: Office) -> None:
    desk = await office.open()
    assert desk.text == "“澄湾港办公室”的每日一摘：工作日 08:30 · 全部资料，下一条：明天，星期五。"
    assert desk.labels == ["时间", "星期", "内容", "看接下来 7 条", "暂停", "关闭", "更多…"]


async def test_time_days_and_pause(office: Office) -> None:
    desk = await office.open()
    desk = await office.turn(desk, "时间", "09:00")
    assert "工作日 09:00" in desk.text
    desk = await office.answer(await office.turn(desk, "时间"), "自己写", "晚上八点一刻")
    assert "工作日 20:15" in desk.text
    page = await office.turn(desk, "星期", "每天")
    assert "每天 ✓" in page.labels
    page = await office.turn(page, "一")
    page = await office.turn(page, "三")
    desk = await office.turn(page, "返回")
    assert "星期一、三 20:15" in desk.text
    desk = await office.turn(desk, "暂停", "一周")
    assert "暂停到 11月27日" in desk.text
    assert "暂停" not in desk.labels
    desk = await office.turn(desk, "现在恢复")
    assert "暂停到" not in desk.text
    again = await office.answer(await office.turn(desk, "暂停"), "到哪天", "胡说")
    assert "没看懂“胡说”" in again.text
    assert again.force_reply


async def test_a_wrong_time_is_asked_for_again(office: Office) -> None:
    desk = await office.open()
    again = await office.answer(await office.turn(desk, "时间"), "自己写", "25:00")
    assert "没看懂“25:00”" in again.text
    await office.telegram.say(office.admin, office.private, "7点", reply_to=again)
    assert "工作日 07:00" in (await office.telegram.reply(office.private)).text


async def test_what_to_draw_from(office: Office) -> None:
    desk = await office.open()
    desk = await office.answer(await office.turn(desk, "内容"), "某个词", "服务")
    assert "含“服务”的" in desk.text
    page = await office.turn(desk, "看接下来 7 条")
    assert page.text.startswith("1 11-20 星期五")
    documents = await office.turn(await office.turn(page, "返回"), "内容", "某份文件")
    chosen = await office.turn(documents, "2")
    assert "· 《" in chosen.text
    everything = await office.turn(chosen, "内容", "全部")
    assert "全部资料" in everything.text
    none = await office.turn(everything, "内容", "我的收藏")
    assert none.text == "还没有收藏。看到好句子按“收藏”，再来这里选。"


async def test_the_next_seven_can_be_replaced_and_barred(office: Office) -> None:
    desk = await office.open()
    page = await office.turn(desk, "看接下来 7 条")
    assert [label for label in page.labels if label.isdecimal()] == list("1234567")
    first = await office.turn(page, "1")
    replaced = await office.turn(first, "换一条")
    assert replaced.text != first.text
    page = await office.turn(replaced, "这句不用")
    barred = await office.stage.store.subscriptions.mutes(office.group.id)
    assert [mute.kind for mute in barred] == ["passage"]
    tomorrow = await office.turn(page, "1")
    await office.telegram.replies(office.group)
    office.stage.clock.advance(timedelta(hours=22, minutes=30))
    sent = await office.telegram.reply(office.group)
    assert replaced.text.split("\n")[1] not in sent.text
    assert tomorrow.text.split("\n")[1] in sent.text
    late = await office.telegram.press(office.admin, tomorrow, "换一条")
    assert late.toast == "今天的已经发了，从明天起不再用它"


async def test_seldom_changed_things(office: Office) -> None:
    desk = await office.open()
    more = await office.turn(desk, "更多…")
    assert "时区：Asia/Shanghai" in more.text
    silent = await office.turn(more, "改成静音")
    assert "提醒：静音" in silent.text
    desk = await office.turn(silent, "时区", "Urumqi")
    desk = await office.answer(await office.turn(desk, "更多…", "时区"), "自己写", "Europe/Berlin")
    more = await office.turn(desk, "更多…")
    assert "Europe/Berlin" in more.text
    latest = await office.turn(more, "最近发送")
    assert latest.text == "还没有发过。"


async def test_others_get_nowhere(office: Office) -> None:
    desk = await office.open()
    strangers = await office.stage.ask(
        office.member, office.member_private, f"/start {office.payload}"
    )
    assert "澄湾港办公室" not in strangers.text
    forged = await forge(office, office.member, office.member_private, desk.button("关闭").data)
    assert "管理员" in forged
    await office.telegram.member(office.group, office.admin, "member", by=office.member)
    demoted = await office.telegram.press(office.admin, desk, "关闭")
    assert "管理员" in demoted.toast
    subscription = await office.stage.store.subscriptions.get(office.group.id)
    assert subscription is not None
    assert subscription.active


async def forge(office: Office, user: User, chat: Chat, data: str | None) -> str:
    shown = await office.stage.ask(user, chat, "靠前服务")
    return (await office.telegram.press(user, shown, data=data)).toast


async def test_one_may_have_an_excerpt_of_ones_own(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    off = await sample_stage.ask(user, chat, "/daily")
    assert off.text == "你的每日一摘：现在没有开。"
    desk = await sample_stage.telegram.turn(user, off, "每个工作日 08:30 发")
    assert desk.text.startswith("你的每日一摘：工作日 08:30 · 全部资料，下一条：明天，星期五。")
    closed = await sample_stage.telegram.turn(user, desk, "关闭")
    assert closed.text == off.text


async def test_a_chat_says_from_which_year_on(office: Office) -> None:
    desk = await office.open()
    years = await office.turn(desk, "内容", "年份")
    assert years.text == "只用哪年以来的讲话？"
    assert years.labels == ["2013 ✓", "2017", "2020", "自己写", "不限", "返回"]
    content = await office.answer(years, "自己写", "2024年")
    assert content.text.endswith("现在：全部资料，2024 年以来")
    planned = await office.stage.store.subscriptions.preview(
        office.group.id, office.stage.clock.now()
    )
    hits = [await office.stage.store.passages.get(one.passage_id) for one in planned]
    dates = [hit.speech.date for hit in hits if hit is not None]
    assert dates
    assert all(date is None or date >= "2024" for date in dates)
    content = await office.turn(content, "年份", "不限")
    assert content.text.endswith("现在：全部资料")
