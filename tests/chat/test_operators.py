"""For operators: the list of documents, corrections, use, backups, the way from a group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.admin import stats
from store.store import Store
from tests.support.operators import OPERATOR, SETTINGS, operated, operator, until
from tests.support.stage import Stage, stage

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


async def test_sources_are_listed_removed_and_brought_back(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    colleague, private = await admin_stage.person("甲")
    answer = await admin_stage.ask(colleague, private, "缆绳")
    await telegram.press(colleague, answer, "收藏")
    listed = await admin_stage.ask(user, chat, "/sources 港口")
    [port] = [one for one in await admin_stage.store.documents.sources() if "港口" in one.source]
    assert listed.text == "资料 1 份 · 名字含“港口”\n1 港口讲话.txt · 1 篇 · 11月19日"
    opened = await telegram.turn(user, listed, "1")
    assert "《在晨会上的讲话》澄湾港集团 林远 2023-03-08" in opened.text
    asked = await telegram.turn(user, opened, "删除")
    assert (
        f"删掉 1 篇、{port.passages} 段？有 1 人收藏过其中 1 段，他们的收藏会留着。" in asked.text
    )
    kept = await telegram.turn(user, asked, "算了")
    assert kept.text == opened.text
    asked = await telegram.turn(user, kept, "删除")
    await telegram.press(user, asked, "删除")
    removed = await until(admin_stage, chat, "删掉了")
    assert (await admin_stage.ask(user, chat, "靠泊")).text.startswith("库里没有")
    await telegram.press(user, removed, "撤回")
    await until(admin_stage, chat, "又收录了，现在 2 篇。")
    assert "《在晨会上的讲话》" in (await admin_stage.ask(user, chat, "靠泊")).text
    assert await admin_stage.store.maintenance.check() == ()


async def test_an_operator_of_an_empty_store_learns_how_to_fill_it(tmp_path: Path) -> None:
    async with operated(tmp_path / "empty.db") as ready:
        user, chat = operator()
        assert (await ready.ask(user, chat, "/start")).text == (
            "资料库还是空的。把 Word、PDF、WPS 或 txt 发给我，"
            "或在服务器上运行 python -m bot ingest 文件夹。"
        )


async def test_a_stored_speech_is_corrected(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    listed = await admin_stage.ask(user, chat, "/sources 港口")
    opened = await telegram.turn(user, listed, "1")
    fields = await telegram.turn(user, opened, "改信息")
    await telegram.press(user, fields, "讲话人")
    question = await telegram.reply(chat)
    await telegram.say(user, chat, "无", reply_to=question)
    assert "改好了" in (await telegram.reply(chat)).text
    answer = await admin_stage.ask(user, chat, "缆绳")
    assert "《在晨会上的讲话》（澄湾港集团，2023年3月8日）" in answer.text


async def test_use_is_counted_without_names(admin_stage: Stage) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    colleague, private = await admin_stage.person("甲")
    for _ in range(3):
        await admin_stage.ask(colleague, private, "量子引力波")
    await admin_stage.ask(colleague, private, "夜航")
    await admin_stage.ask(user, chat, "缆绳")
    # A question is counted after its answer has left, and no chat waits for another.
    await admin_stage.worked_off()
    told = await admin_stage.ask(user, chat, "/stats")
    assert told.text.startswith("本周 5 次 · 2 人 · 收藏 0；每日一摘 0 个聊天，发出 0，漏发 0")
    assert "\n常问却没有：量子引力波 3" in told.text
    picture = await telegram.reply(chat)
    assert picture.photo == (1200, 800)


async def test_only_what_stands_nowhere_counts_as_not_found(sample_stage: Stage) -> None:
    user, chat = await sample_stage.person()
    for _ in range(3):
        for asked in (
            "量子引力波 作风", "夜间引航", "reform", "yxsw", "靠钱服务", "怎么写整改的收尾",
            "贺望潮 靠前服务",
            "https://example.com/a", "谢谢", "马上 就办", "一窗通办有哪些做法？",
        ):  # fmt: skip
            await sample_stage.ask(user, chat, asked)
    await sample_stage.worked_off()
    use = await sample_stage.store.usage.summary("Asia/Shanghai")
    assert dict(use.missed) == {"量子引力波": 3, "夜间引航": 3, "reform": 3}


async def test_a_backup_is_sent_and_opens(admin_stage: Stage, tmp_path: Path) -> None:
    telegram = admin_stage.telegram
    user, chat = operator()
    told = await admin_stage.ask(user, chat, "/backup")
    assert told.text == "正在备份…"
    await until(admin_stage, chat, "备份好了")
    sent = await telegram.reply(chat)
    assert sent.document == "摘句备份-2026-11-19.db"
    copy = tmp_path / "copy.db"
    copy.write_bytes(await telegram.file(sent))
    async with Store.open(copy, clock=admin_stage.clock) as opened:
        assert (await opened.documents.size()).speeches == 2


async def test_a_backup_too_large_to_send_stays_on_the_server(
    admin_stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stats, "LARGEST_SENT", 1000)
    user, chat = operator()
    await admin_stage.ask(user, chat, "/backup")
    told = await until(admin_stage, chat, "在服务器上")
    place = admin_stage.store.maintenance.folder / "摘句备份-2026-11-19.db"
    assert str(place) in told.text
    assert place.exists()


async def test_operators_commands_are_theirs_alone(admin_stage: Stage) -> None:
    colleague, private = await admin_stage.person("甲")
    for command in ("/sources", "/stats", "/backup", "/ingest"):
        answer = await admin_stage.ask(colleague, private, command)
        assert answer.text == "这个命令只有管理员能用。", command
    forged = await admin_stage.ask(colleague, private, "缆绳")
    for data in ("1sc....l:", "1cr....c:d1", "1dc....take:1", "1dc....take:99999999999999999999"):
        pressed = await admin_stage.telegram.press(colleague, forged, data=data)
        assert pressed.toast, data


async def test_an_operator_is_led_from_a_group_into_private(admin_stage: Stage) -> None:
    user, chat = operator()
    group = await admin_stage.telegram.group("办公室", [user], [user])
    answer = await admin_stage.ask(user, group, "/sources")
    while not answer.labels:
        answer = await admin_stage.telegram.reply(group)
    assert answer.button("到私聊打开").url == "https://t.me/zhaiju_bot?start=gsources"
    listed = await admin_stage.ask(user, chat, "/start gsources")
    assert listed.text.startswith("资料 2 份")
    assert (await admin_stage.ask(user, chat, "/start gstats")).text.startswith("本周 ")
    assert (await admin_stage.telegram.reply(chat)).photo
    assert (await admin_stage.ask(user, chat, "/start gbackup")).text == "正在备份…"
    await until(admin_stage, chat, "备份好了")
    colleague, private = await admin_stage.person("甲")
    for surface in ("gsources", "gstats", "gbackup"):
        answer = await admin_stage.ask(colleague, private, f"/start {surface}")
        assert "2 篇讲话" in answer.text


async def test_an_operator_gets_his_menu_with_his_first_words(small_database: Path) -> None:
    async with stage(small_database, settings=SETTINGS) as ready:
        user = await ready.telegram.user("管理员", id=OPERATOR)
        await ready.ask(user, await ready.telegram.private(user), "/start")
        published: list[str] = []
        while not any("backup" in one for one in published):
            asked = await ready.telegram.requests("setMyCommands", wait=10)
            published = [
                str(one["arguments"]["commands"])
                for one in asked
                if one["ok"] and str(OPERATOR) in str(one["arguments"].get("scope"))
            ]
