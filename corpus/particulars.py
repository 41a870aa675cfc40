"""What a line beside a title tells part by part: label and value, date, person, unit, place.

    line  = part { border part }
    part  = label value | date | person | unit | place

A border is a mark, a bar, a bracket or a space; a label begins a part behind any of them.
"""

from __future__ import annotations

import re
from dataclasses import replace

from corpus.characters import HAN
from corpus.chinese import Grammar
from corpus.dates import Dated, find_date, unbracketed
from corpus.fields import (
    FOREIGN_NAME,
    PLACED_NAME,
    POSITION,
    SPEAKER_LABEL,
    SURE_NAME,
    Byline,
    byline,
    is_name,
    is_organisation,
    squeeze,
)
from corpus.lines import has_body_marks
from corpus.patterns import TITLE_NOUN
from corpus.sources import source
from corpus.telling import Told

_LONGEST = 60
# A line of several labels, as web pages have them.
_LONGEST_OF_LABELS = 90
_SPEAKER = Grammar(SPEAKER_LABEL, re.IGNORECASE)
_WHEN = Grammar(
    r"(?:\S{0,4})?(?:时间|日期)|发布于|发表于|date|time|published|updated", re.IGNORECASE
)
_ISSUED = Grammar(r"\S{0,2}(?:发表|发布|更新|刊发|发文|印发)|date|published|updated", re.IGNORECASE)
# 主 讲 人：, 时　　间：
_SPACED_LABEL = re.compile(rf"[{HAN}](?:[ \u3000]+[{HAN}]){{1,4}}\s*[:：|｜丨]")
_HOST = Grammar(r"主持人?")
_WHERE_FROM = Grammar(r"单位|发言单位|部门|机构|班级|学校")
_KNOWN = (
    rf"{SPEAKER_LABEL}|\S{{0,4}}(?:时间|日期|地点)|发布于|发表于|date|published|updated|source|url|tags|场合|主持人?|记录人?|整理人?|整理者|记录整理|录音整理"
    r"|校对|审核|责编|责任编辑|编辑|编译|\S{0,4}来源|来源于|出处|原载|原标题|原题|单位|发言单位|部门|机构|班级|学校|指导老师|指导教师"
    r"|(?:参会|参加|出席|列席|与会|缺席|到会|应到|实到)(?:人员?|人数|者|领导|单位|代表)?|\S{0,4}翻译|\S{0,4}译者|摄影|供稿|字数|字号|阅读量?|浏览量?|浏览次数|点击数?|点击量|访问量|分类|栏目|专栏|版次|版面|标签"
    r"|字体|文号|发文字号|文章编号|中图分类号|文献标识码|基金项目|作者单位|作者简介|发布[者人]|发布单位|索引号|密级|抄送|主送|抄报|报送|附件?注|会议名称|活动名称|主管|主办|承办|协办|(?:主管|主办|承办|协办|指导|支持)单位|话题|专题|副标题"
)
# Any other word for who does something, before a name.
_DOER = rf"[{HAN}]{{0,5}}(?:人|者|员|师|稿|编|审|核|译|摄|影|图|校|录|版|作|文)"
_LABEL = Grammar(
    rf"(?:[-*•·—–]{{1,4}}\s*)?(?:(?P<label>{_KNOWN})\s*[:：]|[【\[〔](?P<boxed>{_KNOWN})[】\]〕]\s*[:：]?"
    # A bar may be typed as the letter that looks like it: 作者l 何立本.
    r"|(?P<bare>(?:发[布表]|更新|刊[发登]|提交)(?:于|时间|日期))\s*(?=\d{4})"
    rf"|(?P<piped>{_KNOWN})\s*[|｜丨]|[【\[〔]?(?P<barred>{SPEAKER_LABEL}|编辑|整理|翻译|摄影|供稿|图|责编|记录|[来文]源)"
    rf"\s*(?:[/／|｜丨]|(?<=[{HAN}])l(?=[ \u3000{HAN}])))\s*(?P<value>.*)",
    re.IGNORECASE,
)
# What others than who spoke did for a text: 采访、整理：…, 摄影 …
_TASK = (
    r"(?:(?:责任|本文|录音|文字|中文|现场|值班|执行|本期)?(?:采访|采写|整理|记录|编辑|编译|翻译|译文|校对|校译|审核|审校|摄影|摄像|拍摄|供图|供稿|制图|绘图|插图|排版|美编|策划|监制)"
    r"|图片?|译|校|[记责]编?者?(?<=记者|责编)|通讯员)"
)
_DOERS = (
    rf"(?:本[报刊网台社]|通讯员|记者|\s)*(?:{PLACED_NAME})"
    rf"(?:[、，,&和\s]+(?:通讯员|记者|\s)*(?:{PLACED_NAME}))*"
)
_DONE_BY = Grammar(
    rf"(?:(?:^|[\s；;，,|｜]+)[（(]?{_TASK}(?:[、/／和与及&\s]{{1,2}}{_TASK})*\s*(?:[:：/／|｜丨]|\s)\s*{_DOERS}[）)]?)+|"
    rf"(?:本[报刊网台社]|[^，。；：\s]{{2,12}})?(?:记者|通讯员)\s*{_DOERS}\s*(?:摄影?(?:报道)?|文/?图|报道|整理|采访)|"
    rf"[^，。；：\s]{{2,16}}\s+(?:{PLACED_NAME})\s*(?:摄影?|供图|/\s*[摄图])|"
    r"(?:阅读|浏览|点击|播放|评论|点赞|在看)(?:量|数|次数)?\s*[:：]?\s*\d[\d,.]*\s*[万千]?\+?\s*次?|"
    r"(?:总?第\s*\d{1,4}\s*[期号辑][\s（(）)]*){1,2}|"
    rf"[（(]?(?:责任|本文)?(?:编辑|校对|整理|摄影|供稿|审核)\s+(?:{SURE_NAME})[）)]?|"
    rf"(?:{SURE_NAME})\s+(?:编?译|整理|记录|编辑|摄影?|供稿|校对?)|"
    rf"(?:本文|此文|文章)由[^，。；：]{{0,12}}?(?:{SURE_NAME})(?:[、，,\s和]+(?:{SURE_NAME}|[{HAN}]{{2}}))*(?:编?译|整理|记录|编辑|供稿|推荐)。?|"
    rf"{_TASK}\s*[:：/／|｜丨]\s*[A-Za-z@][\w .·&@-]{{1,30}}|"
    rf"{_DOER}\s*[:：/／|｜丨]\s*(?:{SURE_NAME})(?:[、，,\s]+(?:{SURE_NAME}))*"
)
# 值周领导：何立本, 学生代表：何立本, 致辞：何立本（江城大学校长）
_IN_ROLE = Grammar(
    rf"(?!任课|指导|评阅|班主任|辅导)[{HAN}]{{0,6}}(?:{POSITION}|领导|嘉宾|选手|学长|家长|致[辞词]|讲话|发言|演讲|演说|报告|宣讲|授课)"
    r"\s*[:：]\s*(?P<value>[^，。；：！？]{2,30})"
)
# 【演讲】把码头修好 is a title.
_BOXED = Grammar(r"[【\[〔](?:演讲|主讲|口述|嘉宾|文)[】\]〕]\s*(?P<value>.+)")
# Who puts a page on the web, an office, or nobody.
_NOBODY = Grammar(
    rf"本[站网报刊].*|佚名|匿名|未知|不详|网络|互联网|转载|原创|admin\w*|\W*|{POSITION}"
    r"|.*(?:员|编|部|办|室|处|科|局|网|站|报|社|中心|公司|集团|学院|大学|协会|委|组|号|在线|频道)",
    re.IGNORECASE,
)
_MADE = re.compile(r"(?:原创|原創)[\s\u3000]+\S")
# What a page says of a text beside when it put it there.
_OF_A_PAGE = Grammar(
    r"(?:发布[者人]?|来源|浏览|点击|阅读|访问|编辑|责编|字[号体]|录入|上传)[^:：]{0,4}[:：]"
)
_HOUR = Grammar(r"(?:\S{2,5}时间)?\s*\d{1,2}\s*(?:时|[:：])\s*\d{2}\s*分?")
_BEGINS = re.compile(
    r"[\s\u3000|｜丨,，;；]+(?=[【\[〔]?[^\s\d:：|｜丨/／]{1,6}[】\]〕]?\s?[:：/／|｜丨]\s*[^\s:：/／|｜丨])"
    r"|(?<=[\d日）)】\]])(?=(?:来源|作者|编辑|责编|浏览|点击|阅读|字[体号])[^:：]{0,3}[:：])"
)
_ITEM = re.compile(r"[-*•·—–]{1,4}\s+")
_BARS = re.compile(r"\s*[|｜丨]\s*")
_APART = re.compile(r"[\s\u3000，,|｜丨/／;；]+")
_DASHES = "—–－―─ \u3000"
_BORDER = " \t\u3000，,|｜丨/／;；:：。．（(）)"
_PLACE = Grammar(r"(?:于|在|发表于|发布于)?[^，。；：:！？“”]{2,14}")
# The page of a newspaper, in pieces: 第 03 版.
_OF_PAPER = Grammar(r"第?\d{0,3}版?")
_IN_MARKS = re.compile(r"(?<=《)\s+|\s+(?=》)")
_PUBLISHED = Grammar(r"(?:发表|发布|刊|写|作|书)?于.{1,12}")
# How writers sign: 何立本于江城2017-12-15, 定稿于2003年4月1日, 2006年夏于江城, 写于2000年冬
_SIGNED = Grammar(
    rf"(?:(?P<name>{SURE_NAME})\s*)?(?:(?:[初二三终定完脱草]|改)稿|写|作|撰|书|记|草|改定|发布|发表|更新|修[改订]|整理|成|写成){{0,2}}"
    r"(?:于[^，。；：（(\s]{0,12}?)?\s*"
)
_LATIN_NAME = r"[A-ZÀ-Þ][A-Za-zÀ-ɏ.'’-]*(?:\s+[A-ZÀ-Þ][A-Za-zÀ-ɏ.'’-]*){1,3}"
_LATIN_NAMES = re.compile(rf"{_LATIN_NAME}(?:\s*[,&]\s*{_LATIN_NAME})*")
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
# 雒志强（县委党校副校长）, 何立本，江城大学教授
_PLACED = Grammar(rf"(?P<name>{PLACED_NAME})(?=\s*[（(，,《]|[ \u3000]+\S{{2}}|$)")
_POLITE = Grammar(
    r"(?P<name>.{2,}?)\s*(?:先生|女士|同志|教授|博士|院士|老师)"
    rf"|(?P<held>{FOREIGN_NAME}|{PLACED_NAME})\s*{POSITION}"
)


