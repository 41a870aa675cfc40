"""Who speaks, as titles and the sentences that announce a speech tell it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.characters import HAN
from corpus.chinese import Grammar
from corpus.fields import (
    DISTINCT_NAME,
    FOREIGN,
    FOREIGN_NAME,
    HEADLINE_NAME,
    POSITION,
    SHORT_NAME,
    SURE_NAME,
    Byline,
    byline,
    posted,
    squeeze,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SAID = (
    rf"(?:{patterns.TITLE_NOUN}|贺信|贺电|公开信|一封信|谈话|采访|答问|答记者问|访谈|专访|座谈|会谈"
    r"|讲座(?:实录|全文|文字[版稿])|纪要|自述|感言|记者会|发布会|国情咨文|陈[词辞]|声明|宣言)"
)
# How he is called in another script, or what he is, in brackets, stands right behind a name.
_ALSO = r"(?:\s*[（(][^（()）]{2,30}[）)]\s*)?"
_AFTER = rf"{_ALSO}(?:同志|先生|女士|夫人|{POSITION})?{_ALSO}"
# A celebration of such an occasion.
_FEAST = r"(?:典礼|仪式|大会|晚会|会议|论坛|峰会|年会|招待会)"
_OCCASION = (
    r"(?:就职|离职|离任|到任|赴任|履新|辞职|任职|上任|卸任|当选|胜选|败选|竞选|施政|告别|退休|退役|毕业|入学|开学|新年|新春|元旦|国庆"
    r"|获奖|领奖|受奖|开幕|闭幕)"
)
# What goes before whom a title names: a title of its own behind a dash, or how he was asked.
_LEAD = (
    r"(?:[^！!：:]{2,10}[！!]\s*|[^：:]{0,40}(?:[—–－―─]{1,4}|-{2,8})\s*|-{1,8}\s*"
    r"|[【\[][^【】\[\]]{1,12}[】\]]\s*|[^：:|｜丨]{1,24}[|｜丨]\s*|全文\s*[：:]\s*"
    r"|(?:访谈|专访|对话|演讲|发言|讲话|直播|视频)(?:实录|全文|回放)?\s*[：:]\s*"
    r"|(?:独家)?(?:专访|对话|听)\s*)?"
)
_LATIN = r"[A-Z][A-Za-z'’]+(?:\s[A-Z][A-Za-z.'’]*){1,2}"
_POST = r"(?P<post>[^，。；：—–―─|｜丨【】\s]{2,30}?)"
# A title is not its subtitle: 时间与未来——在……上的讲话 names nobody.
_WITHIN = r"(?:《[^《》]*》|(?![—–―－─]{2}|[—–―－─-]+\s*在).)"
_TITLED = Grammar(
    rf"{_LEAD}{_POST}??(?P<name>{SURE_NAME}|{_LATIN}){_AFTER}(?P<more>(?:[、，](?:{SURE_NAME}))*)(?:\s*\d{{4}}\s*年)?"
    rf"(?:在|于|就|致|对|给|向|为|与|和|同|赴|到|出席|应邀|参加|接受|宣布|回应|答复){_WITHIN}{{2,60}}{_SAID}.{{0,12}}"
)
_BORDER = r"\s*[：:|丨｜]\s*\S.{2,}"
# What may stand behind the word for a speech: in which form it is given, and a title of its own.
_REST_ALONE = r"(?:全文|实录|节选|摘要|文字版|中文版|中译|译文|提纲|稿)*(?:[（(].{1,12}[）)])?"
_REST = rf"{_REST_ALONE}(?:{_BORDER}|\s*[—–―]{{1,4}}\s*\S.{{2,}})?"
_HEADLINE = Grammar(
    rf"{_LEAD}(?:(?P<name>{HEADLINE_NAME}){_AFTER}|{_POST}(?P<held>{SURE_NAME})(?:同志|先生|女士)?)"
    rf"(?:{_SAID}(?:全文|实录)?)?{_BORDER}"
)
# Without a word that goes before an occasion the name must be one that is nothing else.
_BARE = Grammar(
    rf"{_LEAD}(?:{_POST}??(?P<name>{DISTINCT_NAME}|{SHORT_NAME}|{FOREIGN}){_AFTER}"
    rf"|{_POST.replace('post', 'rank')}(?P<held>{SURE_NAME}))"
    rf"(?:(?:发表|作|做|致)?(?:的)?(?:生前|最后|晚年|早年|近期|最新|独家|深度|万字|书面|电话|视频){{0,2}}(?:(?:{_OCCASION}{_FEAST}?){{0,2}}{_SAID}|\s*(?:\d{{4}}|[一二][〇○零九]\S{{2}})\s*年?.{{0,20}}{_SAID})"
    rf"{_REST})"
)
# 何立本院士谈码头: whoever talks about something is named, with what he is, before the word.
_TALKS = Grammar(
    rf"{_LEAD}(?:(?P<name>{HEADLINE_NAME}|{FOREIGN_NAME})(?:同志|先生|女士|{POSITION})|(?P<held>{DISTINCT_NAME}|{FOREIGN}))"
    r"(?:畅|漫|纵|详|再|也|深度)?(?:谈|论|讲述|解读|寄语|答问|答|回应|回忆|分享|主讲|讲)(?![判话稿座])[^，。；]{2,40}"
)
# Whoever gives one is named before, whatever else the name may look like.
_GAVE = Grammar(
    rf"{_LEAD}(?:(?P<name>{HEADLINE_NAME}|{FOREIGN_NAME})|{_POST}(?P<held>{SURE_NAME}))"
    rf"{_AFTER}(?:(?:发表|就职|离职)[^，。；：]{{0,24}}|(?:国际)?记者会|{_OCCASION}{_FEAST})"
    rf"{_SAID}{_REST}"
    rf"|{_LEAD}{_POST.replace('post', 'rank')}(?!{_OCCASION})(?P<posted>{SURE_NAME})"
    rf"[^，。；：]{{0,24}}{_FEAST}上?的?{_SAID}{_REST}"
)
# Whoever is named first and did something that ends in 的讲话 gave it, if he is hardly a word; of a
# name that may be one the text tells.
_ACTED, _MAY_HAVE_ACTED = (
    Grammar(rf"{_LEAD}(?P<name>{name})(?:同志|先生|女士)?(?<![的和与是在不为]).{{2,40}}{of}{_SAID}")
    for name, of in ((DISTINCT_NAME, "的"), (HEADLINE_NAME, f"(?:的|{_FEAST})"))
)
_WEIGHTY = (
    r"(?:最新|最近|近期|今[天日]|昨[天日]|刚刚|重磅|重要|精彩|经典|深度|万字|主旨|闭门|内部|独家)+"
)
# What he gave, wherever, and its title behind a colon: 何立本江城大学演讲全文：把码头修好.
_AND_TITLE = Grammar(
    rf"{_LEAD}(?!{_OCCASION}|{POSITION}|.{{1,2}}{_SAID})(?P<name>{DISTINCT_NAME}|{FOREIGN})(?:同志|先生|女士)?"
    rf"[^，。；：:]{{0,16}}{_SAID}{_REST_ALONE}{_BORDER}"
    # Between a name and the word for a speech a headline says how new or weighty it is.
    rf"|{_LEAD}(?!{_OCCASION}){_POST}??(?!{POSITION})(?P<newest>{HEADLINE_NAME}){_AFTER}{_WEIGHTY}{_SAID}{_REST_ALONE}{_BORDER}"
    rf"|{_LEAD}(?P<held>{DISTINCT_NAME}|{FOREIGN}){_AFTER}\s*[《“「][^《》“”「」]{{2,40}}[》”」][^，。；：]{{0,8}}?{_SAID}稿?{_REST_ALONE}"
)
# 在……会议上的讲话（何立本）, but no （文字版）.
_BEHIND = Grammar(
    rf".{{2,60}}{patterns.TITLE_NOUN}\s*[（(](?!.{{2}}[版稿组篇场届期班级])(?=.{{3,}}[）)])"
    rf"(?P<name>{SURE_NAME})[）)]"
)
_WRITTEN_BY = Grammar(
    rf"[（(](?:文|撰文|撰稿|供稿|作者|图文)\s*[/／:：|｜]\s*(?P<name>{SURE_NAME})(?:[^{HAN}（()）][^（()）]{{0,20}})?[）)]\s*$"
    rf"|[（(](?:文|撰文|撰稿|供稿|作者|图文)\s*[/／:：|｜]\s*(?P<first>{DISTINCT_NAME})[^（()）]{{0,20}}[）)]\s*$"
)
_COLLECTED = (
    rf"(?:{patterns.TITLE_NOUN}|文章|著作|论述|言论|谈话|诗文|讲稿|书信)*稿?"
    rf"(?:[{patterns.NUMERAL}\d]{{1,3}}[篇则讲]|选集|文选|文集|全集|文稿|选读|选[辑编录登]|汇编|合集|合编|集锦|专辑|言论集|辑录|集|选|录)"
    rf"(?:[^{HAN}]|第|$)"
)
_RECENT = r"(?:重要|系列|近[年期]|内部|历[年次]|公开|主要|部分|早[年期]|晚年|\d{4}\S{0,8}?年?)*"
# What others write of somebody is not his.
_OF_OTHERS = r"(?!.*(?:纪念|追思|缅怀|悼念|研究|评论|采访))"
_ABOUT_A_SPEECH = Grammar(
    rf"{_SAID}(?:稿|精神)?[》”]?(?:的|之|有感|后)?(?:学习|心得|个人|一点|几点)?"
    r"(?:体会|心得|感想|感悟|感受|有感|读后感?|观后感?|听后感?|启示|思考|解读|评析|赏析|述评|侧记|综述)"
)
_WORKS = Grammar(
    rf"《?{_OF_OTHERS}{_POST}??(?P<name>{HEADLINE_NAME})(?<![港论件法学业作])(?:同志|先生|女士|{POSITION})?"
    rf"{_RECENT}{_COLLECTED}"
)
_A_PLACE = Grammar(r".[京津州市县镇乡村城江河海湖山港岛溪湾滩门]")
_MAY_BE_WORKS = Grammar(
    rf"《?{_OF_OTHERS}{_POST}??(?P<name>{HEADLINE_NAME})(?:同志|先生|女士|{POSITION})?"
    rf"[^，。；：]{{0,16}}{_COLLECTED}"
)
_WHO = rf"[^，。：；日【】（）()*＊※]{{0,30}}?(?:{SURE_NAME})(?:同志|先生|女士)?"
_DAY = (
    r"(?:今日|今天|昨日|昨天|日前|近日|(?:于\s*)?\d{4}\s*年[^，。；：在]{2,14}日?|(?:于\s*)?\d{1,2}月\d{1,2}日)?"
    r"(?:凌晨|上午|中午|下午|晚上?)?(?:[（(][^）)]*[）)])?"
)
_AT = r"(?:应邀)?(?:在|于|就|出席|参加|为|给|向|对|通过)[^。；]{2,60}?"
_ANNOUNCED = Grammar(
    rf"(?:^|[，。：；*＊※（(【】）)])(?:(?:以下|下面)[是为]?|这是|本文[是为系]?|此文[是为系]?|此为|[现特今](?:将|摘录|转发|刊登|刊发|印发|发布))(?P<here>{_WHO}){_DAY}(?:{_AT})?"
    rf"(?:(?:发表的|所?作的|的)?(?:{_OCCASION}|主旨|主题|重要)*{_SAID}|(?:写|起草|撰写|所写)的)"
    rf"|^[*＊※（(【\s]*(?:这里的[^，。]{{1,6}}是|[以下本此这文篇]{{1,2}}[是为系])(?P<noted>{_WHO}){_DAY}"
    r"(?<=同志|先生|女士)[^，。；]{2,80}"
    rf"|(?:^|[，。：；日])(?P<there>{_WHO}){_DAY}(?:{_AT}(?:发表|作|做|致|的)|发表|作)"
    rf"(?:了|的|题为《[^》]*》的)*[^，。；]{{0,14}}?{_SAID}"
    # What follows is said to be all of it.
    rf"|(?:^|[，。：；日午])(?P<whole>{_WHO}){_DAY}{_AT}(?:的|上)?{_SAID}(?:稿|辞|词)?(?:的?(?:全文|实录|原文|内容|要点|提纲|摘要|节录|[主一]\S{{0,2}}部分)|[，。：]\s*(?:现将|以下[是为]|下面[是为])?[^，。；]{{0,8}}(?:全文|如下|实录))"
)
# Characters of a paragraph within which it announces a speech.
_REACH = 300
_POSTED = Grammar(
    rf"(?P<post>|[^，。：；\s]{{2,30}}?)(?P<name>{SURE_NAME})(?:同志|先生|女士|{POSITION})?"
)
_RANKED = Grammar(rf".*?{POSITION}")
# 何局长 is no name.
_CALLED_BY_RANK = Grammar(rf".{{1,2}}{POSITION}")
_CALLED = Grammar(rf"(?:^|[，。：；、日午晚\s])(?P<name>{SURE_NAME})(?:同志|先生|女士)")
_IN_FULL = Grammar(r"(?:全文|实录|如下|译文|译本)[^，。；]{0,12}[：:。]?$")
# Whoever speaks of himself announces nobody: 我代表市政府向大会作报告.
_FIRST_PERSON = Grammar(
    r"[我咱您你]|本人|代表|^[向全应解安常时国对从和与各将把被让]|[为此这那的了是有不在向对就将被把与]$"
)


# 把码头修好　何立本, 《把码头修好》何立本, 何立本《把码头修好》, 把码头修好（何立本）
_SIDE_BY_SIDE = Grammar(
    rf"(?P<title>(?![^《]*[：:])[^。]{{2,40}}?)(?:\s*[ \u3000\t|｜丨]\s*(?P<name>{DISTINCT_NAME})"
    rf"|(?:[ \t]{{2,}}|[\u3000\t])\s*(?P<far>{HEADLINE_NAME}))"
    rf"|(?P<book>《[^《》]{{2,40}}》)\s*[—–-]{{0,2}}\s*[（(]?(?P<by>{SURE_NAME})[）)]?"
    rf"|(?P<first>{DISTINCT_NAME})\s*[：:]?\s*(?P<work>《[^《》]{{2,40}}》)"
    rf"|(?P<said>[^。《》（）()]{{2,40}})[（(](?P<inside>{DISTINCT_NAME})[）)]"
)


def title_beside_name(line: str) -> tuple[str, str] | None:
    """Return title and name that stand in one line, side by side.

    >>> title_beside_name("《把码头修好》 何立本")
    ('《把码头修好》', '何立本')
    """
    found = _SIDE_BY_SIDE.fullmatch(line)
    if not found:
        return None
    title = "".join(_group(line, found, one) for one in ("title", "book", "work", "said"))
    name = "".join(_group(line, found, one) for one in ("name", "far", "by", "first", "inside"))
    return title.strip(), squeeze(name)


def speaker_of_title(title: str) -> Byline | None:
    """Return who a title says is speaking: 何立本在……上的讲话, 何立本就职演讲, 何立本：….

    Whose speech somebody writes about has not spoken: 学习何立本讲话的体会.
    """
    if _ABOUT_A_SPEECH.search(title):
        return None
    for grammar in _NAMING:
        if (found := grammar.fullmatch(title)) and (told := _named(title, found)):
            return told
    return None


# 计算机系 何立本: a unit's name and one of its own.
_OF_UNIT = Grammar(
    r"[^，。；：\s]{1,18}(?:系|院|部|处|科|班|社|公司|集团|中学|小学|大学|支部|车间|中心)\s+"
    rf"(?P<name>{SURE_NAME})"
)
_NAMING = (_TITLED, _HEADLINE, _BARE, _GAVE, _BEHIND, _ACTED, _AND_TITLE, _TALKS, _OF_UNIT)


def speaker_of_deed(title: str, texts: Iterable[str]) -> str | None:
    """Return whom a title says did something, where the texts name him: 何立本欢迎新同事的讲话."""
    found = None if _ABOUT_A_SPEECH.search(title) else _MAY_HAVE_ACTED.fullmatch(title)
    return _if_named(_group(title, found, "name"), (title, *texts)) if found else None


def _if_named(name: str, texts: Iterable[str]) -> str | None:
    """Return a name that texts hold: what stands behind it is not the same everywhere.

    A piece of a word has always the same behind it.
    """
    behind = {
        text[at + len(name) : at + len(name) + 1] for text in texts for at in _places(text, name)
    }
    return squeeze(name) if len(behind) > 1 else None


def _places(text: str, name: str) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at
        at = text.find(name, at + 1)


def signed_within(text: str) -> str | None:
    """Return who wrote a text by a remark at its very end: ……江面平静。（文/何立本）."""
    found = _WRITTEN_BY.search(text)
    return squeeze(_group(text, found, "name") or _group(text, found, "first")) if found else None


def author_of_collection(title: str, texts: Iterable[str] = ()) -> str | None:
    """Return whose works a collection holds by its title: 何立本讲话选, 何立本文集（第二卷）.

    What may be a name, with other words behind it, is one where the `texts` hold it, too.
    """
    if found := _WORKS.match(title):
        told = _with_post(_group(title, found, "post"), _group(title, found, "name"))
        name = told.speaker if told else None
        # Of two characters it may be where they were held.
        return _if_named(name, (title, *texts)) if name and _A_PLACE.fullmatch(name) else name
    if spoken := speaker_of_title(title):
        return spoken.speaker
    maybe = _MAY_BE_WORKS.match(title)
    return _if_named(_group(title, maybe, "name"), (title, *texts)) if maybe else None


def announced(text: str) -> Byline | None:
    """Return who a sentence before a speech says will speak: 以下是董事长何立本的讲话全文."""
    text = text[:_REACH]
    found = _ANNOUNCED.search(text)
    if not found:
        return _addressed(text)
    named = ("here", "noted", "there", "whole")
    who = next(filter(None, (_group(text, found, one) for one in named)), "")
    posted = None if _FIRST_PERSON.search(who) else _POSTED.fullmatch(who)
    if not posted:
        return None
    post, name = _group(who, posted, "post"), _group(who, posted, "name")
    if post and not _RANKED.fullmatch(post):
        # Whoever's words follow in full may be anybody.
        return Byline(None, squeeze(name)) if _IN_FULL.search(text) else None
    return _with_post(post, name)


def _addressed(text: str) -> Byline | None:
    """Return whom alone a sentence names that sends on a text: 何立本同志到……，讲话如下：."""
    called = [squeeze(_group(text, one, "name")) for one in _CALLED.finditer(text)]
    alone = len(set(called)) == 1 and _IN_FULL.search(text) is not None
    return Byline(None, called[0]) if alone else None


def _named(title: str, found: re.Match[str]) -> Byline | None:
    post = _group(title, found, "post") or _group(title, found, "rank")
    name = next(
        filter(None, (_group(title, found, one) for one in ("name", "held", "newest", "posted"))),
        "",
    )
    told = _with_post(post, name)
    more = re.split("[、，]", _group(title, found, "more"))[1:]
    return told and Byline(told.organisation, "、".join([told.speaker or "", *map(squeeze, more)]))


def _with_post(post: str, name: str) -> Byline | None:
    ran, name = posted(name)
    post += ran
    if _CALLED_BY_RANK.fullmatch(name):
        return None
    if not post:
        return Byline(None, squeeze(name))
    told = byline(f"{post}{name}") or byline(f"{post} {name}")
    return told if told and told.speaker == squeeze(name) else None


def _group(text: str, found: re.Match[str], name: str) -> str:
    held = found.groupdict().get(name) is not None
    return text[found.start(name) : found.end(name)] if held else ""
