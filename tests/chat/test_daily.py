"""/daily in chat, and the excerpt in the morning."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from corpus.model import Block, Document, Speech

if TYPE_CHECKING:
    from tests.support.stage import Stage


async def test_set_delivered_and_stopped(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    admin, _ = await sample_stage.person("群管理")
    member, _ = await sample_stage.person("甲")
    group = await sample_stage.group("澄湾港办公室", [admin, member], [admin])
    told = await sample_stage.ask(member, group, "/daily")
    assert (told.text, told.labels) == ("本群还没有每日一摘，要开请找群管理员。", [])
    none = await sample_stage.ask(admin, group, "/daily")
    assert none.text == "本群还没有每日一摘。"
    refused = await sample_stage.ask(member, group, "/daily 08:30")
    assert refused.text == "只有群管理员能改每日一摘。"
    pressed = await telegram.press(member, none, "每个工作日 08:30 发")
    assert "管理员" in pressed.toast
    done = await sample_stage.ask(admin, group, "/daily 8点半")
    assert done.text == "好，工作日 08:30 发（节假日不发，调休上班照发）。第一条：明天，星期五。"
    state = await sample_stage.ask(member, group, "/daily")
    assert state.text == "工作日 08:30，下一条：明天。要改请找群管理员。"
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


async def test_one_press_switches_a_groups_on(sample_stage: Stage) -> None:
    admin, _ = await sample_stage.person("群管理")
    group = await sample_stage.group("澄湾港办公室", [admin], [admin])
    none = await sample_stage.ask(admin, group, "/daily")
    assert [[one.label for one in row] for row in none.buttons] == [
        ["每个工作日 08:30 发"],
        ["到私聊里设置"],
    ]
    on = await sample_stage.telegram.turn(admin, none, "每个工作日 08:30 发")
    assert on.text == "好，工作日 08:30 发（节假日不发，调休上班照发）。第一条：明天，星期五。"
    assert on.labels == ["换时间", "关闭"]


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
    await sample_stage.store.subscriptions.set_source(chat.id, "word", "一线三问", now)
    sample_stage.clock.advance(timedelta(hours=22, minutes=30))
    excerpt = await telegram.reply(chat)
    assert "今日口号：一线三问（问船、问货、问人）" in excerpt.text


async def test_what_is_sent_is_the_best_run_of_a_passage(small_stage: Stage) -> None:
    """The passage holds more; the message, its copy and the preview give the run alone."""
    store, telegram = small_stage.store, small_stage.telegram
    good = "规矩立得起来，靠的是人人肯守；日子过得下去，靠的是人人肯干。灯是亮的，心才是定的。"
    leaning = "刚才，我讲了三点意见，今年还要接着讲。"
    document = Document("晨.txt", (Speech(1, "晨会讲话", (Block("paragraph", good + leaning),)),))
    await store.documents.ingest(document, "晨", small_stage.clock.now())
    user, chat = await small_stage.person()
    await small_stage.ask(user, chat, "/daily 08:30")
    now = small_stage.clock.now()
    await store.subscriptions.set_source(chat.id, "document", "晨.txt", now)
    shown = await small_stage.ask(user, chat, "/daily")
    following = await telegram.turn(user, shown, "看接下来 7 条")
    one = await telegram.turn(user, following, "1")
    small_stage.clock.advance(timedelta(hours=22, minutes=31))
    excerpt = await telegram.reply(chat)
    for seen in (one, excerpt):
        assert good in seen.text
        assert leaning not in seen.text
    copied = excerpt.button("复制").copy
    assert copied is not None
    assert copied.startswith(f"{good}\n——")


async def test_days_are_said_with_the_time(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    await small_stage.ask(user, chat, "/daily 8点半")
    some = await small_stage.ask(user, chat, "/daily 周一三五 8:00")
    assert some.text == "改到星期一、三、五 08:00，下一条：明天，星期五。"
    every = await small_stage.ask(user, chat, "/daily 每天 830")
    assert every.text == "改到每天 08:30，下一条：明天，星期五。"
    later = await small_stage.ask(user, chat, "/daily 900")
    assert later.text == "改到 09:00，下一条：明天，星期五。"
    kept = await small_stage.store.subscriptions.get(chat.id)
    assert kept is not None
    assert (kept.days, kept.time) == ("daily", "09:00")
