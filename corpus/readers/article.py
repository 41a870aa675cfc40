"""What of a web page is its text: the part of the page that holds most of its prose."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

from corpus.characters import count_han
from corpus.company import tokens_of
from corpus.dates import find_date
from corpus.fields import squeeze
from corpus.kinds import FIELDS, Kind, is_strong
from corpus.lines import heading_number, is_complete, key, split_lines
from corpus.readers.reading import Paragraph
from corpus.readers.told import begins_below_title, date_of, metadata_of, without_site
from corpus.title_speakers import speaker_of_title

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from lxml.html import HtmlElement

    from corpus.metadata import Metadata

AROUND = frozenset(("nav", "aside", "footer", "menu"))
"""Elements that hold no part of a text."""
_COMMENTS = re.compile(r"comment|reply|pinglun", re.IGNORECASE)
_OUTSIDE = re.compile(
    r"foot(?!note)|(?<!con)nav|menu|share|relat|recommend|sidebar|\bmeta|_meta|breadcrumb|crumb|advert"
    r"|copyright|toolbar|hot-?list|xiangguan|tuijian|fenxiang",
    re.IGNORECASE,
)
_LONGEST_NAME = 200
_SENTENCE = re.compile(r"[，。；！？,;]")
_LEAST_PROSE = 12
# The part of an element's prose that one of its children must have to be the text itself.
_MOST = 0.6
# A block of which so much leads elsewhere is a menu.
_LINKED = 0.5
# Blocks above the text in which its title stands.
_REACH = 25
# What pages write about a text, in lines above it and below.
_ABOUT = re.compile(
    r"(?:发布|发表|更新|提交|添加|录入)?(?:时间|日期)\s*[:：]|(?:信息|稿件|文章)?来源\s*[:：]|浏览|点击(?:数|率|次数|量)?"
    r"|阅读(?:数|次数|量)?\s*[:：]?\s*\d|字[体号]|打印|关闭(?:窗口)?|分享|收藏|评论|责编|编辑\s*[:：]|扫一扫|二维码|当前位置"
    r"|所在位置|现在位置|您的位置|大\s*中\s*小|参与|人气|访问量|上一[篇页条]|下一[篇页条]|相关(?:阅读|新闻|推荐|链接|文章|稿件)"
    r"|返回|[\d/年-]+\s*\d{1,2}:\d{2}|[>›»]|微信|微博|QQ空间|手机看|举报|投诉|字号|繁体|无障碍"
)
_TELLS = frozenset((Kind.META, Kind.DATE, Kind.PERSON))
_EDITED = re.compile(r"编辑|责编|编审|审核|校对|录入|发布人|发布者|上传")
_LONGEST_ABOUT = 120
_LONGEST_BUTTON = 8
# What a plain page has above its title: lines, and characters of one.
_MOST_SITE, _LONGEST_SITE = 4, 40
# Lines above a text and below that may tell its date.
_NEAR, _FAR = 6, 16
_END = re.compile(
    r"\s*[【\[（(]?\s*(?:(?:责任编辑|责编|编辑|纠错|打印本页|打印|关闭窗口|我要纠错|返回顶部|返回|值班编辑)\s*(?:[:：】\]]|$)"
    r"|(?:编辑|审核|校审|[初复终]审|审校|校对|图文|排版|美编|来源|供稿|监制|策划)\s*[|｜丨]"
    r"|正文已结束|\(?正文结束|本文仅代表|本文来[自源]|图片.{0,3}来[自源]|原题为|原标题\s*[:：]|版权(?:声明|所有)|免责声明|声明\s*[:：]|上一[篇页条]|下一[篇页条]"
    r"|相关(?:阅读|新闻|推荐|链接|文章|稿件|专题)|延伸阅读|推荐阅读|热门(?:文章|推荐|搜索)|为您推荐|扫一扫|扫二维码|分享到?|更多.{0,12}下载"
    r"|收藏|附件下载|网友评论|最新评论|我要评论|点击收藏|主办(?:单位)?\s*[:：]|加载更多|查看更多|关键词\s*[:：]?$)"
)
# What readers and other pages have written, which may be long.
_OTHERS = re.compile(r"\s*[【\[（(]?\s*(?:网友|最新|我要)评论")
# Dates that only a page's programs know; WeChat gives seconds since 1970.
_PROGRAMMED = re.compile(
    r"""(?:datePublished|publish_?time|createTime|pub_?date|\bct)["']?\s*[=:]\s*["']"""
    r"""(?:(?P<date>\d{4}-\d{1,2}-\d{1,2})|(?P<seconds>1\d{9})["'])""",
    re.IGNORECASE,
)
# What schema.org calls the day on which a text was made or put out.
_MADE = ("datePublished", "dateCreated")
_CHINA = timezone(timedelta(hours=8))
_UNTITLED = re.compile(r"(?:无标题|未命名|untitled|index|document|microsoft word).*", re.IGNORECASE)
_LEAST_TITLE = 4


