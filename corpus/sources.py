"""Where a text stands, as a line beside it tells: in which paper, book, page, by which author."""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.chinese import Grammar
from corpus.dates import find_date, parse_date
from corpus.fields import PLACED_NAME, SURE_NAME, byline, squeeze
from corpus.telling import Told

# Where a text was printed: 原载《江城日报》2018年12月18日第1版, 《江城日报》（2018年12月18日）
_PRINTED = Grammar(
    r"(?:本文)?(?:原|曾|首)?(?:载|刊登|刊发|刊|发表|转载|摘|选|引)(?:于|自)?\s*[:：]?\s*(?:\d{4}\s*年[\d\s年月日]{0,14})?《[^《》]{2,30}》[^。]{0,40}。?"
)
# The issue of a paper, or a page of it: 2018年12月18日江城日报 第2版, 第2版()
_OF_ISSUE = Grammar(
    r"(?:[^，。；：《》]{0,12}\d日?\s*)?《?\s*[^，。；：《》\d]{0,10}(?:日报|晚报|时报|周报|报|周刊)\s*》?"
    r"\s*[（(/]?\s*(?:\d{4}\s*年?[\d年月日./\s-]{0,14}/?\s*)?[（(]?第?\s*\d{1,3}\s*版.{0,10}"
    r"|第\s*\d{1,3}\s*版\s*(?:[（(][^（()）]{0,12}[）)])?"
)
# The parts of a running line, of which one counts: 江城月刊　1994·10　总第600期　第5页
_NUMBERED = Grammar(
    r"(?=(?:.*[\s|｜·/])?(?:总?第\s*\d{1,4}\s*[期页版卷号辑]|\d{4}\s*[·.年]?\s*第?\s*\d{1,2}\s*期)(?:[\s|｜·/]|$))"
    r"[^，。；：！？]{2,60}"
)
# An agency or a paper, and when it printed a text: 海州社讯，10月1日《江城日报》
_WIRED = Grammar(
    r"[（(【]?\s*(?:据|原载|载|来源)?\s*[^，。；：《》\s]{2,8}[社网报刊](?:[^，。；：《》]{0,14}?[讯电])"
    r"(?:[，,、\s]*(?:\d{4}年)?(?:\d{1,2}月\d{1,2}日)?\s*《[^《》]{2,14}》.{0,14}?)?"
    r"(?:[，,、；\s（(]*(?:本报|[^，。；：\s]{2,8}社)?(?:记者|通讯员)\s*[^，。；：]{2,16})?[）)】]*"
)
# The day of a paper: 《江城日报》2018年12月18日, 江城日报 2018年12月18日
_OF_DAY = Grammar(
    r"(?:《[^《》]{2,16}》|[^，。；：《》\d]{2,10}(?:日报|晚报|时报|导报|周报|早报))\s*[（(，,]?\s*"
    r"(?:19|20)\d\d\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}\s*日?\s*[）)]?"
)
# An issue of a periodical: 江城月刊　1994·10　总第600期　政治　第5页
_OF_PERIODICAL = Grammar(
    r"《?[^，。；：《》\d\s]{1,12}(?:月报|[周月旬季学]刊|杂志|学报|评论|研究|文摘|通讯|导刊)》?\s*(?=.*\d)"
    r"(?:[\d年月·.,，()（）—-]{4,10}\s*)?(?:[（(]?[总第]{1,2}\s*\d{1,4}\s*[期卷辑][）)]?[\s，,]*){0,3}"
    r"(?:[^\s\d，。：]{1,6}\s+)?(?:第?\s*\d{1,4}\s*[页版])?"
)
# In which book a text stands: （《江边选集》第五卷，江城出版社1977年版，第60页）
_IN_BOOK = Grammar(
    r"(?:根据|选自|录自|引自|见|据|摘自|原载)?\s*《[^《》]{2,40}》(?!的)[^《》。]{0,40}"
    r"(?:出版社|书店|书局|印书馆|第\s*\d+(?:\s*[-—–~～、,，]{1,2}\s*\d+)?\s*[页期])[^《》。]{0,40}。?"
)
_BY = Grammar(
    rf"(?:本文|原文)?(?:作者(?:简介|介绍)?|(?:演讲[者人]|讲[者演]人?|主讲人?|发言人|嘉宾)(?:简介|介绍))(?:(?:系|为|是)(?P<posted>[^，。；：]{{2,30}})(?:，[^。；：]{{2,40}})?|[:：]?(?P<name>{SURE_NAME})"
    r"(?:(?:[，,、]|系|为|是|现任|现为)\s*\S[^。]*)?)。?"
    rf"|(?P<life>{SURE_NAME})系(?![列统部主])[^，。；：]{{2,30}}。?"
)
# By  heliben, as those sign who write for the web.
_BY_LATIN = Grammar(
    r"[—–-]*\s*[Bb][Yy]\s*[:：—–-]*\s*(?P<name>[A-Za-z][\w.’'-]+(?:\s[A-Za-z][\w.’'-]+){0,2})"
)
# Where a text first stood: 首发于江边谈话, 本文来自「江边谈话」, 转自：江城日报
_TAKEN = Grammar(
    r"[（(【]?(?:(?:本|原|此|全)文|文章)?\s*(?:首发|[转原刊登摘选引录节]载?|转载|转发|刊[登发]|发表|载)[于自]\s*[:：|｜丨]?\s*[^。]{2,60}"
    r"|[（(【]?(?:(?:本|原|此|全)文|文章|作者|内容|图文?)(?:来自|来源于|源自|出自|见于)\s*[^。]{2,60}|(?:来自|源自|出自|转载|首发)\s*[:：|｜丨]\s*[^。]{2,60}"
    r"|[（(【]?(?:(?:本|原|此|全)文|文章|网页|视频|音频|英文|中文|参考)?(?:原文|链接|地址|网址|出处)(?:\s*[:：|｜丨]\s*|\s+(?=\S*\w\.\w))[^。]{2,200}"
    r"|(?:微信)?(?:公众号|微信号|订阅号)\s*(?:[:：|｜丨]|ID)\s*\S{2,24}"
    r"|(?:查看|阅读|点击)?(?:[原全]文|文章|视频)(?:链接|地址|网址|出处)|(?:original\s+)?(?:source|link|url)",
    re.IGNORECASE,
)
# From which account another took a text: 以下文章来源于桥边谈话，作者何立本
_SHARED = Grammar(
    rf"(?:以下|本)文章?(?:来源于|来自|转[载自]+)[^，。；]{{1,30}}(?:[，\s]+作者\s*[:：]?\s*(?:(?P<name>{PLACED_NAME})|[^，。；]{{1,20}}))?。?"
)
_OF_SITE = Grammar(
    r"(?:[^。：:<>]{1,24}[:：\s]\s*)?<?(?:https?[:：]//|www\.)[!-~]+[\s）)]*|www\.\S+|.{2,16}(?:新闻|信息|政府|门户|校园|官方)(?:网|网站)|.{2,16}官网"
    r"|.{2,20}(?:数据库|资料库|文库|资料网|专题网?|频道|公众号|客户端)"
    r"|[【\[]?(?:(?:演讲|讲话)?(?:内容|全文)|正文)[】\]]?\s*[:：]?"
    # Where an agency's report was sent from.
    r"|[^，。；：\s]{2,12}[社报网]\S{0,10}?\d{1,2}月\d{1,2}日[电讯](?:[（(].{1,20}[）)])?"
)
# Characters of a date that is known to the day.
_DAY = 10


