"""Documents that mark themselves as secret, and those that only talk about secrets."""

from __future__ import annotations

import io
import json
import re
import unicodedata
from pathlib import Path
from typing import Any

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.errors import SecretDocumentError
from corpus.markings import marking
from corpus.parse import parse_file
from tests.support.documents import docx_bytes
from tests.support.sizes import size

CASES = json.loads((Path(__file__).parent / "cases" / "markings.json").read_text("utf-8"))
TITLE = "在全港大会上的讲话"
BODY = (
    "同志们：\n今天开会讲三点，要把泊位一个一个地管好，把责任一项一项地落到人头上，谁也不许含糊。\n"
    "保守国家机密是每个同志的责任，内部资料不得外传。\n最后一件事，散会以后各就各位。"
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"][:12])
@pytest.mark.parametrize("place", ["head", "foot", "margin"])
def test_marks(case: dict[str, Any], place: str) -> None:
    text, margins = f"{TITLE}\n{BODY}", ()
    match place:
        case "head":
            text = f"{case['text']}\n{text}"
        case "foot":
            text = f"{text}\n{case['text']}"
        case _:
            margins = tuple(case["text"].split("\n"))
    assert marking(text, margins, "讲话.txt") == case["mark"]


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("【内部资料】讲话.docx", "内部资料"),
        ("机密★讲话.docx", "机密"),
        ("某通知（机密）.pdf", "机密"),
        ("绝密 会议讲话.doc", "绝密"),
        ("材料/机密/讲话.doc", "机密"),
        ("保守机密工作讲话.docx", None),
        ("机密文件管理.docx", None),
    ],
)
def test_marks_in_names(name: str, mark: str | None) -> None:
    assert marking(f"{TITLE}\n{BODY}", (), name) == mark


def _signs(first: str, last: str, word: str) -> list[str]:
    """Every sign of a block of Unicode whose name has a word."""
    signs = map(chr, range(ord(first), ord(last) + 1))
    return [sign for sign in signs if re.search(rf"\b{word}\b", unicodedata.name(sign, ""))]


def _joined(*parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*parts).map("".join)


_of = st.sampled_from
NAMES = _of(("机密", "绝密", "秘密", "機密"))
LEVELS = _of(("", "级", "件"))
STARS = _of(["*", "※", "＊", "⭐️", *_signs("☀", "➿", "STAR"), *_signs("⬀", "⯿", "STAR")])
PERIODS = _of(
    (
        "5年", "十年", "6个月", "长期", "2030年", "至2030年", "2030年12月31日前", "保密期限：10年",
        "2022年3月5日至2032年3月5日", "2022.3.5-2027.3.5",
    )
)  # fmt: skip
EVENTS = _of(("", "解密前", "公开前", "会议结束前"))
STARRED = _joined(NAMES, LEVELS, STARS, PERIODS | EVENTS)
PAIRS = _of(("（）", "()", "[]", "【】", "〔〕", "〖〗", "｛｝", "［］"))
LABELS = _of(("密级", "保密等级", "涉密级别", "定密", "机密程度"))
BETWEEN = _of(("：", ":", "=", "■", "★", "—", "－", "·", "→", "▶", "|", "：☑", "为"))


def _bracketed(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.builds(lambda pair, text: f"{pair[0]}{text}{pair[1]}", PAIRS, inner)


@settings(max_examples=size("forms of marks", 300, 5_000))
@given(
    mark=_joined(_of(("", "国家", "党内", "商业")), STARRED)
    | _joined(STARRED, _bracketed(PERIODS))
    | _joined(NAMES, LEVELS, _bracketed(PERIODS))
    | _joined(LABELS, BETWEEN, NAMES)
    | _bracketed(STARRED),
    beside=_of(("", " 第001号", "　特急")),
)
def test_what_marks_are_made_of_marks_together(mark: str, beside: str) -> None:
    assert marking(f"{mark}{beside}\n{TITLE}\n{BODY}", (), "讲话.txt")


def test_running_text_marks_nothing() -> None:
    assert marking(f"{TITLE}\n{BODY}", (), "讲话.txt") is None


def test_a_head_on_every_page_marks() -> None:
    pages = "要把泊位管好，把航道疏通，把船送出去，一件一件地办。\n机密\n" * 20
    assert marking(f"{TITLE}\n{BODY}\n{pages}{BODY}", (), "a.txt") == "机密"


def test_marked_documents_are_refused_unless_allowed(tmp_path: Path) -> None:
    path = tmp_path / "讲话.txt"
    path.write_text(f"000123\n机密★1年\n特急\n\n{TITLE}\n\n{BODY}", "utf-8")
    with pytest.raises(SecretDocumentError, match=r"讲话\.txt.*机密★1年"):
        parse_file(path, "讲话.txt")
    (speech,) = parse_file(path, "讲话.txt", allow_marked=True).speeches
    assert speech.title == TITLE
    assert "带“机密★1年”字样" in speech.warnings
    assert not any("机密★" in block.text for block in speech.blocks)


def test_a_head_in_a_word_file_marks(tmp_path: Path) -> None:

    document = docx.Document(io.BytesIO(docx_bytes(f"{TITLE}\n{BODY}")))
    document.sections[0].header.paragraphs[0].text = "内部资料　不得外传"
    document.save(str(tmp_path / "a.docx"))
    with pytest.raises(SecretDocumentError, match="内部资料"):
        parse_file(tmp_path / "a.docx", "a.docx")