class Node:
    """A block of a page's tree, with the characters of prose below it.

    `distance` is 2 for what holds no part of the text, such as readers' comments, and 1 for what
    goes by such a name; `outside` tells what of it counts in this page.
    """

    def __init__(self, parent: Node | None = None, distance: int = 0) -> None:
        self.parent = parent
        self.distance: int = max(distance, parent.distance if parent else 0)
        self.outside = False
        self.prose = 0

    @classmethod
    def of(cls, element: HtmlElement, tag: str, parent: Node) -> Node:
        """Return the node of an element."""
        named = f"{element.get('class', '')} {element.get('id', '')}"[:_LONGEST_NAME]
        if tag in AROUND or _COMMENTS.search(named):
            return cls(parent, 2)
        return cls(parent, 1 if _OUTSIDE.search(named) else 0)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph of a page, where it stands, and how many of its characters are links."""

    paragraph: Paragraph
    node: Node
    linked: int = 0
    anchor: str = ""

    @property
    def text(self) -> str:
        """The text of the paragraph."""
        return self.paragraph.text

    @property
    def is_link(self) -> bool:
        """Whether it mostly leads elsewhere."""
        return self.linked > _LINKED * len(self.text)

    @property
    def is_prose(self) -> bool:
        """Whether it reads like a part of a text."""
        return (
            not self.is_link
            and len(self.text) >= _LEAST_PROSE
            and _SENTENCE.search(self.text) is not None
            and not _is_about(self.text)
        )


@dataclass(frozen=True, slots=True)
class Article:
    """The paragraphs of a page's text, and what the page tells of it."""

    paragraphs: list[Paragraph]
    metadata: Metadata


def metadata_of_page(tree: HtmlElement, page: str, blocks: Sequence[Block]) -> Metadata:
    """Return what a page's metadata, its title and its programs say."""
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = meta.get("name") or meta.get("property") or meta.get("itemprop")
        if name and (content := (meta.get("content") or "").strip()):
            named.setdefault(name.casefold(), content)
    shown = next((text for one in tree.iter("title") if (text := one.text)), "")
    named["title"] = " ".join(shown.split())
    metadata = metadata_of(named)
    headings = [one.text for one in blocks if one.paragraph.level in (1, 2)]
    title = without_site(metadata.title or "", [*headings, *(one.text for one in blocks[:_REACH])])
    if len(title) < _LEAST_TITLE or _UNTITLED.fullmatch(title) or not count_han(title):
        title = ""
    date = metadata.date or _timed(tree)
    if date is None and (found := _PROGRAMMED.search(page)):
        date = date_of(found["date"]) or _day_of(int(found["seconds"]))
    if metadata.speaker and not any(_names(one.text, metadata.speaker) for one in blocks):
        # Whom the metadata alone names, or a line about editing, has made the page.
        metadata = replace(metadata, speaker=None, organisation=None)
    said = (without_site(named["title"]), named.get("og:description") or named.get("description"))
    for text in filter(None, said):
        if metadata.speaker is None and (told := speaker_of_title(text.rstrip("。"))):
            metadata = replace(metadata, speaker=told.speaker)
    return replace(metadata, title=title or None, date=date)


def _timed(tree: HtmlElement) -> str | None:
    """Return the day that an element gives as that of the text (HTML, the time element)."""
    times = (one for one in tree.iter("time") if one.get("itemprop") in _MADE)
    given = ((one.get("datetime") or one.get("content") or "") for one in times)
    return next((date for text in given if (date := date_of(text[:10]))), None)


def _names(text: str, person: str) -> bool:
    return person in squeeze(text) and _EDITED.search(text) is None


