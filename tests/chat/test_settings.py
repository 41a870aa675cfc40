"""/settings: a group's settings on one page in private, for its administrators alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.office import Office
from tests.support.stage import stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.telegram import Message


class SetOffice(Office):
    """One whose settings are looked at."""

    async def page(self) -> Message:
        return await self.stage.ask(self.admin, self.his, f"/start gsettings{self.group.id}")

    async def turn(self, shown: Message, *labels: str) -> Message:
        for label in labels:
            shown = await self.telegram.turn(self.admin, shown, label)
        return shown


@pytest.fixture
async def office(small_database: Path) -> AsyncIterator[SetOffice]:
    async with stage(small_database) as ready:
        opened = SetOffice(ready)
        await opened.open()
        yield opened
        assert await ready.telegram.refusals() == []


async def test_administrators_are_led_into_private(office: SetOffice) -> None:
    ask = office.stage.ask
    led = await ask(office.admin, office.group, "/settings")
    assert led.text == "本群的设置在私聊里改："
    assert (led.button("到私聊打开").url or "").endswith(f"start=gsettings{office.group.id}")
    refused = await ask(office.first, office.group, "/settings")
    assert refused.text == "本群的设置请找群管理员。"
    refused = await ask(office.first, office.hers, f"/start gsettings{office.group.id}")
    assert refused.text == "本群的设置请找群管理员。"


async def test_the_page_says_what_stands(office: SetOffice) -> None:
    page = await office.page()
    assert page.text.startswith("“澄湾港办公室”的设置\n每日一摘：没有\n")
    assert page.text.endswith("本群摘抄：0 条，成员都能放")
    await office.stage.ask(office.admin, office.group, "/daily 08:30")
    page = await office.page()
    assert "每日一摘：工作日 08:30，下一条：明天\n" in page.text
    assert "摘抄" in page.labels
    desk = await office.turn(page, "每日一摘")
    assert desk.text.startswith("“澄湾港办公室”的每日一摘")


@pytest.mark.parametrize("daily", ["/daily", "/daily 08:30"])
@pytest.mark.parametrize("way", [("每日一摘",), ("回答", "返回"), ("摘抄", "返回")])
async def test_every_part_leads_back(office: SetOffice, daily: str, way: tuple[str, ...]) -> None:
    await office.stage.ask(office.admin, office.group, daily)
    page = await office.page()
    there = await office.turn(page, *way)
    if there.text != page.text:
        further = () if "群设置" in there.labels else ("更多…",)
        assert (await office.turn(there, *further, "群设置")).text == page.text
    own = await office.stage.ask(office.admin, office.his, daily)
    if "更多…" in own.labels:
        own = await office.turn(own, "更多…")
    assert "群设置" not in own.labels


async def test_who_may_fill_the_shelf(office: SetOffice) -> None:
    ask = office.stage.ask
    shelf = await office.turn(await office.page(), "摘抄")
    assert shelf.text == "本群摘抄谁能放？大家都看得到。"
    assert shelf.labels == ["成员 ✓", "管理员", "不用摘抄", "返回"]
    shelf = await office.turn(shelf, "管理员")
    assert shelf.labels == ["成员", "管理员 ✓", "不用摘抄", "返回"]
    found = await ask(office.first, office.group, "/s 缆绳")
    refused = await ask(office.first, office.group, "/keep", reply_to=found)
    assert refused.text == "本群摘抄由群管理员放。"
    kept = await ask(office.admin, office.group, "/keep", reply_to=found)
    assert kept.text.startswith("放进本群摘抄了")
    shelf = await office.turn(shelf, "不用摘抄")
    refused = await ask(office.admin, office.group, "/keep", reply_to=found)
    assert refused.text == "本群不用摘抄，要用请找群管理员。"
    page = await office.turn(shelf, "返回")
    assert page.text.endswith("本群摘抄：1 条，不用")


async def test_who_runs_none_one_or_two_groups(office: SetOffice) -> None:
    ask = office.stage.ask
    none = await ask(office.first, office.hers, "/settings")
    assert none.text == "你还没有管理的群，先把我加到群里。"
    assert (none.button("加到工作群").url or "").endswith("startgroup=daily")
    assert (await ask(office.admin, office.his, "/settings")).text.startswith("“澄湾港办公室”")
    await office.stage.group("材料组", [office.admin], [office.admin])
    which = await ask(office.admin, office.his, "/settings")
    assert (which.text, sorted(which.labels)) == ("哪个群？", ["材料组", "澄湾港办公室"])
    page = await office.turn(which, "材料组")
    assert page.text.startswith("“材料组”的设置")


async def test_who_is_no_administrator_any_more_changes_nothing(office: SetOffice) -> None:
    page = await office.page()
    await office.telegram.control(
        "member", chat_id=office.group.id, user_id=office.admin.id, status="member"
    )
    pressed = await office.telegram.press(office.admin, page, "摘抄")
    assert pressed.toast == "你已经不是这个群的管理员"
