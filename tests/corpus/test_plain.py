"""Plain text and Markdown that were damaged, put together, or copied from elsewhere."""

from __future__ import annotations

import codecs
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus.errors import UndecodableError
from corpus.formats import read_bytes
from corpus.parse import parse_file
from corpus.readers.text import BAD
from tests.support.documents import SPEECH

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from corpus.model import Speech
    from corpus.readers.reading import Reading

LINES = [line for line in SPEECH.split("\n") if line]
HAN = SPEECH.encode()


def read(text: bytes | str, name: str = "a.txt") -> Reading:
    return read_bytes(text if isinstance(text, bytes) else text.encode(), name)


def parsed(folder: Path, text: str | bytes, name: str = "a.txt") -> Speech:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (speech,) = parse_file(path, name).speeches
    return speech


@settings(max_examples=60)
@given(st.integers(0, len(HAN) - 1), st.sampled_from([0x80, 0xC3, 0xE4, 0xFE, 0xFF]))
def test_one_bad_byte_costs_one_character(place: int, byte: int) -> None:
    data = HAN[:place] + bytes([byte]) + HAN[place + 1 :]
    reading = read(data)
    assert sum(line in reading.text for line in LINES) >= len(LINES) - 2
    if data != HAN and BAD in reading.text:
        assert reading.notes == (f"坏字 {reading.text.count(BAD)} 处，以{BAD}代替",)


@settings(max_examples=30)
@given(st.integers(1, len(LINES) - 1), st.sampled_from(["gb18030", "utf-8"]))
def test_a_file_put_together_from_two_encodings(cut: int, first: str) -> None:
    second = "utf-8" if first == "gb18030" else "gb18030"
    parts = ["\n".join(LINES[:cut]) + "\n", "\n".join(LINES[cut:])]
    assert read(parts[0].encode(first) + parts[1].encode(second)).text == "".join(parts)


@settings(max_examples=60)
@example("gb18030", [0])
@given(
    st.sampled_from(["utf-8", "gb18030"]),
    st.lists(st.integers(0, len(SPEECH)), min_size=1, max_size=9),
)
def test_zeros_are_no_text_and_no_other_encoding(encoding: str, places: list[int]) -> None:
    text = SPEECH
    for place in sorted(places, reverse=True):
        text = text[:place] + "\0" + text[place:]
    assert read(text.encode(encoding)).text == SPEECH


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16"])
def test_utf_16_is_still_read(encoding: str) -> None:
    assert read(SPEECH.encode(encoding)).text == SPEECH


@pytest.mark.parametrize(
    "data",
    [SPEECH.encode("hz"), SPEECH.replace("\n", "\r\n").encode("hz"), b"~{VPNDNDWV~}\n~{VPND~}\n"],
)
def test_hz_is_read(data: bytes) -> None:
    assert "~{" not in read(data).text
    assert any("\u4e00" <= character <= "\u9fff" for character in read(data).text)


@pytest.mark.parametrize(
    "data",
    [
        b"\x1b$)A\x0e" + bytes(b & 0x7F for b in "今天开会，讲三件事。".encode("gbk")) + b"\x0f\n",
        "今天开会，讲三件事。".encode("iso2022_jp_2"),
        codecs.BOM_UTF8 + bytes(range(128, 256)) * 40,
    ],
)
def test_what_nothing_reads_is_refused(data: bytes) -> None:
    with pytest.raises(UndecodableError):
        read(data)


ENTITIES: dict[str, Callable[[str], str]] = {
    "decimal": lambda c: f"&#{ord(c)};",
    "hexadecimal": lambda c: f"&#x{ord(c):X};",
    "named": lambda c: {"“": "&ldquo;", "”": "&rdquo;"}.get(c, c),
}


@pytest.mark.parametrize("name", ENTITIES)
def test_entities_are_characters(name: str) -> None:
    written = "\n".join("".join(map(ENTITIES[name], line)) for line in LINES)
    assert read(written).text.split() == "\n".join(LINES).split()


TAGGED: dict[str, Callable[[list[str]], str]] = {
    "paragraphs": lambda lines: "".join(f"<p class='a'>{line}</p>" for line in lines),
    "breaks": "<br/>".join,
    "spans": lambda lines: "\n".join(f"<span style='x:y'>{line}</span>" for line in lines),
    "comments": lambda lines: "\n".join(f"{line}<!-- 注\n释 -->" for line in lines),
}


@pytest.mark.parametrize("name", TAGGED)
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_tags_and_comments_are_no_text(tmp_path: Path, name: str, suffix: str) -> None:
    speech = parsed(tmp_path, LINES[0] + "\n" + TAGGED[name](LINES[1:]), f"a.{suffix}")
    assert (speech.title, speech.speaker) == ("在全港服务大会上的讲话", "甘立新")
    assert [block.text for block in speech.blocks if block.text in LINES] == LINES[3:]
    assert any(warning.startswith("去网页标记") for warning in speech.warnings)


def test_a_word_in_brackets_is_no_tag() -> None:
    assert read("要学习<靠泊办法>和<p2>两件。").text == "要学习<靠泊办法>和<p2>两件。"


