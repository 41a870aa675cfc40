"""全文, 提纲, /read and /speeches in chat, and how a speech is cut into pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from handlers.reading.views.pages import PAGE_WIDTH, page_of, paginate
from handlers.telegram.callback_data import Press, Verb, decode, encode
from handlers.telegram.spot import Origin, Spot
from localchat.server import LocalTelegram
from store.search.model import Written
from tests.support.stage import BOT, DOCUMENTS, TOKEN, stage, text_store
from tests.support.there import there

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.support.stage import Stage
    from tests.support.telegram import Message, User

SENTENCE = "第{0}号泊位的班长每天早到一刻钟，把缆绳、护舷和照明逐一看过，再把看到的写在交班本上。"
LONG = "在长会上的讲话\n澄湾港集团 林远\n（2024年5月）\n\n同志们：\n" + "".join(
    f"{'一二三四五六'[part]}、把第{part}件事做细\n"
    + "".join(
        "".join(SENTENCE.format(f"{part}{line}{k}") for k in range(3)) + "\n" for line in range(4)
    )
    for part in range(6)
)


HEADINGS = [f"（{n}）把第{n}件要紧的小事一直做到底" for n in "一二三四五六七八九十" * 30]
OUTLINED = "在会上的讲话\n\n同志们：\n" + "".join(
    f"{heading}\n{SENTENCE.format(number)}\n" for number, heading in enumerate(HEADINGS)
)


@pytest.fixture
def long_database(tmp_path: Path) -> Path:
    return text_store(tmp_path / "store.db", {**DOCUMENTS, "长讲话.txt": LONG})


@pytest.fixture
def outlined_database(tmp_path: Path) -> Path:
    return text_store(tmp_path / "store.db", {"大纲.txt": OUTLINED})


@pytest.fixture
def twin_database(tmp_path: Path) -> Path:
    report = "年度报告\n\n（{}）\n\n同志们：\n{}\n"
    reports = {
        "上册.txt": report.format("2021年3月5日", SENTENCE.format("一")),
        "下册.txt": report.format("2021年3月28日", SENTENCE.format("二")),
    }
    return text_store(tmp_path / "store.db", {**reports, **DOCUMENTS})


@pytest.fixture
async def long_stage(long_database: Path) -> AsyncIterator[Stage]:
    async with stage(long_database) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


async def opened(stage_: Stage, user: User, words: str) -> Message:
    chat = await stage_.telegram.private(user)
    return await stage_.ask(user, chat, words)


def place(page: Message) -> tuple[int, int]:
    match = re.match(r"《[^》]*》 (\d+)/(\d+)\n", page.text)
    assert match, page.text[:60]
    return int(match[1]), int(match[2])


async def test_the_full_text_opens_at_the_passage_and_leads_back(long_stage: Stage) -> None:
    telegram = long_stage.telegram
    user, chat = await long_stage.person()
    hits = await long_stage.ask(user, chat, "号泊位的班长")
    passage = await telegram.turn(user, hits, "3")
    quoted = re.search(r"<blockquote>(.*)</blockquote>", passage.html)
    assert quoted
    bare = re.sub("<[^>]*>", "", quoted[1])
    page = await telegram.turn(user, passage, "全文")
    assert f"<b>{bare}</b>" in page.html
    number, pages = place(page)
    assert pages > 2
    assert [button.label for button in page.buttons[-1]] == ["发 Word", "返回"]
    other = "下一页" if number < pages else "上一页"
    turned = await telegram.turn(user, page, other)
    assert abs(place(turned)[0] - number) == 1
    back = await telegram.turn(user, turned, "返回")
    assert back.text == passage.text
    assert back.labels == passage.labels
    assert (await telegram.turn(user, back, "返回")).text == hits.text


async def test_the_pages_hold_the_whole_speech(long_stage: Stage) -> None:
    telegram = long_stage.telegram
    user, chat = await long_stage.person()
    listed = await long_stage.ask(user, chat, "/speeches 长会")
    assert listed.text.startswith("标题、单位或讲话人含“长会” 1 篇")
    page = await telegram.turn(user, listed, "1")
    assert place(page)[0] == 1
    read = page.text.split("\n\n")[1:]
    while "下一页" in page.labels:
        page = await telegram.turn(user, page, "下一页")
        assert len(page.text) <= PAGE_WIDTH
        read += page.text.split("\n\n")[1:]
    body = [line for line in LONG.split("\n\n")[1].split("\n") if line]
    assert read == body


async def test_speeches_are_found_by_date_and_file_and_told_apart(twin_database: Path) -> None:
    async with stage(twin_database) as ready:
        user, chat = await ready.person()
        listed = await ready.ask(user, chat, "/speeches 年度报告")
        assert listed.text.split("\n") == [
            "标题、单位或讲话人含“年度报告” 2 篇",
            "1 年度报告",
            "2021-03-28",
            "2 年度报告",
            "2021-03-05",
        ]
        for wanted in ("2021", "2021年3月", "2021-03"):
            dated = await ready.ask(user, chat, f"/speeches {wanted}")
            assert dated.text.startswith(f"标题、单位、讲话人或日期含“{wanted}” 2 篇\n1 年度报告")
        filed = await ready.ask(user, chat, "/speeches 上册")
        assert filed.text.startswith("文件名含“上册” 1 篇\n1 年度报告\n2021-03-05")
        nothing = await ready.ask(user, chat, "/speeches 2020")
        assert nothing.text == "没有标题、单位或讲话人含“2020”的讲话，日期和文件名里也没有。"
        passage = await ready.ask(user, chat, "第一号泊位")
        assert "《年度报告》（2021年3月5日）" in passage.text
        assert await ready.telegram.refusals() == []


async def test_reading_goes_on_where_each_one_stopped(long_stage: Stage) -> None:
    telegram = long_stage.telegram
    user, chat = await long_stage.person("甲")
    other, others = await long_stage.person("乙")
    assert (await long_stage.ask(user, chat, "/read")).text.startswith("还没有读过")
    listed = await long_stage.ask(user, chat, "/speeches")
    assert listed.text.startswith("全部讲话 3 篇")
    page = await telegram.turn(user, listed, "1")
    page = await telegram.turn(user, page, "下一页")
    second = await long_stage.ask(other, others, "/speeches 长会")
    await telegram.turn(other, second, "1")
    resumed = await long_stage.ask(user, chat, "/read")
    assert resumed.text == f"上次读到《在长会上的讲话》2/{place(page)[1]}。".replace("》 2", "》 2")
    again = await telegram.turn(user, resumed, "接着读")
    assert again.text == page.text
    recent = await telegram.turn(user, again, "返回")
    assert recent.text.startswith("最近读的 1 篇")
    assert place(await telegram.turn(user, recent, "1"))[0] == 2
    assert "》1/" in (await long_stage.ask(other, others, "/read")).text


async def test_where_one_stopped_survives_a_restart(long_database: Path) -> None:
    async with LocalTelegram(bots={TOKEN: BOT}) as server:
        async with stage(long_database, server=server) as first:
            user, chat = await first.person()
            page = await first.telegram.turn(user, await first.ask(user, chat, "/speeches"), "1")
            await first.telegram.turn(user, page, "下一页")
        async with stage(long_database, server=server) as second:
            assert "》2/" in (await second.ask(user, chat, "/read")).text
            await second.store.reading.forget(user.id)
            assert (await second.ask(user, chat, "/read")).text.startswith("还没有读过")


async def test_the_outline_gives_the_headings_and_leads_back(long_stage: Stage) -> None:
    telegram = long_stage.telegram
    user, chat = await long_stage.person()
    page = await telegram.turn(user, await long_stage.ask(user, chat, "/speeches 长会"), "1")
    outline = await telegram.turn(user, page, "提纲")
    headings = [f"{number}、把第{part}件事做细" for part, number in enumerate("一二三四五六")]
    assert outline.text.split("\n")[1:] == headings
    assert outline.button("复制提纲").copy == "\n".join(headings)
    assert (await telegram.turn(user, outline, "返回")).text == page.text


async def test_a_long_outline_is_copied_from_messages(outlined_database: Path) -> None:
    async with stage(outlined_database) as ready:
        user, chat = await ready.person()
        page = await ready.telegram.turn(user, await ready.ask(user, chat, "/speeches"), "1")
        outline = await ready.telegram.turn(user, page, "提纲")
        assert "…还有" in outline.text
        await ready.telegram.replies(chat)
        await ready.telegram.press(user, outline, "复制提纲")
        sent = await ready.telegram.replies(chat)
        assert len(sent) > 1
        copied = [line.strip() for one in sent for line in one.text.split("\n")]
        assert copied == HEADINGS
        assert await ready.telegram.refusals() == []


async def test_a_speech_without_headings_says_so(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    page = await small_stage.telegram.turn(user, await small_stage.ask(user, chat, "查房"), "全文")
    pressed = await small_stage.telegram.press(user, page, "提纲")
    assert pressed.toast == "这篇没有小标题"


async def test_a_speech_that_is_gone_gets_a_polite_line(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    page = await telegram.turn(user, await small_stage.ask(user, chat, "缆绳"), "全文")
    assert await small_stage.store.documents.remove("港口讲话.txt")
    for label in ("提纲", "发 Word"):
        assert (await telegram.press(user, page, label)).toast == "这篇已经下架了"
    assert (await telegram.press(user, page, "返回")).toast == "这一段已经不在库里了"
    assert (await small_stage.ask(user, chat, "/read")).text.startswith("还没有读过")


async def test_from_a_bookmark_back_to_the_bookmark(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await telegram.press(user, await small_stage.ask(user, chat, "缆绳"), "收藏")
    shelf = await telegram.turn(user, await small_stage.ask(user, chat, "/saved"), "1")
    page = await telegram.turn(user, shelf, "全文")
    assert (await telegram.turn(user, page, "返回")).text == shelf.text


async def test_in_a_group_the_full_text_opens_in_private(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    asker, private = await small_stage.person("甲")
    other, _ = await small_stage.person("乙")
    group = await telegram.group("办公室", [asker, other], [asker])
    await telegram.reply(group)
    answer = await small_stage.ask(asker, group, "/s 靠前服务")
    passage = await telegram.turn(asker, answer, "1")
    for presser in (asker, other):
        url = there((await telegram.press(presser, passage, "全文")).url)
        assert url
        assert url.startswith("https://t.me/zhaiju_bot?start=f")
    assert (await telegram.current(passage)).text == passage.text
    page = await small_stage.ask(asker, private, f"/start {url.partition('=')[2]}")
    title, closing, _ = page.text.partition("》")
    assert title.startswith("《")
    assert title + closing in passage.text
    opened = page.html.partition("<b>")[2].partition("</b>")[0]
    assert opened
    assert opened in passage.text


async def test_english(small_stage: Stage) -> None:
    user, chat = await small_stage.person("Ann", "en")
    passage = await small_stage.ask(user, chat, "缆绳")
    assert {"Full text", "Card"} <= set(passage.labels)
    page = await small_stage.telegram.turn(user, passage, "Full text")
    assert page.labels == ["Outline", "Word", "Back"]
    nothing = await small_stage.ask(user, chat, "/speeches xyz")
    assert nothing.text.startswith("No title, organisation or speaker")


async def test_forged_places_change_nothing(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    page = await telegram.turn(user, answer, "全文")
    real = decode(page.button("提纲").data or "")
    assert real is not None
    speech = real.extra[:12]
    for extra in ("", "x" * 24, f"{'A' * 12}p1", f"{speech}z1", f"{speech}p0", f"{speech}p"):
        for verb in (Verb.FULL, Verb.OUTLINE, Verb.OUTLINE_COPY, Verb.WORD):
            if extra == f"{speech}p" and verb is not Verb.FULL:
                continue
            data = encode(Press(verb, "", 0, "B" * 12, extra))
            assert (await telegram.press(user, page, data=data)).answered
    far = encode(Press(Verb.FULL, "", 0, "", f"{speech}l99999"))
    assert (await telegram.press(user, page, data=far)).answered
    assert (await telegram.current(page)).text.startswith("《在晨会上的讲话》")


def written(*blocks: tuple[int | None, list[str]]) -> list[Written]:
    number = 0
    result = []
    for block, (level, passages) in enumerate(blocks):
        for text in passages:
            number += 1
            result.append(Written(number, block, level, f"id{number:010}", text))
    return result


def test_long_paragraphs_are_cut_at_sentence_ends() -> None:
    sentences = [SENTENCE.format(number) for number in range(100)]
    pages = paginate(written((None, sentences)))
    texts = [paragraph.text for page in pages for paragraph in page.paragraphs]
    assert "".join(texts) == "".join(sentences)
    assert all(text.endswith("。") and len(text) <= PAGE_WIDTH for text in texts)


def test_an_endless_sentence_is_cut_behind_a_comma_and_marked_on_each_page() -> None:
    endless = "走一步看一步，" * 700
    pages = paginate(written((None, [endless])), "id0000000001")
    paragraphs = [paragraph for page in pages for paragraph in page.paragraphs]
    assert "".join(paragraph.text for paragraph in paragraphs) == endless
    assert all(paragraph.text.endswith("，") for paragraph in paragraphs)
    assert all(paragraph.marked == ((0, len(paragraph.text)),) for paragraph in paragraphs)
    assert all(len(paragraph.text) <= PAGE_WIDTH for paragraph in paragraphs)
    hard = paginate(written((None, ["甲" * 4000])))
    assert sum(len(one.text) for page in hard for one in page.paragraphs) == 4000


def test_a_heading_stays_with_what_follows_it() -> None:
    pages = paginate(
        written(
            (None, ["甲" * 1390]), (1, ["一、小标题"]), (2, ["（一）更小"]), (None, ["乙" * 900])
        )
    )
    assert [[one.kind for one in page.paragraphs] for page in pages] == [
        ["text"],
        ["heading", "heading", "text"],
    ]
    assert [page_of(pages, number) for number in (1, 2, 3, 4, 99)] == [0, 1, 1, 1, 1]


def test_headings_alone_make_pages_that_telegram_takes() -> None:
    pages = paginate(written(*[(2, [f"（{n}）"]) for n in range(300)]))
    assert all(len(page.paragraphs) <= 60 for page in pages)
    assert sum(len(page.paragraphs) for page in pages) == 300


def test_spots_come_back_whole_and_fit() -> None:
    for origin in Origin:
        for page in (None, 1, 99_999):
            spot = Spot("A-_z" * 3, origin, "k" * 8, 36**4 - 1, "Zz-_" * 3, page)
            data = encode(spot.press(Verb.OUTLINE_COPY))
            assert len(data) <= 64
            press = decode(data)
            assert press is not None
            assert Spot.of(press) == spot
            encode(spot.back())
