"""收藏 and /saved in chat."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.stage import Stage
    from tests.support.telegram import Chat, User


async def test_save_list_and_remove(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    empty = await small_stage.ask(user, chat, "/saved")
    assert empty.text.startswith("还没有收藏")
    answer = await small_stage.ask(user, chat, "缆绳")
    pressed = await telegram.press(user, answer, "收藏")
    assert pressed.toast == "已收藏，共 1 条"
    saved = await telegram.current(answer)
    assert "已收藏" in saved.labels
    assert "备注" in saved.labels
    listed = await small_stage.ask(user, chat, "/saved")
    assert listed.text.startswith("我的收藏 1 条")
    removed = await telegram.press(user, saved, "已收藏")
    assert removed.toast.startswith("已取消")
    assert "收藏" in (await telegram.current(answer)).labels
    gone = await small_stage.ask(user, chat, "/saved")
    assert gone.text.startswith("还没有收藏")


async def test_a_note_with_tags_comes_back_with_the_bookmark(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    await telegram.press(user, answer, "收藏")
    await telegram.replies(chat)
    await telegram.press(user, await telegram.current(answer), "备注")
    question = await telegram.reply(chat)
    assert question.force_reply
    await telegram.say(user, chat, "结尾用 #收尾 #作风", reply_to=question)
    noted = await telegram.reply(chat)
    assert noted.text == "记下了：结尾用　标签 收尾、作风"
    tagged = await small_stage.ask(user, chat, "/saved #收尾")
    assert tagged.text.startswith("标签“收尾” 1 条")
    found = await small_stage.ask(user, chat, "/saved 结尾")
    assert "收藏里“结尾” 1 条" in found.text
    await telegram.press(user, await telegram.current(answer), "已收藏")
    restored = await telegram.press(user, await telegram.current(answer), "收藏")
    assert "备注也在" in restored.toast


async def test_a_note_is_seen_changed_and_taken_away(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await keep(small_stage, user, chat, "缆绳", "查房")
    shelf = await telegram.turn(user, await small_stage.ask(user, chat, "/saved"), "1")
    asked = "写一句备注，#词 会成为标签："
    for written, said, stands in (
        ("结尾用，#收尾，#作风。", "记下了：结尾用　标签 收尾、作风", "结尾用 #收尾 #作风"),
        ("年底会用", "记下了：年底会用　标签 收尾、作风", "年底会用 #收尾 #作风"),
        ("#开头", "记下了：年底会用　标签 开头", "年底会用 #开头"),
        ("#无", "标签去掉了。备注：年底会用", "年底会用"),
        ("再说 #收尾", "记下了：再说　标签 收尾", "再说 #收尾"),
        ("无", "备注去掉了，标签还在：收尾。", "#收尾"),
        ("无 #无", "备注和标签都去掉了。", ""),
    ):
        await telegram.replies(chat)
        await telegram.press(user, shelf, "备注")
        question = await telegram.reply(chat)
        assert question.text == asked
        noted = await small_stage.ask(user, chat, written, reply_to=question)
        assert noted.text == said, written
        asked = f"现在的备注：{stands}。写新的就换掉，写“无”去掉："
        opened = await telegram.turn(user, await small_stage.ask(user, chat, "/saved"), "1")
        assert ("备注" in opened.text) == ("无" not in written or written == "#无"), written
        if written == "年底会用":
            assert "\n备注：年底会用　标签 收尾、作风" in opened.text
    await telegram.press(user, shelf, "备注")
    assert (await telegram.reply(chat)).text == "写一句备注，#词 会成为标签："


async def test_a_list_of_bookmarks_marks_what_was_looked_for(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    await keep(small_stage, user, chat, "缆绳", "查房")
    found = await small_stage.ask(user, chat, "/saved 一")
    assert found.text.startswith("收藏里“一” 2 条（正文、备注和标签都找）\n")
    assert "每<b>一</b>根缆绳" in found.html
    assert "<i>澄湾港集团 林远 2023-03 · 晨会讲话</i>" in found.html


async def test_a_bookmark_is_the_pressers_and_outlives_its_document(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    asker, private = await small_stage.person("甲")
    other, others = await small_stage.person("乙")
    group = await small_stage.group("办公室", [asker, other], [asker])
    await telegram.say(asker, group, "/s 靠前服务")
    answer = await telegram.reply(group)
    if "1" in answer.labels:
        answer = await telegram.turn(asker, answer, "1")
    pressed = await telegram.press(other, answer, "收藏")
    assert pressed.toast == "已收藏，私聊我发 /saved 查看"
    assert "收藏" in (await telegram.current(answer)).labels
    assert (await small_stage.ask(asker, private, "/saved")).text.startswith("还没有收藏")
    listed = await small_stage.ask(other, others, "/saved")
    assert listed.text.startswith("我的收藏 1 条")
    for source in await small_stage.store.documents.sources():
        assert await small_stage.store.documents.remove(source.source)
    listed = await small_stage.ask(other, others, "/saved")
    opened = await telegram.turn(other, listed, "1")
    assert opened.text.startswith("原文已下架，你的收藏还在。")
    assert "上下文" not in opened.labels
    await telegram.press(other, opened, "已收藏")
    back = await telegram.press(other, await telegram.current(opened), "收藏")
    assert back.toast.startswith("已")
    assert (await small_stage.ask(other, others, "/saved")).text.startswith("我的收藏 1 条")


async def test_private_commands_in_a_group_lead_to_the_private_chat(small_stage: Stage) -> None:
    asker, _ = await small_stage.person("甲")
    group = await small_stage.group("办公室", [asker], [asker])
    answer = await small_stage.ask(asker, group, "/saved")
    assert len(answer.text) < 60
    assert answer.button("到私聊打开").url == "https://t.me/zhaiju_bot?start=gsaved"


async def test_a_bookmarks_line_is_cited_in_short(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    for word in ("缆绳", "查房"):
        await small_stage.telegram.press(user, await small_stage.ask(user, chat, word), "收藏")
    for _ in ("kept", "outlived"):
        listed = await small_stage.ask(user, chat, "/saved")
        lines = {line.strip() for line in listed.text.split("\n")}
        assert "青禾医院 苏宁 2022-11 · 安全例会讲话" in lines
        assert "澄湾港集团 林远 2023-03 · 晨会讲话" in lines
        for source in await small_stage.store.documents.sources():
            await small_stage.store.documents.remove(source.source)


async def keep(ready: Stage, user: User, chat: Chat, *words: str) -> None:
    """Save what the words find, the last one at the head of the list."""
    for word in words:
        await ready.telegram.press(user, await ready.ask(user, chat, word), "收藏")
        ready.clock.advance(timedelta(minutes=1))


async def test_a_single_bookmark_leads_back_to_the_list(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    await keep(small_stage, user, chat, "缆绳")
    listed = await small_stage.ask(user, chat, "/saved")
    opened = await small_stage.telegram.turn(user, listed, "1")
    assert opened.text.startswith("我的收藏 1 条")
    assert "只有" not in opened.text
    back = await small_stage.telegram.turn(user, opened, "返回")
    assert back.text == listed.text


async def test_a_single_bookmark_found_is_shown_opened(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    await keep(small_stage, user, chat, "缆绳", "查房")
    found = await small_stage.ask(user, chat, "/saved 缆绳")
    assert found.text.startswith("收藏里“缆绳” 1 条")
    assert "《在晨会上的讲话》（澄湾港集团 林远，2023年3月8日）" in found.text
    assert "已收藏" in found.labels
    assert "1" not in found.labels
    everything = await small_stage.telegram.turn(user, found, "返回")
    assert everything.text.startswith("我的收藏 2 条")


async def test_a_bookmark_removed_where_it_is_read_keeps_its_place(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await keep(small_stage, user, chat, "算数", "缆绳", "查房")
    listed = await small_stage.ask(user, chat, "/saved")
    opened = await telegram.turn(user, listed, "2")
    removed = await telegram.turn(user, opened, "已收藏")
    assert removed.text == opened.text
    assert removed.text.startswith("我的收藏 2/3")
    following = await telegram.turn(user, removed, "下一条 ›")
    assert "算数" in following.text
    assert following.text.startswith("我的收藏 2/2")
    before = await telegram.turn(user, following, "‹ 上一条")
    assert "查房" in before.text


async def test_a_bookmark_brought_back_stands_where_it_stood(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await keep(small_stage, user, chat, "缆绳", "查房")
    listed = await small_stage.ask(user, chat, "/saved")
    opened = await telegram.turn(user, listed, "2")
    removed = await telegram.turn(user, opened, "已收藏")
    restored = await telegram.turn(user, removed, "收藏")
    assert restored.text == opened.text
    assert restored.labels == opened.labels
    back = await telegram.turn(user, restored, "返回")
    assert back.text == listed.text


async def test_saving_what_is_saved_leaves_its_note(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    stale = await small_stage.ask(user, chat, "缆绳")
    await telegram.press(user, answer, "收藏")
    bookmark = (await small_stage.store.bookmarks.page(user.id, "", limit=1, offset=0)).items[0]
    await small_stage.store.bookmarks.annotate(user.id, bookmark.passage_id, "结尾用 #收尾")
    await telegram.press(user, stale, "收藏")
    kept = await small_stage.store.bookmarks.get(user.id, bookmark.passage_id)
    assert kept is not None
    assert kept.note == "结尾用"
    assert kept.tags == ("收尾",)


async def test_the_note_is_seen_wherever_ones_own_passage_is_opened(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    other, theirs = await small_stage.person("乙")
    await keep(small_stage, user, chat, "缆绳", "查房", "算数")
    group = await small_stage.group("办公室", [user, other], [user])
    lines = {"缆绳": "备注：年底用", "查房": "标签 作风、开头", "算数": "备注：结尾用　标签 收尾"}
    for word, line in lines.items():
        hit = (await small_stage.store.search.search(word)).hits[0]
        written = line.removeprefix("备注：").replace("标签 ", "#").replace("、", " #")
        await small_stage.store.bookmarks.annotate(user.id, hit.id, written)
        for said in (word, f"/start p{hit.id}", f"/start x{hit.id}"):
            opened = await small_stage.ask(user, chat, said)
            if "1" in opened.labels:
                opened = await telegram.turn(user, opened, "1")
            assert line in opened.text.splitlines(), said
            again = await telegram.turn(user, opened, "上下文")
            assert line in again.text.splitlines(), said
            assert line not in (await small_stage.ask(other, theirs, said)).text
        assert line not in (await small_stage.ask(user, group, f"/s {word}")).text
        removed = await telegram.turn(user, opened, "已收藏")
        assert line not in removed.text
        assert line in (await telegram.turn(user, removed, "收藏")).text


async def tagged(ready: Stage, user: User, chat: Chat, *notes: str) -> None:
    """Save three passages and note one after another on them."""
    await keep(ready, user, chat, "缆绳", "查房", "算数")
    page = await ready.store.bookmarks.page(user.id, "", limit=3, offset=0)
    for bookmark, note in zip(page.items, notes, strict=False):
        await ready.store.bookmarks.annotate(user.id, bookmark.passage_id, note)


async def test_tags_are_buttons_below_the_list(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await tagged(small_stage, user, chat, "#收尾 #作风", "#收尾", "#开头")
    listed = await small_stage.ask(user, chat, "/saved")
    assert [button.label for button in listed.buttons[-1]] == ["收尾 2", "作风 1", "开头 1"]
    assert len(listed.buttons) <= 3
    closing = await telegram.turn(user, listed, "收尾 2")
    assert closing.text.startswith("标签“收尾” 2 条")
    opened = await telegram.turn(user, closing, "2")
    assert opened.text.startswith("标签“收尾” 2/2")
    back = await telegram.turn(user, await telegram.turn(user, opened, "返回"), "全部收藏")
    assert back.text == listed.text


async def test_all_tags_are_paged(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    many = " ".join(f"#标签{number}" for number in range(9))
    await tagged(small_stage, user, chat, "#收尾 #作风", "#收尾", many)
    listed = await small_stage.ask(user, chat, "/saved")
    assert listed.buttons[-1][0].label == "收尾 2"
    first = await telegram.turn(user, listed, "全部标签")
    assert first.text == "我的标签 11 个 · 1/2"
    second = await telegram.turn(user, first, "下一页")
    seen = [label for page in (first, second) for label in page.labels if label[-1].isdigit()]
    assert len(set(seen)) == 11
    opened = await telegram.turn(user, second, "标签8 1")
    assert opened.text.startswith("标签“标签8” 1 条")
    assert (await telegram.turn(user, opened, "返回")).text == listed.text


async def test_tags_that_are_gone_lead_to_the_list(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    await keep(small_stage, user, chat, "缆绳", "查房")
    listed = await small_stage.ask(user, chat, "/saved")
    pressed = await small_stage.telegram.press(user, listed, data="1tg..zzz..")
    assert pressed.answered
    assert (await small_stage.telegram.current(listed)).text == listed.text


async def test_a_note_that_is_cut_says_so(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    await telegram.press(user, answer, "收藏")
    tags = " ".join(f"#第{number}" for number in range(11))
    for written, whole in (
        ("好" * 500, True),
        ("好" * 501, False),
        ("#收尾 #收尾", True),
        (tags, False),
        ("#" + "长" * 21, False),
    ):
        await telegram.replies(chat)
        await telegram.press(user, await telegram.current(answer), "备注")
        question = await telegram.reply(chat)
        noted = await small_stage.ask(user, chat, written, reply_to=question)
        assert ("没有全留下" not in noted.text) == whole, written
        assert len(noted.text) <= 700


async def test_a_forged_save_under_a_list_saves_nothing_and_leaves_the_list(
    small_stage: Stage,
) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    group = await small_stage.group("办公室", [user], [user])
    opened = await small_stage.ask(user, chat, "缆绳")
    genuine = opened.button("收藏").data
    assert genuine
    for place, words in ((chat, "靠前服务"), (group, "/s 靠前服务")):
        answer = await small_stage.ask(user, place, words)
        pressed = await telegram.press(user, answer, data=genuine)
        assert pressed.toast == "这条太旧了，请再发一次"
        assert (await telegram.current(answer)).text == answer.text
    assert (await small_stage.ask(user, chat, "/saved")).text.startswith("还没有收藏")
    for _ in range(2):
        # The same press delivered twice, after which the button says something else.
        pressed = await telegram.press(user, opened, data=genuine)
        assert pressed.toast == "已收藏，共 1 条"


async def test_a_long_tag_is_cut_at_a_word_on_its_button(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    await tagged(small_stage, user, chat, "#办公室主任会", "#县第二人民医院 #夜里也不断线")
    listed = await small_stage.ask(user, chat, "/saved")
    ends = {
        tag: {"".join(words[:count]) for count in range(1, len(words))}
        for tag in ("办公室主任会", "县第二人民医院", "夜里也不断线")
        if (words := small_stage.store.words.known_here(tag))
    }
    shown = [label.rpartition(" ")[0] for label in listed.labels if "…" in label]
    assert len(shown) == len(ends)
    for label in shown:
        kept = label.removesuffix("…")
        assert any(kept in of for of in ends.values()), label
