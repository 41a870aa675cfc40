"""卡片 in chat, and how a card's text is broken into lines."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from handlers.files.views.card import HEIGHT, WIDTH, draw_card
from handlers.files.views.typesetting import CLOSING, OPENING, set_lines
from handlers.telegram.callback_data import Press, Verb, encode
from handlers.views import fonts
from handlers.views.fonts import Face, Fonts, NoFontError, find_fonts
from tests.support.stage import stage, text_store

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from handlers.files.views.typesetting import Line
    from tests.support.stage import Stage

CITATION = "《在晨会上的讲话》（澄湾港集团 林远，2023年3月8日）"
ENDLESS = "走一步看一步，看一步再走一步，" * 300 + "一直走到底。"
TEXT = (
    "我们常说“靠前服务”，可有的同志理解成了“靠近服务”——站得近，想得远不远？2023年全港GDP增长6.5%，"
    "单船平均在港时间压到18.6小时，靠的就是把问题解决在靠泊之前……这件事，（一）要早；（二）要准；"
    "（三）要稳。大家手里的《码头日志》，不是记给上级看的，是记给“明天”看的！"
)


def installed() -> bool:
    try:
        find_fonts()
    except NoFontError:
        return False
    return True


drawn = pytest.mark.skipif(not installed(), reason="this machine has no Chinese font")


@pytest.fixture
def no_fonts(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    find_fonts.cache_clear()
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
    yield
    find_fonts.cache_clear()


@pytest.fixture
def long_database(tmp_path: Path) -> Path:
    text = f"在会上的讲话\n澄湾港集团 林远\n\n同志们：\n{ENDLESS}\n"
    return text_store(tmp_path / "long.db", {"长句.txt": text})


@pytest.fixture
async def long_stage(long_database: Path) -> AsyncIterator[Stage]:
    async with stage(long_database) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


def width_of(text: str) -> float:
    """In em: Latin letters and digits half, all else whole."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)


def texts(lines: list[Line]) -> list[str]:
    return ["".join(placed.text for placed in line) for line in lines]


