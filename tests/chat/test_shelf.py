"""The group's shelf: /keep puts a passage on it, its members see it, and nobody else does."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from handlers.telegram.callback_data import Press, Verb, decode, encode
from tests.support.office import Office
from tests.support.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from store.people.model import Keepers
    from tests.support.telegram import Message


class ShelfOffice(Office):
    """One that keeps passages, and somebody who isn't in it."""

    async def open(self) -> None:
        await super().open()
        self.stranger, self.elsewhere = await self.stage.person("丁")

    async def found(self, words: str = "缆绳") -> Message:
        return await self.stage.ask(self.first, self.group, f"/s {words}")

    async def keep(self, note: str = "", words: str = "缆绳") -> Message:
        found = await self.found(words)
        self.stage.clock.advance(timedelta(seconds=1))
        said = f"/keep {note}".strip()
        return await self.stage.ask(self.first, self.group, said, reply_to=found)

    async def shelf(self, words: str = "") -> Message:
        return await self.stage.ask(self.second, self.group, f"/shelf {words}".strip())


@pytest.fixture
async def office(small_database: Path) -> AsyncIterator[ShelfOffice]:
    async with stage(small_database) as ready:
        opened = ShelfOffice(ready)
        await opened.open()
        yield opened
        assert await ready.telegram.refusals() == []


async def test_whoever_keeps_something_is_called_as_he_is(small_database: Path) -> None:
    async with stage(small_database) as ready:
        opened = ShelfOffice(ready)
        opened.first_name = "<甲>&乙"
        await opened.open()
        await opened.keep()
        assert (await opened.shelf()).text.split("\n")[-1].startswith("<甲>&乙 11-19")
        assert (await opened.keep()).text == "本群摘抄里有了，<甲>&乙 11月19日放的。"
        assert await ready.telegram.refusals() == []


async def test_what_is_kept_is_listed_opened_and_searched(office: ShelfOffice) -> None:
    kept = await office.keep("年底会上用 #收尾")
    assert kept.text == "放进本群摘抄了，第 1 条。备注：年底会上用　标签 收尾"
    assert kept.labels == ["撤下", "看摘抄"]
    await office.keep(words="三件小事")
    listed = await office.shelf()
    head, *lines = listed.text.split("\n")
    assert head == "本群摘抄 2 条"
    assert lines[2].endswith("｜年底会上用")
    assert lines[3].startswith("甲 11-19 · 林远 2023-03")
    assert listed.labels == ["1", "2", "收尾 1", "导出", "收起"]
    opened = await office.telegram.turn(office.second, listed, "2")
    assert opened.text.split("\n")[-1] == "甲放的，11月19日｜年底会上用　标签 收尾"
    assert opened.labels == [
        "收藏", "复制", "原句", "分享", "上下文", "全文", "卡片", "撤下", "返回"
    ]  # fmt: skip
    around = await office.telegram.turn(office.second, opened, "上下文")
    assert "收起上下文" in around.labels
    back = await office.telegram.turn(office.second, around, "返回")
    assert back.text == listed.text
    assert (await office.shelf("年底")).text.split("\n")[-1].startswith("甲放的")
    assert (await office.shelf("#收尾")).text.split("\n")[-1].startswith("甲放的")
    none = await office.shelf("夜航")
    assert none.text == "本群摘抄里没有“夜航”。"
    assert (await office.telegram.turn(office.second, none, "全部摘抄")).text == listed.text


async def test_each_wrong_way_says_how(office: ShelfOffice) -> None:
    ask = office.stage.ask
    assert (await office.shelf()).text == ("本群还没有摘抄。回复我给的句子发 /keep，就放进来。")
    how = "回复我给的句子发 /keep，就放进本群摘抄。"
    assert (await ask(office.first, office.group, "/keep")).text == how
    said = await office.telegram.say(office.second, office.group, "这句好")
    other = await ask(office.first, office.group, "/keep", reply_to=said)
    assert other.text == "只能放我给的句子。"
    helped = await ask(office.first, office.group, "/help")
    assert (await ask(office.first, office.group, "/keep", reply_to=helped)).text == how
    assert (await ask(office.first, office.hers, "/shelf")).text == (
        "摘抄在群里看，到群里发 /shelf。"
    )
    await office.keep()
    found = await office.found()
    again = await ask(office.second, office.group, "/keep", reply_to=found)
    assert again.text == "本群摘抄里有了，甲 11月19日放的。"


