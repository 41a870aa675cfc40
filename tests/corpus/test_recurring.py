"""Compilations whose pieces are told by what comes again: any form of head, of any of its names."""

from __future__ import annotations

import io
from itertools import permutations
from typing import TYPE_CHECKING

import docx
import pytest
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st

from corpus.parse import account, parse_file

if TYPE_CHECKING:
    from pathlib import Path

PIECES = (
    ("把码头修好", "何立本", "2018年12月18日"),
    ("路是走出来的", "周文远", "2019年3月1日"),
    ("灯下读书", "沈若水", "2020年6月5日"),
    ("江上的号子", "巫远山", "2021年9月9日"),
)
BODIES = (
    (
        "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，哪些事要放一放再做。\n"
        "码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意，把每一处泊位都看好。"
    ),
    (
        "去年一年，全港上下一心，把该修的路都修了，该补的课也都补了，这是很不容易的一件事。\n"
        "今年的任务比去年更重，我们要一件一件地排出来，谁来做、什么时候做完，都写在墙上。"
    ),
    (
        "读书这件事，说到底是自己同自己过日子，别人替不了，也催不来。\n"
        "我年轻的时候在船上读书，灯小，字也小，可是那几年读的书到今天还记得。"
    ),
    (
        "号子是从水里长出来的，老一辈的船工一开口，满江都听得见他的力气。\n"
        "现在船不用人拉了，号子还在，因为人总要有一件事是一起喊出来的。"
    ),
)
HAN = "一二三四"
FORMS = {
    "name above title": "{name}\n{title}",
    "name above title and date": "{name}\n{title}\n（{date}）",
    "date above title": "{date}\n{title}\n{name}",
    "date above title alone": "{date}\n{title}",
    "number, name below": "{number}. {title}\n{name}",
    "Han number, name below": "{han}、{title}\n{name}",
    "name and colon": "{name}：{title}",
    "name, colon and date": "{name}：{title}\n{date}",
    "place above title": "江城\n{title}\n{name}\n{date}",
    "number in brackets": "【{number}】{title}\n{name}",
    "rule above": "----------\n{title}\n{name}",
    "stars above": "* * *\n{title}\n{date}",
    "date in brackets": "{title}\n（{date}）",
    "date in the line": "{title}（{date}）",
    "name in the line": "{title}　{name}",
    "name in brackets": "{title}\n（{name}）",
    "who wrote": "{title}\n文/{name}",
    "dash and name": "{title}\n——{name}",
    "name and date to the right": "{title}\n　　　　　　{name}　{date}",
}


@pytest.mark.parametrize("cover", ["", "江城港讲话选\n\n"])
@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
@given(order=st.sampled_from(list(permutations(range(4)))), count=st.integers(3, 4))
def test_a_form_that_comes_again_heads_pieces(
    form: str, cover: str, order: tuple[int, ...], count: int
) -> None:
    pieces = [PIECES[i] for i in order[:count]]
    text = cover + "\n\n".join(
        form.format(title=title, name=name, date=date, number=number + 1, han=HAN[number])
        + f"\n{BODIES[number]}"
        for number, (title, name, date) in enumerate(pieces)
    )
    speeches = account(text, "a.txt").document.speeches
    named = "{name}" in form
    for speech, (title, name, _) in zip(speeches, pieces, strict=True):
        assert title in speech.title
        assert speech.speaker == (name if named else None)


@given(order=st.permutations(range(4)))
def test_names_alone_head_what_each_of_them_said(order: list[int]) -> None:
    text = "\n\n".join(f"{PIECES[i][1]}\n{BODIES[i]}" for i in order)
    speeches = account(text, "a.txt").document.speeches
    assert [one.speaker for one in speeches] == [PIECES[i][1] for i in order]


def test_who_speaks_in_turn_heads_nothing() -> None:
    turns = [f"{PIECES[i % 2][1]}\n{BODIES[i]}" for i in range(4)]
    text = "在码头改造座谈会上的对话\n\n" + "\n\n".join(turns)
    assert len(account(text, "a.txt").document.speeches) == 1


def test_chapters_of_a_report_are_no_pieces() -> None:
    chapters = [f"{PIECES[i][0]}\n\n{BODIES[i]}" for i in range(4)]
    text = "江城港工作报告\n\n" + "\n\n\n\n".join(chapters)
    assert len(account(text, "a.txt").document.speeches) == 1


