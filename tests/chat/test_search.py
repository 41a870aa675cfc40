"""Finding in chat: lists, opening in place, paging, edits, groups, and what isn't a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from localchat.server import LocalTelegram
from tests.support.stage import BOT, TOKEN, stage

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.stage import Stage


async def test_a_word_gets_a_list_and_opens_in_place(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "靠前服务")
    assert answer.text.startswith("“靠前服务” 2 处 · 2 篇")
    assert "<b>靠前服务</b>" in answer.html
    assert "澄湾港集团 林远 2023-03" in answer.text
    assert [button.label for button in answer.buttons[0]] == ["1", "2"]
    opened = await small_stage.telegram.turn(user, answer, "1")
    assert opened.message_id == answer.message_id
    assert "共 2 条" in opened.text
    for label in ("收藏", "复制", "原句", "上下文", "返回"):
        assert sum(label in shown for shown in opened.labels) == 1, label
    back = await small_stage.telegram.turn(user, opened, "返回")
    assert back.text == answer.text


async def test_a_single_hit_is_shown_opened_with_its_context(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    assert answer.text.startswith("只有 1 处 · 二、把责任扛在肩上")
    assert "《在晨会上的讲话》（澄湾港集团 林远，2023年3月8日）" in answer.text
    context = await small_stage.telegram.turn(user, answer, "上下文")
    assert "把窗口搬到码头上去" in context.text
    assert "收起上下文" in context.labels
    closed = await small_stage.telegram.turn(user, context, "收起上下文")
    assert closed.text == answer.text


async def test_next_and_previous_hit(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "靠前服务")
    first = await small_stage.telegram.turn(user, answer, "1")
    second = await small_stage.telegram.turn(user, first, "下一条 ›")
    assert second.text.startswith("第 2 条，共 2 条")
    again = await small_stage.telegram.turn(user, second, "‹ 上一条")
    assert again.text == first.text


async def test_pages_show_every_passage_once(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    page = await sample_stage.ask(user, chat, "服务")
    seen = [button.data for button in page.buttons[0]]
    while "下一页" in page.labels:
        page = await sample_stage.telegram.turn(user, page, "下一页")
        seen += [button.data for button in page.buttons[0]]
    total = (await sample_stage.store.search.search("服务", limit=0)).total
    assert len(seen) == len({data.split(".")[3] for data in seen if data}) == total


async def test_an_edited_question_changes_its_answer(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    said = await small_stage.telegram.say(user, chat, "缆绳")
    answer = await small_stage.telegram.reply(chat)
    await small_stage.telegram.rewrite(user, said, "查房")
    changed = await small_stage.telegram.edit(chat)
    assert changed.message_id == answer.message_id
    assert "查房" in changed.text
    assert await small_stage.telegram.replies(chat) == []


async def test_nothing_found_says_so(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "量子引力波")
    assert answer.text.startswith("库里没有“量子引力波”")


async def test_hostile_text_arrives_as_text(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    for text in ("<b>&\"'", 'a"b AND (NEAR', "-", "…", "单位:", "\u202e反", "缆绳 OR 1=1"):
        answer = await small_stage.ask(user, chat, text)
        assert answer.text


async def test_start_offers_words_that_work(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "/start")
    assert "2 篇讲话" in answer.text
    excerpt = await small_stage.telegram.turn(user, answer, "来一条")
    assert "收藏" in excerpt.labels


async def test_start_on_the_samples_offers_two_words(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    answer = await sample_stage.ask(user, chat, "/start")
    assert answer.text == ("我是摘句，帮你在 37 篇讲话里找原句。\n直接发词就行，半句也可以。试试：")
    *words, excerpt = [button.label for button in answer.buttons[0]]
    assert excerpt == "来一条"
    assert len(words) == 2
    assert answer.buttons[1][0].label == "加到工作群，每天早上一条"
    found = await sample_stage.telegram.turn(user, answer, words[0])
    assert f"“{words[0]}”" in found.text


async def test_what_is_not_text_is_answered(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    await small_stage.telegram.send(user, chat, "a.webp", b"x", kind="sticker")
    answer = await small_stage.telegram.reply(chat)
    assert answer.text.startswith("我只看得懂文字")
    unknown = await small_stage.ask(user, chat, "/nonsense")
    assert "没有 /nonsense 这个命令" in unknown.text


@pytest.mark.parametrize("command", ["/random", "/saved", "/forgetme"])
async def test_a_question_edited_into_a_command(small_stage: Stage, command: str) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    group = await small_stage.group("办公室", [user], [user])
    line = f"改出来的命令不执行，请把 {command} 另发一条。"
    for place, said in ((chat, "缆绳"), (group, "/s 缆绳")):
        question = await telegram.say(user, place, said)
        answer = await telegram.reply(place)
        await telegram.rewrite(user, question, command)
        changed = await telegram.edit(place)
        assert changed.message_id == answer.message_id
        assert changed.text == line
        # And back into a question.
        await telegram.rewrite(user, question, said)
        assert (await telegram.edit(place)).text == answer.text
    talk = await telegram.say(user, group, "今天开会")
    await telegram.rewrite(user, talk, command)
    await small_stage.quiet(group, user)


async def test_english_for_english_clients(small_stage: Stage) -> None:
    user, chat = await small_stage.person("Ann", "en")
    answer = await small_stage.ask(user, chat, "缆绳")
    for label in ("Save", "Copy", "Text only", "Context"):
        assert label in answer.labels
    assert answer.text.startswith("Only 1 passage")


async def test_search_in_a_group(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    asker, _ = await small_stage.person("甲")
    other, _ = await small_stage.person("乙")
    probe, _ = await small_stage.person("丙")
    group = await small_stage.group("办公室", [asker, other], [asker])
    said = await telegram.say(asker, group, "/s 靠前服务")
    answer = await telegram.reply(group)
    assert answer.reply_to == said.message_id
    assert len(answer.text) <= 320
    await telegram.say(other, group, "这句好！")
    await telegram.silence(group, probe)
    pressed = await telegram.press(other, answer, "1")
    assert pressed.url is not None
    assert pressed.url.startswith("https://t.me/zhaiju_bot?start=")
    assert (await telegram.current(answer)).text == answer.text
    opened = await telegram.turn(asker, answer, "1")
    assert "第 1 条，共 2 条" in opened.text


async def test_a_group_may_be_asked_for_words(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    asker, _ = await small_stage.person("甲")
    group = await small_stage.group("办公室", [asker], [asker])
    await telegram.say(asker, group, "/s")
    question = await telegram.reply(group)
    assert question.text == "要查什么？"
    assert question.force_reply
    await telegram.say(asker, group, "缆绳", reply_to=question)
    assert "缆绳" in (await telegram.reply(group)).text


async def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    async with stage(tmp_path / "empty.db") as ready:
        user, chat = await ready.person()
        group = await ready.group("办公室", [user], [user])
        asked = [(chat, text) for text in ("/start", "服务", "/random", "/slogan")]
        for where, text in (*asked, (group, "/s 服务"), (group, "/random"), (group, "/slogan")):
            answer = await ready.ask(user, where, text)
            assert answer.text == "资料库还是空的，请管理员先放几份讲话进来。", text


async def test_buttons_work_after_a_restart(small_database: Path) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with stage(small_database, server=server) as first:
            user, chat = await first.person()
            answer = await first.ask(user, chat, "靠前服务")
        async with stage(small_database, server=server) as second:
            opened = await second.telegram.turn(user, answer, "1")
            assert "共 2 条" in opened.text


async def test_a_press_for_what_is_shown_already_changes_nothing(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "靠前服务")
    key = small_stage.store.saved_queries.remember("靠前服务")
    for _ in range(2):
        pressed = await small_stage.telegram.press(user, answer, data=f"1t.{key}...")
        assert pressed.answered
        assert not pressed.toast
    assert (await small_stage.telegram.current(answer)).text == answer.text


async def test_a_forged_press_gets_a_polite_toast(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "靠前服务")
    for data in (
        "x", "1o..0.../", "1o.AAAAAAAA.1.AAAAAAAAAAAA.", "9t.a.b.c.d", "1zz....", "1t.AAAAAAAA..."
    ):  # fmt: skip
        pressed = await small_stage.telegram.press(user, answer, data=data)
        assert pressed.answered
        assert pressed.toast, data
    assert (await small_stage.telegram.current(answer)).text == answer.text


async def test_a_word_in_quotation_marks_is_searched_as_the_word(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    for quoted in ('"靠前服务"', "“靠前服务”", " ”靠前服务“ "):
        answer = await small_stage.ask(user, chat, quoted)
        assert answer.text.startswith("“靠前服务” 2 处 · 2 篇"), quoted
    missed = await small_stage.ask(user, chat, '"谢谢"')
    assert missed.text == "库里没有“谢谢”。"
    group = await small_stage.group("办公室", [user], [user])
    thanked = await small_stage.ask(user, group, '@zhaiju_bot "谢谢"')
    assert thanked.text == "没有“谢谢”。"


async def test_one_speech_is_one_in_english(small_database: Path) -> None:
    async with stage(small_database) as ready:
        await ready.store.documents.remove("医院讲话.txt")
        user, chat = await ready.person("Ann", "en")
        answer = await ready.ask(user, chat, "/start")
        assert answer.text.startswith("I find the exact sentence in 1 speech.")


async def test_the_same_question_again_changes_nothing(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    said = await telegram.say(user, chat, "缆绳")
    answer = await telegram.reply(chat)
    for text in ("缆绳", "/random", "/random", "缆绳"):
        await telegram.rewrite(user, said, text)
        await small_stage.ask(user, chat, "/help")
    assert (await telegram.current(answer)).text == answer.text
