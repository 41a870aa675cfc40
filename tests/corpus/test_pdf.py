"""PDF: what is no text, what is too much, and what surrounds the text on each page."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, StreamObject

from corpus.errors import (
    DocumentError,
    EmptyDocumentError,
    EncryptedError,
    ScannedError,
    TooLargeError,
)
from corpus.formats import read_bytes
from corpus.readers.placed import PlacedLine, paragraphs, without_margins
from corpus.readers.radicals import without_radicals
from tests.support.documents import han_font


def pdf_bytes(
    pages: int,
    content: bytes = b"",
    picture: bool = False,
    password: str | None = None,
    owner: str | None = None,
) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        page = writer.add_blank_page(595, 842)
        stream = StreamObject()
        stream.set_data(content)
        page[NameObject("/Contents")] = writer._add_object(stream)
        font = DictionaryObject(
            {NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
             NameObject("/BaseFont"): NameObject("/Helvetica")}
        )  # fmt: skip
        resources = {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        if picture:
            image = StreamObject()
            image.update(
                {NameObject("/Type"): NameObject("/XObject"),
                 NameObject("/Subtype"): NameObject("/Image")}
            )  # fmt: skip
            forms = DictionaryObject({NameObject("/Im1"): writer._add_object(image)})
            resources[NameObject("/XObject")] = forms
        page[NameObject("/Resources")] = DictionaryObject(resources)
    if password is not None:
        writer.encrypt(password, owner, algorithm="RC4-128")
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


TEXT = b"BT /F1 12 Tf 72 700 Td (All of it stands here.) Tj 0 -20 Td (And goes on there.) Tj ET"


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (pdf_bytes(2, b"q /Im1 Do Q", picture=True), ScannedError),
        (pdf_bytes(2), EmptyDocumentError),
        (pdf_bytes(1, TEXT, password="港"), EncryptedError),
        (pdf_bytes(5_000), TooLargeError),
        (pdf_bytes(1, b"BT /F1 12 Tf (cut off"), DocumentError),
    ],
    ids=["scan", "blank", "password", "5,000 pages", "broken content"],
)
def test_what_is_no_text_is_one_sentence(data: bytes, error: type[DocumentError]) -> None:
    with pytest.raises(error) as raised:
        read_bytes(data, "a.pdf")
    assert str(raised.value).count("。") == 1


def test_a_password_for_changes_only_hinders_no_reading() -> None:
    reading = read_bytes(pdf_bytes(1, TEXT, password="", owner="港"), "a.pdf")
    assert reading.text.split() == [
        "All",
        "of",
        "it",
        "stands",
        "here.",
        "And",
        "goes",
        "on",
        "there.",
    ]


def test_pieces_drawn_out_of_order_stand_where_they_are_seen() -> None:
    # A line with a hole, and afterwards what fills it: so LibreOffice draws characters that the
    # font lacks.
    content = (
        b"BT /F1 10 Tf 72 700 Td [(before) -2500 (behind)] TJ ET "
        b"BT /F1 10 Tf 105 700 Td (within) Tj ET"
    )
    text = read_bytes(pdf_bytes(1, content), "a.pdf").text
    assert text.index("before") < text.index("within") < text.index("behind")


def test_radicals_are_the_characters_that_are_meant() -> None:
    assert without_radicals("⼀⼆⻓⻛⻅㬵ﬁ") == "一二长风见胶fi"
    plain = "甲“乙”Ａ１㈠①，。"
    assert without_radicals(plain) == plain


def page(number: int, *texts: str, foot: str | None = None) -> list[PlacedLine]:
    lines = [
        PlacedLine(t, 90.0, 90.0 + 12 * len(t), 100.0 + 20 * i, 12.0, number)
        for i, t in enumerate(texts)
    ]
    if foot:
        lines.append(PlacedLine(foot, 280.0, 300.0, 800.0, 9.0, number))
    return lines


def test_heads_and_feet_go_to_the_margins() -> None:
    lines = [
        line
        for n in range(4)
        for line in page(n, "港务局学习材料", f"第{n}页说完了。", "再说一句。", foot=f"— {n + 1} —")
    ]
    kept, margins = without_margins(lines)
    assert "港务局学习材料" not in [line.text for line in kept]
    assert len(kept) == 8
    assert len(margins) == 8


def test_a_sentence_goes_on_over_pages() -> None:
    full = "把泊位管好" * 7
    lines = [*page(0, full, full[:-1] + "，"), *page(1, "再把航道疏通。", "下一段。")]
    joined = [paragraph.text for paragraph in paragraphs(lines)]
    assert joined[0].endswith("，再把航道疏通。")


@given(
    st.lists(
        st.tuples(st.sampled_from(["一、甲", "乙丙丁。", "戊" * 30, "己，"]), st.integers(0, 3)),
        min_size=1, max_size=30,
    )
)  # fmt: skip
def test_no_line_is_lost(drawn: list[tuple[str, int]]) -> None:
    pages = sorted(number for _, number in drawn)
    lines = [
        PlacedLine(text, 90.0, 90.0 + 12 * len(text), 20.0 * i, 12.0, number)
        for i, ((text, _), number) in enumerate(zip(drawn, pages, strict=True))
    ]
    assert "".join(p.text for p in paragraphs(lines)) == "".join(text for text, _ in drawn)


def drawn_text(operators: str) -> str:
    """A PDF of one page in a font for Han characters."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    stream = StreamObject()
    stream.set_data(operators.encode())
    page[NameObject("/Contents")] = writer._add_object(stream)
    fonts = DictionaryObject({NameObject("/F1"): writer._add_object(han_font())})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    written = io.BytesIO()
    writer.write(written)
    return read_bytes(written.getvalue(), "a.pdf").text