@pytest.mark.parametrize("size", [18, 22])
@pytest.mark.parametrize("cover", [False, True])
def test_large_letters_head_pieces(tmp_path: Path, size: int, cover: bool) -> None:
    document = docx.Document()

    def write(text: str, points: float) -> None:
        document.add_paragraph().add_run(text).font.size = Pt(points)

    if cover:
        write("江城港讲话选", size + 8)
    for (title, name, _), body in zip(PIECES, BODIES, strict=True):
        write(title, size)
        write(name, 14)
        for line in body.split("\n"):
            write(line, 12)
    written = io.BytesIO()
    document.save(written)
    file = tmp_path / "a.docx"
    file.write_bytes(written.getvalue())
    speeches = parse_file(file, file.name).speeches
    assert [(one.title, one.speaker) for one in speeches] == [one[:2] for one in PIECES]


NAMES = ("任正非", "高明远", "黄延复", "巫宁坤", "丘吉尔", "梅贻琦", "司徒雷登", "单霁翔")
DOTTED = ("安娜·卡列宁", "阿不都拉·艾买提")
BELOW = (
    "{title}\n\n{name}",
    "{title}\n\n讲话人：{name}　时间：2018年12月18日",
    "{title}\n\n江城大学校长{name}",
    "{title}\n\n主讲：{name}教授",
    "{title}\n\n{name} 文",
    "{name}在江城大学毕业典礼上的讲话",
    "江城大学校长{name}在毕业典礼上的讲话",
    "{name}校长在毕业典礼上的讲话",
    "{name}毕业典礼演讲全文",
    "{name}：{title}",
)


@pytest.mark.parametrize("form", BELOW)
@given(name=st.sampled_from(NAMES + DOTTED))
def test_whose_speech_it_is(form: str, name: str) -> None:
    text = f"{form.format(title='把码头修好', name=name)}\n\n{BODIES[0]}"
    (speech,) = account(text, "a.txt").document.speeches
    assert speech.speaker == name


@pytest.mark.parametrize(
    "note",
    [
        "* 这是{name}同志给江城港全体职工的信的一部分。",
        "这里的（一）是{name}同志在江城港动员大会上讲话的要点。",
        "编者按：以下是江城大学校长{name}在毕业典礼上的讲话。",
        "年末之际，江城港董事长{name}通过广播，发表了新年贺词。",
    ],
)
@given(name=st.sampled_from(NAMES))
def test_an_editors_note_tells_who_spoke(note: str, name: str) -> None:
    (speech,) = account(
        f"把码头修好\n\n{note.format(name=name)}\n\n{BODIES[0]}", "a.txt"
    ).document.speeches
    assert speech.speaker == name


@pytest.mark.parametrize("title", ["{name}文集", "{name}讲话选", "《{name}选集》（第二卷）"])
@given(name=st.sampled_from(NAMES))
def test_a_collection_tells_whose_works_it_holds(title: str, name: str) -> None:
    pieces = [f"{one[0]}\n（{one[2]}）\n\n{body}" for one, body in zip(PIECES, BODIES, strict=True)]
    text = title.format(name=name) + "\n\n" + "\n\n".join(pieces)
    assert {one.speaker for one in account(text, "a.txt").document.speeches} == {name}


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("何立本于江城2017-12-15", "2017-12-15"),
        ("写于2000年11月29日", "2000-11-29"),
        ("二稿于2003年4月1日", "2003-04-01"),
        ("2006年夏于江城", "2006"),
        ("一九五七年秋", "1957"),
    ],
)
def test_how_writers_sign(written: str, date: str) -> None:
    (speech,) = account(f"把码头修好\n\n{BODIES[0]}\n\n{written}", "a.txt").document.speeches
    assert speech.date == date


@pytest.mark.parametrize("place", ["阿斯塔纳", "西雅图", "乌兰巴托"])
def test_a_place_beside_a_date_is_nobody(place: str) -> None:
    text = f"把码头修好\n（2013年9月7日，{place}）\n港务集团董事长　何立本\n\n{BODIES[0]}"
    (speech,) = account(text, "a.txt").document.speeches
    assert (speech.speaker, speech.date) == ("何立本", "2013-09-07")


def test_when_it_was_spoken_comes_before_when_it_was_published() -> None:
    head = "发布时间：2016-06-01　来源：江城日报\n把码头修好\n（2016年5月30日）\n何立本"
    text = f"{head}\n\n{BODIES[0]}"
    (speech,) = account(text, "a.txt").document.speeches
    assert (speech.title, speech.speaker, speech.date) == ("把码头修好", "何立本", "2016-05-30")