def is_like_a_place(name: str) -> bool:
    """Tell a name of two characters that may be that of a town: 江城."""
    return len(name) < _LEAST_NAME and _A_PLACE.search(name) is not None


def labelled(text: str) -> Told | None:
    """Read a line of labels and their values: 来源：… 作者：…."""
    if len(text) > _LONGEST_OF_LABELS or "。" in text.rstrip("。"):
        return None
    text = unbracketed(_ITEM.sub("", text, count=1) if _ITEM.match(text) else text)
    if spaced := _SPACED_LABEL.match(text):
        text = "".join(spaced[0].split()) + text[spaced.end() :]
    if told := source(text) or _of_account(text):
        return told
    if _boxes_title(text):
        return None
    if not _LABEL.fullmatch(text):
        if role := _in_role(text):
            return role
        other = _DONE_BY.fullmatch(text) or _HOUR.fullmatch(text)
        return Told(more=True, labelled=True) if other else None
    parts = [one for one in _BEGINS.split(text) if one.strip()]
    if len(parts) == 1 and len(text) > _LONGEST:
        return None
    told = Told()
    for part in parts:
        told = told.beside(_part(part))
    several = len(parts) > 1 and any(map(_is_other, parts))
    issued = told.issued or (len(parts) > 1 and _OF_A_PAGE.search(text) is not None)
    return replace(told, more=told.more or several, labelled=True, issued=issued)


