"""Heads as a grammar makes them: who speaks and when, in every form, order and company."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.parse import account, parse_file
from tests.support.documents import docx_bytes, html_text, pdf_bytes, rtf_bytes
from tests.support.truth import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

BODIES = (
    "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，哪些事要放一放再做。",
    "码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意、下力气，把每一处泊位都看好。",
    "希望各位回去以后把今天说的话记下来，一件一件地办好，年底再到江边来看一看。",
)
NAMES = ("何立本", "王　刚", "甘 立 新", "欧阳长风", "阿依古丽·买买提", "约翰·史密斯", "丘吉尔")
POSITIONS = (
    "江城市委书记",
    "江城港务集团董事长",
    "江城大学校长",
    "江城中学高二（5）班",
    "我国著名作家",
)
DATES = (
    ("2018年12月18日", "2018-12-18"),
    ("2018-12-18", "2018-12-18"),
    ("2018.12.18", "2018-12-18"),
    ("2018/12/18", "2018-12-18"),
    ("二〇一八年十二月十八日", "2018-12-18"),
    ("2018年12月", "2018-12"),
)
TITLES = ("在码头改造启动会上的讲话", "把码头修好", "江风万里，号子不停", "关于码头改造的报告")


@dataclass(frozen=True)
class Made:
    """A head as it is written, and what it says."""

    lines: tuple[str, ...]
    title: str
    speaker: str | None = None
    date: str | None = None
    number: str = ""

    def written(self, number: int) -> tuple[str, ...]:
        """The lines of the piece with this number."""
        counted = (self.number.format(number),) if self.number else ()
        return (*counted, *self.lines)


def filled(lines: Sequence[str], **values: str) -> tuple[str, ...]:
    return tuple(line.format(**values) for line in lines)


def squeeze(text: str) -> str:
    return "".join(text.split())


# Lines that tell a name and a position, if there is one.
PEOPLE = (
    ("{post}　{name}",),
    ("{post} {name}",),
    ("（{post}　{name}）",),
    ("{post}", "{name}"),
    ("作者：{name}",),
    ("讲话人：{post} {name}",),
    ("演讲者: {name}",),
    ("主讲人｜{name}",),
    ("文/{name}",),
    ("□ {name}",),
    ("【作者】{name}",),
    ("口述：{name}　整理：周明远",),
    ("——{post} {name}",),
    ("[英] {name}",),
    ("{name}",),
)
# Lines that tell a date alone.
DAYS = (
    ("{day}",),
    ("（{day}）",),
    ("时间：{day}",),
    ("讲话时间：{day}", "讲话地点：江城大会堂"),
    ("发布日期：{day} 信息来源：江城日报",),
    ("来源：江城日报　{day}",),
    ("（{day}，江城）",),
    ("《江城日报》（{day} 第01版）",),
)
# Lines that tell both.
BOTH = (
    ("{name}　{day}",),
    ("（{name}，{day}）",),
    ("作者：{name} 来源：江城日报 {day}",),
    ("来源：江城日报　作者：{name}　时间：{day} 10:22　点击：33次",),
    ("发布时间：{day} | 作者：{name} | 浏览：123",),
    ("{day} | {name} | 江城",),
)


@st.composite
def heads(draw: st.DrawFn) -> Made:
    title = draw(st.sampled_from(TITLES))
    name = draw(st.sampled_from(NAMES))
    day, iso = draw(st.sampled_from(DATES))
    number = draw(st.sampled_from(("", "第{}篇", "{:03}")))
    subtitle = draw(st.sampled_from(("", "——在江城论坛上的发言", "——写在码头开工之际")))
    note = draw(st.sampled_from(((), ("（根据录音整理）",))))
    speaker: str | None = squeeze(name)
    kind = draw(st.integers(0, 3))
    if kind == 0:
        # Nobody knows the hour of a month.
        day, iso = draw(st.sampled_from(DATES[:-1]))
        below = filled(draw(st.sampled_from(BOTH)), name=squeeze(name), day=day)
    elif kind == 1:
        below, speaker = filled(draw(st.sampled_from(DAYS)), day=day), None
    else:
        post = draw(st.sampled_from(POSITIONS))
        who = filled(draw(st.sampled_from(PEOPLE)), name=name, post=post)
        when = filled(draw(st.sampled_from(DAYS)), day=day)
        below = (*who, *when) if kind == 2 else (*when, *who)
    subtitles = (subtitle,) if subtitle else ()
    return Made((title, *subtitles, *note, *below), title + subtitle, speaker, iso, number)


def check(text: str, made: Sequence[Made]) -> None:
    speeches = account(text, "a.txt").document.speeches
    found = [(fold(one.title), one.speaker, one.date) for one in speeches]
    assert found == [(fold(one.title), one.speaker, one.date) for one in made]
    for speech in speeches:
        body = squeeze("".join(block.text for block in speech.blocks))
        assert body.replace("（根据录音整理）", "").replace("同志们：", "") == "".join(BODIES)


HABITS = ("\n", "\n\n", "\n\n\n")


@pytest.mark.slow
@settings(max_examples=400)
@given(heads(), st.sampled_from(HABITS), st.sampled_from(HABITS), st.sampled_from(("", "同志们：")))
def test_one_speech_with_any_head(made: Made, inside: str, apart: str, salutation: str) -> None:
    lines = (*((salutation,) if salutation else ()), *BODIES)
    check(inside.join(made.written(1)) + apart + apart.join(lines), [made])


@pytest.mark.slow
@settings(max_examples=300)
@given(heads(), st.integers(2, 4), st.sampled_from(HABITS))
def test_several_speeches_with_one_form_of_head(made: Made, count: int, apart: str) -> None:
    pieces = [
        apart.join((*made.written(number), "同志们：", *BODIES)) for number in range(1, count + 1)
    ]
    check((apart + "\n").join(pieces), [made] * count)


# Lines, and whether they tell a name and a date.
FEET = (
    (("{name}", "{day}"), True, True),
    (("江城市市长 {name}", "{day}"), True, True),
    (("{name} {day}",), True, True),
    (("{name} {day}于江城",), True, True),
    (("{day}",), False, True),
    (("{day}于江城",), False, True),
    (("江城市人民政府", "{day}"), False, True),
    (("（原载《江城日报》{day}）",), False, True),
    (("（作者：{name}，江城大学教授）",), True, False),
    (("（作者系江城大学校长{name}）",), True, False),
    (("（作者{name}为江城大学校长）",), True, False),
    (("完", "{day}", "江城时间11时30分"), False, True),
)


@settings(max_examples=200)
@given(
    st.sampled_from(FEET),
    st.sampled_from(("何立本", "欧阳长风", "约翰·史密斯")),
    st.sampled_from(DATES),
    st.sampled_from(("\n", "\n\n")),
)
def test_a_foot_tells_who_and_when(
    foot: tuple[Sequence[str], bool, bool], name: str, day: tuple[str, str], apart: str
) -> None:
    form, signed, dated = foot
    lines = filled(form, name=name, day=day[0])
    text = apart.join(("把码头修好", *BODIES, *lines))
    (speech,) = account(text, "a.txt").document.speeches
    assert (speech.title, speech.speaker) == ("把码头修好", name if signed else None)
    assert speech.date == (day[1] if dated else None)
    assert squeeze("".join(b.text for b in speech.blocks)).startswith("".join(BODIES))


PIECES = ("把码头修好", "江风万里号子不停", "灯塔照着我们回家", "愿你一路顺风")
HAN = "一二三四"
# Forms of a title, and whether it takes a salutation below it to begin a piece.
COUNTED = (
    ("篇{han}：{title}", False),
    ("演讲稿{han}：{title}", False),
    ("致辞{han}\n{title}", False),
    ("第{han}讲　{title}", False),
    ("Part {number} {title}", False),
    ("{title}\n文/何立本", False),
    ("{title}\n何立本", False),
    ("{title}\n江城大学　何立本", False),
    ("何立本在江城大学{number}届毕业典礼上的讲话", False),
    ("{title}", True),
    ("{han}、{title}", True),
    ("{number}. {title}", True),
    ("（{han}）{title}", True),
    ("● {title}", True),
    ("第{han}章 {title}", True),
    ("{title}（何立本）", True),
)


@pytest.mark.parametrize("form", COUNTED)
@pytest.mark.parametrize("apart", ["\n", "\n\n"])
@pytest.mark.parametrize("count", [2, 4])
def test_pieces_that_are_counted_greeted_or_signed(
    form: tuple[str, bool], apart: str, count: int
) -> None:
    written, greeted = form
    lines = (*(("各位老师、各位同学：",) if greeted else ()), *BODIES)
    heads_ = [
        written.format(title=title, han=HAN[number], number=number + 1).replace("\n", apart)
        for number, title in enumerate(PIECES[:count])
    ]
    speeches = account(
        (apart + "\n").join(apart.join((head, *lines)) for head in heads_), "a.txt"
    ).document.speeches
    assert len(speeches) == count
    for speech, head, title in zip(speeches, heads_, PIECES, strict=False):
        assert title in speech.title or fold(speech.title) == fold(head)
        assert squeeze("".join(block.text for block in speech.blocks)).endswith("".join(BODIES))


@pytest.mark.parametrize("cover", ["何立本", "作者：何立本", "江城大学校长　何立本"])
def test_whom_the_cover_names_has_spoken_all(cover: str) -> None:
    days = ("2018年12月18日", "2018年12月19日")
    pieces = [f"## {title}\n\n{day}\n\n" for title, day in zip(PIECES, days, strict=False)]
    text = f"# 江边讲话集\n\n{cover}\n\n" + "".join(
        one + "\n\n".join(BODIES) + "\n\n" for one in pieces
    )
    speeches = account(text, "a.md").document.speeches
    assert [(one.title, one.speaker) for one in speeches] == [(t, "何立本") for t in PIECES[:2]]


@settings(deadline=None, max_examples=150)
@given(
    st.lists(heads(), min_size=2, max_size=4),
    st.sampled_from(("\n", "\n\n")),
    st.sampled_from(("\n", "\n\n")),
    st.sampled_from(("\n", "\n\n", "\n\n\n")),
    st.sampled_from(("", "同志们：")),
)
def test_several_speeches_with_heads_of_their_own(
    made: list[Made], inside: str, apart: str, between: str, salutation: str
) -> None:
    lines = (*((salutation,) if salutation else ()), *BODIES)
    pieces = (inside.join(one.lines) + apart + apart.join(lines) for one in made)
    check(between.join(pieces), made)


WRITTEN = {
    "a.md": lambda text: "\n".join(
        f"# {line}" if line in TITLES else line for line in text.split("\n")
    ).encode(),
    "a.docx": docx_bytes,
    "a.html": lambda text: html_text(text).encode(),
    "a.rtf": rtf_bytes,
    "a.pdf": pdf_bytes,
}


@pytest.mark.parametrize("name", WRITTEN)
@settings(deadline=None, max_examples=20)
@given(heads(), st.sampled_from(HABITS[:2]), st.sampled_from(HABITS[:2]))
def test_any_head_in_every_format(
    tmp_path_factory: pytest.TempPathFactory, name: str, made: Made, inside: str, apart: str
) -> None:
    path = tmp_path_factory.mktemp("heads") / name
    path.write_bytes(WRITTEN[name](inside.join(made.lines) + apart + apart.join(BODIES)))
    found = [(fold(s.title), s.speaker, s.date) for s in parse_file(path, name).speeches]
    assert found == [(fold(made.title), made.speaker, made.date)]


@pytest.mark.parametrize("form", ["{}　{}", "《{}》{}", "《{}》 {}", "《{}》——{}", "{}（{}）"])
@pytest.mark.parametrize("apart", ["\n", "\n\n"])
def test_a_title_and_a_name_side_by_side(form: str, apart: str) -> None:
    names = ("何立本", "甘立新", "欧阳长风", "陈长江")
    pieces = zip(PIECES, names, strict=True)
    text = apart.join(apart.join((form.format(*both), *BODIES)) for both in pieces)
    speeches = account(text, "a.txt").document.speeches
    found = [(one.title.strip("《》"), one.speaker) for one in speeches]
    assert found == list(zip(PIECES, names, strict=True))
