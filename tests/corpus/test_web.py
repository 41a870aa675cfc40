"""Web pages with all that sites put around a text."""

from __future__ import annotations

import itertools
from html import escape
from typing import TYPE_CHECKING

import pytest

from corpus.parse import parse_file
from tests.support.documents import SPEECH, lines_of

if TYPE_CHECKING:
    from pathlib import Path

    from corpus.model import Speech

LINES = lines_of(SPEECH)
TITLE, BODY = LINES[0], LINES[3:]
MENU = "".join(f"<li><a href='/{number}'>栏目第{number}号</a></li>" for number in range(12))
TITLES = {
    "h1": ("<title>海州港务局</title>", f"<h1>{TITLE}</h1>"),
    "h2 in the text": ("<title>海州港务局</title>", f"<div><h2>{TITLE}</h2></div>"),
    "title with its site": (f"<title>{TITLE}_海州港务局</title>", f"<div class=bt>{TITLE}</div>"),
    "title with path": (f"<title>{TITLE} - 领导讲话 - 海州港务局</title>", f"<p>{TITLE}</p>"),
    "title alone": (f"<title>{TITLE}-海州港务局</title>", ""),
    "og:title": (f"<meta property='og:title' content='{TITLE}'><title>新闻</title>", ""),
    "ArticleTitle": (f"<meta name=ArticleTitle content='{TITLE}'><title>首页</title>", ""),
}
DATES = {
    "PubDate": ("<meta name='PubDate' content='2022-03-05 16:20'>", "", ""),
    "published": ("<meta property='article:published_time' content='2022-03-05T16:20:00'>", "", ""),
    "program": ("<script>var publish_time = '2022-03-05';</script>", "", ""),
    "data": ('<script type="application/ld+json">{"datePublished":"2022-03-05"}</script>', "", ""),
    "line above": ("", "<div>发布时间：2022-03-05 16:20　来源：本站　浏览次数：321次</div>", ""),
    "short line above": ("", "<span>2022/03/05 16:20</span> <span>港务新闻网</span>", ""),
    "line below": ("", "", "<div>发布日期：2022年3月5日　责任编辑：小刘</div>"),
}
FURNITURE = {
    "nothing": ("", ""),
    "menus": (f"<div class=top><ul>{MENU}</ul></div>", f"<ul>{MENU}</ul>"),
    "path": ("<div>当前位置：首页 &gt; 领导讲话 &gt; 正文</div>", "<div>上一篇：没有了</div>"),
    "buttons": (
        "<div><a>大</a> <a>中</a> <a>小</a> 【<a>打印</a>】</div>",
        "<p>【打印】【关闭】 分享到：微信 微博</p><p>主办：海州港务局　网站标识码：0001</p>",
    ),
    "editor": (
        "<div>扫一扫在手机打开当前页面</div>",
        "<p>（责任编辑：小刘）</p><p>更多港务资讯请看下页，谢谢。</p>",
    ),
    "comments": (
        f"<nav>{MENU}</nav>",
        "<div class=comments>" + "<p>说得好，船东都盼着这一天，我也来说两句。</p>" * 60 + "</div>",
    ),
}


def page(head: str, above: str, text: list[str], below: str) -> str:
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in text)
    return (
        f"<!DOCTYPE html><html><head><meta charset=utf-8>{head}</head><body>{above}"
        f"<div class='content'>{paragraphs}</div>{below}</body></html>"
    )


def speech_of(folder: Path, data: str | bytes, name: str = "a.html") -> Speech:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    (speech,) = parse_file(path, name).speeches
    return speech


@pytest.mark.parametrize("title", TITLES)
def test_a_page_is_its_text_with_title_and_date(tmp_path: Path, title: str) -> None:
    head, shown = TITLES[title]
    wrong = {}
    for date, furniture in itertools.product(DATES, FURNITURE):
        data, line, below = DATES[date]
        before, after = FURNITURE[furniture]
        lines = [LINES[1], *BODY]
        speech = speech_of(tmp_path, page(head + data, before + shown + line, lines, below + after))
        found = (speech.title, speech.speaker, speech.date, [one.text for one in speech.blocks])
        if found != (TITLE, "甘立新", "2022-03-05", BODY):
            wrong[date, furniture] = found
    assert wrong == {}


