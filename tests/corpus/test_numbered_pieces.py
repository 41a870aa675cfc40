"""Pieces that are numbered as headings are: only names beside the numbers tell them apart."""

from __future__ import annotations

import pytest

from corpus.parse import account

BODIES = (
    "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，哪些事要放一放再做。",
    "码头改造不是一两天能够做完的事，我想请大家一起来想办法、出主意，把每一处泊位都看好。",
    "希望各位回去以后把今天说的话记下来，一件一件地办好，年底再到江边来看一看，我等着。",
)
NAMES = ("何立本", "周明远", "佘明", "笪青")
TITLES = ("把码头修好", "灯塔亮了，57天", "江风万里", "号子不停")
NUMBERS = {"、": "一二三四", ".": "1234", "．": "1234"}
SEPARATED = pytest.mark.parametrize("mark", sorted(NUMBERS))
APART = pytest.mark.parametrize("gap", ["\n", "\n\n"])


@SEPARATED
@APART
@pytest.mark.parametrize("cover", ["", "2019年度江城港领导班子述职报告", "# 江城港述职报告"])
@pytest.mark.parametrize("office", ["", "（工会主席、港务处处长）"])
def test_numbered_names_are_who_speaks(mark: str, gap: str, cover: str, office: str) -> None:
    pieces = [
        gap.join((f"{number}{mark}{name}{office}", "一、把泊位管好", *BODIES))
        for number, name in zip(NUMBERS[mark], NAMES, strict=True)
    ]
    speeches = account(gap.join(filter(None, (cover, *pieces))), "a.txt").document.speeches
    assert [speech.speaker for speech in speeches] == list(NAMES)
    assert all(speech.blocks[-1].text.endswith(BODIES[-1]) for speech in speeches)


@SEPARATED
def test_numbered_names_in_texts_about_others_are_headings(mark: str) -> None:
    about = "他在江边守了二十年，把每一处泊位都看在眼里。他常说：“我就是江城港的一根缆绳。”"
    pieces = [
        "\n\n".join((f"{number}{mark}{name}", about, about.replace("江边", "船上")))
        for number, name in zip(NUMBERS[mark], NAMES, strict=True)
    ]
    document = account("\n\n".join(("在表彰大会上的讲话", *pieces)), "a.txt").document
    assert len(document.speeches) == 1


@SEPARATED
@APART
@pytest.mark.parametrize("count", [2, 4])
@pytest.mark.parametrize("remark", ["", "（作者为江城大学学生，在江边长大）"])
def test_numbered_titles_above_names(mark: str, gap: str, count: int, remark: str) -> None:
    titles, names = TITLES[:count], NAMES[:count]
    pieces = [
        gap.join(filter(None, (f"{number}{mark}{title}\n{name}", *BODIES, remark)))
        for number, title, name in zip(NUMBERS[mark], titles, names, strict=False)
    ]
    speeches = account(gap.join(("江城港同学感想", *pieces)), "a.txt").document.speeches
    assert [(speech.title, speech.speaker) for speech in speeches] == list(
        zip(titles, names, strict=True)
    )
    assert all(speech.blocks[-1].text.endswith(BODIES[-1]) for speech in speeches)
    told = [warning for speech in speeches for warning in speech.warnings]
    assert not remark or sum(remark in warning for warning in told) == count


@SEPARATED
@APART
@pytest.mark.parametrize("place", [0, 1, 3])
@pytest.mark.parametrize("loud", ["关于上半年工作的总结", "在江边码头的部署"])
def test_a_heading_among_headings_that_sounds_like_a_title(
    mark: str, gap: str, place: int, loud: str
) -> None:
    headings = ["存在的问题", "几点要求", "下一步打算"]
    headings.insert(place, loud)
    written = [f"{number}{mark}{one}" for number, one in zip(NUMBERS[mark], headings, strict=True)]
    parts = [gap.join((one, *BODIES)) for one in written]
    text = gap.join(("在江城港大会上的讲话", NAMES[0], *parts))
    (speech,) = account(text, "a.txt").document.speeches
    assert [block.text for block in speech.blocks if block.kind == "heading"] == written
