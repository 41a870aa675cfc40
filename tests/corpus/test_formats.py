"""One text in every format gives the same speeches; what a format has of its own isn't lost."""

from __future__ import annotations

import codecs
import io
import zipfile
from typing import TYPE_CHECKING

import docx
import pytest
from docx.oxml import parse_xml

from corpus.errors import (
    DamagedError,
    DocumentError,
    EmptyDocumentError,
    NotProseError,
    TooLargeError,
    UnsupportedError,
)
from corpus.parse import parse_file, parse_text
from corpus.reader import read_document, read_parts
from tests.support.documents import (
    CHROMIUM,
    SOFFICE,
    SPEECH,
    convert,
    docx_bytes,
    html_text,
    ofd_bytes,
    print_pdf,
    rtf_bytes,
    zip_bytes,
)

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.model import Block, Document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="Chromium isn't installed")
needs_office = pytest.mark.skipif(SOFFICE is None, reason="LibreOffice isn't installed")


def known(document: Document) -> list[tuple[str | tuple[Block, ...] | None, ...]]:
    """All of a document but the name of its file and what was cleaned."""
    return [
        (s.title, s.organisation, s.speaker, s.date, s.collection, s.blocks)
        for s in document.speeches
    ]


WANTED = known(parse_text(SPEECH, "讲话.txt"))


def stored(folder: Path, data: bytes, name: str = "讲话.txt") -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.txt", SPEECH.encode()),
        ("a.txt", SPEECH.encode("gb18030")),
        ("a.txt", SPEECH.encode("utf-16")),
        ("a.txt", SPEECH.encode("utf-16-le")),
        ("a.docx", docx_bytes(SPEECH)),
        ("a.docx", docx_bytes(SPEECH, blank_lines=True)),
        ("a.html", html_text(SPEECH).encode()),
        ("a.htm", html_text(SPEECH, charset="gb2312").encode("gbk")),
        ("a.html", html_text(SPEECH, charset="gb2312").encode()),
        ("a.html", codecs.BOM_UTF8 + html_text(SPEECH).encode()),
        ("a.rtf", rtf_bytes(SPEECH)),
        ("a.ofd", ofd_bytes(SPEECH)),
        ("a.zip", zip_bytes({"内/讲话.docx": docx_bytes(SPEECH), "a.jpg": b"\xff\xd8"})),
    ],
)
def test_the_same_text_gives_the_same_speeches(tmp_path: Path, name: str, data: bytes) -> None:
    assert known(parse_file(stored(tmp_path, data, name), name)) == WANTED


@pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.pdf", "a.txt", "a"])
@pytest.mark.parametrize(
    "data", [docx_bytes(SPEECH), rtf_bytes(SPEECH), html_text(SPEECH).encode()]
)
def test_a_wrong_name_hides_no_format(tmp_path: Path, name: str, data: bytes) -> None:
    assert known(parse_file(stored(tmp_path, data, name), name)) == WANTED


@needs_chromium
def test_what_chromium_prints_gives_the_same_speeches(tmp_path: Path) -> None:
    page = stored(tmp_path, html_text(SPEECH).encode(), "讲话.html")
    print_pdf(page, tmp_path / "讲话.pdf")
    document = parse_file(tmp_path / "讲话.pdf", "讲话.pdf")
    assert known(document) == WANTED
    assert "去页眉页脚 2 行" in document.speeches[0].warnings


@pytest.mark.parametrize(("page", "encoding"), [(936, "gbk"), (950, "big5"), (932, "shift_jis")])
def test_rich_text_in_bytes_of_its_code_page(tmp_path: Path, page: int, encoding: str) -> None:
    """Some programs escape nothing; the second byte of a character may be a brace."""
    pairs = [bytes((one, other)) for one in range(0x88, 0xF0) for other in (0x5C, 0x7B, 0x7D)]
    found = [pair.decode(encoding, "ignore") for pair in pairs]
    text = "".join(one for one in found if len(one) == 1 and one.isalpha())
    assert len(text) > 40
    raw = text.encode(encoding)
    path = tmp_path / "a.rtf"
    path.write_bytes(b"{\\rtf1\\ansi\\ansicpg%d{\\header %b}%b\\par}" % (page, raw, raw))
    (part,) = read_parts(path)
    assert (part.reading.text, part.reading.margins) == (text, (text,))