def _in_role(text: str) -> Told | None:
    """Read who spoke by what he is or did: 值周领导：何立本, 致辞：何立本（江城大学校长）."""
    found = _IN_ROLE.fullmatch(text)
    value = text[found.start("value") : found.end("value")] if found else ""
    who = byline(value)
    if _PLACED.match(value) or is_name(value) or (who and who.speaker):
        return replace(_spoken(value), labelled=True)
    return None


def _boxes_title(text: str) -> bool:
    """Tell whether a word in a box stands before something else than a name."""
    boxed = _BOXED.fullmatch(text)
    if not boxed:
        return False
    value = text[boxed.start("value") : boxed.end("value")]
    return byline(value) is None and _PLACED.match(value) is None and not is_name(value)


def _of_account(text: str) -> Told | None:
    """Read who wrote a text by the line of an account: 原创 何立本 江城大学."""
    if _MADE.match(text):
        told = Told(more=True, labelled=True)
        for part, _ in _parts(text, False):
            told = told.beside(_free(part) or Told())
        return told
    return None


def _is_other(part: str) -> bool:
    told = _part(part)
    return not (told.date or told.speaker or told.organisation)


def _part(text: str) -> Told:
    found = _LABEL.fullmatch(text)
    if not found:
        return _free(text) or Told(more=True)
    label = next(
        text[found.start(name) : found.end(name)]
        for name in ("label", "boxed", "piped", "barred", "bare")
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
    if _HOST.fullmatch(label):
        return replace(_spoken(value), more=True)
    if _WHERE_FROM.fullmatch(label) and value:
        return Told(organisation=value)
    return Told(dated.iso if dated and dated.full else None, more=True)


def _spoken(value: str) -> Told:
    found = byline(value)
    if found and found.speaker:
        return Told(speaker=found.speaker, organisation=found.organisation)
    if not is_name(value) and _NOBODY.fullmatch(value):
        return Told(organisation=found.organisation if found else None, more=True)
    if placed := _PLACED.match(value):
        rest = value[placed.end() :]
        return Told(
            speaker=squeeze(value[placed.start("name") : placed.end("name")]), more=bool(rest)
        )
    if len(value) <= _LONGEST_VALUE and (polite := _POLITE.fullmatch(value)):
        begins, ends = polite.span("name" if polite["name"] is not None else "held")
        return Told(speaker=squeeze(value[begins:ends]))
    if found and found.organisation:
        return Told(organisation=found.organisation)
    shown = 2 <= len(value) <= _LONGEST_VALUE and not has_body_marks(value)
    if is_name(value) or (shown and not _NOBODY.fullmatch(value)):
        return Told(speaker=squeeze(value))
    return Told(more=True)


def dated(text: str) -> Told | None:
    """Read a line with a date beside names, organisations and a place that are set apart."""
    bracketed, text = text, _IN_MARKS.sub("", unbracketed(text).lstrip(_DASHES))
    found = find_date(text) if len(text) <= _LONGEST else None
    if (
        not found
        or "。" in text[:-1]
        or (text[-1] == "。" and len(found.behind) > _LONGEST_ACCOUNT)
    ):
        return None
    if told := _signed(found) or _written_by(found):
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


def _written_by(found: Dated) -> Told | None:
    """Read who spoke or wrote beside the year alone, or in Latin letters beside any date."""
    name = f"{found.before} {found.behind}".strip()
    latin = _LATIN_NAMES.fullmatch(name) is not None
    apart = found.before[-1:].isspace() or found.behind[:1].isspace()
    if not apart or (found.before.strip() and found.behind.strip()) or (found.full and not latin):
        return None
    who = Byline(None, name) if latin or is_name(name) else byline(name)
    if who is None or not who.speaker or is_like_a_place(name):
        return None
    return Told(found.iso, squeeze(who.speaker), who.organisation)


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