@pytest.mark.parametrize(
    ("above", "below", "speaker"),
    [
        ("<div>作者：周明远　来源：海州港报</div>", "", "周明远"),
        (
            "<div>来源：海州港报　2022-03-05 16:20　作者：周明远　浏览次数：321次</div>",
            "",
            "周明远",
        ),
        ("<div>周明远</div>", "", "周明远"),
        ("", "", None),
        ("<div class=post-meta>Posted on 2022-03-05 by 周明远 | In 讲话</div>", "", "周明远"),
        (
            f"<table><tr><td>←</td><td>{TITLE}<br>作者：周明远</td><td>→</td></tr></table>",
            "",
            "周明远",
        ),
        ("", "<p>（责任编辑：周明远）</p>", None),
        ("<div>发布者：周明远　发布时间：2022-03-05</div>", "", None),
        ("<div>作者：信息中心　发布时间：2022-03-05</div>", "", None),
        ("<div>作者：admin　发布时间：2022-03-05</div>", "", None),
        ("<div>作者：本站　发布时间：2022-03-05</div>", "", None),
    ],
)
def test_who_made_the_page_is_not_who_speaks(
    tmp_path: Path, above: str, below: str, speaker: str | None
) -> None:
    head = f"<title>{TITLE}</title><meta name=author content=周明远>"
    data = page(head, f"<ul>{MENU}</ul><h1>{TITLE}</h1>{above}", BODY, below)
    assert speech_of(tmp_path, data).speaker == speaker


def test_the_title_of_a_page_may_name_who_speaks(tmp_path: Path) -> None:
    head = f"<title>周明远：{TITLE}（1948年5月）</title>"
    speech = speech_of(tmp_path, page(head, f"<ul>{MENU}</ul><h1>{TITLE}</h1>", BODY, ""))
    assert (speech.title, speech.speaker) == (TITLE, "周明远")


def test_an_article_of_wechat(tmp_path: Path) -> None:
    data = (
        f"<html><head><meta charset=utf-8><meta property='og:title' content='{TITLE}'></head><body>"
        f"<div id=js_article><h1 id=activity-name>{TITLE}</h1><div id=meta_content>"
        "<span>海州港务</span> <em id=publish_time></em></div><div id=js_content>"
        "<section><section><p>点击上方蓝字关注我们</p></section>"
        + "".join(f"<section><span>{line}</span></section>" for line in [LINES[1], *BODY])
        + "</section></div><div class=rich_media_tool>阅读 1024　在看　分享</div></div>"
        '<script>var ct = "1646467200";</script></body></html>'
    )
    speech = speech_of(tmp_path, data)
    assert (speech.title, speech.speaker, speech.date) == (TITLE, "甘立新", "2022-03-05")
    assert [block.text for block in speech.blocks] == BODY


@pytest.mark.parametrize(
    "first",
    [
        "今天我和大家分享三点体会，请大家评论。",
        "各位来宾，欢迎参与港区建设！",
        "感谢收藏家们的来源支持。",
    ],
)
def test_words_of_buttons_in_a_sentence_are_text(tmp_path: Path, first: str) -> None:
    speech = speech_of(tmp_path, page("", f"<nav>{MENU}</nav><h1>{TITLE}</h1>", [first, *BODY], ""))
    assert first in speech.blocks[0].text


@pytest.mark.parametrize("mark", ["-", "***", "——"])
def test_a_heading_of_marks_is_drawn(tmp_path: Path, mark: str) -> None:
    text = page("", f"<h1>{TITLE}</h1>", BODY, f"<h1>{mark}</h1><p>{BODY[1]}</p>")
    assert [b.text for b in speech_of(tmp_path, text).blocks if b.kind == "heading"] == BODY[2:6:2]


TEXTS = (
    "今天把大家请到江边来，是为了商量码头改造的办法，看看哪些事可以先做，哪些事要放一放再做。",
    "码头改造不是一两天能够做完的事，需要大家一起来想办法、出主意、下力气，把每一处泊位都看好。",
    "希望各位回去以后把今天说的话记下来，一件一件地办好，年底再到江边来看一看，看看成了多少。",
)


@pytest.mark.parametrize("again", ["", "<h1>在江城港大会上的讲话</h1>"])
@pytest.mark.parametrize("level", ["h1", "h2"])
def test_a_pages_data_stand_above_the_title_of_its_text(
    tmp_path: Path, again: str, level: str
) -> None:
    told = "文章来源：本站原创 作者：何立本 发布时间：2018年12月18日 点击数：次"
    about = f"<div class='property'>{told}</div>"
    menu = "".join(f"<li><a href='/{i}'>校园风光</a></li>" for i in range(9))
    page = (
        f"<html><body><ul>{menu}</ul><div><{level}>在江城港大会上的讲话——致新同事</{level}>{about}"
        f"<div>{again}{''.join(f'<p>{text}</p>' for text in TEXTS)}</div></div></body></html>"
    )
    speech = speech_of(tmp_path, page)
    assert (speech.speaker, speech.date) == ("何立本", "2018-12-18")
    assert "".join(block.text for block in speech.blocks) == "".join(TEXTS)


@pytest.mark.parametrize("name", ["dateCreated", "datePublished"])
def test_the_day_that_an_element_gives(tmp_path: Path, name: str) -> None:
    title = "2018年12月总结"
    made = f"<time itemprop='{name}' datetime='2018-12-04T21:55:23+08:00'>4天前</time>"
    body = "".join(f"<p>{text}</p>" for text in TEXTS)
    page = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1>{made}{body}</body></html>"
    )
    assert speech_of(tmp_path, page).date == "2018-12-04"