@needs_office
@pytest.mark.parametrize("suffix", ["pdf", "doc", "rtf"])
def test_what_libreoffice_writes_gives_the_same_speeches(tmp_path: Path, suffix: str) -> None:
    source = stored(tmp_path, docx_bytes(SPEECH), "讲话.docx")
    converted = convert(source, suffix)
    assert known(parse_file(converted, converted.name)) == WANTED
    if suffix == "doc":
        # Kingsoft's own ending, and a last sector cut short.
        cut = stored(tmp_path, converted.read_bytes()[:-100], "讲话.wps")
        assert known(parse_file(cut, "讲话.wps")) == WANTED


def test_tables_boxes_and_breaks_stay_in_their_place(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("先说一段话，再看表。")
    table = document.add_table(2, 2)
    for number, cell in enumerate(table._cells):
        cell.text = f"第{number}格"
    paragraph = document.add_paragraph("表后一段，分两")
    paragraph.add_run().add_break()
    paragraph.add_run("行写完。")
    paragraph._p.append(
        parse_xml(
            f"<w:r {W}><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox>"
            "<w:txbxContent><w:p><w:r><w:t>框里也有一句话。</w:t></w:r></w:p></w:txbxContent>"
            "</v:textbox></v:shape></w:pict></w:r>"
        )
    )
    document.add_paragraph("最后一段，讲完了。")
    path = tmp_path / "a.docx"
    document.save(str(path))
    (speech,) = parse_file(path, "a.docx").speeches
    assert [(block.kind, block.text) for block in speech.blocks] == [
        ("paragraph", "先说一段话，再看表。"),
        ("table", "| 第0格 | 第1格 |\n| 第2格 | 第3格 |"),
        ("paragraph", "表后一段，分两行写完。"),
        ("paragraph", "框里也有一句话。"),
        ("paragraph", "最后一段，讲完了。"),
    ]


def test_word_styles_make_headings_and_speeches(tmp_path: Path) -> None:
    document = docx.Document()
    for title in ("在安全大会上的讲话", "在服务大会上的讲话"):
        document.add_heading(title, 1)
        document.add_heading("一、把账算清", 2)
        document.add_paragraph("这件事要一项一项地做，做一项清一项，谁也不许含糊。")
    path = tmp_path / "a.docx"
    document.save(str(path))
    speeches = parse_file(path, "a.docx").speeches
    assert [speech.title for speech in speeches] == ["在安全大会上的讲话", "在服务大会上的讲话"]
    assert [[b.kind for b in s.blocks] for s in speeches] == [["heading", "paragraph"]] * 2


NUMBERING = f"""<w:numbering {W}>
<w:abstractNum w:abstractNumId="0">
<w:lvl w:ilvl="0"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="%1、"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="（%2）"/></w:lvl>
<w:lvl w:ilvl="2"><w:numFmt w:val="decimal"/><w:lvlText w:val="%3．"/></w:lvl>
</w:abstractNum><w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def numbered(text: str, level: int) -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr></w:pPr>'
        f"<w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def test_numbers_that_word_counts_are_read(tmp_path: Path) -> None:
    body = "".join(
        numbered(text, int(level))
        for text, level in zip(["泊", "靠", "返", "看", "船", "备"], "011201", strict=True)
    )
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        file.writestr("word/numbering.xml", NUMBERING)
    assert read_document(path).split() == [
        "一、泊", "（一）靠", "（二）返", "1．看", "二、船", "（一）备",
    ]  # fmt: skip


def test_deleted_text_and_notes_are_no_text(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(
            "word/document.xml",
            f"<w:document {W}><w:body><w:p><w:r><w:t>留下的话。</w:t></w:r><w:del><w:r>"
            "<w:delText>删去的话。</w:delText></w:r></w:del><w:ins><w:r><w:t>添上的话。</w:t></w:r>"
            "</w:ins></w:p></w:body></w:document>",
        )
        file.writestr(
            "word/footnotes.xml",
            f"<w:footnotes {W}><w:footnote><w:p><w:r><w:t>注</w:t></w:r></w:p></w:footnote>"
            "</w:footnotes>",
        )
    (part,) = read_parts(path)
    assert part.reading.text == "留下的话。添上的话。"
    assert part.reading.notes == ("去脚注 1 条",)


def test_a_web_page_gives_its_article_with_title_and_byline(tmp_path: Path) -> None:
    menu = "".join(f'<li><a href="/{i}">栏目{i}</a></li>' for i in range(12))
    body = html_text(SPEECH).split("<body>")[1].split("</body>")[0]
    body = body.replace("<p>", "<h1>", 1).replace("</p>", "</h1>", 1)
    page = (
        "<html><head><meta charset=utf-8><script>var a=1;</script></head><body>"
        f"<nav><ul>{menu}</ul></nav><div class=main>{body}</div>"
        "<footer><p>版权所有 海州港务局 备案号 12345</p></footer></body></html>"
    )
    assert known(parse_file(stored(tmp_path, page.encode(), "a.html"), "a.html")) == WANTED


def test_archives_tell_what_they_hold_that_was_not_read(tmp_path: Path) -> None:
    files = {"一.docx": docx_bytes(SPEECH), "二.doc": b"\xd0\xcf\x11\xe0rubbish", "三.txt": b""}
    document = parse_file(stored(tmp_path, zip_bytes(files), "a.zip"), "a.zip")
    assert len(document.speeches) == 1
    assert {"未收 二.doc（损坏）", "未收 三.txt（没有文字）"} <= set(document.warnings)


def test_names_in_archives_of_chinese_windows(tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("PLACEHOLD.txt", "今天讲一件事，讲完就散会。")
    data = written.getvalue().replace(b"PLACEHOLD", "港务局讲".encode("gbk") + b"x")
    (part,) = read_parts(stored(tmp_path, data, "a.zip"))
    assert part.name == "港务局讲x.txt"


BOMB = zip_bytes({"word/document.xml": b"<a>" + b" " * (200 << 20)})


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("a.docx", BOMB, TooLargeError),
        ("a.docx", docx_bytes(SPEECH)[:2000], DamagedError),
        ("a.docx", zip_bytes({"word/document.xml": b"<w:document"}), DamagedError),
        (
            "a.docx",
            zip_bytes({"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
            DamagedError,
        ),
        ("a.docx", zip_bytes({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), NotProseError),
        ("a.xlsx", zip_bytes({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), NotProseError),
        ("a.pptx", zip_bytes({"[Content_Types].xml": b"", "ppt/a.xml": b""}), NotProseError),
        ("a.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF", NotProseError),
        ("a.csv", "姓名,电话".encode(), NotProseError),
        ("a.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000), DamagedError),
        ("a.doc", bytes(range(256)) * 9, DamagedError),
        ("a.pdf", b"%PDF-1.7\n1 0 obj\n<<", DamagedError),
        ("a.rtf", b"{\\rtf1\\ansi}", EmptyDocumentError),
        ("a.html", b"<html><body><script>1</script></body></html>", EmptyDocumentError),
        ("a.ofd", zip_bytes({"OFD.xml": b"<OFD/>"}), EmptyDocumentError),
        ("a.zip", zip_bytes({"a.exe": b"MZ"}), EmptyDocumentError),
        ("a.zip", zip_bytes({}), EmptyDocumentError),
        ("a.zip", zip_bytes({"b.zip": zip_bytes({"c.txt": b"c"})}), UnsupportedError),
        ("a.exe", b"MZ", UnsupportedError),
    ],
)  # fmt: skip
def test_what_is_no_document_is_one_sentence(
    tmp_path: Path, name: str, data: bytes, error: type[DocumentError]
) -> None:
    with pytest.raises(error) as raised:
        parse_file(stored(tmp_path, data, name), name)
    assert isinstance(raised.value, DocumentError)
    assert str(raised.value).count("。") == 1
    assert raised.value.reason
