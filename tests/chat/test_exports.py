"""/export, 导出 and 发 Word in chat, and what the files hold."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import pytest
from docx import Document
from docx.enum.text import WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from handlers.files.views.export import Chapter, Entry, chapters, fit_name
from handlers.files.views.manuscript import Manuscript, Piece, of_chapters
from handlers.files.views.markdown import build_markdown, escape
from handlers.files.views.word import build_word
from handlers.telegram.callback_data import Press, Verb, decode, encode
from handlers.telegram.export_order import Form, Grouping, Order
from handlers.views.lang import Lang
from store.people.model import Saved
from tests.support.there import there

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from tests.support.stage import Stage
    from tests.support.telegram import Chat, Message, User

CITATION = "《在晨会上的讲话》（澄湾港集团 林远，2023年3月8日）"


async def keep(stage: Stage, user: User, words: str, note: str) -> None:
    telegram = stage.telegram
    chat = await telegram.private(user)
    answer = await stage.ask(user, chat, words)
    await telegram.press(user, answer, "收藏")
    if not note:
        return
    await telegram.replies(chat)
    await telegram.press(user, await telegram.current(answer), "备注")
    question = await telegram.reply(chat)
    await telegram.say(user, chat, note, reply_to=question)
    await telegram.reply(chat)


async def file_of(stage: Stage, user: User, chat: Chat, asked: Message, label: str) -> Message:
    await stage.telegram.replies(chat)
    await stage.telegram.press(user, asked, label)
    return await stage.telegram.reply(chat)


def east_asian(document: WordDocument, style: str) -> str:
    fonts = document.styles[style].element.rPr.find(qn("w:rFonts"))
    name: str = fonts.get(qn("w:eastAsia"))
    return name


async def test_bookmarks_as_word(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    assert (await small_stage.ask(user, chat, "/export")).text.startswith("还没有收藏")
    await keep(small_stage, user, "缆绳", "结尾用 #收尾 #作风")
    await keep(small_stage, user, "查房", "")
    asked = await small_stage.ask(user, chat, "/export")
    assert asked.text == "2 条，哪种格式？"
    assert [button.label for button in asked.buttons[0]] == ["Word", "Markdown"]
    assert [button.label for button in asked.buttons[1]] == ["按标签 ✓", "按时间", "按单位"]
    sent = await file_of(small_stage, user, chat, asked, "Word")
    assert sent.document == "摘句收藏-2026-11-19.docx"
    assert sent.text == "2 条，按标签分 2 组"
    document = Document(io.BytesIO(await telegram.file(sent)))
    lines = [(one.style.name if one.style else "", one.text) for one in document.paragraphs]
    assert lines[0] == ("Title", "摘句收藏")
    assert [text for style, text in lines if style == "Heading 1"] == [
        "收尾（1 条）",
        "未加标签（1 条）",
    ]
    texts = [text for _, text in lines]
    # A passage with several tags stands once, and the file says whose it is, and of when.
    assert texts.count(CITATION) == 1
    assert texts.count("备注：结尾用　#收尾 #作风") == 1
    assert lines[1] == ("Zhaiju Byline", "小王，2026年11月19日")


async def test_the_grouping_is_chosen_in_place(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await keep(small_stage, user, "缆绳", "#收尾")
    await keep(small_stage, user, "查房", "#收尾")
    asked = await small_stage.ask(user, chat, "/export #收尾")
    chosen = await telegram.turn(user, asked, "按单位")
    assert [button.label for button in chosen.buttons[1]] == ["按标签", "按时间", "按单位 ✓"]
    sent = await file_of(small_stage, user, chat, chosen, "Markdown")
    assert sent.document == "摘句收藏-收尾-2026-11-19.md"
    text = (await telegram.file(sent)).decode()
    headings = re.findall("^## (.*)$", text, re.MULTILINE)
    assert sorted(headings) == ["澄湾港集团（1 条）", "青禾医院（1 条）"]
    assert f"——{CITATION}" in text
    by_time = await telegram.turn(user, chosen, "按时间")
    sent = await file_of(small_stage, user, chat, by_time, "Markdown")
    assert "## 2026年11月（2 条）" in (await telegram.file(sent)).decode()


async def test_a_list_of_hits_as_a_file(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    listed = await sample_stage.ask(user, chat, "服务")
    asked = await telegram.turn(user, listed, "导出")
    found = await sample_stage.store.search.search("服务", limit=200)
    assert f"{found.total:,} 处" in asked.text
    sent = await file_of(sample_stage, user, chat, asked, "Markdown")
    text = (await telegram.file(sent)).decode()
    quoted = re.findall(r"^> (?!——)(.*)$", text, re.MULTILINE)
    assert quoted == [escape(hit.text) for hit in found.hits]
    assert (await telegram.turn(user, asked, "返回")).text == listed.text


async def test_no_more_than_two_hundred_hits(sample_stage: Stage) -> None:
    telegram = sample_stage.telegram
    user, chat = await sample_stage.person()
    listed = await sample_stage.ask(user, chat, "的")
    asked = await telegram.turn(user, listed, "导出")
    assert "导出前 200 处" in asked.text
    sent = await file_of(sample_stage, user, chat, asked, "Word")
    assert sent.text == "200 条"


async def test_the_list_of_bookmarks_offers_its_export(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await keep(small_stage, user, "缆绳", "#收尾")
    await keep(small_stage, user, "查房", "#收尾")
    tagged = await small_stage.ask(user, chat, "/saved #收尾")
    asked = await telegram.turn(user, tagged, "导出这 2 条")
    assert (await telegram.turn(user, asked, "返回")).text == tagged.text


async def test_nothing_left_to_export(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    await keep(small_stage, user, "缆绳", "#收尾")
    asked = await small_stage.ask(user, chat, "/export")
    await telegram.press(user, await small_stage.ask(user, chat, "缆绳"), "已收藏")
    for label in ("Word", "按时间"):
        assert (await telegram.press(user, asked, label)).toast == "这里已经没有可导出的了"


async def test_anothers_bookmarks_stay_his(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    owner, _ = await small_stage.person("甲")
    other, chat = await small_stage.person("乙")
    await keep(small_stage, owner, "缆绳", "")
    answer = await small_stage.ask(other, chat, "查房")
    for form in Form:
        data = encode(Press(Verb.EXPORT, extra=f"bt{form.value}"))
        pressed = await telegram.press(other, answer, data=data)
        assert pressed.toast == "这里已经没有可导出的了"


async def test_forged_orders_change_nothing(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    answer = await small_stage.ask(user, chat, "缆绳")
    for extra in ("", "xx", "btz", "htwl9", "bnq"):
        pressed = await telegram.press(
            user, answer, data=encode(Press(Verb.EXPORT, "A" * 8, 3, extra=extra))
        )
        assert pressed.answered
    assert (await telegram.current(answer)).text == answer.text
    group = await telegram.group("办公室", [user], [user])
    await telegram.reply(group)
    shown = await small_stage.ask(user, group, "/s 靠前服务")
    data = encode(
        Press(Verb.EXPORT, there(decode(shown.buttons[0][0].data or "")).query, extra="hnw")
    )
    assert (await telegram.press(user, shown, data=data)).toast


async def test_a_speech_as_word(small_stage: Stage) -> None:
    telegram = small_stage.telegram
    user, chat = await small_stage.person()
    page = await telegram.turn(user, await small_stage.ask(user, chat, "缆绳"), "全文")
    sent = await file_of(small_stage, user, chat, page, "发 Word")
    assert sent.document == "在晨会上的讲话.docx"
    assert sent.text == CITATION
    document = Document(io.BytesIO(await telegram.file(sent)))
    texts = [one.text for one in document.paragraphs]
    assert texts[:4] == [
        "在晨会上的讲话",
        "澄湾港集团 林远\n（2023年3月8日）",
        "同志们：",
        "一、把服务做在前头",
    ]
    assert texts[4].startswith("靠前服务不是站得近")
    assert texts[4].endswith("大家记住这一句。")


async def test_thousands_of_bookmarks(small_stage: Stage) -> None:
    user, chat = await small_stage.person()
    bookmarks = small_stage.store.bookmarks
    for number in range(1500):
        saved = Saved(
            f"{number:012}",
            f"第{number}句话说到做到。",
            "text",
            CITATION,
            "题",
            None,
            None,
            None,
            "s",
        )
        await bookmarks.save(user.id, saved)
    asked = await small_stage.ask(user, chat, "/export")
    sent = await file_of(small_stage, user, chat, asked, "Word")
    document = Document(io.BytesIO(await small_stage.telegram.file(sent)))
    quoted = [one.text for one in document.paragraphs if "句话说到做到" in one.text]
    assert len(set(quoted)) == 1500


def test_the_word_file_is_set_as_offices_set_theirs() -> None:
    pieces = (
        Piece("heading", "一、开头", 1),
        Piece("heading", "（一）早", 2),
        Piece("text", "正文“引号”。\n第二行"),
        Piece("quoted", "摘句\x00\ud800。"),
        Piece("citation", CITATION),
        Piece("note", "备注：用"),
    )
    document = Document(io.BytesIO(build_word(Manuscript("题<目>&", pieces))))
    section = document.sections[0]
    margins = (
        section.top_margin, section.bottom_margin, section.left_margin, section.right_margin,
    )  # fmt: skip
    for margin, wanted in zip(margins, (37, 35, 28, 26), strict=True):
        assert margin is not None
        assert abs(margin - Mm(wanted)) < Mm(0.05)
    assert abs((section.page_width or 0) - Mm(210)) < Mm(0.05)
    expected = {
        "Title": ("方正小标宋简体", 22.0),
        "Heading 1": ("黑体", 16.0),
        "Heading 2": ("楷体_GB2312", 16.0),
        "Normal": ("仿宋_GB2312", 16.0),
        "Zhaiju Note": ("楷体_GB2312", 16.0),
    }
    for name, (font, size) in expected.items():
        style = document.styles[name]
        assert east_asian(document, name) == font
        assert style.font.size == Pt(size)
        assert style.paragraph_format.line_spacing == Pt(28)
        assert style.paragraph_format.line_spacing_rule == WD_LINE_SPACING.EXACTLY
        indent = style.element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars"))
        assert indent == ("0" if name == "Title" else "200")
    assert [one.text for one in document.paragraphs] == [
        "题<目>&", "一、开头", "（一）早", "正文“引号”。\n第二行", "摘句。", CITATION, "备注：用",
    ]  # fmt: skip
    assert "PAGE" in section.footer._element.xml


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("*星* _线_ `码` [链](x)", r"\*星\* \_线\_ \`码\` \[链\](x)"),
        ("<b>&amp;", r"\<b\>\&amp;"),
        ("1. 开头\n- 条\n+ 条\n# 题", "1\\. 开头\n\\- 条\n\\+ 条\n\\# 题"),
        ("2023年，6.5%", "2023年，6.5%"),
    ],
)
def test_markdown_shows_every_character_as_itself(text: str, escaped: str) -> None:
    assert escape(text) == escaped


def test_markdown_holds_title_chapters_quotes_and_notes() -> None:
    entry = Entry("一句\n两行", "《题》", None, "", "用", ("收尾",))
    manuscript = of_chapters("集", "小王", (Chapter("组", (entry,)),), Lang.ZH)
    assert build_markdown(manuscript).decode() == (
        "# 集\n\n小王\n\n## 组（1 条）\n\n> 一句\n> 两行\n>\n> ——《题》\n\n备注：用　\\#收尾\n"
    )


def test_chapters_come_latest_or_largest_first_and_the_nameless_last() -> None:
    def entry(when: str, organisation: str | None, *tags: str) -> Entry:
        return Entry("文", "《题》", organisation, when, "", tags)

    entries = [
        entry("2024年9月", "甲", "收尾"),
        entry("", None),
        entry("2024年11月", "乙", "作风", "收尾"),
        entry("2025年1月", "乙"),
    ]

    def titles(grouping: Grouping) -> list[tuple[str, int]]:
        made = chapters(entries, grouping, Lang.ZH)
        return [(chapter.title, len(chapter.entries)) for chapter in made]

    assert titles(Grouping.TIME) == [
        ("2025年1月", 1), ("2024年11月", 1), ("2024年9月", 1), ("没有日期", 1),
    ]  # fmt: skip
    assert titles(Grouping.UNIT) == [("乙", 2), ("甲", 1), ("没有单位", 1)]
    assert titles(Grouping.TAG) == [("收尾", 1), ("作风", 1), ("未加标签", 2)]
    assert titles(Grouping.NONE) == [("", 4)]


def test_orders_come_back_whole() -> None:
    for grouping in Grouping:
        for form in Form:
            order = Order(True, grouping, form, "k" * 8, listed=True, position=36**4 - 1)
            press = decode(order.button("x").data or "")
            assert press is not None
            assert Order.of(press) == order


def test_file_names_fit_any_system() -> None:
    assert fit_name('#a/b\\c:*?"<>|\n年') == "a b c 年"
    assert fit_name("..") == ""
    assert len(fit_name("长" * 300)) == 40