def _day_of(seconds: int) -> str:
    """Return the day in China of a time since 1970."""
    return datetime.fromtimestamp(seconds, _CHINA).date().isoformat()


def article_of(blocks: Sequence[Block], metadata: Metadata, *, plain: bool) -> Article:
    """Cut a page's blocks to its text, with its title and what stands between the two.

    Of a plain page nothing is cut off but what tells of the page itself.
    """
    nodes = _nodes(blocks)
    inside = list(range(len(blocks))) if plain else _inside(blocks, nodes)
    prose = [i for i in inside if blocks[i].is_prose and not blocks[i].node.outside]
    if not prose:
        return Article([one.paragraph for one in blocks], metadata)
    first = prose[0]
    start = _title(blocks, first, metadata)
    if start is None and not plain:
        near = range(first - 1, max(-1, first - _REACH), -1)
        start = next((index for index in near if _is_head(blocks[index])), None)
    if start is not None and blocks[start].paragraph.level == 1:
        metadata = replace(metadata, title=blocks[start].text)
    titled = start is not None and (not plain or _is_site(blocks[:start], metadata, blocks[start]))
    top = range(start, first) if start is not None and titled else range(inside[0], first)
    kept = [i for i in top if i == start or _is_of_head(blocks[i], plain=plain)]
    kept += _body(blocks, [index for index in inside if index >= first], prose[-1], plain=plain)
    paged = start if start is None else _page_title(blocks, start)
    if metadata.date is None:
        above = blocks[max(0, first - _NEAR) if paged is None or plain else paged : first]
        behind = blocks[kept[-1] + 1 : kept[-1] + _FAR]
        date = _date_about(above) if plain else _date_beside(above)
        metadata = replace(metadata, date=date or _date_about(behind))
    if metadata.speaker is None and paged is not None:
        metadata = replace(metadata, speaker=_speaker_beside(blocks[paged + 1 : first]))
    paragraphs = [_without_end(blocks[index].paragraph) for index in kept]
    if start in kept[:-1]:
        # The next line isn't the title's second.
        below = kept.index(start) + 1
        paragraphs[below] = replace(paragraphs[below], gap=2)
    if metadata.title and begins_below_title(paragraphs[0].text):
        paragraphs.insert(0, Paragraph(metadata.title, 1))
    return Article(paragraphs, metadata)


def _is_site(above: Sequence[Block], metadata: Metadata, title: Block) -> bool:
    """Tell whether short lines above the very title that a page gives are the site's own."""
    short = all(len(one.text) <= _LONGEST_SITE and not one.paragraph.level for one in above)
    named = metadata.title is not None and key(metadata.title) == key(title.text)
    return named and short and 0 < len(above) <= _MOST_SITE and not title.paragraph.level


def _is_of_head(block: Block, *, plain: bool) -> bool:
    """Tell whether a line above the first paragraph is of the text: a button has few letters."""
    text = block.text
    if block.node.outside or (block.is_link and not plain):
        return False
    field = all(token.kind in FIELDS for token in tokens_of(split_lines(text)[0]))
    if plain:
        return field or not _is_about(text)
    return not _is_about(text) and (
        field
        or len(text) > _LONGEST_BUTTON
        or block.paragraph.level > 0
        or text[-1] in "：:"
        or heading_number(text) is not None
    )


def _inside(blocks: Sequence[Block], nodes: Sequence[Node]) -> list[int]:
    """Return the blocks of that element which holds most of the page's prose."""
    children: dict[Node, Node] = {}
    for node in reversed(nodes):
        if (parent := node.parent) is not None:
            parent.prose += node.prose
            if parent not in children or node.prose >= children[parent].prose:
                children[parent] = node
    # A long paragraph is no element that holds a text, but a piece of it.
    held = Counter(block.node for block in blocks)
    top = nodes[0]
    while (
        (inner := children.get(top)) is not None
        and inner.prose > _MOST * top.prose
        and (inner in children or held[inner] > 1 or inner.prose == top.prose)
    ):
        top = inner
    within: set[Node | None] = {top}
    for node in nodes:
        if node.parent in within:
            within.add(node)
    return [index for index, block in enumerate(blocks) if block.node in within]