def shown(text: str, left: float, up: float, size: int = 12) -> str:
    return f"BT /F1 {size} Tf {left} {up} Td <{text.encode('utf-16-be').hex()}> Tj ET\n"


LINES = [
    "今天召开全港大会，主要任务是总结成绩。",
    "把船舶进出港的每一个环节管好，谢谢大家。",
    "all ill Mississippi 1100 开开心心",
]


@given(
    st.integers(2, 4),
    st.floats(0, 0.6),
    st.floats(0, 0.6),
    st.sampled_from(["line", "text", "letter"]),
)
def test_what_is_drawn_twice_is_said_once(times: int, across: float, up: float, order: str) -> None:
    places = [(60 + across * i, up * i) for i in range(times)]
    lines = [(line, 700 - 20 * number) for number, line in enumerate(LINES)]
    if order == "line":
        drawn = [shown(line, x, top + y) for line, top in lines for x, y in places]
    elif order == "text":
        drawn = [shown(line, x, top + y) for x, y in places for line, top in lines]
    else:
        drawn = [
            shown(letter, x + 12 * number, top + y)
            for line, top in lines[:2]
            for number, letter in enumerate(line)
            for x, y in places
        ]
    found = drawn_text("".join(drawn)).split("\n")
    assert "".join(found) == "".join(LINES[: 2 if order == "letter" else 3])


def test_columns_from_top_to_bottom_are_read_from_the_right() -> None:
    text = "今天开会讲三件事。先靠泊再返航，把船送出去。"
    columns = [text[start : start + 8] for start in range(0, len(text), 8)]
    drawn = "".join(
        shown(letter, 500 - 24 * number, 700 - 14 * place)
        for number, column in enumerate(columns)
        for place, letter in enumerate(column)
    )
    assert "".join(drawn_text(drawn).split()) == text


@pytest.mark.parametrize("size", [16, 22])
@pytest.mark.parametrize("cut", [18, 24])
def test_a_title_over_two_lines_is_one(size: int, cut: int) -> None:
    title = "在全港第三党支部第五党支部联合开展泊位日活动上的讲话"
    body = "今天召开全港大会，主要任务是总结成绩，把船舶进出港的每一个环节管好。"
    head = shown(title[:cut], 80, 760, size) + shown(title[cut:], 200, 760 - 1.5 * size, size)
    below = shown("海州港务局局长　甘立新", 220, 690, 12)
    text = "".join(shown(body, 60, 650 - 20 * number, 12) for number in range(9))
    found = drawn_text(head + below + text).split("\n")
    assert found[0] == title
    assert "海州港务局局长 甘立新" in found