def source(text: str) -> Told | None:
    """Read a line on where a text was printed or put, and on its author."""
    return _of_print(text) or _of_author(text) or _of_site(text)


def _of_print(text: str) -> Told | None:
    """Read in which paper a text was printed, or in which book."""
    if _OF_PERIODICAL.fullmatch(text):
        return Told(more=True, labelled=True)
    if _OF_DAY.fullmatch(text):
        return Told(parse_date(text), more=True, labelled=True, issued=True)
    if _OF_ISSUE.fullmatch(text):
        date = parse_date(text.replace("/", "") if "年/" in text else text)
        return Told(date, more=True, labelled=True, issued=True)
    if _NUMBERED.fullmatch(text) or _WIRED.fullmatch(text):
        when = find_date(text)
        date = when.iso if when and len(when.iso) == _DAY else None
        return Told(date, more=True, labelled=True, issued=True)
    if _PRINTED.fullmatch(text):
        return Told(parse_date(text), more=True, labelled=True)
    return Told(more=True, labelled=True) if _is_of_book(text) else None


def _is_of_book(text: str) -> bool:
    """Tell whether a line names a book and its edition; a paper with its day is none."""
    dated = find_date(text)
    return _IN_BOOK.fullmatch(text) is not None and (dated is None or len(dated.iso) < _DAY)


def _of_author(text: str) -> Told | None:
    """Read a remark on the author: 作者系江城大学校长何立本, 作者何立本为江城大学校长."""
    if latin := _BY_LATIN.fullmatch(text):
        return Told(speaker=text[latin.start("name") : latin.end("name")], labelled=True)
    found = _BY.fullmatch(text)
    if not found:
        return None
    for group in ("name", "life"):
        if found[group] is not None:
            name = squeeze(text[found.start(group) : found.end(group)])
            return Told(speaker=name, more=True, labelled=True)
    who = byline(text[found.start("posted") : found.end("posted")])
    told = Told(None, who.speaker, who.organisation) if who else Told()
    return replace(told, more=True, labelled=True)


def _of_site(text: str) -> Told | None:
    """Read what a page has around a title: 正文：, the name of its site, whose text it took."""
    if shared := _SHARED.fullmatch(text):
        name = text[shared.start("name") : shared.end("name")] if shared["name"] else ""
        return Told(speaker=squeeze(name) or None, more=True, labelled=True)
    if _TAKEN.fullmatch(text):
        when = find_date(text)
        date = when.iso if when and when.full else None
        return Told(date, more=True, labelled=True, issued=True)
    return Told(more=True, labelled=True) if _OF_SITE.fullmatch(text) else None
