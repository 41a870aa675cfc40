"""/daily in chat, and the excerpt in the morning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.stage import Stage


async def test_set_delivered_and_stopped(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    admin, _ = await sample_stage.person("群管理")
    member, _ = await sample_stage.person("甲")
    group = await sample_stage.group("澄湾港办公室", [admin, member], [admin])
    none = await sample_stage.ask(member, group, "/daily")
    assert none.text == "本群还没有每日一摘。"
    refused = await sample_stage.ask(member, group, "/daily 08:30")
    assert refused.text == "只有群管理员能改每日一摘。"
    pressed = await telegram.press(member, none, "每个工作日 08:30 发")
    assert "管理员" in pressed.toast
    done = await sample_stage.ask(admin, group, "/daily 8点半")
    assert done.text == "好，工作日 08:30 发（调休日照发，节假日不发）。第一条：明天，星期五。"
    state = await sample_stage.ask(member, group, "/daily")
    assert state.text == "工作日 08:30，下一条：明天，星期五。要改请找群管理员。"
    wrong = await sample_stage.ask(admin, group, "/daily 25:00")
    assert wrong.text == "没有 25:00 这个时间，请写成 08:30 或 8点半。"
    await telegram.replies(group)
    sample_stage.clock.advance(timedelta(hours=22, minutes=31))
    excerpt = await telegram.reply(group)
    assert excerpt.text.startswith("每日一摘 · 11月20日 星期五\n")
    assert {"收藏", "复制"} <= set(excerpt.labels)
    saved = await telegram.press(member, excerpt, "收藏")
    assert saved.toast.startswith("已收藏")
    off = await sample_stage.ask(admin, group, "/daily off")
    assert off.text.startswith("已关闭每日一摘")
    sample_stage.clock.advance(timedelta(days=3))
    await telegram.silence(group, member)


async def test_it_comes_once_a_day_and_not_on_days_off(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    await sample_stage.ask(user, chat, "/daily 08:30")
    texts = []
    sample_stage.clock.advance(timedelta(hours=22, minutes=30))
    for _ in range(4):
        await sample_stage.running.tick.settled()
        texts += [message.text for message in await telegram.replies(chat)]
        sample_stage.clock.advance(timedelta(days=1))
    days = [text.splitlines()[0] for text in texts]
    assert days == ["每日一摘 · 11月20日 星期五", "每日一摘 · 11月23日 星期一"]
    assert len(set(texts)) == 2


async def test_after_an_outage_it_comes_late_and_says_so(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    await sample_stage.ask(user, chat, "/daily 08:30")
    sample_stage.clock.advance(timedelta(hours=24))
    excerpt = await telegram.reply(chat)
    assert excerpt.text.startswith("每日一摘 · 11月20日 星期五（补发）\n")


async def test_in_an_english_chat_it_speaks_english(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person("Grace", "en")
    await sample_stage.ask(user, chat, "/daily 08:30")
    sample_stage.clock.advance(timedelta(hours=22, minutes=30))
    excerpt = await sample_stage.telegram.reply(chat)
    assert excerpt.text.startswith("Daily excerpt · Friday, 20 November\n")
    assert {"Save", "Copy", "Share", "Context", "Full text", "Card"} == set(excerpt.labels)


async def test_a_slogan_in_it_is_named_with_its_members(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    await sample_stage.ask(user, chat, "/daily 08:30")
    now = sample_stage.clock.now()
    await sample_stage.store.daily.set_source(chat.id, "word", "一线三问", now)
    sample_stage.clock.advance(timedelta(hours=22, minutes=30))
    excerpt = await telegram.reply(chat)
    assert "今日口号：一线三问（问船、问货、问人）" in excerpt.text
