"""Whether a passage can stand alone in a group that has read nothing of its speech. Pure.

A few hard rules name what no reader can make sense of and what would embarrass an office, however
it is said; all else is weighed (`corpus.excerpt_worth`). docs/daily.md tells how they were judged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.characters import CLOSERS, HAN, OPENERS, PARTNERS

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST = 40
LONGEST = 160
LIFETIME = 40
"""Years after which a speech's world has gone: what offices and policies were called then."""

_QUOTED = '”’」』"'
_MARK = re.compile(f"[{OPENERS}{CLOSERS}]")
_COUNT = "一二三四五六七八九十"
_SENTENCE = re.compile(rf"[^。！？]+[。！？]+[{CLOSERS}]*")

_ENDING = re.compile(f"(?<![提况件]下)[。！？][{_QUOTED}]*$")
_OPENER = re.compile(
    "[“‘「『]?(?:"
    # Words that answer the sentence before.
    "同时|继续|我们[还也]|此外|另外|因[此而为]|所以|故|但|然而|不过|可[是，]|而|并|且|[也还又再更]|于是|总[之起]|综上|"
    "[例比譬]如|如(?!果)|特别|尤其|甚至|反[之过]|否则|相反|接着|随[后着]|之?后来?|然后|结果|当时|[诚当]然|的确|确实|"
    "实际上|事实上|换句话|可见|显然|除[^了]|再者|不然|难怪|[就正只]是|[从进]而|[使则便才都均]|以[便免致此及]|包括|[前后]者|"
    "前[一述]|上[述面]|[如以][下上]|下[列面]|至于|其[他余中实次]|另|同样|有[的些]|一些|由于|虽然|尽管|主要|经过|"
    "从.{1,8}看|就[^，]{1,8}(?:来说|而言)|在[^，]{0,12}[行程作用]中，|"
    "因为|或者|是[的呵啊]|对[，。]|不会[，。]|不是|可以|比如|就[像如比]|总而言之|加之|由此|以上|如果说|若果|"
    "为什么[还又要不]|我(?:认为|觉得|想)[是不会]|"
    # What is said to somebody who is there.
    "不信|你看|到了|"
    # Members of a list.
    f"[^，。]{{2,6}}(?:方面|(?<![以前今最])后|时)，|首先|再次|最后|[一另]+方面|第[{_COUNT}]|[{_COUNT}]+[是要来][^{_COUNT}]|[{_COUNT}]、|"
    r"[—…·•\-、，；：）)（(\d①-⑳])"
)
_THESE = re.compile(f"这些([{HAN}]{{2}})")
_POINTER = re.compile(
    "很清楚|这|那(?!.*，那)|(?<!应)[该此其](?!实)|它|他(?!人)|她|问题主要|主要存在|带头作用"
)
_RHETORIC = re.compile(
    "难道|岂|何[必尝不苦]|怎么?[能可会]|哪里?[能会有来]|谁[能会敢愿不]|不就?是|又?有什么|能不"
)
_HE = re.compile("(?<![其吉])他(?!人)")
_PERSON = re.compile(
    "人(?![的类民生])|[者员兵]|(?<!国)家(?![的国庭])|[学医]生|[船班队组站]长|司机|师傅|孩子|干部|同志|领导|谁|(?<![我咱])们|群众|部门|客户"
)
_NO_SUBJECT = re.compile(
    "(?:^|。)(?:深刻|充分|集中|生动)(?:阐[明述]|体现|回答|揭示|说明|表明|反映)"
)
_SAID_BEFORE = re.compile("[^，]*才能|.*(?:这[些个种项]|一系列)")
_ANYWHERE = {
    "mask": re.compile("[xXｘＸ×*＊□○◯_＿]|某[某市县省区人]"),
    "list": re.compile(
        f"(?:^|[。；：，])(?:[{_COUNT}]是[^{_COUNT}]|第[{_COUNT}][，、是]|[二三四五六七八九十]要|其[一二三四再次])"
        rf"|[（(][{_COUNT}\d]+[）)]|[如以][下上]|[上下]述|下列|一方面(?!.*另一方面)|一头(?!.*另一头)"
        f"|[几{_COUNT}](?:个方面|点|条|项)[^，。]{{0,6}}[。：]$"
    ),
    "era": re.compile(
        "阶级(?!群众)|文化大?革命|文革|四人帮|修正主义|大跃进|人民公社|生产队|反革命|造反|[左右]派|地主|富农|"
        "[三五]反|解放区|苏区|长征|上甘岭|抗大|抗[战日]|延安|八路|红军|地下党|游击|国民党|蒋|日寇|帝国主义|殖民|批斗|"
        "伟大(?:领袖|导师|舵手)|万岁|[耳矣](?=[。，])|吾|汝|兮"
    ),
    "note": re.compile(
        r"编者|本[书文]|编辑部|导读|[①-⑳\[\]［］〔〕【】〖〗]|参见|原载|转引自|收入本|载于|摘自|节选|注释|[注按]：|见《|"
        r"[一二三四五六七八九十\d]+[页卷版](?![本面])|出版社|记录稿|整理稿"
    ),
    "unfit": re.compile(
        "[傻蠢笨杀嫖妓娼虐淫奴]|[屁屎尿痰]|鼻涕|土豪|无耻|可耻|仇恨|流氓|垃圾|汉奸|鬼子|敌[人军机]|自杀|裸[体露]|尸|枪毙|死刑|"
        "性[爱恋欲交感](?!觉)|女(?:员工|人)|种族|宗教|上帝|魔鬼|[教佛]徒|攻击|打倒|游行|谣言|监狱|坐牢|软禁|警察|媒体|言论自由|起义|军委"
    ),
    "figure": re.compile(
        "[0-9０-９%％〇]|百分之|占比|比重|[百千万亿](?:元|吨|人|户|亩|公里|种|倍|多?[个家名])"
    ),
}


