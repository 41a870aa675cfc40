"""What a line beside a title tells part by part: label and value, date, person, unit, place.

    line  = part { border part }
    part  = label value | date | person | unit | place

A border is a mark, a bar, a bracket or a space; a label begins a part behind any of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from corpus.chinese import Grammar
from corpus.dates import Dated, find_date, parse_date, unbracketed
from corpus.fields import (
    FOREIGN_NAME,
    POSITION,
    SPEAKER_LABEL,
    SURE_NAME,
    byline,
    is_name,
    is_organisation,
    squeeze,
)
from corpus.lines import has_body_marks
from corpus.patterns import TITLE_NOUN

_LONGEST = 60
# A line of several labels, as web pages have them.
_LONGEST_OF_LABELS = 90
_SPEAKER = Grammar(SPEAKER_LABEL, re.IGNORECASE)
_WHEN = Grammar(
    r"(?:\S{0,4})?(?:时间|日期)|发布于|发表于|date|time|published|updated", re.IGNORECASE
)
_ISSUED = Grammar(r"\S{0,2}(?:发表|发布|更新|刊发|发文|印发)|date|published|updated", re.IGNORECASE)
_WHERE_FROM = Grammar(r"单位|发言单位|部门|机构|班级|学校")
_KNOWN = (
    rf"{SPEAKER_LABEL}|\S{{0,4}}(?:时间|日期|地点)|发布于|发表于|date|published|updated|source|url|tags|场合|主持人?|记录人?|整理人?|整理者|记录整理|录音整理"
    r"|校对|审核|责编|责任编辑|编辑|编译|\S{0,4}来源|来源于|出处|原载|原标题|原题|单位|发言单位|部门|机构|班级|学校|指导老师|指导教师"
    r"|出席|列席|参加人员|与会人员|缺席|\S{0,4}翻译|\S{0,4}译者|摄影|供稿|字数|字号|阅读量?|浏览量?|浏览次数|点击数?|点击量|访问量|分类|栏目|标签"
    r"|字体|文号|发文字号|文章编号|中图分类号|文献标识码|基金项目|作者单位|作者简介|发布[者人]|发布单位|索引号|密级|抄送|主送|抄报|报送|附件?注|会议名称|活动名称"
)
# Any other word for who does something, before a name.
_DOER = r"[\u4e00-\u9fff]{0,5}(?:人|者|员|师|稿|编|审|核|译|摄|影|图|校|录|版|作|文)"
_LABEL = Grammar(
    rf"(?:[-*•·—–]{{1,4}}\s*)?(?:(?P<label>{_KNOWN})\s*[:：]|[【\[〔](?P<boxed>{_KNOWN})[】\]〕]\s*[:：]?"
    rf"|[【\[〔]?(?P<barred>{SPEAKER_LABEL}|编辑|整理|翻译|摄影|供稿|图|责编|记录|[来文]源)\s*[/／|｜丨])\s*(?P<value>.*)",
    re.IGNORECASE,
)
_DONE_BY = Grammar(
    rf"[（(]?(?:责任|本文)?(?:编辑|校对|整理|摄影|供稿|审核)\s+(?:{SURE_NAME})[）)]?|"
    rf"{_DOER}\s*[:：/／|｜丨]\s*(?:{SURE_NAME})(?:[、，,\s]+(?:{SURE_NAME}))*"
)
# 值周领导：何立本, 学生代表：何立本
_IN_ROLE = Grammar(
    rf"[\u4e00-\u9fff]{{0,6}}(?:{POSITION}|领导|嘉宾|选手|学长|家长)\s*[:：]\s*(?P<name>{SURE_NAME})"
)
# Where a text was printed: 原载《江城日报》2018年12月18日第1版, 《江城日报》（2018年12月18日）
_PRINTED = Grammar(
    r"(?:本文)?(?:原|曾|首)?(?:载|刊登|刊发|刊|发表|转载|摘|选|引)(?:于|自)?\s*[:：]?\s*(?:\d{4}年[\d年月日]{0,8})?《[^《》]{2,30}》[^。]{0,40}。?"
)
# In which book a text stands: （《江边选集》第五卷，江城出版社1977年版，第60页）
_IN_BOOK = Grammar(
    r"(?:根据|选自|录自|引自|见|据|摘自|原载)?\s*《[^《》]{2,40}》(?!的)[^《》。]{0,40}"
    r"(?:出版社|书店|书局|印书馆|第\s*\d+(?:\s*[-—–~～、,，]{1,2}\s*\d+)?\s*[页期])[^《》。]{0,40}。?"
)
_BY = Grammar(
    rf"(?:本文|原文)?(?:作者(?:简介|介绍)?|(?:演讲[者人]|讲[者演]人?|主讲人?|发言人|嘉宾)(?:简介|介绍))(?:(?:系|为|是)(?P<posted>[^，。；：]{{2,30}})|[:：]?(?P<name>{SURE_NAME})"
    r"(?:(?:[，,、]|系|为|是|现任|现为)\s*\S[^。]*)?)。?"
    rf"|(?P<life>{SURE_NAME})系[^，。；：]{{2,30}}。?"
)
# Who puts a page on the web, an office, or nobody.
_NOBODY = Grammar(
    rf"本[站网报刊].*|佚名|匿名|未知|不详|网络|互联网|转载|原创|admin\w*|\W*|{POSITION}"
    r"|.*(?:员|编|部|办|室|处|科|局|网|站|报|社|中心|公司|集团|学院|大学|协会|委|组|号|在线|频道)",
    re.IGNORECASE,
)
_MADE = re.compile(r"(?:原创|原創)[\s\u3000]+\S")
_OF_SITE = Grammar(
    r"<?https?://\S+|www\.\S+|.{2,16}(?:新闻|信息|政府|门户|校园|官方)(?:网|网站)|.{2,16}官网"
    r"|[【\[]?(?:(?:演讲|讲话)?(?:内容|全文)|正文)[】\]]?\s*[:：]?"
    # Where an agency's report was sent from.
    r"|[^，。；：\s]{2,12}[社报网]\S{0,10}?\d{1,2}月\d{1,2}日[电讯](?:[（(].{1,20}[）)])?"
)
_HOUR = Grammar(r"(?:\S{2,5}时间)?\s*\d{1,2}\s*(?:时|[:：])\s*\d{2}\s*分?")
_BEGINS = re.compile(
    r"[\s\u3000|｜丨,，;；]+(?=[【\[〔]?[^\s\d:：|｜丨/／]{1,6}[】\]〕]?\s?[:：/／|｜丨]\s*[^\s:：/／|｜丨])"
    r"|(?<=[\d日）)】\]])(?=(?:来源|作者|编辑|责编|浏览|点击|阅读|字[体号])[^:：]{0,3}[:：])"
)
_ITEM = re.compile(r"[-*•·—–]{1,4}\s+")
_BARS = re.compile(r"\s*[|｜丨]\s*")
_APART = re.compile(r"[\s\u3000，,|｜丨/／;；]+")
_BORDER = " \t\u3000，,|｜丨/／;；:：。．（(）)"
_PLACE = Grammar(r"(?:于|在|发表于|发布于)?[^，。；：:！？“”]{2,14}")
# The page of a newspaper, in pieces: 第 03 版.
_OF_PAPER = Grammar(r"第?\d{0,3}版?")
_IN_MARKS = re.compile(r"(?<=《)\s+|\s+(?=》)")
_PUBLISHED = Grammar(r"(?:发表|发布|刊|写|作|书)?于.{1,12}")
# How writers sign: 何立本于江城2017-12-15, 定稿于2003年4月1日, 2006年夏于江城, 写于2000年冬
_SIGNED = Grammar(
    rf"(?:(?P<name>{SURE_NAME})\s*)?(?:(?:[初二三终定完脱草]|改)稿|写|作|撰|书|记|草|改定|修[改订]|整理|成|写成){{0,2}}"
    r"(?:于[^，。；：（(\s]{0,12}?)?\s*"
)
_SEASON = Grammar(
    r"[初仲盛深暮晚早孟季金]?[春夏秋冬](?:日|夜|季|天|节)?|除夕|元旦|元宵|端午|中秋|国庆|五一|重阳"
)
_ENDS_TITLE = Grammar(TITLE_NOUN + r"(?:[（(].*[）)])?$")
# A page's line of information has the minute; a name of whoever published it may stand before.
_STAMP = re.compile(r"\d{1,2}[:：]\d{2}(?!\d)")
_LONGEST_ACCOUNT = 14
# Of two characters a place may be taken for a name.
_LEAST_NAME = 3
_A_PLACE = Grammar(r"[京津沪渝州省市县区镇乡村城江河海山港苏徽肃宁波东西南北门岛阳]$")
_LONGEST_PLACE = 4
_ABROAD = Grammar(FOREIGN_NAME)
_LONGEST_VALUE = 12
# Characters of a date that is known to the day.
_DAY = 10
_SHORTEST_NAME = 2
_POLITE = re.compile(r"\s*(?:先生|女士|同志|教授|博士|院士|老师)$")


def is_like_a_place(name: str) -> bool:
    """Tell a name of two characters that may be that of a town: 江城."""
    return len(name) < _LEAST_NAME and _A_PLACE.search(name) is not None


@dataclass(frozen=True, slots=True)
class Told:
    """What a line tells; `more` says that it holds something beside these fields.

    `labelled` tells a line of labels from one that a date or a name makes one of particulars,
    `issued` that the date is that of a page or paper, rather than the speech's own.
    """

    date: str | None = None
    speaker: str | None = None
    organisation: str | None = None
    more: bool = False
    labelled: bool = False
    issued: bool = False

    def beside(self, other: Told) -> Told:
        """Add what another part tells, where this one leaves it open."""
        return Told(
            self.date or other.date,
            self.speaker or other.speaker,
            self.organisation or other.organisation,
            self.more or other.more,
            self.labelled or other.labelled,
            self.issued if self.date else other.issued,
        )


def labelled(text: str) -> Told | None:
    """Read a line of labels and their values: 来源：… 作者：…."""
    if len(text) > _LONGEST_OF_LABELS or "。" in text.rstrip("。"):
        return None
    text = unbracketed(_ITEM.sub("", text, count=1) if _ITEM.match(text) else text)
    if _PRINTED.fullmatch(text):
        return Told(parse_date(text), more=True, labelled=True)
    if _is_of_book(text):
        return Told(more=True, labelled=True)
    if told := _of_author(text) or _of_page(text):
        return told
    if not _LABEL.fullmatch(text):
        if role := _IN_ROLE.fullmatch(text):
            return Told(speaker=squeeze(text[role.start("name") : role.end("name")]), labelled=True)
        other = _DONE_BY.fullmatch(text) or _HOUR.fullmatch(text)
        return Told(more=True, labelled=True) if other else None
    parts = [one for one in _BEGINS.split(text) if one.strip()]
    if len(parts) == 1 and len(text) > _LONGEST:
        return None
    told = Told()
    for part in parts:
        told = told.beside(_part(part))
    several = len(parts) > 1 and any(map(_is_other, parts))
    return replace(told, more=told.more or several, labelled=True)


def _is_of_book(text: str) -> bool:
    """Tell whether a line names a book and its edition; a paper with its day is none."""
    dated = find_date(text)
    return _IN_BOOK.fullmatch(text) is not None and (dated is None or len(dated.iso) < _DAY)


def _of_author(text: str) -> Told | None:
    """Read a remark on the author: 作者系江城大学校长何立本, 作者何立本为江城大学校长."""
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


def _of_page(text: str) -> Told | None:
    """Read what a page has around its title: 原创 何立本 江城大学, 正文：, the name of its site."""
    if _MADE.match(text):
        told = Told(more=True, labelled=True)
        for part, _ in _parts(text, False):
            told = told.beside(_free(part) or Told())
        return told
    return Told(more=True, labelled=True) if _OF_SITE.fullmatch(text) else None


def _is_other(part: str) -> bool:
    told = _part(part)
    return not (told.date or told.speaker or told.organisation)


def _part(text: str) -> Told:
    found = _LABEL.fullmatch(text)
    if not found:
        return _free(text) or Told(more=True)
    label = next(
        text[found.start(name) : found.end(name)]
        for name in ("label", "boxed", "barred")
        if found[name] is not None
    )
    value, *others = _BARS.split(text[found.start("value") : found.end("value")].strip())
    told = _valued(label, value)
    for other in others:
        told = told.beside(_free(other) or Told(more=True))
    return told


def _valued(label: str, value: str) -> Told:
    dated = find_date(value)
    if _SPEAKER.fullmatch(label):
        if dated is None or not dated.full:
            return _spoken(value)
        behind = _free(dated.behind.strip(_BORDER), follows=True) or Told(more=True)
        return _spoken(dated.before.strip(_BORDER)).beside(Told(dated.iso)).beside(behind)
    if _WHEN.fullmatch(label):
        # Taiwan counts the years of the Republic without saying so.
        dated = dated or find_date(f"民国{value}")
        issued = _ISSUED.match(label) is not None
        return Told(dated.iso if dated else None, more=not dated, issued=issued)
    if _WHERE_FROM.fullmatch(label) and value:
        return Told(organisation=value)
    return Told(dated.iso if dated and dated.full else None, more=True)


def _spoken(value: str) -> Told:
    found = byline(value)
    if found and found.speaker:
        return Told(speaker=found.speaker, organisation=found.organisation)
    plain = _POLITE.sub("", value)
    if _SHORTEST_NAME <= len(plain) < len(value) <= _LONGEST_VALUE:
        return Told(speaker=squeeze(plain))
    if found and found.organisation:
        return Told(organisation=found.organisation)
    shown = 2 <= len(value) <= _LONGEST_VALUE and not has_body_marks(value)
    if is_name(value) or (shown and not _NOBODY.fullmatch(value)):
        return Told(speaker=squeeze(value))
    return Told(more=True)


def dated(text: str) -> Told | None:
    """Read a line with a date beside names, organisations and a place that are set apart."""
    bracketed, text = text, _IN_MARKS.sub("", unbracketed(text))
    found = find_date(text) if len(text) <= _LONGEST else None
    if not found or "。" in text[:-1]:
        return None
    if told := _signed(found):
        return told
    if not found.full:
        return None
    before, behind = found.before.strip(), found.behind.strip()
    stamp = (
        _STAMP.search(text) is not None
        and len(before) <= _LONGEST_ACCOUNT
        and not has_body_marks(behind)
    )
    apart = (not before or found.before[-1] in _BORDER) and (
        not behind or found.behind[0] in _BORDER or _PUBLISHED.fullmatch(behind) is not None
    )
    if not (stamp or apart):
        return None
    # 把码头修好（2018年12月18日）: no place is so long, and in no such place.
    titled = found.before[-1:] in ("（", "(") and behind in ("）", ")") and before[0] != "《"
    if titled and len(before) > _LONGEST_PLACE and not _who(before[:-1]):
        return None
    told = Told(found.iso, issued=stamp)
    # （2013年9月7日，阿斯塔纳） is where, written with the sounds that names are written with.
    if text != bracketed and not before and _ABROAD.fullmatch(behind.strip(_BORDER)):
        return replace(told, more=True)
    for part, follows in (*_parts(before, False), *_parts(behind, True)):
        one = _free(part, follows=follows)
        if one is None and not stamp:
            return None
        told = told.beside(one or Told(more=True))
    # Who stands beside the minute has put the text on a page.
    return replace(told, organisation=None, more=True) if stamp and told.organisation else told


def _who(text: str) -> bool:
    return byline(text) is not None or is_name(text) or is_organisation(text)


def _signed(found: Dated) -> Told | None:
    """Read how a writer signs: who, that it was written, where, and when."""
    by = _SIGNED.fullmatch(found.before)
    name = None
    if by is not None and by["name"] is not None:
        name = squeeze(found.before[by.start("name") : by.end("name")])
    if by is None or (name and name == squeeze(found.before)):
        return None
    behind = found.behind.strip()
    season = _SEASON.match(behind)
    if not (found.full or season):
        return None
    rest = behind[season.end() :].strip(_BORDER) if season else behind.strip(_BORDER)
    # A date alone, and one between others, is read part by part.
    if (rest and not _PUBLISHED.fullmatch(rest)) or not (season or found.before.strip()):
        return None
    return Told(found.iso, name, more=bool(found.before.strip() or rest))


def _parts(text: str, follows: bool) -> list[tuple[str, bool]]:
    # 何　立　本: the spaces within a name part nothing.
    if is_name(text.strip(_BORDER)):
        return [(squeeze(text.strip(_BORDER)), follows)]
    parts = (one.strip("（()） \u3000。·•") for one in _APART.split(text))
    return [(part, follows) for part in parts if part]


def _free(text: str, *, follows: bool = False) -> Told | None:
    """Read a part beside others; `follows` tells that a date stands before it."""
    text = text.strip()
    when = find_date(text)
    if when and when.full and not when.before.strip() and not when.behind.strip():
        return Told(when.iso)
    if (
        _OF_PAPER.fullmatch(text)
        or is_like_a_place(text)
        or (follows and _PUBLISHED.fullmatch(text))
    ):
        return Told(more=True)
    if _LABEL.fullmatch(text):
        return _part(text)
    found = byline(text) or (byline(f"（{text}）") if is_name(text) else None)
    if found and (found.speaker or is_organisation(text)):
        return Told(None, found.speaker, found.organisation)
    if _PLACE.fullmatch(text) and not _ENDS_TITLE.search(text):
        return Told(more=True)
    return None
