"""What stands above a text's own head: the title of a page, a note that sends it on, buttons."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.parse import account
from tests.support.truth import fold

BODIES = (
    "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，哪些事要放一放再做。",
    "码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意、下力气，把每一处泊位都看好。",
    "希望各位回去以后把今天说的话记下来，一件一件地办好，年底再到江边来看一看。",
)
NAME, DATE = "何立本", "2018-12-18"
# Titles of a text's own, with what a page calls it.
OWN = (
    ("在码头改造大会上的讲话提纲", "何书记在码头改造大会上的讲话"),
    ("把码头修好", "何立本在江城论坛上的演讲"),
    ("江风万里——在江城论坛上的演讲", "何立本：在江城论坛上的演讲"),
    ("江城船工联合会第十次代表大会 江城港务协会第九次代表大会开幕词", "何立本致开幕词"),
)
# What a page tells of a text; a number of readers may stand below it.
DATA = (
    "来源：江城日报　时间：2018-12-20 10:22",
    "2018年12月20日11:54 江城网站",
    "时间:2018年12月20日 来源:《江城艺术报》 作者:\n0",
    "发布日期：2018年12月20日　浏览次数：321次",
)
BUTTONS = (
    ("", ""),
    ("分享", "视频加载中,请稍候..."),
    ("首页>专题>2018>江城论坛", "字号：[大 中 小] 分享到：微信 微博"),
    ("扫一扫", "【打印正文】【关闭窗口】"),
)
BELOW = (
    ("何立本", "（2018年12月18日）"),
    ("（2018年12月18日）", "□ 江城港务局局长 何立本"),
    ("何　立　本　2018.12.18",),
    ("（2018年12月18日）", "江城港务局局长", "何立本"),
)


def seen_in(text: str) -> tuple[list[tuple[str, str | None, str | None]], str, str]:
    """Title, speaker and date of each speech, its bodies, and what is told besides."""
    speeches = account(text, "a.txt").document.speeches
    found = [(fold(one.title), one.speaker, one.date) for one in speeches]
    body = "".join(block.text for one in speeches for block in one.blocks)
    return found, body, "".join(warning for one in speeches for warning in one.warnings)


@pytest.mark.parametrize("apart", ["\n", "\n\n"])
@pytest.mark.parametrize("own", OWN)
@given(
    data=st.sampled_from(DATA),
    below=st.sampled_from(BELOW),
    buttons=st.sampled_from(BUTTONS),
    salutation=st.sampled_from(("", "各位代表：")),
)
def test_a_text_has_its_own_title_below_that_of_its_page(
    apart: str,
    own: tuple[str, str],
    data: str,
    below: tuple[str, ...],
    buttons: tuple[str, str],
    salutation: str,
) -> None:
    title, page = own
    lines = title.replace("——", "\n——").replace("会 江", "会\n江").split("\n")
    above = (buttons[0], page, *data.split("\n"), buttons[1], *lines)
    text = apart.join(filter(None, (*above, *below, salutation, *BODIES)))
    found, body, told = seen_in(text)
    assert found == [(fold(title), NAME, DATE)]
    assert body == salutation + "".join(BODIES)
    assert page in told


@pytest.mark.parametrize("below", [("何立本",), ("江城市市长 何立本", "同志们："), ("同志们：",)])
@pytest.mark.parametrize("title", ["在码头改造大会上的讲话", "把码头修好"])
def test_a_page_says_when_where_the_text_does_not(title: str, below: tuple[str, ...]) -> None:
    page = "何立本在江城码头改造大会上的讲话"
    found, _, _ = seen_in("\n".join((page, DATA[0], title, *below, *BODIES)))
    assert found == [(title, NAME, "2018-12-20")]


def test_whom_the_title_of_a_page_names_may_have_any_surname() -> None:
    text = "\n".join(("镡立本：在江城论坛上的演讲", DATA[0], "把码头修好", "镡立本", *BODIES))
    found, body, _ = seen_in(text)
    assert found == [("把码头修好", "镡立本", "2018-12-20")]
    assert body == "".join(BODIES)


def test_the_original_title_is_the_title_where_nothing_else_is() -> None:
    for form in ("原标题：{}", "（原标题：{}）", "原題: {}"):
        line = form.format("在码头改造大会上的讲话")
        alone, _, _ = seen_in("\n".join((DATA[1], line, "江城市市长 何立本", *BODIES)))
        assert alone == [("在码头改造大会上的讲话", NAME, "2018-12-20")]
        below, _, told = seen_in("\n".join(("把码头修好", DATA[1], line, NAME, *BODIES)))
        assert below == [("把码头修好", NAME, "2018-12-20")]
        assert line in told


NOTES = (
    "现摘录何局长《在码头改造大会上的讲话》，希全体职工认真学习！",
    "现将江城市市长何立本同志在码头改造大会上的讲话印发给你们，请认真学习贯彻。",
    "编者按：江城市市长何立本12月18日在码头改造大会上发表讲话。现将全文刊登如下。",
    "各部门：\n现将何立本同志的讲话转发给你们，请组织学习。\n江城港务局办公室\n2018年12月20日",
)


@pytest.mark.parametrize("apart", ["\n", "\n\n"])
@pytest.mark.parametrize("note", NOTES)
def test_a_note_sends_on_the_text_below_it(note: str, apart: str) -> None:
    head = ("在码头改造大会上的讲话", "何立本", "（2018年12月18日）", "同志们：")
    above = "".join(line + apart for line in note.split("\n"))
    found, body, told = seen_in(f"{above}\n" + apart.join((*head, *BODIES)))
    assert found == [(head[0], NAME, DATE)]
    assert body == "同志们：" + "".join(BODIES)
    assert all(line in told for line in note.split("\n"))


@pytest.mark.parametrize("note", NOTES[1:])
def test_a_note_under_the_title_of_a_series_is_no_speech(note: str) -> None:
    pieces = [
        f"述职报告\n江城港务局副局长{name}\n" + "\n".join(BODIES) for name in (NAME, "甘立新")
    ]
    found, _, told = seen_in("\n\n".join(("班子成员述职报告展示", note, *pieces)))
    assert [who for _, who, _ in found] == [NAME, "甘立新"]
    assert all(line in told for line in note.split("\n"))


def test_an_official_paper_above_a_speech_is_a_text_of_its_own() -> None:
    paper = ("关于印发何立本同志讲话的通知", *NOTES[3].split("\n"))
    head = ("在码头改造大会上的讲话", "何立本", "（2018年12月18日）", "同志们：")
    found, _, _ = seen_in("\n".join(paper) + "\n\n\n" + "\n".join((*head, *BODIES)))
    assert [title for title, _, _ in found] == [paper[0], head[0]]


ANNOUNCED = (
    "以下是江城法院首席法官何立本今日（12月18日）在江城论坛上发表的演辞全文：",
    "2018年12月18日上午，江城船工研究会会长何立本在江城“码头一百年”会上发言。全文如下：",
    "12月18日，何立本在江城大学毕业典礼上致辞，全文如下：",
    "以下为著名作家何立本在江城书展开幕式上的演讲实录：",
    "下面是江城大学校长何立本于2018年12月18日毕业典礼的演讲全文：",
)


@pytest.mark.parametrize("sentence", ANNOUNCED)
def test_a_sentence_that_says_whose_words_follow_in_full(sentence: str) -> None:
    found, _, _ = seen_in("\n\n".join(("把码头修好", "2018年12月18日", sentence, *BODIES)))
    assert found == [("把码头修好", NAME, DATE)]
    first = ("我在江城大学的毕业典礼上讲话，全文如下：", "今天在江城开会，内容如下：")
    for other in first:
        assert seen_in("\n\n".join(("把码头修好", other, *BODIES)))[0][0][1] is None


@pytest.mark.parametrize(
    ("subtitle", "title"),
    [
        ("——何立本在江城论坛上的讲话2018年12月18日", "——何立本在江城论坛上的讲话"),
        ("——在江城论坛上的讲话（2018年12月18日）", "——在江城论坛上的讲话"),
        ("——2018年12月18日在江城论坛上的讲话", "——2018年12月18日在江城论坛上的讲话"),
        ("——2018年12月18日在江城第三次代表大会上", ""),
    ],
)
def test_a_subtitle_with_a_date(subtitle: str, title: str) -> None:
    found, _, told = seen_in("\n".join(("把码头修好", subtitle, "何立本", *BODIES)))
    assert found == [(fold("把码头修好" + title), NAME, DATE)]
    assert title or subtitle in told


@pytest.mark.parametrize("space", [" ", "  ", "　", " \u00a0", "\u2003", "\u2002\u2002"])
@pytest.mark.parametrize("name", ["王刚", "何立本"])
def test_spaces_of_any_width_within_a_name(space: str, name: str) -> None:
    spaced = space.join(name)
    for line in (f"{spaced}{space}2018.12.18", f"2018年12月18日{space}{spaced}", f"（{spaced}）"):
        found, _, _ = seen_in("\n".join(("江风万里", "——在江城论坛上的演讲", line, *BODIES)))
        assert found[0][1] == name, line


@pytest.mark.parametrize("opening", ["——", "（", "—"])
@pytest.mark.parametrize("behind", ["在", "于"])
def test_a_paragraph_that_begins_with_when_and_where(opening: str, behind: str) -> None:
    first = f"{opening}一九二三年十二月二十六日{behind}江城师范学校讲今天要讲的是码头。{BODIES[0]}"
    found, body, _ = seen_in("\n\n".join(("码头走后怎样", first, *BODIES)))
    assert found[0][2] == "1923-12-26"
    assert first in body


BOOKS = (
    "（《江边选集》第五卷，江城出版社1977年4月第1版，第60页）",
    "《江城学刊》2011年第3期，第5—9页",
    "根据《江边选集》（江城出版社1977年版）第61-62页刊印。",
)


@pytest.mark.parametrize("book", BOOKS)
def test_the_book_in_which_a_text_stands_is_none_of_it(book: str) -> None:
    pieces = ("把码头修好", "江风万里号子不停")
    text = "\n\n".join(
        "\n\n".join((f"# {title}", "（一九四九年六月十五日）", *BODIES, book)) for title in pieces
    )
    found, body, told = seen_in(text)
    assert found == [(title, None, "1949-06-15") for title in pieces]
    assert book not in body
    assert told.count(book) == len(pieces)


def test_the_words_by_which_a_database_finds_a_text() -> None:
    words = "码头 改造 江城 发展 我们 人民 服务 泊位"
    title = ("把码头修好 把航道疏通", "何立本在江城大学的演讲")
    above = ("关键词：", words, "", "江城讲话数据库", *title)
    found, body, _ = seen_in("\n".join((*above, "", "发布时间：2018-12-18", "", "", *BODIES)))
    assert found == [(fold(" ".join(title)), NAME, DATE)]
    assert body == "".join(BODIES)