def reasons_to_lean(text: str) -> Iterator[str]:
    """Name what would puzzle or embarrass whoever reads the text alone, however good it is.

    One by one, for most have one soon found.

    `length`: not 40 to 160 characters. `ending`: no whole sentence at its end. `balance`: a
    bracket without its partner. `opener`: begins with a word that leans on what came before, or as
    a member of a list. `pointer`: its first sentence points at something unsaid, or one says of
    nothing named what it shows, or of somebody only `he`. `question`: it waits for an answer.
    `heading`: one has run into it. The others name what stands anywhere in it: `mask`, `list` (a
    part of one), `note` (a footnote, a reference, an editor's word), `era` (that of an age that has
    gone), `unfit` (attacks, bodies, creeds), `figure`.
    """
    text = text.strip()
    if not SHORTEST <= len(text) <= LONGEST:
        yield "length"
        return
    if not _ENDING.search(text):
        yield "ending"
    if _OPENER.match(text):
        yield "opener"
    if not _balanced(text):
        yield "balance"
    yield from (name for name, pattern in _ANYWHERE.items() if pattern.search(text))
    if _is_left_open(text):
        yield "question"
    if _points_outside(text):
        yield "pointer"
    if _has_heading(text):
        yield "heading"


def _speaks_of_nobody(text: str) -> bool:
    """Whether somebody is only `he` in it: no word for a person stands before."""
    found = _HE.search(text)
    return found is not None and not _PERSON.search(text[: found.start()])


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text) or [text]


def _points_outside(text: str) -> bool:
    start = re.split("[，；：。！？]", text, maxsplit=1)[0]
    return bool(
        _POINTER.search(start)
        or _SAID_BEFORE.match(_sentences(text)[0])
        or _NO_SUBJECT.search(text)
        or _speaks_of_nobody(text)
        or any(these[1] not in text[: these.start()] for these in _THESE.finditer(text))
    )


def _is_left_open(text: str) -> bool:
    """Whether it ends with a question that isn't its own answer, echoes one, or asks mostly."""
    sentences = _sentences(text)
    asks = [sentence.rstrip(_QUOTED).endswith("？") for sentence in sentences]
    echo = asks[0] and len(sentences[0]) <= 6
    mostly = sum(asks) > 1 and 2 * sum(asks) >= len(asks)
    return echo or mostly or (asks[-1] and not _RHETORIC.search(sentences[-1]))


def _has_heading(text: str) -> bool:
    """Whether a heading has run into the text, which is said again in it."""
    first, *others = _sentences(text)
    return first.rstrip("。") in "".join(others)


def _balanced(text: str) -> bool:
    awaited: list[str] = []
    for mark in _MARK.findall(text):
        if mark in PARTNERS:
            awaited.append(PARTNERS[mark])
        elif not awaited or awaited.pop() != mark:
            return False
    return not awaited and text.count('"') % 2 == 0