async def test_of_a_list_one_is_chosen(office: ShelfOffice) -> None:
    found = await office.found("靠前服务")
    which = await office.stage.ask(office.first, office.group, "/keep 开头用", reply_to=found)
    assert (which.text, which.labels) == ("放哪一条？", ["1", "2"])
    pressed = await office.telegram.press(office.second, which, "1")
    assert pressed.url is not None
    kept = await office.telegram.turn(office.first, which, "2")
    assert kept.text == "放进本群摘抄了，第 1 条。备注：开头用"


async def test_a_press_that_is_made_up_keeps_nothing(office: ShelfOffice) -> None:
    found = await office.found()
    passage = decode(found.button("收藏").data or "")
    assert passage is not None
    await office.stage.store.groups.let_keep(office.group.id, "administrators")
    made_up = encode(Press(Verb.SHELF, passage=passage.passage, extra="k"))
    await office.telegram.press(office.first, found, data=made_up)
    assert await office.stage.store.shelf.count(office.group.id) == 0


async def test_who_kept_it_and_administrators_take_it_off(office: ShelfOffice) -> None:
    kept = await office.keep("年底用")
    refused = await office.telegram.press(office.second, kept, "撤下")
    assert refused.toast == "只有甲和群管理员能撤下"
    off = await office.telegram.turn(office.first, kept, "撤下")
    assert (off.text, off.labels) == ("撤下了。", ["放回"])
    assert (await office.shelf()).text.startswith("本群还没有摘抄")
    back = await office.telegram.turn(office.first, off, "放回")
    assert back.text == "放回本群摘抄了，第 1 条。备注：年底用"
    listed = await office.shelf()
    opened = await office.telegram.turn(office.second, listed, "1")
    off = await office.telegram.turn(office.admin, opened, "撤下")
    assert off.text == "撤下了。"


async def test_only_members_see_it(office: ShelfOffice) -> None:
    await office.keep("年底用")
    listed = await office.shelf()
    url = listed.button("导出").url or ""
    start = f"/start {url.partition('start=')[2]}"
    asked = await office.stage.ask(office.second, office.theirs, start)
    assert asked.text == "本群摘抄 1 条，哪种格式？"
    await office.telegram.press(office.second, asked, "Markdown")
    file = await office.telegram.reply(office.theirs)
    assert file.document is not None
    assert file.document.startswith("本群摘抄-")
    refused = await office.stage.ask(office.stranger, office.elsewhere, start)
    assert refused.text == "“澄湾港办公室”的摘抄只给群成员看。"
    pressed = await office.telegram.press(office.admin, listed, "1")
    assert pressed.url is not None
    link = f"/start gshelf{office.group.id}"
    assert (await office.stage.ask(office.admin, office.his, link)).text.startswith("本群摘抄 1 条")
    refused = await office.stage.ask(office.stranger, office.elsewhere, link)
    assert refused.text == "“澄湾港办公室”的摘抄只给群成员看。"
    # Nobody's own bookmarks are the group's, nor the other way round.
    assert (await office.stage.ask(office.first, office.hers, "/saved")).text.startswith("还没有")


async def test_what_is_forgotten_stays_without_name_and_note(office: ShelfOffice) -> None:
    await office.keep("年底用 #收尾")
    asked = await office.stage.ask(office.first, office.hers, "/forgetme")
    assert "你放进群摘抄的 1 条会留下，名字和备注去掉。" in asked.text
    await office.telegram.turn(office.first, asked, "确认删除")
    listed = await office.shelf()
    assert "年底用" not in listed.text
    assert listed.text.split("\n")[2].startswith("同事 11-19 · ")
    opened = await office.telegram.turn(office.second, listed, "1")
    assert opened.text.split("\n")[-1] == "同事放的，11月19日"
    refused = await office.telegram.press(office.first, opened, "撤下")
    assert refused.toast == "只有群管理员能撤下"


