"""Whether a passage can stand alone in a group that has read nothing of its speech. Pure.

A few hard rules name what would puzzle such a reader; a small score weighs whether the rest is
worth quoting. Both know words of grammar and of office life in general, none of any one document,
place, person or event. docs/daily.md tells how they were judged.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST = 40
LONGEST = 160
QUOTABLE = 0
"""The score from which on a passage is sent: as much speaks for it as against it."""
YEARS_PER_POINT = 25
"""An older speech must score a point more, for its world is going."""
LIFETIME = 40
"""Years after which it has gone: what offices and policies were called then needs explaining."""

_CLOSING = '”’」』"'
_PARTNERS = dict(zip("“‘（(《「『【", "”’）)》」』】", strict=True))
_MARK = re.compile("[“‘（(《「『【”’）)》」』】]")
_COUNT = "一二三四五六七八九十"
_CLAUSE = re.compile("[，；：。！？…—]+")
_SENTENCE = re.compile(r"[^。！？]+[。！？]+[”’」』）]*")

_ENDING = re.compile(f"(?<![提况件]下)[。！？][{_CLOSING}]*$")
_OPENER = re.compile(
    "[“‘「『]?(?:"
    # Words that answer the sentence before.
    "同时|继续|我们[还也]|此外|另外|因[此而为]|所以|故|但|然而|不过|可[是，]|而|并|且|[也还又再更]|于是|总[之起]|综上|"
    "[例比譬]如|如(?!果)|特别|尤其|甚至|反[之过]|否则|相反|接着|随[后着]|之?后来?|然后|结果|当时|[诚当]然|的确|确实|"
    "实际上|事实上|换句话|可见|显然|除[^了]|再者|不然|难怪|[就正只]是|[从进]而|[使则便才都均]|以[便免致此及]|包括|[前后]者|"
    "前[一述]|上[述面]|[如以][下上]|下[列面]|至于|其[他余中实次]|另|同样|有[的些]|一些|由于|虽然|尽管|主要|经过|"
    "从.{1,8}看|就[^，]{1,8}(?:来说|而言)|在[^，]{0,12}[行程作用]中，|"
    # Members of a list.
    f"首先|再次|最后|[一另]+方面|第[{_COUNT}]|[{_COUNT}]+[是要来][^{_COUNT}]|[{_COUNT}]、|"
    r"[—…·•\-、，；：）)（(\d①-⑳])"
)
_POINTER = re.compile(
    "很清楚|这|那(?!.*，那)|(?<!应)[该此其](?!实)|它|他(?!人)|她|问题主要|主要存在|带头作用"
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
    "day": re.compile(
        "[今去明本当前]年|今明|[今昨明]天|[今近]日|日前|[当目眼][前下]|(?<!出)现在|现[阶行]|如今|[这前]几年|近[几年来期]|"
        "最近|[上本下]月|今后|过去|原来|下一?[步阶]|[上下]半年|年[初底末]|全年|季度|以来|[迄至]今|刚刚|即将|正在|[正仍]处于?(?!并)|"
        "已经|[这此本]次|这场|本届|此[时刻]|再次|(?:新|当前|国内外)形势|形势[下严复]|[新这]一?时期|[新这键坚]一?阶段|"
        f"[{_COUNT}]”?(?:规划|计划|时期|期间)|[{_COUNT}两几多]年多?来|五年|新的一年|之年|为期|世纪|年代"
    ),
    "place": re.compile(
        "[我本全各][市县区镇乡省州旗港校院厂矿所站处委](?![部外面长分其得有])|[我本各]局|全局(?:各|工作|上下|党|干)|"
        "[局厅]党[组委]|[省市县区](?:委|政府)|[本全]公司|本[单部系地]|"
        "我们(?:市|县|区|镇|省|校|院|局|厂|公司|单位|部门)|"
        "(?:学院|学校|报社|医院|公司|集团|园区|办公室|小组|机关)(?:党委|已|的工作)"
    ),
    "house": re.compile(
        "同志们|各位|诸位|大家(?!庭)|朋友们|女士|先生们|代表们|你们|您|谢谢|致谢|祝[大各你贺]|散会|大会|全会|(?<!社)会[议上后]|"
        "(?<!请示)报告|汇报|审议|发言|讲话|座谈|通报|传达|刚才|主持|宣布|[点些]意见|领导小组|"
        "[讲谈说]一[讲谈说]|[讲谈提][几三四两五]|让我们|需要指出"
    ),
    "report": re.compile(
        "存在.{0,8}(?:不足|问题|困难)|严峻|问题和困难|困难和问题|新情况|新问题|有待|薄弱|不协调|时有发生|[多频]发|放缓|减缓|回落|"
        "(?:突出|严重|困难|落后|紧张)(?=[，。；])|[越更]来?越.{1,4}(?=[。；])|取得.{0,8}(?:成绩|成就|成果|进展|胜利)"
    ),
    "abroad": re.compile(
        "国际社会|第三世界|世界各|外国|[各两邻]国|各大国|大国关系|国外|外交|内地|两岸|同胞|领土|(?<![自民])主权|(?<!展)中国(?!特色|共产|式|人民|梦)|"
        "战争|危机|[灾疫]"
    ),
    "person": re.compile("主席|总理|以[^，]{2,4}同志为"),
    "figure": re.compile(
        "[0-9０-９%％〇]|百分之|占比|比重|[百千万亿](?:元|吨|人|户|亩|公里|多?[个家名])"
    ),
}

_CLAIM = re.compile(
    "(?<![但还可凡于总就不只都别其先])是(?!否|非|指)|就是|不是|只有|才[能会是算]|不能|不可|不得|[决绝]不|离不开|不容|"
    "关键|根本(?!上)|(?<!为)核心(?![价素])|灵魂|[贵重难惟]在|在于|取决于|意味着|来自|源于|事关|关系[到着人国党](?![员])|怎么|什么|？|胜过|永远|终究|"
    "不怕|最.{1,8}的|等于|算不上|如果|只要|谁|[靠要]的是|没有.{1,20}就|就[会能有要]|为本(?=[，。])|人人"
)
_CONTRAST = re.compile(
    "不是.{1,20}[而就]?是|是.{1,20}不是|不在.{1,20}在|不[看求比].{1,12}[看求比]|与其|宁[可肯]|既.{1,20}[又也更]|"
    "不[仅只但].{1,20}[更而也]|越.{1,12}越|没有.{1,20}(?:没有|就|不)|只有.{1,30}才|不.{1,3}不|不.{2,8}[，、]不|[无不]论|不管|"
    "不怕.{1,12}怕|该.{1,8}的?.{1,8}不该"
)
_ORDER = re.compile(
    "(?:启动|加[强快大]|推[进动]|深化|健全|完善|建[立设]|落实|实施|扩大|支持|鼓励|促进|强化|提[高升]|做[到好实]|抓[好紧]|"
    "开展|严格|优化|改[进革善]|发展|统筹|增[强加]|实[行现]|保[障证持]|确保|引导|培育|巩固|拓展|规范|突出|聚焦|围绕|组织|"
    "打造|构建|营造|继续|进一步|切实|积极|大力|全[面力]|深入|着力|坚[持决]|反对|维护|依[法靠]|按照|根据|努力|认真|扎实|"
    "不断|采取|充分|注重|从严|始终|有序|逐步|稳[步妥定]|[更使让带防打制加对])|"
    ".{0,12}(?<![只不主需重首想])(?:要(?!求|素|害|么|是|紧)|必须|应)"
)
_DONE = re.compile(
    "(?<![为除])了(?![解不])|已|取得|获得|得到|增长|完成|受到|建成|投产|保持.{2,12}势头|"
    "(?:加[快强大]|扩大|提高|改善|增加|减少|拓展|顺利|[上下]升|下降)(?=[，。；])"
)
_PASSING = re.compile(
    "继续|进一步|[仍尚]|还[没不存有]|日益|逐步|开始|新的|[这那]样的|有所|更加?(?![要是不])|不再|一段|较|不够|滞后|突出|"
    "有[的些]|一些|部分|基本(?!的|上)|重点|奋力|开创|[谱续]写|篇章|试点|制定|出台|[抓加]紧|背景下|国际|世界|"
    f"主题教育|专项|攻坚|的时候|[{_COUNT}]年|(?:^|[，。])[^，。]{{3,16}}后，"
)
_SHORTHAND = re.compile('[“"][^”"]{0,3}[一二两三四五六七八九十双][^”"]{0,4}[”"]')
_VOICE = re.compile("(?<![自忘])我(?![们国党军])")


def stands_alone(text: str, *, years: int = 0) -> bool:
    """Whether nothing speaks against sending the passage; `years` is the age of its speech."""
    return next(_reasons(text.strip(), years), None) is None


def reasons_against(text: str, *, years: int = 0) -> tuple[str, ...]:
    """Name what keeps a passage from standing alone; empty where nothing does.

    `length`: not 40 to 160 characters. `ending`: no whole sentence at its end. `balance`: a
    bracket without its partner. `opener`: begins with a word that leans on what came before, or as
    a member of a list. `pointer`: its first sentence points at something unsaid, or one says of
    nothing named what it shows. `heading`: one
    has run into it. `claim`: says nothing that could be agreed with. `dull`: less
    quotable than it must be at its age. `old`: its speech is older than `LIFETIME`. The others
    name what stands anywhere in it: `mask`, `list` (a part of one), `day` (tied to its day),
    `place` (to one organisation), `house` (housekeeping), `report` (of what was or is lacking),
    `abroad` (foreign affairs), `person` (an office holder), `figure`.
    """
    return tuple(_reasons(text.strip(), years))


def _reasons(text: str, years: int) -> Iterator[str]:
    """Give the reasons one by one, for most texts have one that is soon found."""
    if not SHORTEST <= len(text) <= LONGEST:
        yield "length"
        return
    if years >= LIFETIME:
        yield "old"
    if not _ENDING.search(text):
        yield "ending"
    if _OPENER.match(text):
        yield "opener"
    if not _balanced(text):
        yield "balance"
    if not (_CLAIM.search(text) or _CONTRAST.search(text)):
        yield "claim"
    yield from (name for name, pattern in _ANYWHERE.items() if pattern.search(text))
    if _points_outside(text):
        yield "pointer"
    if _has_heading(text):
        yield "heading"
    if quotability(text) < QUOTABLE + years // YEARS_PER_POINT:
        yield "dull"


def quotability(text: str) -> int:
    """Score what makes people pass a passage on; most lie between -4 and 6.

    For it speak a first sentence that claims something, a later one that does, contrasts
    (不是…而是…, 既要…又要…), clauses built alike, and clauses short enough to be said. Against it
    speak a chain of orders (加强…推进…完善…), a report of what was done, words of a passing state
    (继续, 仍), shorthand that needs explaining (“三个…”), and a speaker who talks of himself.
    """
    first, *others = _sentences(text)
    clauses = [clause for clause in _CLAUSE.split(text) if clause]
    orders = sum(bool(_ORDER.match(clause)) for clause in clauses) / max(1, len(clauses))
    opens = not _ORDER.match(first) and _CLAIM.search(first)
    return (
        2 * bool(opens)
        + any(map(_CLAIM.search, others))
        + min(2, len(_CONTRAST.findall(text)))
        + min(2, sum(_alike(*pair) for pair in pairwise(clauses)))
        + _brevity(clauses)
        - (orders >= 1 / 2)
        - (orders >= 3 / 4)
        - min(3, len(_DONE.findall(text)))
        - min(3, len(_PASSING.findall(text)))
        - 2 * min(2, len(_SHORTHAND.findall(text)))
        - min(2, len(_VOICE.findall(text)))
    )


def _sentences(text: str) -> list[str]:
    return _SENTENCE.findall(text) or [text]


def _points_outside(text: str) -> bool:
    start = re.split("[，；：。！？]", text, maxsplit=1)[0]
    return bool(
        _POINTER.search(start)
        or _SAID_BEFORE.match(_sentences(text)[0])
        or _NO_SUBJECT.search(text)
    )


def _has_heading(text: str) -> bool:
    """Whether a heading has run into the text: a bare name at its start, an order at its end."""
    first, *others = _sentences(text)
    if not others:
        return False
    name = _is_short(first) and not (_CLAIM.search(first) or _ORDER.match(first))
    return name or (_is_short(others[-1]) and bool(_ORDER.match(others[-1])))


def _is_short(sentence: str) -> bool:
    return len(sentence) <= 13 and "，" not in sentence


def _brevity(clauses: list[str]) -> int:
    mean = sum(map(len, clauses)) / max(1, len(clauses))
    return sum(mean <= limit for limit in (10, 12.5, 18)) - 1


def _alike(first: str, second: str) -> bool:
    """Whether two clauses are built alike: same beginning, same end, or same length and shape."""
    shorter, longer = sorted((len(first), len(second)))
    if shorter < 3 or longer > 2 * shorter or _ORDER.match(first) or _ORDER.match(second):
        return False
    shared = first[:2] == second[:2] or first[-2:] == second[-2:]
    return shared or (shorter == longer and any(map(str.__eq__, first, second)))


def _balanced(text: str) -> bool:
    awaited: list[str] = []
    for mark in _MARK.findall(text):
        if mark in _PARTNERS:
            awaited.append(_PARTNERS[mark])
        elif not awaited or awaited.pop() != mark:
            return False
    return not awaited and text.count('"') % 2 == 0
