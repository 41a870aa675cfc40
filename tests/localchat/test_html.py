"""parse_mode HTML: what it makes of a text, what it refuses, and the way back."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from localchat.errors import ApiError
from localchat.htmlmode import parse
from localchat.text import cut, find_entities, trimmed, units
from tests.support.telegram_html import to_html

GOOD = [
    ("<b>粗</b>体", "粗体", [("bold", 0, 1)]),
    ("<strong>a</strong><em>b</em><ins>c</ins><del>d</del>", "abcd", [
        ("bold", 0, 1), ("italic", 1, 1), ("underline", 2, 1), ("strikethrough", 3, 1)]),
    ("<i>a</i><u>b</u><s>c</s><strike>d</strike>", "abcd", [
        ("italic", 0, 1), ("underline", 1, 1), ("strikethrough", 2, 1), ("strikethrough", 3, 1)]),
    ("😀<b>x</b>", "😀x", [("bold", 2, 1)]),
    ("<b>a<i>b</i></b>", "ab", [("bold", 0, 2), ("italic", 1, 1)]),
    ("<b></b>x", "x", []),
    ("a &lt;b&gt; &amp; &quot;c&quot; &#33; &#x21; &nbsp; & d", 'a <b> & "c" ! ! &nbsp; & d', []),
    ("<span class='tg-spoiler'>x</span><tg-spoiler>y</tg-spoiler>", "xy", [
        ("spoiler", 0, 1), ("spoiler", 1, 1)]),
    ("<code>x</code><pre>y</pre>", "xy", [("code", 0, 1), ("pre", 1, 1)]),
    ("<blockquote>x</blockquote>", "x", [("blockquote", 0, 1)]),
    ("<blockquote expandable>x</blockquote>", "x", [("expandable_blockquote", 0, 1)]),
    ("<B>x</b >", "x", [("bold", 0, 1)]),
    ("<b>x</>", "x", [("bold", 0, 1)]),
    ("<a href=\"no link\">x</a>", "x", []),
]  # fmt: skip


@pytest.mark.parametrize(("source", "text", "entities"), GOOD)
def test_parsed(source: str, text: str, entities: list[tuple[str, int, int]]) -> None:
    found, marks = parse(source)
    assert found == text
    assert [(one["type"], one["offset"], one["length"]) for one in marks] == entities


def test_links_languages_and_mentions() -> None:
    link = parse('<a href="https://a.example/?x=1&amp;y=2">x</a>')[1][0]
    assert (link["type"], link["url"]) == ("text_link", "https://a.example/?x=1&y=2")
    person = parse('<a href="tg://user?id=7">x</a>')[1][0]
    assert (person["type"], person["user"]["id"]) == ("text_mention", 7)
    assert person["user"]["first_name"] == "x"
    code = parse('<pre><code class="language-python">x</code></pre>')[1]
    assert [(one["type"], one["language"]) for one in code] == [("pre", "python")]


BAD = [
    ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    ("x</b>", "Unexpected end tag at byte offset 1"),
    ("字<b>x</i>", 'Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
    ("<p>x</p>", 'Unsupported start tag "p" at byte offset 0'),
    ("1 < 2", 'Unsupported start tag "" at byte offset 2'),
    ("字<br>", 'Unsupported start tag "br" at byte offset 3'),
    ("x<b", "Unclosed start tag at byte offset 1"),
    ("<b>x</b", "Unclosed end tag at byte offset 4"),
    ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
    ('<a ="x">x</a>', 'Empty attribute name in the tag "a" at byte offset 0'),
    ("<a href=http://x.example>x</a>", "Unexpected end of name token at byte offset 8"),
    ("<b/>x", 'Unsupported start tag "b/" at byte offset 0'),
]


@pytest.mark.parametrize(("source", "words"), BAD)
def test_refused(source: str, words: str) -> None:
    with pytest.raises(ApiError) as caught:
        parse(source)
    assert caught.value.description == f"Bad Request: can't parse entities: {words}"


def test_what_telegram_marks_by_itself() -> None:
    text = "/find@my_bot 字 @some_one #收尾 https://a.example/x，t.me/my_bot?start=1"
    text += " a/b c@d.example #1"
    found = find_entities(text, [])
    kinds = [(one["type"], cut(text, one["offset"], one["length"])) for one in found]
    assert kinds == [
        ("bot_command", "/find@my_bot"),
        ("mention", "@some_one"),
        ("hashtag", "#收尾"),
        ("url", "https://a.example/x"),
        ("url", "t.me/my_bot?start=1"),
        ("email", "c@d.example"),
    ]
    assert find_entities("/x", [{"type": "code", "offset": 0, "length": 2}])[1:] == []


def test_trimming_moves_entities() -> None:
    marks = [{"type": "bold", "offset": 0, "length": 4}]
    assert trimmed("  ab ", marks) == ("ab", [{"type": "bold", "offset": 0, "length": 2}])


MARKED = st.lists(
    st.tuples(st.sampled_from(["b", "i", "u", "s", "code", ""]), st.text('a字😀<&>" ', min_size=1))
)


@given(MARKED)
def test_html_comes_back_as_it_was(pieces: list[tuple[str, str]]) -> None:
    source = "".join(
        f"<{tag}>{html.escape(text)}</{tag}>" if tag else html.escape(text) for tag, text in pieces
    )
    text, entities = parse(source)
    assert text == "".join(piece for _, piece in pieces)
    assert units(text) == len(text.encode("utf-16-le")) // 2
    again = parse(to_html(text, entities))
    assert again == (text, entities)
