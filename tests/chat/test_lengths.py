"""How long answers in a group are, and how wide their keyboards."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from handlers.passage.views.passage import around
from store.documents.model import Paragraph
from tests.support.stage import stage, text_store

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.stage import Stage

SENTENCE = "第{}条缆绳系在第{}根桩上，系的人签了字，查的人也签了字，谁都说得清是哪一天系上去的。"


async def test_a_groups_keyboard_has_its_buttons_in_the_same_rows(sample_stage: Stage) -> None:
    asker, _ = await sample_stage.person()
    group = await sample_stage.group("办公室", [asker], [asker])
    page = await sample_stage.ask(asker, group, "/s 服务")
    rows = [[one.label for one in row] for row in page.buttons]
    assert rows == [["1", "2", "3"], ["下一页", "全部", "收起"]]
    page = await sample_stage.telegram.turn(asker, page, "下一页")
    rows = [[one.label for one in row] for row in page.buttons]
    assert rows == [["1", "2", "3"], ["上一页", "下一页", "全部", "收起"]]


@pytest.fixture
def long_paragraph(tmp_path: Path) -> Path:
    paragraph = "".join(SENTENCE.format(number, number) for number in range(30))
    text = f"在缆绳会上的讲话\n澄湾港集团 林远\n（2023年3月8日）\n\n同志们：\n{paragraph}\n"
    return text_store(tmp_path / "store.db", {"缆绳.txt": text})


async def test_context_in_a_group_has_room_around_the_passage(long_paragraph: Path) -> None:
    async with stage(long_paragraph) as ready:
        asker, chat = await ready.person()
        group = await ready.group("办公室", [asker], [asker])
        for word in ("第0条", "第15条", "第29条"):
            opened = await ready.ask(asker, group, f"/s {word}")
            wider = await ready.telegram.turn(asker, opened, "上下文")
            assert len(wider.text) <= 320
            assert word in wider.text
            private = await ready.telegram.turn(asker, await ready.ask(asker, chat, word), "上下文")
            assert len(private.text) > len(wider.text)
        assert await ready.telegram.refusals() == []


@pytest.mark.parametrize("start", [0, 40, 95])
def test_a_paragraph_is_cut_around_its_passage(start: int) -> None:
    text = "".join(chr(0x4E00 + number) for number in range(100))
    paragraph = Paragraph("text", None, text, ((start, start + 5),))
    for room in (3, 20, 50, 99):
        cut = around(paragraph, room)
        ((begin, end),) = cut.marked
        assert cut.text[begin:end] == text[start : start + 5]
        assert cut.text.strip("…") in text
        assert len(cut.text) <= max(room, 7)
        assert cut.text.startswith("…") != text.startswith(cut.text[0])
        assert cut.text.endswith("…") != text.endswith(cut.text[-1])
    assert around(paragraph, 100) == paragraph
