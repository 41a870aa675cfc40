"""Word documents in all the forms in which Word has written them, and what is hidden in them."""

from __future__ import annotations

import email.message
import email.policy
import io
import itertools
import zipfile
from types import MappingProxyType
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import pytest

from corpus.errors import DocumentError, SecretDocumentError
from corpus.formats import read_bytes
from corpus.parse import parse_file
from tests.support.documents import SPEECH, docx_bytes, html_text, lines_of, rtf_bytes, zip_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from corpus.model import Speech

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
WORD_2003 = "http://schemas.microsoft.com/office/word/2003/wordml"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LINES = lines_of(SPEECH)
TITLE, PERSON = "在全港服务大会上的讲话", "甘立新"
BODY = LINES[3:]


def p(text: str, properties: str = "") -> str:
    return f"<w:p>{properties}<w:r><w:t>{escape(text)}</w:t></w:r></w:p>"


def ps(lines: list[str]) -> str:
    return "".join(map(p, lines))


def box(inner: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"


def document(body: str, space: str = W) -> str:
    return f'<w:document xmlns:w="{space}" xmlns:r="{RELATED}"><w:body>{body}</w:body></w:document>'


def relations(*found: tuple[str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="r{number}" Type="{RELATED}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(found)
    )
    return f"<Relationships>{listed}</Relationships>"


def packed(
    body: str,
    main: str = "word/document.xml",
    space: str = W,
    related: Sequence[tuple[str, str]] = (),
    parts: Mapping[str, bytes] = MappingProxyType({}),
) -> bytes:
    folder, _, name = main.rpartition("/")
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(("officeDocument", main)),
        main: document(body, space),
        f"{folder}/_rels/{name}.rels": relations(*related),
        **{f"{folder}/{part}": content for part, content in parts.items()},
    }
    return zip_bytes({n: c if isinstance(c, bytes) else c.encode() for n, c in files.items()})


def speech_of(folder: Path, data: bytes, name: str = "a.docx") -> Speech:
    path = folder / name
    path.write_bytes(data)
    (speech,) = parse_file(path, name).speeches
    return speech


def check(speech: Speech, body: list[str] = BODY) -> None:
    assert (speech.title, speech.speaker, speech.date) == (TITLE, PERSON, "2022-03-05")
    assert [block.text for block in speech.blocks] == body


@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml", "doc/main.xml"])
@pytest.mark.parametrize("space", [W, STRICT])
def test_main_part_and_namespace_may_be_others(tmp_path: Path, main: str, space: str) -> None:
    check(speech_of(tmp_path, packed(ps(LINES), main, space)))


def wordml(body: str, around: str = "") -> str:
    aux = "http://schemas.microsoft.com/office/word/2003/auxHint"
    return (
        '<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f'<w:wordDocument xmlns:w="{WORD_2003}" xmlns:wx="{aux}" xmlns:aml="urn:aml">'
        f"<w:body><wx:sect>{body}<w:sectPr>{around}</w:sectPr></wx:sect></w:body></w:wordDocument>"
    )


def flat(body: str) -> str:
    package = "http://schemas.microsoft.com/office/2006/xmlPackage"
    told = relations(("officeDocument", "word/document.xml"))
    return (
        f'<?xml version="1.0"?><pkg:package xmlns:pkg="{package}">'
        f'<pkg:part pkg:name="/_rels/.rels"><pkg:xmlData>{told}</pkg:xmlData></pkg:part>'
        f'<pkg:part pkg:name="/word/document.xml"><pkg:xmlData>{document(body)}</pkg:xmlData>'
        '</pkg:part><pkg:part pkg:name="/word/media/a.png"><pkg:binaryData>AA</pkg:binaryData>'
        "</pkg:part></pkg:package>"
    )


NAMES = ["a.doc", "a.docx", "a.xml", "a.txt", "a"]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("write", [wordml, flat])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_word_in_one_piece_of_xml(
    tmp_path: Path, name: str, write: Callable[[str], str], encoding: str
) -> None:
    check(speech_of(tmp_path, write(ps(LINES)).encode(encoding), name))


@pytest.mark.parametrize("write", [wordml, flat])
@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.9])
def test_what_is_cut_off_is_one_sentence(write: Callable[[str], str], share: float) -> None:
    data = write(ps(LINES)).encode()
    with pytest.raises(DocumentError) as raised:
        read_bytes(data[: int(len(data) * share)], "a.doc")
    assert str(raised.value).count("。") == 1


def test_unknown_xml_and_entities_are_refused() -> None:
    for data in (
        '<?xml version="1.0"?><root>今天开会，讲三件事。</root>',
        f'<!DOCTYPE a [<!ENTITY b "今天开会。">]>{wordml(p("&b;"))}'.replace("&amp;", "&"),
    ):
        with pytest.raises(DocumentError):
            read_bytes(data.encode(), "a.doc")