BODY = "今天开会，讲三件事，讲完就散会，谁也不许拖。\n\n先靠泊，再返航，把船送出去。\n"
MATTER = [
    ('---\ntitle: "守住一方泊位"\ndate: 2023-04-18\nauthor: 甘立新\n---\n', 3),
    ("---\nlayout: post\n\ntitle: '守住一方泊位'\ntags:\n  - 港务\n- 讲话\n---\n", 1),
    ("---\n标题: 守住一方泊位\n日期: 2023年4月18日\n作者: 甘立新\n密级: \n---\n", 3),
    ("---\ntitle: 守住一方泊位\nauthor:\n  - 甘立新\ndate: 2023-04-18\n---\n", 3),
    ("---\ntitle: 守住一方泊位\nauthors: [甘立新]\ndate: 2023-04-18\n---\n", 3),
    ("---\nauthor:\n  - name: 甘立新\ntitle: 守住一方泊位\ndate: 2023-04-18\n---\n", 3),
    ('+++\ntitle = "守住一方泊位"\ndate = 2023-04-18\nauthor = "甘立新"\n+++\n', 3),
    ('+++\ntitle = "守住一方泊位"\ndate = 2023-04-18T09:30:00Z\nauthors = ["甘立新"]\n+++\n', 3),
    ("---\nchannel_name: 甘立新\ncreatetime: 2023-04-18 10:47\ntitle: 守住一方泊位\n---\n", 3),
    ("---\ntitle: 守住一方泊位\nnickName: 甘立新\ncreatedAt: 2023-04-18T10:47Z\n---\n", 3),
    ("---\ntitle: 甘立新：《守住一方泊位》\ndate: 2023/04/18\n---\n\n", 3),
]


@pytest.mark.parametrize(("matter", "known"), MATTER)
@pytest.mark.parametrize("suffix", ["txt", "md"])
def test_front_matter_tells_title_date_and_author(
    tmp_path: Path, matter: str, known: int, suffix: str
) -> None:
    speech = parsed(tmp_path, matter + BODY, f"a.{suffix}")
    assert speech.title == "守住一方泊位"
    if known == 3:
        assert (speech.date, speech.speaker) == ("2023-04-18", "甘立新")
    assert [block.text for block in speech.blocks] == BODY.strip().split("\n\n")


@pytest.mark.parametrize(
    "other",
    [
        "publisher: 江城出版社", "public: true", "poster: https://a.b/2015/03/04/x.jpg",
        "issue: 2018年第3期", "postid: 20150304",
    ],
)  # fmt: skip
def test_names_that_begin_alike_tell_no_day(tmp_path: Path, other: str) -> None:
    told = "title: 守住一方泊位\nauthor: 甘立新\n"
    for created, date in (("createtime: 2023-04-18\n", "2023-04-18"), ("", None)):
        matter = f"---\n{other}\n{told}{created}---\n"
        assert parsed(tmp_path, matter + BODY, "a.md").date == date


@pytest.mark.parametrize(
    "text",
    [
        f"---\n{BODY}\n---\n{BODY}",
        f"---\n同志们：\n---\n{BODY}",
        f"---\n同志们:\n---\n{BODY}",
        f"---\n时间：2023年\n---\n{BODY}",
        f"+++\n{BODY}\n+++\n{BODY}",
    ],
)
def test_what_stands_between_drawn_lines_is_text(text: str) -> None:
    assert read(text, "a.md").text == text


def test_links_below_a_text_are_none_of_it(tmp_path: Path) -> None:
    below = "\n---\n\n![甲](a.png)\n\n**港务 | 转载**\n\n---\n\n欢迎[订阅](https://example.org/)\n"
    text = f"# 守住一方泊位\n\n{BODY}\n[英文稿](https://example.org/1)\n{below}"
    speech = parsed(tmp_path, text, "a.md")
    assert speech.blocks[-1].text == "先靠泊，再返航，把船送出去。"
    assert "去文末链接 3 处" in speech.warnings
    kept = f"# 守住一方泊位\n\n{BODY}\n---\n\n本文根据录音整理。\n"
    assert "本文根据录音整理。" in read(kept, "a.md").text


def test_spaces_that_became_question_marks(tmp_path: Path) -> None:
    written = [LINES[0], "海州港务局局长?甘立新", *(f"??{line}" for line in LINES[2:])]
    speech = parsed(tmp_path, "\n".join(written))
    assert speech.speaker == "甘立新"
    assert not any("?" in block.text for block in speech.blocks)
    assert read("泊位够不够?船东满意不满意?大家想想。").text.count("?") == 2


def test_indents_show_where_the_line_ends_were(tmp_path: Path) -> None:
    speech = parsed(tmp_path, "　　".join(LINES))
    assert speech.title == "在全港服务大会上的讲话"
    assert [block.text for block in speech.blocks] == LINES[3:]


@pytest.mark.parametrize("name", ["a.txt", "a.md"])
def test_marks_of_vertical_writing_are_the_usual_ones(name: str) -> None:
    upright = "︽靠泊办法︾要落实︐﹁先靠泊﹂︑再返航︒︵完︶"
    assert read(upright, name).text == "《靠泊办法》要落实，「先靠泊」、再返航。（完）"