async def test_who_has_left_is_named_no_more(office: ShelfOffice) -> None:
    await office.keep("年底用")
    await office.telegram.control(
        "member", chat_id=office.group.id, user_id=office.first.id, status="left"
    )
    listed = await office.shelf()
    assert listed.text.split("\n")[2].startswith("同事 11-19 · ")
    assert "年底用" in listed.text


async def test_an_entry_outlives_its_document(office: ShelfOffice) -> None:
    await office.keep("年底用")
    for one in await office.stage.store.documents.sources():
        await office.stage.store.documents.remove(one.source)
    opened = await office.telegram.turn(office.second, await office.shelf(), "1")
    assert opened.text.startswith("原文已下架，摘抄还在。")
    assert "缆绳" in opened.text
    assert "撤下" in opened.labels


async def test_an_excerpt_may_come_from_the_shelf(office: ShelfOffice) -> None:
    ask, turn = office.stage.ask, office.telegram.turn
    await ask(office.admin, office.group, "/daily 08:30")
    desk = await ask(office.admin, office.his, f"/start gdaily{office.group.id}")
    content = await turn(office.admin, desk, "内容")
    empty = await turn(office.admin, content, "本群摘抄")
    assert empty.text.startswith("本群还没有摘抄，没有改。")
    await office.keep()
    content = await turn(office.admin, empty, "返回")
    chosen = await turn(office.admin, content, "本群摘抄")
    assert chosen.text == "以后从本群摘抄的 1 条里选，发完从头再来。"
    back = await turn(office.admin, chosen, "返回")
    assert "本群摘抄 ✓" in back.labels
    planned = await office.stage.store.subscriptions.preview(
        office.group.id, office.stage.clock.now(), 1
    )
    hit = await office.stage.store.passages.get(planned[0].passage_id)
    assert hit is not None
    assert "缆绳" in hit.text


async def test_nobody_is_advised_to_do_what_is_refused(office: ShelfOffice) -> None:
    advised: dict[Keepers, str] = {
        "members": "本群还没有摘抄。回复我给的句子发 /keep，就放进来。",
        "administrators": "本群还没有摘抄。群管理员回复我给的句子发 /keep，就放进来。",
        "nobody": "本群不用摘抄，要用请找群管理员。",
    }
    for keepers, said in advised.items():
        await office.stage.store.groups.let_keep(office.group.id, keepers)
        assert (await office.shelf()).text == said
        link = f"/start gshelf{office.group.id}"
        assert (await office.stage.ask(office.second, office.theirs, link)).text == said


async def test_a_shelf_moves_with_its_group(office: ShelfOffice) -> None:
    await office.keep("年底用 #收尾")
    shelf = office.stage.store.shelf
    groups = office.stage.store.groups
    await groups.let_keep(office.group.id, "administrators")
    await office.stage.store.subscriptions.migrate(office.group.id, -1009999)
    assert await shelf.count(office.group.id) == 0
    page = await shelf.page(-1009999, "#收尾", limit=5, offset=0)
    assert [one.note for one in page.items] == ["年底用"]
    assert (await groups.settings(-1009999)).shelf == "administrators"


async def test_in_english(office: ShelfOffice) -> None:
    ann, _ = await office.stage.person("Ann", "en")
    group = await office.stage.group("office", [ann], [ann])
    found = await office.stage.ask(ann, group, "/s 缆绳")
    kept = await office.stage.ask(ann, group, "/keep", reply_to=found)
    assert kept.text == "Kept on the group's shelf, no. 1."
    assert kept.labels == ["Take off", "See it"]
    assert (await office.stage.ask(ann, group, "/shelf")).text.startswith("Group shelf: 1\n")
    assert (await office.stage.ask(ann, group, "/keep")).text == (
        "Reply with /keep to a sentence of mine."
    )