def test_word_2003_counts_lists_and_keeps_heads_and_remarks_out(tmp_path: Path) -> None:
    number = '<w:pPr><w:listPr><wx:t wx:val="一、"/></w:listPr></w:pPr>'
    remark = f'<aml:annotation w:type="Word.Comment">{p("批注。")}</aml:annotation>'
    foot = f"<w:r><w:footnote>{p('脚注。')}</w:footnote></w:r>"
    item = p("把泊位管好", number)
    spoken = f"<w:p><w:r><w:t>{BODY[1]}</w:t></w:r>{remark}{foot}</w:p>"
    head = f'<w:hdr w:type="odd">{p("港务讲话汇编")}</w:hdr>'
    data = wordml(ps(LINES[:4]) + spoken + item, head).encode()
    check(speech_of(tmp_path, data, "a.xml"), [*BODY[:2], "一、把泊位管好"])
    secret = wordml(ps(LINES), f"<w:hdr>{p('机密★1年')}</w:hdr>").encode()
    with pytest.raises(SecretDocumentError):
        speech_of(tmp_path, secret, "b.xml")


PAGE = html_text(SPEECH)


def web_archive(encoding: str, charset: str) -> bytes:
    archive = email.message.EmailMessage(policy=email.policy.SMTP)
    archive["Subject"] = "页"
    archive.make_related()
    page = email.message.EmailMessage(policy=email.policy.SMTP)
    text = html_text(SPEECH).replace('<meta charset="utf-8">', "")
    page.set_content(text.encode(charset), "text", "html", cte=encoding)
    page.set_param("charset", charset)
    picture = email.message.EmailMessage(policy=email.policy.SMTP)
    picture.set_content(b"\x89PNG", "image", "png")
    archive.attach(page)
    archive.attach(picture)
    return archive.as_bytes()


@pytest.mark.parametrize("name", [*NAMES, "a.mht"])
@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_web_archives(tmp_path: Path, name: str, encoding: str, charset: str) -> None:
    check(speech_of(tmp_path, web_archive(encoding, charset), name))


@pytest.mark.parametrize("name", ["a.doc", "a.mht"])
def test_a_web_archive_without_a_page_is_one_sentence(tmp_path: Path, name: str) -> None:
    data = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=b\n\n--b--\n"
    with pytest.raises(DocumentError) as raised:
        speech_of(tmp_path, data, name)
    assert str(raised.value).count("。") == 1


EMBEDDED = {
    "a.htm": html_text("\n".join(BODY[1:3])).encode(),
    "a.docx": docx_bytes("\n".join(BODY[1:3])),
    "a.rtf": rtf_bytes("\n".join(BODY[1:3])),
    "a.txt": "\n\n".join(BODY[1:3]).encode("gb18030"),
    "a.mht": b"MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n\n"
    + html_text("\n".join(BODY[1:3])).encode(),
}


@pytest.mark.parametrize("name", EMBEDDED)
def test_a_document_within_stands_in_its_place(tmp_path: Path, name: str) -> None:
    body = ps(LINES[:4]) + '<w:altChunk r:id="r0"/>' + ps(LINES[6:])
    related = [("aFChunk", name)]
    check(speech_of(tmp_path, packed(body, related=related, parts={name: EMBEDDED[name]})))


@pytest.mark.parametrize("content", [None, b"", b"PK\x03\x04 rubbish", bytes(range(256)) * 9])
def test_a_document_within_that_is_lost_is_told_of(tmp_path: Path, content: bytes | None) -> None:
    parts = {} if content is None else {"a.doc": content}
    body = ps(LINES) + '<w:altChunk r:id="r0"/>'
    speech = speech_of(tmp_path, packed(body, related=[("aFChunk", "a.doc")], parts=parts))
    check(speech)
    assert "未收内嵌文档 1 份" in speech.warnings


def test_documents_within_each_other_come_to_an_end(tmp_path: Path) -> None:
    data = packed(p(BODY[0]))
    for _ in range(3):
        data = packed(
            p(BODY[0]) + '<w:altChunk r:id="r0"/>',
            related=[("aFChunk", "a.docx")],
            parts={"a.docx": data},
        )
    speech = speech_of(tmp_path, data)
    assert 1 < sum(BODY[0] in block.text for block in speech.blocks) <= 4


HIDDEN = {
    "<w:vanish/>": True,
    '<w:vanish w:val="1"/>': True,
    '<w:vanish w:val="true"/>': True,
    '<w:vanish w:val="0"/>': False,
    '<w:vanish w:val="false"/>': False,
    "<w:b/>": False,
}


@pytest.mark.parametrize("look", HIDDEN)
def test_hidden_text_is_left_out_and_told_of(tmp_path: Path, look: str) -> None:
    run = f"<w:r><w:rPr>{look}</w:rPr><w:t>起草人备注。</w:t></w:r>"
    body = ps(LINES[:4]) + f"<w:p><w:r><w:t>{BODY[1]}</w:t></w:r>{run}</w:p>" + ps(LINES[5:])
    speech = speech_of(tmp_path, packed(body))
    assert any("起草人" in block.text for block in speech.blocks) is not HIDDEN[look]
    assert ("去隐藏文字 1 处" in speech.warnings) is HIDDEN[look]