@pytest.mark.parametrize(
    "sign", [" ", "\t", "　", "_", ".", "…", "<!--", "<p ", "[a](", "— ", "1 "]
)
def test_one_sign_again_and_again_takes_no_longer(tmp_path: Path, sign: str) -> None:
    """Some ten times what it takes, and a tenth of what it took where each tried them all."""
    begun = time.process_time()
    speech = parsed(tmp_path, f"{LINES[3]}\n{sign * (100_000 // len(sign))}\n{LINES[4]}")
    assert "".join(block.text for block in speech.blocks).startswith(LINES[3][:10])
    assert time.process_time() - begun < 1


TOLD = "---\ntitle: 守住一方泊位\ndate: 2023-04-18\nauthor: 甘立新\n---\n\n"
TEXT = "\n\n".join(LINES[3:])
NOTES = {
    "labels in bold": f"# 守住一方泊位\n\n**演讲者：** 甘立新  \n**时间**：2023-04-18\n\n{TEXT}",
    "a link": f"# 守住一方泊位\n\n> 作者：[甘立新](http://a.b/c)  2023-04-18\n\n{TEXT}",
    "a line in italics": f"# 守住一方泊位\n\n*甘立新，2023年4月18日*\n\n{TEXT}",
    "a line with _": f"# 守住一方泊位\n\n_甘立新 2023年4月18日_\n\n{TEXT}",
    "a heading below": f"# 守住一方泊位\n\n### 甘立新 2023年4月18日\n\n{TEXT}",
    "a list": f"# 守住一方泊位\n\n* 作者：甘立新\n* 时间：2023-04-18\n\n{TEXT}",
    "what makes contents": f"# 守住一方泊位\n\n[TOC]\n\n作者：甘立新\n日期：2023-04-18\n\n{TEXT}",
    "what makes contents of a list": f"{TOLD}* content\n{{:toc}}\n\n{TEXT}",
    "a mark of an excerpt": f"{TOLD}{LINES[3]}\n\n<!-- more -->\n\n" + "\n\n".join(LINES[4:]),
    "headings of the first level": (
        f"{TOLD}{LINES[3]}\n\n# 先靠泊\n\n{LINES[4]}\n\n# 再返航\n\n{LINES[-1]}"
    ),
    "headings like the title": (
        f"# 守住一方泊位\n\n甘立新\n\n2023-04-18\n\n{LINES[3]}\n\n# 先靠泊\n\n{LINES[4]}"
        f"\n\n# 再返航\n\n{LINES[-1]}"
    ),
    "its source": f"{TOLD}{TEXT}\n\n原文链接：https://a.b/c\n",
}


@pytest.mark.parametrize("form", NOTES)
def test_who_and_when_in_markdown(tmp_path: Path, form: str) -> None:
    speech = parsed(tmp_path, NOTES[form], "a.md")
    assert (speech.title, speech.speaker, speech.date) == ("守住一方泊位", "甘立新", "2023-04-18")
    assert speech.blocks[0].text == LINES[3]
    assert speech.blocks[-1].text == LINES[-1]


def test_a_files_name_names_whom_the_text_leaves_out(tmp_path: Path) -> None:
    for name in (
        "甘立新-守住泊位.txt",
        "守住泊位 甘立新.txt",
        "讲话_2023-04-18-甘立新守住泊位.txt",
    ):
        speech = parsed(tmp_path, f"守住泊位\n\n{TEXT}", name)
        assert (speech.title, speech.speaker) == ("守住泊位", "甘立新")
    assert parsed(tmp_path, f"守住泊位\n\n{TEXT}", "港区讲话-守住泊位.txt").speaker is None


@pytest.mark.parametrize(
    ("name", "title", "speaker", "date"),
    [
        ("守住一方泊位.txt", "守住一方泊位", None, None),
        ("2023-04-18-守住一方泊位.md", "守住一方泊位", None, "2023-04-18"),
        (
            "20230418甘立新在全港大会上的讲话.txt",
            "甘立新在全港大会上的讲话",
            "甘立新",
            "2023-04-18",
        ),
        (
            "甘立新：守住一方泊位（2023年4月）.txt",
            "甘立新：守住一方泊位（2023年4月）",
            "甘立新",
            "2023-04",
        ),
    ],
)
def test_a_files_name_tells_title_speaker_and_date(
    tmp_path: Path, name: str, title: str, speaker: str | None, date: str | None
) -> None:
    speech = parsed(tmp_path, TEXT, name)
    assert (speech.title, speech.speaker, speech.date) == (title, speaker, date)


@pytest.mark.parametrize(
    ("name", "date"),
    [
        ("2023-04-18-keep-the-berth.md", "2023-04-18"),
        ("2023-04-18-GanLixin-22.md", "2023-04-18"),
        ("20230418-001.md", None),
        ("2023-04-18-2.md", None),
    ],
)
def test_a_posts_name_dates_it(tmp_path: Path, name: str, date: str | None) -> None:
    assert parsed(tmp_path, f"守住泊位\n\n{TEXT}", name).date == date
