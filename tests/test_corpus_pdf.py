"""PDF: what is no text, what is too much, and what surrounds the text on each page."""

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


def pdf_bytes(pages, content=b"", picture=False, password=None, owner=None):
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
def test_what_is_no_text_is_one_sentence(data, error):
    with pytest.raises(error) as raised:
        read_bytes(data, "a.pdf")
    assert str(raised.value).count("。") == 1


def test_a_password_for_changes_only_hinders_no_reading():
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


def test_pieces_drawn_out_of_order_stand_where_they_are_seen():
    # A line with a hole, and afterwards what fills it: so LibreOffice draws characters that the
    # font lacks.
    content = (
        b"BT /F1 10 Tf 72 700 Td [(before) -2500 (behind)] TJ ET "
        b"BT /F1 10 Tf 105 700 Td (within) Tj ET"
    )
    text = read_bytes(pdf_bytes(1, content), "a.pdf").text
    assert text.index("before") < text.index("within") < text.index("behind")


def test_radicals_are_the_characters_that_are_meant():
    assert without_radicals("⼀⼆⻓⻛⻅㬵ﬁ") == "一二长风见胶fi"
    plain = "甲“乙”Ａ１㈠①，。"
    assert without_radicals(plain) == plain


def page(number, *texts, foot=None):
    lines = [
        PlacedLine(t, 90.0, 90.0 + 12 * len(t), 100.0 + 20 * i, 12.0, number)
        for i, t in enumerate(texts)
    ]
    if foot:
        lines.append(PlacedLine(foot, 280.0, 300.0, 800.0, 9.0, number))
    return lines


def test_heads_and_feet_go_to_the_margins():
    lines = [
        line
        for n in range(4)
        for line in page(n, "港务局学习材料", f"第{n}页说完了。", "再说一句。", foot=f"— {n + 1} —")
    ]
    kept, margins = without_margins(lines)
    assert "港务局学习材料" not in [line.text for line in kept]
    assert len(kept) == 8
    assert len(margins) == 8


def test_a_sentence_goes_on_over_pages():
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
def test_no_line_is_lost(drawn):
    pages = sorted(number for _, number in drawn)
    lines = [
        PlacedLine(text, 90.0, 90.0 + 12 * len(text), 20.0 * i, 12.0, number)
        for i, ((text, _), number) in enumerate(zip(drawn, pages, strict=True))
    ]
    assert "".join(p.text for p in paragraphs(lines)) == "".join(text for text, _ in drawn)