def test_readings_over_characters_are_no_text(tmp_path: Path) -> None:
    ruby = "<w:r><w:ruby><w:rubyPr/><w:rt><w:r><w:t>{}</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>{}"
    ruby += "</w:t></w:r></w:rubyBase></w:ruby></w:r>"
    spoken = f"<w:p><w:r><w:t>要像</w:t></w:r>{ruby.format('chuō', '踔')}{ruby.format('lì', '厉')}"
    body = ps(LINES[:4]) + spoken + "<w:r><w:t>奋发的人那样，靠好每条船。</w:t></w:r></w:p>"
    body += ps(BODY[1:])
    whole = "要像踔厉奋发的人那样，靠好每条船。"
    check(speech_of(tmp_path, packed(body)), [BODY[0], whole, *BODY[1:]])
    page = html_text("\n".join(LINES)).replace(
        "</body>",
        "<p>要像<ruby>踔<rp>(</rp><rt>chuō</rt><rp>)</rp></ruby>厉奋发的人那样，靠好每条船。</p>",
    )
    check(speech_of(tmp_path, page.encode(), "a.html"), [*BODY, whole])


def test_what_was_deleted_is_no_text(tmp_path: Path) -> None:
    cells = "".join(f"<w:tc>{p(one)}</w:tc>" for one in ("泊位", "三十二"))
    gone = f"<w:tr><w:trPr><w:del w:id='1'/></w:trPr>{cells.replace('泊位', '旧泊位')}</w:tr>"
    table = f"<w:tbl><w:tr>{cells}</w:tr>{gone}<w:tr>{cells}</w:tr></w:tbl>"
    mark = "<w:pPr><w:rPr><w:del w:id='2'/></w:rPr></w:pPr>"
    halves = p(BODY[1][:20], mark) + p(BODY[1][20:])
    speech = speech_of(tmp_path, packed(ps(LINES[:4]) + halves + ps(BODY[2:]) + table))
    check(speech, [*BODY, "| 泊位 | 三十二 |\n| 泊位 | 三十二 |"])


@pytest.mark.parametrize("before", ["", p("　")])
@pytest.mark.parametrize("anchored", [0, 1])
def test_a_title_in_a_box_is_the_title(tmp_path: Path, before: str, anchored: int) -> None:
    first = p(LINES[1]) if anchored else ""
    anchor = f"<w:p>{box(p(TITLE))}<w:r><w:t>{'' if anchored else LINES[1]}</w:t></w:r></w:p>"
    if anchored:
        anchor = f"<w:p>{box(p(TITLE))}</w:p>"
    body = before + anchor + first + ps(LINES[2:])
    check(speech_of(tmp_path, packed(body)))


BOXES = [
    "{{\\shp{{\\*\\shpinst{{\\sp{{\\sn a}}{{\\sv 1}}}}{{\\shptxt {}\\par}}}}{{\\shprslt x}}}}",
    "{{\\*\\do\\dobxpage{{\\dptxbxtext {}\\par}}}}",
    "{{\\shpgrp{{\\*\\shpinst{{\\shp{{\\*\\shpinst{{\\shptxt {}\\par}}}}}}}}}}",
]


@pytest.mark.parametrize("shape", BOXES)
def test_a_title_in_a_box_of_a_rich_text(tmp_path: Path, shape: str) -> None:
    def rich(text: str) -> str:
        return "".join(f"\\'{byte:02x}" for byte in text.encode("gbk"))

    head = rf"{{\rtf1\ansi\ansicpg936{{\fonttbl{{\f0 SimSun;}}}}{shape.format(rich(TITLE))}\par "
    data = head + "".join(f"{rich(line)}\\par\n" for line in LINES[1:]) + "}"
    check(speech_of(tmp_path, data.encode(), "a.rtf"))


SHORT = [
    "敬礼",
    "小结：船和港，是海州的“左右手”",
    "关键词：靠泊；返航；服务",
    "9/5/2023",
    "海州港务局职工",
]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
@pytest.mark.parametrize("write", [docx_bytes, rtf_bytes])
def test_no_two_paragraphs_run_together(
    tmp_path: Path, order: tuple[int, int, int], write: Callable[[str], bytes]
) -> None:
    lines = [*LINES[:4], *(SHORT[index] for index in order), BODY[1], *SHORT[3:], BODY[-1]]
    speech = speech_of(tmp_path, write("\n".join(lines)), "a.docx")
    assert [block.text for block in speech.blocks] == lines[3:]


@pytest.mark.parametrize("cut", [43, 44, 50, 55])
def test_a_paragraph_that_a_page_broke_is_whole(tmp_path: Path, cut: int) -> None:
    long = BODY[1]
    lines = [*LINES[:4], long[:cut], long[cut:], *LINES[5:]]
    check(speech_of(tmp_path, docx_bytes("\n".join(lines))))


def test_an_archive_of_documents_is_read_once(tmp_path: Path) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as file:
        file.writestr("一.docx", packed(ps(LINES)))
        file.writestr("二.xml", wordml(ps(LINES)))
        file.writestr("三.mht", web_archive("base64", "utf-8"))
    path = tmp_path / "a.zip"
    path.write_bytes(written.getvalue())
    assert len(parse_file(path, "a.zip").speeches) == 2
