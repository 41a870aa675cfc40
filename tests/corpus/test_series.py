"""Compilations with all that stands in real texts: headings, verses, wishes, talks, and covers."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.parse import account, parse_file
from tests.support.truth import fold

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

LONG = (
    "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，也请各位把自己的难处都说出来。",
    "码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意，把每一处泊位都看好。",
    "希望各位回去以后把今天说的话记下来，一件一件地办好，年底再到江边来看一看，那时候会是另一番光景。",
    "去年一年，全港上下一心，把该修的路都修了，该补的课也都补了，我要向大家道一声辛苦。",
    "读书这件事，说到底是自己同自己过日子，别人替不了，也催不来，可是读过的书会在某一天回来找你。",
)
WISHES = ("祝大家一路顺风！", "让我们一起把码头修好！", "愿江风常在，号子不停！", "江边见！")
SUBHEADS = ("缘起", "书与灯", "号子的来历", "往后的日子")
BODIES = {
    "plain": LONG,
    "numbered": (
        LONG[0],
        "一、把航道疏通",
        LONG[1],
        "二、让船东满意",
        LONG[2],
        "（一）先靠泊",
        *LONG[3:],
    ),
    "greeted": (
        "同志们：",
        LONG[0],
        "同志们！",
        *LONG[1:3],
        "同志们、朋友们！",
        LONG[3],
        "谢谢大家！",
    ),
    "subheads": ("各位老师、各位同学：", LONG[0], "{subhead}", *LONG[1:3], "{wish}"),
    "verses": (*LONG[:2], "江水滔滔向东流", "一声号子满江秋", "万里归来仍少年", *LONG[2:4]),
    "stories": (
        "大家好！",
        LONG[0],
        "第一个故事，关于码头。",
        LONG[1],
        "第二个故事，关于号子。",
        LONG[2],
    ),
    "questions": (LONG[0], "问：码头什么时候修好？", "答：" + LONG[1], *LONG[2:4]),
    "wishes": (*LONG[:3], "{wish}"),
}
PIECES = (
    ("在江城代表处的讲话", "何立本", "2017年2月5日"),
    ("把码头修好", "周明远", "2017年3月6日"),
    ("江风万里，号子不停", "沈若水", "2017年7月18日"),
    ("与海州办事处座谈纪要", "甘立新", "2017年10月3日"),
)
HEADS = (
    "{title}\n（{day}）",
    "{title}\n{day}",
    "{title}\n{name}",
    "{title}\n{name}\n{day}",
    "{title}\n{name}　{day}",
    "{title}\n——在江城论坛上的演讲\n{name}",
    "{title}\n江城港务局局长　{name}\n（{day}）",
    "{number}. {title}\n{name}",
    "材料{han}　{title}\n{day}",
    "第{han}篇\n{title}\n{name}",
    "{title}\n时间：{day}\n主讲人：{name}",
    "{title}\n高二（{number}）班　{name}",
    "{title}\n来源：江城日报　作者：{name}　发布时间：{day}",
    "【讲话{han}】\n{title}\n{name}",
    "{title}\n——{name}，{day}",
    "----- {title} -----\n作者：{name}　日期：{day}",
    "篇名：{title}\n讲者：{name}\n日期：{day}",
    "{number}、{title}\n发言人：{name}\n时间：{day}",
    "领导讲话之{han}\n{title}\n{name}",
)
# Between the lines of a head, between paragraphs, between pieces.
HABITS = (
    ("\n", "\n", "\n"),
    ("\n", "\n", "\n\n"),
    ("\n\n", "\n\n", "\n\n"),
    ("\n", "\n\n", "\n\n\n"),
    ("\n\n", "\n\n", "\n\n\n\n"),
)
LISTED = "\n".join(title for title, _, _ in PIECES)
PAGED = "\n".join(f"{title}………{2 * i + 1}" for i, (title, _, _) in enumerate(PIECES))
COVERS = (
    "",
    "江边讲话集\n\n",
    f"江边讲话集\n\n目录\n\n{LISTED}\n\n",
    f"江边讲话集\n\n目　录\n\n{PAGED}\n\n",
)


def written(head: str, bodies: Sequence[str], habit: tuple[str, str, str], cover: str) -> str:
    inside, below, between = habit
    pieces = []
    for number, ((title, name, day), kind) in enumerate(zip(PIECES, bodies, strict=True)):
        lines = head.format(
            title=title, name=name, day=day, number=number + 1, han="一二三四"[number]
        )
        told = {"subhead": SUBHEADS[number], "wish": WISHES[number]}
        body = below.join(line.format(**told) for line in BODIES[kind])
        pieces.append(lines.replace("\n", inside) + below + body)
    return cover + between.join(pieces) + "\n"


@pytest.mark.slow
@pytest.mark.parametrize("head", HEADS)
@settings(max_examples=60, deadline=None)
@given(
    bodies=st.lists(st.sampled_from(sorted(BODIES)), min_size=4, max_size=4),
    habit=st.sampled_from(HABITS),
    cover=st.sampled_from(COVERS),
)
def test_each_piece_begins_at_its_head(
    head: str, bodies: list[str], habit: tuple[str, str, str], cover: str
) -> None:
    speeches = account(written(head, bodies, habit, cover), "a.txt").document.speeches
    subtitle = "——在江城论坛上的演讲" if "——在" in head else ""
    assert [fold(one.title) for one in speeches] == [fold(t + subtitle) for t, _, _ in PIECES]
    if "{name}" in head:
        assert [one.speaker for one in speeches] == [name for _, name, _ in PIECES]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("habit", HABITS[1:])
def test_a_name_a_colon_and_a_title(body: str, habit: tuple[str, str, str]) -> None:
    text = written("{name}：{title}", [body] * 4, habit, "")
    speeches = account(text, "a.txt").document.speeches
    assert [one.speaker for one in speeches] == [name for _, name, _ in PIECES]


@pytest.mark.parametrize("form", ["## {title}", "## {number}、{title}", "## {number}. {title}"])
@pytest.mark.parametrize("cover", ["江边讲话集\n\n", "# 江边讲话集\n\n"])
def test_headings_below_the_name_of_a_series(form: str, cover: str) -> None:
    text = written(form, ["plain"] * 4, HABITS[2], cover)
    document = account(text, "a.md").document
    assert [fold(one.title) for one in document.speeches] == [fold(t) for t, _, _ in PIECES]
    assert document.collection == "江边讲话集"


SERIES = (
    ("何立本讲话集\n\n", "a.txt"),
    ("任正行内部讲话汇编（2017年）\n\n", "a.txt"),
    ("何立本演讲录\n\n", "a.txt"),
    ("何立本同志重要致辞选编\n\n", "a.txt"),
    ("江城港务局局长何立本讲话汇编\n\n", "a.txt"),
    ("何立本：2017年讲话\n\n", "a.txt"),
    ("何立本在海外代表处的讲话\n\n", "a.txt"),
    ("讲话汇编\n\n以下是何立本在各地代表处的讲话，按时间排列。\n\n", "a.txt"),
    ("海外讲话汇编\n\n何立本 著\n\n", "a.txt"),
    ("", "任正行讲话汇编.txt"),
)


@pytest.mark.parametrize(("cover", "name"), SERIES)
def test_whose_speeches_a_series_holds(cover: str, name: str) -> None:
    text = written(HEADS[0], ["plain"] * 4, HABITS[3], cover)
    speeches = account(text, name).document.speeches
    author = "任正行" if "任正行" in cover + name else "何立本"
    assert [(one.title, one.speaker) for one in speeches] == [(t, author) for t, _, _ in PIECES]


@pytest.mark.parametrize(
    "cover", ["何立本纪念文集", "毕业生讲话汇编", "任职讲话汇编", "党课讲话选", "江城讲话集"]
)
def test_what_names_nobody_whose_speeches_they_are(cover: str) -> None:
    text = written(HEADS[0], ["plain"] * 4, HABITS[3], cover + "\n\n")
    assert {one.speaker for one in account(text, "a.txt").document.speeches} == {None}


def test_labels_that_come_again_head_pieces() -> None:
    """What a school puts together: a column, then a title or who speaks."""
    names = ("赵珂", "王晶", "吴旻", "刘明玉")
    pieces = (
        ("国旗下讲话：", "把码头修好", f"高一15班　{names[0]}", "尊敬的老师，亲爱的同学们："),
        ("值周总结:", f"值周领导：{names[1]}"),
        ("国旗下讲话：", f"高二（10）班　{names[2]}", "尊敬的老师，亲爱的同学们："),
        ("值周总结:", "平凡的关注", f"值周领导：{names[3]}"),
    )
    text = "\n\n".join("\n\n".join((*head, *LONG[i : i + 3])) for i, head in enumerate(pieces))
    speeches = account(text, "a.txt").document.speeches
    assert [one.speaker for one in speeches] == list(names)
    assert [one.title for one in speeches] == ["把码头修好", "值周总结", "国旗下讲话", "平凡的关注"]


@pytest.mark.parametrize(
    "line",
    ["何立本　各位代表：", "江城市市长　何立本　各位代表：", "（江城市市长 何立本）各位代表："],
)
def test_who_speaks_and_whom_he_greets_in_one_line(line: str) -> None:
    (speech,) = account("\n".join(("把码头修好", line, *LONG)), "a.txt").document.speeches
    assert (speech.title, speech.speaker) == ("把码头修好", "何立本")
    assert speech.blocks[0].text == "各位代表："


def test_a_reporter_has_not_spoken_where_somebody_else_has() -> None:
    for head in (
        ("把码头修好", "本报记者 周明远", "（2017年2月5日，何立本）"),
        ("何立本在江城论坛上的演讲", "本报记者 周明远", "2017年2月5日"),
    ):
        (speech,) = account("\n".join((*head, *LONG)), "a.txt").document.speeches
        assert speech.speaker == "何立本"
        assert any("周明远" in warning for warning in speech.warnings)


@pytest.mark.parametrize(
    ("title", "speaker"),
    [
        ("全文 | 何立本：把码头修好", "何立本"),
        ("【全文】何立本在江城论坛的演讲", "何立本"),
        ("何立本江城大学演讲全文：把码头修好", "何立本"),
        ("何立本《把码头修好》演讲稿", "何立本"),
        ("李國能告別演辭", "李國能"),
        ("江城律師會會長彭韻僖法律年度開啟典禮演辭全文", "彭韻僖"),
        ("林鄭月娥施政報告全文", "林鄭月娥"),
        ("何局长在大会上的讲话", None),
        ("毕业典礼致辞：把码头修好", None),
        ("高中毕业典礼讲话", None),
        ("江城大学毕业典礼校长致辞", None),
    ],
)
def test_whom_a_title_names(title: str, speaker: str | None) -> None:
    (speech,) = account("\n\n".join((title, *LONG)), "a.txt").document.speeches
    assert speech.speaker == speaker


FOOT = (
    "请加入成为江城新闻的月费订户，长期支持我们的工作。",
    "月费订户网址：example.com/about/#subscribe",
)


def book(chapters: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    names = [f"c{i}.xhtml" for i in range(len(chapters))]
    items = "".join(f"<item id='{n}' href='{n}'/>" for n in names)
    spine = "".join(f"<itemref idref='{n}'/>" for n in names)
    package = f"<package><metadata/><manifest>{items}</manifest><spine>{spine}</spine></package>"
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        file.writestr("mimetype", "application/epub+zip")
        file.writestr(
            "META-INF/container.xml",
            "<container><rootfiles><rootfile full-path='a.opf'/></rootfiles></container>",
        )
        file.writestr("a.opf", package)
        for name, (title, lines) in zip(names, chapters, strict=True):
            body = "".join(f"<p>{line}</p>" for line in lines)
            file.writestr(name, f"<html><body><h1>{title}</h1>{body}</body></html>")
    return data.getvalue()


def test_what_a_publisher_writes_below_each_chapter(tmp_path: Path) -> None:
    chapters = []
    for (title, _, _), more in zip(PIECES[:3], ((), ("博客",), ()), strict=True):
        texts = (f"说到{title}，{line}" for line in LONG)
        caption = "何立本今日在江城论坛发言。周明远摄"
        chapters.append((title, (caption, *texts, "谢谢大家！", "何立本", *FOOT, *more)))
    path = tmp_path / "a.epub"
    path.write_bytes(book(chapters))
    document = parse_file(path, "a.epub")
    body = "".join(block.text for one in document.speeches for block in one.blocks)
    assert body.count("谢谢大家！") == len(document.speeches) == 3
    assert not any(line in body for line in (*FOOT, "博客", "周明远摄"))
    assert all(LONG[4] in "".join(b.text for b in one.blocks) for one in document.speeches)
    assert any("相同尾注" in warning for warning in document.warnings)
