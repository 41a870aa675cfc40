"""Texts that somebody hands on: behind a preface, a note, a page's words, in their file twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from corpus.parse import account, parse_file
from tests.support.truth import fold

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.model import Speech

BODIES = (
    "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，哪些事要放一放再做。",
    "码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意、下力气，把每一处泊位都看好。",
    "有一位老船工对我说，他在这里等了三十年，等的就是一座不漏水的栈桥，等的就是一盏不灭的灯。",
    "希望各位回去以后把今天说的话记下来，一件一件地办好，年底再到江边来看一看，量一量，比一比。",
)
TITLE = "把码头修好"
# What a page is called, and what its keeper wrote before the text.
PAGES = ("读到一篇好演讲", "何立本在江城论坛上的演讲", "转载：码头上的一席话")
PREFACES = (
    ("最近整理旧书，翻到一篇旧文。", "以下是演讲全文："),
    ("这篇演讲流传很广，抄在这里，与大家共勉。原文如下：",),
    ("【编者按】昨天，何立本在江城论坛发表演讲。现将全文刊发如下，供学习参考。",),
    ("有人问我为什么喜欢江边。", "我想，是因为那里有人在做事。", "下面是他讲话的实录。"),
)
HEADS = (
    ("何立本",),
    ("何立本", "2018年12月18日"),
    ("演讲人：何立本", "时间：2018年12月18日"),
    ("——何立本在江城论坛上的演讲", "2018年12月18日"),
    ("何立本 / 2018年12月18日 / 江城",),
)


def seen(text: str, name: str = "a.txt") -> tuple[Speech, ...]:
    return account(text, name).document.speeches


def body(speech: Speech) -> str:
    return "".join(block.text for block in speech.blocks)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("preface", PREFACES)
@pytest.mark.parametrize("head", HEADS)
@pytest.mark.parametrize("name", ["a.md", "a.txt", "a.html"])
def test_a_text_begins_below_the_preface(
    tmp_path: Path, name: str, page: str, preface: tuple[str, ...], head: tuple[str, ...]
) -> None:
    blocks = ((page, "# ", "h1"), *((line, "", "p") for line in preface), (TITLE, "## ", "h2"))
    blocks += tuple((line, "", "p") for line in (*head, *BODIES))
    if name == "a.html":
        made = "".join(f"<{tag}>{line}</{tag}>" for line, _, tag in blocks)
        text = f"<html><body><article>{made}</article></body></html>"
    else:
        text = "\n\n".join((mark if name == "a.md" else "") + line for line, mark, _ in blocks)
    path = tmp_path / name
    path.write_text(text, "utf-8")
    (speech,) = parse_file(path, name).speeches
    subtitle = head[0] if head[0].startswith("——") else ""
    assert fold(speech.title) == fold(TITLE + subtitle)
    assert speech.speaker == "何立本"
    assert speech.date == ("2018-12-18" if "2018" in "".join(head) else None)
    assert body(speech) == "".join(BODIES)
    told = "".join(speech.warnings)
    assert name == "a.html" or all(line in told for line in (page, *preface))


@pytest.mark.parametrize("below", [("2018年12月18日",), ("时间：2018年12月18日", "译者：周明远")])
@pytest.mark.parametrize("drawn", ["", "----------"])
def test_the_title_once_more_below_a_translators_preface(
    below: tuple[str, ...], drawn: str
) -> None:
    title = "约翰·史密斯在江城大学毕业典礼上的演讲"
    preface = ("我花了一个周末把它译出来，错误之处请大家指正。", "读者可以先看看他的生平。")
    text = "\n\n".join((title, *preface, drawn, title, *below, *BODIES))
    (speech,) = seen(text)
    assert (speech.title, speech.speaker, speech.date) == (title, "约翰·史密斯", "2018-12-18")
    assert body(speech) == "".join(BODIES)


def test_a_short_speech_before_a_long_one_is_no_preface() -> None:
    first = ("何立本在启动会上的讲话", "何立本", "2018年12月18日", "同志们：", BODIES[0])
    second = ("何立本在总结会上的讲话", "何立本", "2019年12月18日", "同志们：", *BODIES)
    assert len(seen("\n".join(first) + "\n\n\n" + "\n".join(second))) == 2


@pytest.mark.parametrize("number", ["〔2019〕第14期", "江办通报〔2019〕14号"])
def test_a_bulletin_sends_on_several_speeches(number: str) -> None:
    note = "按：5月24日，全市码头大会召开。现将何立本同志和周明远同志的讲话摘要予以印发。"
    pieces = ("何立本同志的讲话摘要", *BODIES), ("周明远同志的讲话摘要", *BODIES[1:], BODIES[0])
    foot = ("发：各区委、区政府", "江城市委办公室", "2019年5月27日印发", "（共印80份）")
    text = "\n\n".join(("江办通报", number, note, *pieces[0], *pieces[1], *foot))
    speeches = seen(text)
    assert [one.title for one in speeches] == [pieces[0][0], pieces[1][0]]
    assert [one.speaker for one in speeches] == ["何立本", "周明远"]
    assert {one.date for one in speeches} == {"2019-05-24"}
    assert not any(line in body(one) for one in speeches for line in (note, *foot))


def test_a_notice_above_the_pieces_is_none_of_them() -> None:
    notice = (
        "班子成员年度述职报告展示",
        "全体职工：",
        "现将述职报告予以展示。",
        "办公室",
        "1月13日",
    )
    pieces = [
        ("2018年度述职报告", name, "一、履行职责", *BODIES, "二、自身建设", *BODIES[:2])
        for name in ("何立本", "周明远", "沈若水")
    ]
    speeches = seen("\n\n".join("\n".join(lines) for lines in (notice, *pieces)))
    assert [one.speaker for one in speeches] == ["何立本", "周明远", "沈若水"]
    assert {one.title for one in speeches} == {"2018年度述职报告"}


LONG = [f"第{i}段，{line}" for i, line in enumerate(BODIES * 4)]


def test_a_text_that_stands_in_its_file_twice_is_one() -> None:
    """A page prints the text, and the paper it is from once more."""
    page = ("关键词：", "码头 改造 江城 2018 18 发展 人民 泊位", "江城讲话数据库")
    own = ("在码头改造大会上的讲话", "（2018年12月18日）", "何立本")
    paper = ("（江城通讯社12月18日电）", "《 江城日报 》（ 2018年12月19日 02 版）")
    head = (*page, "何立本在码头改造大会上的讲话", "发布时间：2018-12-19", *own)
    text = "\n\n".join((*head, "同志们：", *LONG, own[0], own[2], "同志们：", *LONG, *paper))
    (speech,) = seen(text)
    assert (speech.title, speech.speaker, speech.date) == (own[0], "何立本", "2018-12-18")
    assert body(speech) == "同志们：" + "".join(LONG)
    assert any("重复正文" in warning for warning in speech.warnings)


def test_pieces_with_the_same_words_are_two() -> None:
    pieces = (("把码头修好", "何立本"), ("灯塔照着我们回家", "周明远"))
    text = "\n\n\n".join("\n".join((*head, *BODIES)) for head in pieces)
    assert [one.speaker for one in seen(text)] == ["何立本", "周明远"]


def test_each_word_of_a_page_in_a_line_of_its_own() -> None:
    title = "2018年江城市政府工作报告"
    lines = (
        *(title, "2018-02-02", "下载", "打印", "【字号：", "加大", "还原", "减小", "】", title),
        "——2018年1月25日在江城市第十六届人民代表大会第四次会议上",
        *("来源：", "江城日报", "时间：", "2018-02-02 09:20", "分享:", "江城市市长 何立本"),
        *("各位代表：", *BODIES),
    )
    (speech,) = seen("\n".join(lines))
    assert speech.title.startswith(title)
    assert (speech.speaker, speech.date) == ("何立本", "2018-01-25")
    assert body(speech) == "".join(lines[-5:])


@pytest.mark.parametrize(
    "tail",
    [
        ("- END -", "往期推荐", "码头日程公布", "点击阅读原文报名"),
        ("版权声明：本文采用 CC BY-NC 4.0 许可协议，转载请注明出处。",),
        ("图文：校办", "编辑 | 小石榴", "审核：沈若水"),
        ("上一条：码头开工", "下一条：灯塔亮了", "【关闭】"),
        ("点赞(0) 打赏", "阅读 1024 · 赞 36 · 在看 12"),
    ],
)
def test_what_a_page_has_below_its_text(tail: tuple[str, ...]) -> None:
    (speech,) = seen("\n\n".join((TITLE, "何立本", *BODIES, *tail)))
    assert body(speech) == "".join(BODIES)


def test_headings_of_restructured_text(tmp_path: Path) -> None:
    text = (
        f".. _201812_wharf:\n\n{TITLE}\n==========\n\n`江城论坛 <http://example.com/a>`__"
        f"\\ 的演讲。\n\n{BODIES[0]}\n\n{BODIES[1]}\n"
    )
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    (speech,) = parse_file(path, "a.txt").speeches
    assert speech.title == TITLE
    assert body(speech) == "江城论坛的演讲。" + "".join(BODIES[:2])


@pytest.mark.parametrize(
    "announcement",
    [
        "江城市市长何立本：",
        "全国政协委员、江城大学校长何立本在江城市政协大会上的发言：",
        "2018年12月18日下午，何立本同志到码头调研，听取汇报后作了讲话。记录如下：",
    ],
)
def test_who_is_announced_above_a_title_or_below_it(announcement: str) -> None:
    below = "记录" in announcement
    head = (TITLE, announcement) if below else (announcement, TITLE)
    (speech,) = seen("\n\n".join((*head, *BODIES)))
    assert (speech.title, speech.speaker) == (TITLE, "何立本")
    assert body(speech).endswith("".join(BODIES))


def test_lines_of_a_site_above_the_title_that_a_page_gives(tmp_path: Path) -> None:
    title = "何立本在江城论坛的演讲：把码头修好"
    lines = "".join(f"<p>{line}</p>" for line in BODIES)
    above = "<p>江城网 注册 登录</p><p>楼主 小石榴 发表于 2018-12-18 08:00</p>"
    path = tmp_path / "a.html"
    path.write_text(
        f"<html><head><title>{title}_江城网</title></head>"
        f"<body>{above}<p>{title}</p>{lines}</body></html>",
        "utf-8",
    )
    (speech,) = parse_file(path, "a.html").speeches
    assert (speech.title, speech.speaker, speech.date) == (title, "何立本", "2018-12-18")
    assert body(speech) == "".join(BODIES)


TAILS = (
    "扫一扫在手机打开当前页",
    "微信扫码阅读全文",
    "*文章为作者独立观点，不代表海风驿立场。",
    "本文仅代表作者个人观点",
    "分享、点赞、在看，3连",
    "喜欢就点个在看吧",
    "跳转到 海风 查看",
    "www.jianglang.org",
)


@pytest.mark.parametrize("tail", [*((one,) for one in TAILS), TAILS, TAILS[::-1]])
@pytest.mark.parametrize("host", ["mp.haifeng.com海风驿", "haifeng.cn", ""])
def test_what_a_clipping_has_around_its_text(tail: tuple[str, ...], host: str) -> None:
    (speech,) = seen("\n\n".join((TITLE, host, *BODIES, *tail)))
    assert (speech.title, body(speech)) == (TITLE, "".join(BODIES))


@pytest.mark.parametrize(
    "last",
    [
        "我的话不代表别人，只代表江边的人。",
        "谢谢大家的关注、分享。",
        "把码头的灯点亮，请大家来看。",
        "www.haifeng.com.cn 是我们的网站，欢迎大家来看。",
    ],
)
def test_a_last_sentence_is_text(last: str) -> None:
    (speech,) = seen("\n\n".join((TITLE, *BODIES, last)))
    assert body(speech) == "".join((*BODIES, last))
