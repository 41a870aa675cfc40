"""Documents in the forms they come in: speeches, fields, headings; nothing vanishes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.dates import date_line, parse_date, written_date
from corpus.fields import clean_title
from corpus.file_names import file_title
from corpus.parse import NO_SPEECH, TITLE_MADE, account, parse_text

if TYPE_CHECKING:
    from corpus.parsing import Parsed

CASES = Path(__file__).parent / "cases"
EXPECTED = json.loads((CASES / "documents.json").read_text("utf-8"))


def squeeze(text: str) -> str:
    return "".join(text.split())


def check_account(text: str, parsed: Parsed) -> None:
    """Every character is in a span, spans don't overlap, the body's make up the blocks."""
    position = 0
    for span in parsed.spans:
        assert span.start >= position
        assert text[position : span.start].strip() == ""
        position = span.end
    assert text[position:].strip() == ""
    body = "".join(text[s.start : s.end] for s in parsed.spans if s.fate == "正文")
    blocks = "".join(b.text for speech in parsed.document.speeches for b in speech.blocks)
    assert squeeze(body) == squeeze(blocks)


def test_every_document_is_expected() -> None:
    assert sorted(EXPECTED) == sorted(path.name for path in (CASES / "documents").glob("*.txt"))


@pytest.mark.parametrize("name", EXPECTED)
def test_document(name: str) -> None:
    text = (CASES / "documents" / name).read_text("utf-8")
    parsed = account(text, name)
    check_account(text, parsed)
    found = [
        {
            "title": speech.title,
            "organisation": speech.organisation,
            "speaker": speech.speaker,
            "date": speech.date,
            "warnings": [w for w in speech.warnings if w in (TITLE_MADE, NO_SPEECH)],
            "headings": [b.text for b in speech.blocks if b.kind == "heading"],
            "others": sum(b.kind != "heading" for b in speech.blocks),
        }
        for speech in parsed.document.speeches
    ]
    assert parsed.document.collection == EXPECTED[name]["collection"]
    assert found == EXPECTED[name]["speeches"]
    numbers = [speech.number for speech in parsed.document.speeches]
    assert numbers == list(range(1, len(numbers) + 1))


BODY = "今天召开全港大会，主要任务是总结成绩，把船舶进出港的每一个环节管好。"


Shown = tuple[str, int | None, str]


def blocks_of(text: str) -> list[Shown]:
    (speech,) = parse_text(f"在全港大会上的讲话\n\n{text}\n\n{BODY}", "a.txt").speeches
    shown: list[Shown] = [(b.kind, b.level, b.text) for b in speech.blocks]
    return shown[:-1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "（一）先靠泊，再返航。要把船送出去。",
            [("heading", 2, "（一）先靠泊，再返航。"), ("paragraph", None, "要把船送出去。")],
        ),
        ("一、先靠泊", [("heading", 1, "一、先靠泊")]),
        ("（二）班子建设方面：", [("heading", 2, "（二）班子建设方面：")]),
        ("3.先靠泊", [("heading", 3, "3.先靠泊")]),
        (
            "3.5万吨泊位已经投产，明年再建。",
            [("paragraph", None, "3.5万吨泊位已经投产，明年再建。")],
        ),
        ("一是先靠泊", [("paragraph", None, "一是先靠泊")]),
        ("总结讲话", [("heading", 1, "总结讲话")]),
        ("关键词：靠泊、返航、服务", [("paragraph", None, "关键词：靠泊、返航、服务")]),
        (
            f"{BODY}\n推进“三本\n\n账”进班组，落实到人。",
            [("paragraph", None, BODY), ("paragraph", None, "推进“三本账”进班组，落实到人。")],
        ),
        (
            "要认真落实《\n港区靠泊办法\n》，把船送出去。",
            [("paragraph", None, "要认真落实《港区靠泊办法》，把船送出去。")],
        ),
        (
            "统筹推进一\n\n港两区三泊位建设，走在前。",
            [("heading", 1, "统筹推进一"), ("paragraph", None, "港两区三泊位建设，走在前。")],
        ),
        (
            "全港加快建设，泊位多了。新增第四航道\n用的灯标、浮筒550\n\n多座。",
            [("paragraph", None, "全港加快建设，泊位多了。新增第四航道用的灯标、浮筒550多座。")],
        ),
        (
            f"{BODY}\n{BODY}\n让人坐下，是因为急；改不了的叫人来改；\n\n让心放下，是再问一句。\n{BODY}",
            [
                ("paragraph", None, BODY),
                ("paragraph", None, BODY),
                (
                    "paragraph",
                    None,
                    "让人坐下，是因为急；改不了的叫人来改；让心放下，是再问一句。",
                ),
                ("paragraph", None, BODY),
            ],
        ),
        (
            f"{BODY}\n{BODY}\n坚持以港兴城，把船送出去；\n\n坚持以城促港，把货运进来。\n{BODY}",
            [
                ("paragraph", None, BODY),
                ("paragraph", None, BODY),
                ("paragraph", None, "坚持以港兴城，把船送出去；"),
                ("paragraph", None, "坚持以城促港，把货运进来。"),
                ("paragraph", None, BODY),
            ],
        ),
    ],
)
def test_blocks(text: str, expected: list[Shown]) -> None:
    assert blocks_of(text) == expected


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("（2022年12月30日）", "2022-12-30"),
        ("二〇二二年十二月", "2022-12"),
        ("一九九四年", "1994"),
        ("二○二一年三月五日", "2021-03-05"),
        ("二零一九年十月二十一日", "2019-10-21"),
        ("２０２３年４月", "2023-04"),
        ("2021-07-01", "2021-07-01"),
        ("2021年13月", "2021"),
        ("2023年2月30日", "2023-02"),
        ("先靠泊", None),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    assert parse_date(text) == date


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("2023", "2023"),
        ("2023-02", "2023-02"),
        ("2023-2-8", "2023-02-08"),
        ("2023/02/08", "2023-02-08"),
        ("2024.2.29", "2024-02-29"),
        (" ２０２３ 年 ３ 月 ", "2023-03"),
        ("2023年3月8日", "2023-03-08"),
        ("二〇二三年三月三十一日", "2023-03-31"),
        ("2023-02-30", None),
        ("2023-02-29", None),
        ("2023-13", None),
        ("2023-00", None),
        ("2023-02-", None),
        ("2023-02/08", None),
        ("约2023年", None),
        ("2023年3月8日上午", None),
        ("23-02", None),
        ("", None),
    ],
)
def test_a_date_written_down_is_taken_wholly_or_not_at_all(text: str, date: str | None) -> None:
    assert written_date(text) == date


def test_date_lines_hold_nothing_else() -> None:
    assert date_line("（2022年12月）") == "2022-12"
    assert date_line("2022年的工作") is None
    assert date_line("2022") is None


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("在全港大会上的讲话\t12", "在全港大会上的讲话"),
        ("在全港大会上的讲话………… 12", "在全港大会上的讲话"),
        ("在全港大会上的讲话（三）", "在全港大会上的讲话"),
        ("在全港大会上的讲话（之二）", "在全港大会上的讲话"),
        ("在全港大会上的讲话3", "在全港大会上的讲话"),
        ("在全港大会上的讲话（新闻整理稿）", "在全港大会上的讲话（新闻整理稿）"),
        ("第三篇 在全港大会上的讲话", "在全港大会上的讲话"),
        ("2．在全港大会上的讲话", "在全港大会上的讲话"),
        ("迎接2022", "迎接2022"),
        ("一心一意 再创佳绩", "一心一意 再创佳绩"),
    ],
)
def test_titles(text: str, title: str) -> None:
    assert clean_title(text) == title


def test_file_names_give_title_and_year_where_the_text_gives_none() -> None:
    (speech,) = parse_text(f"同志们：\n\n{BODY}\n\n{BODY}", "2019年港区工作报告.txt").speeches
    assert (speech.title, speech.date) == ("2019年港区工作报告", "2019")
    assert file_title("001_ab") is None
    for made in ("新建文档", "新建 Microsoft Word 文档 (2)", "未命名", "文档1"):
        assert file_title(made) is None
    (speech,) = parse_text(f"同志们：\n\n{BODY}\n\n{BODY}", "a.txt").speeches
    assert speech.title == BODY.split("，", maxsplit=1)[0]
    assert TITLE_MADE in speech.warnings


def test_a_bare_title_that_no_contents_page_names() -> None:
    text = f"海州港务\n\n总结讲话\n{BODY}\n{BODY}\n\n海州航道\n\n总结讲话\n{BODY}\n"
    assert len(parse_text(text, "a.txt").speeches) == 2


@pytest.mark.xfail(strict=True, reason="a title and a wrapped last line look alike")
def test_a_wrapped_end_without_a_mark_is_no_heading() -> None:
    text = f"三是打造高素质队\n伍\n四是推动全面从严治\n港向纵深发展\n{BODY}"
    assert not any(kind == "heading" for kind, _, _ in blocks_of(text))


LINES = st.lists(
    st.sampled_from(
        [
            BODY, "", "", "", "同志们：", "一、先靠泊", "（一）先靠泊。再返航。", "# 讲话",
            "在全港大会上的讲话", "在全港大会上的讲话\t3", "目  录", "海州港务局", "（2022年）",
            "— 3 —", "7", "8", "要把泊位管好，把航道", "疏通，把船送出去。", "## 二、再返航",
            "| 甲 | 乙 |", "港区\t三", "##paidbegin##要办好。", "谢谢大家！", "第一篇 讲话", "---",
            "　　另起一段。", "二是办好三是办实", "总结讲话", "1.[讲话", "[2](#a)](#a)", "2",
            "甲乙丙", "港务局讲话汇编（3篇）",
        ]
    ),
    max_size=30,
)  # fmt: skip


@settings(max_examples=300)
@given(LINES.map("\n".join))
def test_nothing_vanishes_from_made_documents(text: str) -> None:
    parsed = account(text, "a.txt")
    check_account(text, parsed)
    assert all(speech.title for speech in parsed.document.speeches)


@given(st.text(st.characters(codec="utf-8"), max_size=200).map(lambda text: text.replace("\r", "")))
def test_nothing_vanishes_from_any_text(text: str) -> None:
    check_account(text, account(text, "港区.txt"))