def _nodes(blocks: Sequence[Block]) -> list[Node]:
    """Return the nodes around blocks, each below its parent; tell where the prose is."""
    nodes: dict[Node, None] = {}
    prose = [0, 0, 0]
    for block in blocks:
        node: Node | None = block.node
        chain = []
        while node is not None and node not in nodes:
            chain.append(node)
            node = node.parent
        nodes.update(dict.fromkeys(reversed(chain)))
        prose[block.node.distance] += len(block.text) if block.is_prose else 0
    # What holds nearly all of a page's prose is its text, whatever it is called.
    nearest = 1 if prose[0] * 4 >= prose[1] else 2
    for node in nodes:
        node.outside = node.distance >= nearest
    for block in blocks:
        if block.is_prose and not block.node.outside:
            block.node.prose += len(block.text)
    return list(nodes)


def _title(blocks: Sequence[Block], first: int, metadata: Metadata) -> int | None:
    """Return the block above the prose that is the page's title."""
    wanted = key(metadata.title or "")
    above = range(first - 1, max(-1, first - _REACH), -1)
    for index in above:
        if wanted and key(blocks[index].text) == wanted:
            return index
    found = next((index for index in above if blocks[index].paragraph.level in (1, 2)), None)
    while found and blocks[found - 1].paragraph.level in (1, 2):
        found -= 1
    return found


def _page_title(blocks: Sequence[Block], start: int) -> int:
    """Return the block with the page's title, whose data stand above the title of the text."""
    found = start
    for index in range(start - 1, max(-1, start - _NEAR), -1):
        block = blocks[index]
        if block.is_link or not (block.paragraph.level in (1, 2) or _is_about(block.text)):
            break
        found = index if block.paragraph.level in (1, 2) else found
    return found


def _is_head(block: Block) -> bool:
    """Tell whether a block holds a title and its data, which no heading says."""
    if block.node.outside or block.is_link or _is_about(block.text):
        return False
    title, *below = tokens_of(split_lines(block.text)[0])
    if title.kind is not Kind.TITLE:
        return False
    return is_strong(title.text) or (bool(below) and all(one.kind in FIELDS for one in below))


def _belongs(block: Block) -> bool:
    return not block.node.outside and not block.is_link and not _is_about(block.text)


def _body(
    blocks: Sequence[Block], inside: Sequence[int], last: int, *, plain: bool
) -> Iterator[int]:
    """Yield the blocks of the text from its first paragraph on, to what a page writes below it."""
    begun = above = 0
    left = sum(len(blocks[index].text) for index in inside if blocks[index].is_prose)
    for index in inside:
        block = blocks[index]
        prose = len(block.text) if block.is_prose else 0
        if begun > 1 and _END.match(block.text):
            # Below a caption or a button in its midst most of a text may stand.
            if _OTHERS.match(block.text) or (left - prose) * 2 <= above:
                return
            continue
        above, left = above + prose, left - prose
        if index > last and not (_belongs(block) and count_han(block.text)):
            return
        if not block.node.outside and (plain or not block.is_link):
            begun += 1
            yield index


def _without_end(paragraph: Paragraph) -> Paragraph:
    """Drop what a page writes right behind a sentence: the way back to its front page."""
    text, stop, behind = paragraph.text.rpartition("。")
    return replace(paragraph, text=text + stop) if stop and _END.match(behind) else paragraph


def _date_about(blocks: Iterable[Block]) -> str | None:
    """Return the date in a line that says that it tells of the text."""
    return _date_beside(block for block in blocks if _is_about(block.text))


def _date_beside(blocks: Iterable[Block]) -> str | None:
    """Return the date in a line about the text, above it or below."""
    for block in blocks:
        found = find_date(block.text) if len(block.text) <= _LONGEST_ABOUT else None
        if found and found.full and not block.is_link:
            return found.iso
    return None


def _speaker_beside(blocks: Iterable[Block]) -> str | None:
    """Return whom a line about the text names, between its title and its first paragraph."""
    tokens = (token for block in blocks for token in tokens_of(split_lines(block.text)[0]))
    return next((one.speaker for one in tokens if one.speaker and one.kind in _TELLS), None)


def _is_about(text: str) -> bool:
    return (
        len(text) <= _LONGEST_ABOUT
        and "。" not in text
        and (not is_complete(text) or text[-1] in "：:")
        and _ABOUT.search(text) is not None
    )