@drawn
async def test_a_card_is_sent_below_the_passage(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    pressed = await telegram.press(user, answer, "卡片")
    assert pressed.toast == ""
    sent = await telegram.reply(chat)
    assert sent.photo == (1080, 1440)
    assert sent.text == CITATION
    hit = (await small_stage.store.search.search("缆绳")).hits[0]
    assert sent.button("发给别人").switch is not None
    found = await telegram.inline(user, f"={hit.id}")
    assert hit.id in found.results[0]["id"]
    assert (await telegram.current(answer)).text == answer.text


@drawn
async def test_a_card_of_a_bookmark_whose_document_is_gone(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await telegram.press(user, await small_stage.ask(user, chat, "缆绳"), "收藏")
    assert await small_stage.store.documents.remove("港口讲话.txt")
    opened = await telegram.turn(user, await small_stage.ask(user, chat, "/saved"), "1")
    assert "全文" not in opened.labels
    await telegram.replies(chat)
    await telegram.press(user, opened, "卡片")
    sent = await telegram.reply(chat)
    assert sent.photo
    assert sent.buttons == []
    other, _ = await small_stage.person("乙")
    strangers = await small_stage.ask(other, await telegram.private(other), "查房")
    data = next(one.data for row in opened.buttons for one in row if one.label == "卡片")
    assert (await telegram.press(other, strangers, data=data)).toast == "这一段已经不在库里了"


@pytest.fixture
def masked_database(tmp_path: Path) -> Path:
    text = "在XX集团年会上的讲话\n澄湾港集团 林远\n（2023年3月8日）\n\n同志们：\n缆绳要系两道。\n"
    text += "今天把大家请来，说说码头上的事。系得牢不牢，要看风浪来的那一夜，谁都不能含糊。\n"
    return text_store(tmp_path / "store.db", {"XX集团.txt": text})


@drawn
async def test_what_is_masked_stands_on_no_card(masked_database: Path) -> None:
    async with stage(masked_database) as ready:
        user, chat = await ready.person()
        answer = await ready.ask(user, chat, "缆绳")
        assert "《在XX集团年会上的讲话》" in answer.text
        await ready.telegram.press(user, answer, "卡片")
        assert (await ready.telegram.reply(chat)).text == "澄湾港集团 林远，2023年3月8日"
        await ready.telegram.press(user, answer, "收藏")
        assert await ready.store.documents.remove("XX集团.txt")
        kept = await ready.telegram.turn(user, await ready.ask(user, chat, "/saved"), "1")
        assert "《在XX集团年会上的讲话》" in kept.text
        await ready.telegram.press(user, kept, "卡片")
        assert (await ready.telegram.reply(chat)).text == "澄湾港集团 林远，2023年3月8日"


@drawn
async def test_in_a_group_the_askers_card_is_everybodys(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    asker, _ = await small_stage.person("甲")
    other, private = await small_stage.person("乙")
    group = await telegram.group("办公室", [asker, other], [asker], forum=True, topics=["摘句"])
    await telegram.reply(group)
    topic = group.topics["摘句"]
    answer = await telegram.ask(asker, group, "/s 靠前服务", topic=topic)
    passage = await telegram.turn(asker, answer, "1")
    await telegram.press(asker, passage, "卡片")
    sent = await telegram.reply(group)
    assert (sent.reply_to, sent.topic) == (passage.message_id, topic)
    url = (await telegram.press(other, passage, "卡片")).url
    assert url
    assert url.startswith("https://t.me/zhaiju_bot?start=k")
    text = await small_stage.ask(other, private, f"/start {url.partition('=')[2]}")
    assert text.photo is None
    assert (await telegram.reply(private)).photo == (1080, 1440)


async def test_a_text_too_long_for_a_picture(long_stage: Stage) -> None:
    telegram = long_stage.telegram
    user, chat = await long_stage.person()
    answer = await long_stage.ask(user, chat, "一直走到底")
    pressed = await telegram.press(user, answer, "卡片")
    assert pressed.toast == "这段太长，截成图看不清，用“复制”吧"
    hit = (await long_stage.store.search.search("一直走到底")).hits[0]
    await long_stage.ask(user, chat, f"/start k{hit.id}")
    assert (await telegram.reply(chat)).text == "这段太长，截成图看不清，用“复制”吧。"


async def test_a_text_longer_than_a_message_is_copied_and_read_whole(long_stage: Stage) -> None:
    telegram = long_stage.telegram
    user, chat = await long_stage.person()
    answer = await long_stage.ask(user, chat, "一直走到底")
    await telegram.press(user, answer, "原句")
    sent = await telegram.replies(chat)
    assert len(sent) > 1
    assert "".join(one.text for one in sent) == ENDLESS
    page = await telegram.turn(user, answer, "全文")
    assert page.text.split("\n\n")[1] == "同志们："
    read = ["".join(page.text.split("\n\n")[1:])]
    while "下一页" in page.labels:
        page = await telegram.turn(user, page, "下一页")
        read.append("".join(page.text.split("\n\n")[1:]))
    assert "".join(read) == f"同志们：{ENDLESS}"


@pytest.mark.usefixtures("no_fonts")
async def test_a_server_without_fonts_says_so(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    pressed = await small_stage.telegram.press(user, answer, "卡片")
    assert pressed.toast == "现在出不了图，请管理员装中文字体"


async def test_a_forged_card(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    for passage in ("", "A" * 12):
        data = encode(Press(Verb.CARD, passage=passage))
        pressed = await small_stage.telegram.press(user, answer, data=data)
        assert pressed.toast == "这一段已经不在库里了"


@pytest.mark.usefixtures("no_fonts")
def test_fonts_are_found_without_fontconfig(tmp_path: Path) -> None:
    with pytest.raises(NoFontError):
        find_fonts()
    file = tmp_path / "opentype" / "NotoSerifCJK-Regular.ttc"
    file.parent.mkdir()
    file.touch()
    assert find_fonts() == Fonts(Face(str(file), 2))


@drawn
@pytest.mark.parametrize(
    "text",
    [
        "干",
        TEXT,
        (TEXT * 4)[:400],
        "🚢<b>&amp;船等不起👨‍👩‍👧\u200d\ufe0f\x00\u202e！臺灣𠮷\U0010fffe",
        "🚢",
        "a" * 400,
        "。" * 400,
        "“" * 60,
        "—" * 200,
        "甲\n\n乙\t丙\r\n",
        "Wi-Fi 6E, 5G: http://example.org/a/very/long/path/that/fits/nowhere/at/all/on/one/line",
    ],
)
@pytest.mark.parametrize("citation", [CITATION, "《" + "长" * 300 + "》（" + "长" * 60 + "）", ""])
def test_every_text_makes_a_picture_with_clean_edges(text: str, citation: str) -> None:
    picture = Image.open(io.BytesIO(draw_card(text, citation, find_fonts())))
    assert (picture.format, picture.size) == ("PNG", (WIDTH, HEIGHT))
    edges = [(0, 0, WIDTH, 60), (0, HEIGHT - 50, WIDTH, HEIGHT), (0, 0, 60, HEIGHT)]
    for box in (*edges, (WIDTH - 60, 0, WIDTH, HEIGHT)):
        assert len(picture.crop(box).getcolors() or ()) == 1


@drawn
def test_the_same_card_is_drawn_twice_alike_and_others_differ() -> None:
    assert draw_card(TEXT, CITATION, find_fonts()) == draw_card(TEXT, CITATION, find_fonts())
    assert draw_card(TEXT, CITATION, find_fonts()) != draw_card(TEXT[1:], CITATION, find_fonts())
    with pytest.raises(ValueError, match="401"):
        draw_card("长" * 401, CITATION, find_fonts())


@pytest.mark.parametrize("pause", [None, 0.0, 0.5, 1.0])
def test_lines_begin_and_end_as_the_standard_says(pause: float | None) -> None:
    for measure in range(6, 40):
        lines = texts(set_lines(TEXT, measure, width_of, pause))
        assert "".join(lines).replace(" ", "") == TEXT
        for line in lines:
            assert line[0] not in CLOSING + "%", (measure, line)
            assert line[-1] not in OPENING, (measure, line)
        for whole in ("——", "……", "2023", "GDP", "6.5%", "18.6"):
            assert any(whole in line for line in lines), (measure, whole)


@pytest.mark.parametrize("pause", [None, 0.0, 0.5, 1.0])
def test_no_line_is_longer_than_the_measure(pause: float | None) -> None:
    for measure in range(6, 40):
        for line in set_lines(TEXT, measure, width_of, pause):
            last = line[-1]
            blank = 0.5 if last.text in CLOSING else 0.0
            assert last.x + width_of(last.text) - blank <= measure + 1e-6
            first = line[0]
            assert first.x == (-0.5 if first.text in OPENING else 0.0)


def test_filled_lines_end_at_the_measure() -> None:
    lines = set_lines(TEXT, 16, width_of)
    for line in lines[:-1]:
        last = line[-1]
        blank = 0.5 if last.text in CLOSING else 0.0
        assert last.x + width_of(last.text) - blank == pytest.approx(16)


@pytest.mark.parametrize("length", range(9, 60))
def test_no_single_character_is_left_for_the_last_line(length: int) -> None:
    text = "".join(chr(0x4E00 + number) for number in range(length)) + "。"
    lines = texts(set_lines(text, 8, width_of))
    assert len(lines[-1].rstrip("。")) > 1
    assert "".join(lines) == text


def test_marks_that_meet_are_squeezed() -> None:
    (line,) = set_lines("他说：“好。”（完）", 20, width_of, 0.5)
    places = {placed.text: placed.x for placed in line}
    assert places["“"] == 2.5
    assert places["”"] - places["。"] == 0.5
    assert places["（"] - places["”"] == 0.5


def test_space_between_scripts_is_the_same_with_or_without_a_typed_one() -> None:
    typed = set_lines("增长 6.5% 以上", 20, width_of, 0.5)
    assert typed == set_lines("增长6.5%以上", 20, width_of, 0.5)


def test_short_texts_are_broken_where_one_pauses() -> None:
    lines = texts(set_lines("问题解决在靠泊之前，才算数。", 10, width_of, 0.5))
    assert lines == ["问题解决在靠泊之前，", "才算数。"]


def test_a_word_longer_than_the_line_is_torn() -> None:
    lines = set_lines("甲" + "a" * 50 + "乙", 10, width_of)
    assert len(lines) > 2
    assert "".join(texts(lines)) == "甲" + "a" * 50 + "乙"
