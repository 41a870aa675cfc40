"""Inline mode: choosing, paging, caching, and what works under a message sent through it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from bot.settings import Settings
from localchat.server import LocalTelegram
from tests.support.stage import BOT, TOKEN, stage, text_store
from tests.support.there import there

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.stage import Stage

ANSWER = "answerInlineQuery"


async def test_a_chosen_passage_arrives_with_its_citation(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, _ = await small_stage.person()
    group = await small_stage.group("办公室", [user], [user])
    answer = await telegram.inline(user, "缆绳")
    assert len(answer.results) == 1
    assert "缆绳" in answer.results[0]["title"]
    assert answer.results[0]["description"].startswith("澄湾港集团 林远 2023-03")
    assert answer.button is None
    sent = await telegram.choose(user, group, answer, answer.results[0]["id"])
    assert sent.text.startswith("码头上没有小事")
    assert sent.text.endswith("\n——《在晨会上的讲话》（澄湾港集团 林远，2023年3月8日）")
    assert sent.labels == ["收藏", "全文", "查更多"]
    asked = await telegram.requests(ANSWER)
    # Telegram would give one person's language to another.
    assert asked[-1]["arguments"]["is_personal"] == "true"
    assert asked[-1]["arguments"]["cache_time"] != "0"


async def test_a_bookmark_under_a_sent_message_is_the_pressers(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    sender, private = await small_stage.person("甲")
    other, others = await small_stage.person("乙")
    group = await small_stage.group("办公室", [sender, other], [sender])
    answer = await telegram.inline(sender, "缆绳")
    sent = await telegram.choose(sender, group, answer, answer.results[0]["id"])
    pressed = await telegram.press(other, sent, "收藏")
    assert pressed.toast == "已收藏，私聊我发 /saved 查看"
    assert (await telegram.current(sent)).text == sent.text
    assert (await small_stage.ask(other, others, "/saved")).text.startswith("我的收藏 1 条")
    assert (await small_stage.ask(sender, private, "/saved")).text.startswith("还没有收藏")


async def test_an_english_user_offers_english_buttons(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, _ = await small_stage.person("Ann", "en")
    reader, _ = await small_stage.person("甲")
    chat = await small_stage.group("办公室", [user, reader], [reader])
    for asker, labels in (
        (reader, ["收藏", "全文", "查更多"]),
        (user, ["Save", "Full text", "More"]),
    ):
        answer = await telegram.inline(asker, "缆绳")
        sent = await telegram.choose(asker, chat, answer, answer.results[0]["id"])
        assert sent.labels == labels
    pressed = await telegram.press(user, sent, "Save")
    assert pressed.toast == "Saved; send me /saved in private to see it"
    kept = await telegram.inline(user, "")
    sent = await telegram.choose(user, chat, kept, kept.results[0]["id"])
    assert sent.labels == ["Save", "Full text", "More"]


async def test_an_empty_store_is_said_to_be_empty(tmp_path: Path) -> None:
    async with stage(tmp_path / "empty.db") as ready:
        user, chat = await ready.person()
        for query in ("靠前", ""):
            answer = await ready.telegram.inline(user, query)
            assert answer.results == []
            assert answer.button is not None
            assert answer.button["text"] == "资料库还是空的，请管理员先放讲话"
        opened = await ready.ask(user, chat, f"/start {there(answer.button)['start_parameter']}")
        assert opened.text.startswith("资料库还是空的")
        assert await ready.telegram.refusals() == []


async def test_the_links_of_a_sent_message_open_what_they_say(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await telegram.inline(user, "靠前服务")
    passage = next(one["id"] for one in answer.results if not one["id"].startswith("slogan"))
    sent = await telegram.choose(user, chat, answer, passage)
    more = sent.button("查更多").url or ""
    opened = await small_stage.ask(user, chat, f"/start {more.partition('=')[2]}")
    assert opened.text.startswith("“靠前服务” 2 处")
    full = sent.button("全文").url or ""
    read = await small_stage.ask(user, chat, f"/start {full.partition('=')[2]}")
    assert sent.text.split("\n")[0][:12] in read.text


async def test_what_was_sent_through_the_bot_is_no_question(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    group = await small_stage.group("办公室", [user], [user])
    found = await telegram.inline(user, "缆绳")
    listed = await small_stage.ask(user, group, "/s 靠前服务")
    await telegram.choose(user, group, found, found.results[0]["id"], reply_to=listed.message_id)
    await telegram.choose(user, chat, found, found.results[0]["id"])
    await small_stage.quiet(group, user)
    await telegram.say(user, chat, "/nonsense")
    assert (await telegram.reply(chat)).text.startswith("没有 /nonsense")


async def test_own_bookmarks_come_first_and_only_to_their_owner(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    owner, chat = await small_stage.person("甲")
    other, _ = await small_stage.person("乙")
    before = await telegram.inline(owner, "")
    assert before.results
    answer = await small_stage.ask(owner, chat, "病历")
    await telegram.press(owner, answer, "收藏")
    mine = await telegram.inline(owner, "")
    assert "查房要慢一步" in mine.results[0]["input_message_content"]["message_text"]
    assert mine.results[0]["description"] == "青禾医院 苏宁 2022-11 · 安全例会讲话"
    assert len({one["id"] for one in mine.results}) == len(mine.results)
    asked = (await telegram.requests(ANSWER))[-1]["arguments"]
    assert asked["is_personal"] == "true"
    assert asked["cache_time"] == "0"
    for source in await small_stage.store.documents.sources():
        await small_stage.store.documents.remove(source.source)
    kept = await telegram.inline(owner, "")
    assert [one["id"] for one in kept.results] == [mine.results[0]["id"]]
    assert (await telegram.inline(other, "")).results == []


async def test_pages_offer_every_passage_once(sample_stage: Stage) -> None:
    user, _ = await sample_stage.person()
    telegram = sample_stage.telegram
    answer = await telegram.inline(user, "服务")
    seen = [one["id"] for one in answer.results if not one["id"].startswith("slogan")]
    while answer.next_offset:
        answer = await telegram.inline(user, "服务", answer.next_offset)
        seen += [one["id"] for one in answer.results]
    total = (await sample_stage.store.search.search("服务", limit=0)).total
    assert len(seen) == len(set(seen)) == total
    assert total > 20


async def test_nothing_found_leads_into_the_private_chat(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await telegram.inline(user, "量子引力波")
    assert answer.results == []
    assert answer.button is not None
    assert answer.button["text"] == "没有“量子引力波”，换个词试试"
    quoted = await telegram.inline(user, '"量子引力波"')
    assert quoted.button is not None
    assert quoted.button["text"] == answer.button["text"]
    opened = await small_stage.ask(user, chat, f"/start {answer.button['start_parameter']}")
    assert "没有“量子引力波”" in opened.text
    reader, _ = await small_stage.person("Ann", "en")
    english = await telegram.inline(reader, "量子引力波")
    assert english.button is not None
    assert english.button["text"].startswith("Nothing holds")


async def test_share_offers_exactly_that_passage(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    opened = await small_stage.ask(user, chat, "缆绳")
    pressed = await telegram.press(user, opened, "分享")
    assert pressed.switch is not None
    query = pressed.switch["query"]
    answer = await telegram.inline(user, query)
    assert len(answer.results) == 1
    assert "缆绳" in answer.results[0]["input_message_content"]["message_text"]
    forged = await telegram.inline(user, "=AAAAAAAAAAAA")
    assert forged.results == []


async def test_hostile_queries_and_offsets_are_answered(small_stage: Stage) -> None:
    user, _ = await small_stage.person()
    for query, offset in (
        ("<b>&\"'", ""), ("服务", "-1"), ("服务", "9" * 40), ("服务", "999999"), ("", "x"),
        ("", "77"), ("单位:", ""), ("=", ""), ("\u202e=", "1"), ("务" * 256, ""),
    ):  # fmt: skip
        await small_stage.telegram.inline(user, query, offset)


@pytest.fixture
def long_database(tmp_path: Path) -> Path:
    long = "岸" * 2000 + "<b>&" + "🚢" * 900 + "，缆绳"
    title = "在" + "很" * 280 + "长的会上的讲话"
    return text_store(tmp_path / "long.db", {"长.txt": f"{title}\n港口 林远\n\n{long}。\n"})


async def test_the_longest_passage_arrives_valid(long_database: Path) -> None:
    async with stage(long_database) as ready:
        user, chat = await ready.person()
        answer = await ready.telegram.inline(user, "缆绳")
        sent = await ready.telegram.choose(user, chat, answer, answer.results[0]["id"])
        assert sent.text.startswith("岸岸")
        assert await ready.telegram.refusals() == []


async def test_a_stranger_gets_nothing_and_no_shared_answer(small_database: Path) -> None:
    allowed = Settings(operators=frozenset({1}), allowed=frozenset({1}))
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with stage(small_database, server=server) as first:
            member, _ = await first.person("甲")
            stranger, _ = await first.person("乙")
        chosen = replace(allowed, allowed=frozenset({member.id}))
        async with stage(small_database, server=server, settings=chosen) as second:
            served = await second.telegram.inline(member, "缆绳")
            assert len(served.results) == 1
            refused = await second.telegram.inline(stranger, "缆绳")
            assert refused.results == []
            assert refused.button is not None
            assert refused.button["text"] == "这个机器人只给本单位用"


async def test_chosen_buttons_work_after_a_restart(small_database: Path) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with stage(small_database, server=server) as first:
            user, chat = await first.person()
            answer = await first.telegram.inline(user, "缆绳")
            sent = await first.telegram.choose(user, chat, answer, answer.results[0]["id"])
        async with stage(small_database, server=server) as second:
            pressed = await second.telegram.press(user, sent, "收藏")
            assert pressed.toast.startswith("已收藏")


async def test_forged_presses_under_a_sent_message_change_nothing(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await telegram.inline(user, "靠前服务")
    sent = await telegram.choose(user, chat, answer, answer.results[0]["id"])
    key = small_stage.store.saved_queries.remember("靠前服务")
    for data in (f"1t.{key}...", f"1o.{key}.1..", "1a....", "1d....off", f"1q.{key}..."):
        pressed = await telegram.press(user, sent, data=data)
        assert pressed.answered, data
    assert (await telegram.current(sent)).text == sent.text
