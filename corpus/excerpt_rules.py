"""Whether a passage can stand alone in a group that has read nothing of its speech. Pure.

A few hard rules name what would puzzle or embarrass such a reader; what is left must be worth
reading (`corpus.excerpt_worth`). Both know words of grammar and of office life in general, names of
countries and ages, and none of any one document, person or event. docs/daily.md tells how they
were judged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.excerpt_features import CLAIM, ORDER
from corpus.fields import DISTINCT_NAME

if TYPE_CHECKING:
    from collections.abc import Iterator

SHORTEST = 40
LONGEST = 160
LIFETIME = 40
"""Years after which a speech's world has gone: what offices and policies were called then."""

_CLOSING = '”’」』"'
_PARTNERS = dict(zip("“‘（(《「『【", "”’）)》」』】", strict=True))
_MARK = re.compile("[“‘（(《「『【”’）)》」』】]")
_COUNT = "一二三四五六七八九十"
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
    "因为|或者|是[的呵啊]|对[，。]|不会[，。]|不是|可以|比如|就[像如比]|总而言之|加之|由此|以上|如果说|若果|"
    "为什么[还又要不]|我(?:认为|觉得|想)[是不会]|"
    # What is said to somebody who is there.
    "不信|你看|到了|"
    # Members of a list.
    f"[^，。]{{2,6}}(?:方面|(?<![以前今最])后|时)，|首先|再次|最后|[一另]+方面|第[{_COUNT}]|[{_COUNT}]+[是要来][^{_COUNT}]|[{_COUNT}]、|"
    r"[—…·•\-、，；：）)（(\d①-⑳])"
)
_THESE = re.compile("这些([\u4e00-\u9fff]{2})")
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
_NO_NAME = "巩固|纪[检委律]|胡说|鞠躬|宁[可肯愿早]|甘当|施工|凌晨|西门|钱|柴"
_OPINION = "认为|觉得(?!自己|去)|主张|[是不很]{0,2}赞成|希望|相信|建议|理解|不主张"
_ANYWHERE = {
    "mask": re.compile("[xXｘＸ×*＊□○◯_＿]|某[某市县省区人]"),
    "list": re.compile(
        f"(?:^|[。；：，])(?:[{_COUNT}]是[^{_COUNT}]|第[{_COUNT}][，、是]|[二三四五六七八九十]要|其[一二三四再次])"
        rf"|[（(][{_COUNT}\d]+[）)]|[如以][下上]|[上下]述|下列|一方面(?!.*另一方面)|一头(?!.*另一头)"
        f"|[几{_COUNT}](?:个方面|点|条|项)[^，。]{{0,6}}[。：]$"
    ),
    "day": re.compile(
        "[今去明本当前]年|今明|[今昨明]天|[今近]日|日前|[当目眼][前下]|(?<!出)现在|现[阶行]|如今|[这前]几年|近[几年来期]|"
        "最近|[前这]段时[间期]|不久|从前|当[年时]|[几多]年前|年以[后前]|后来|走出了|解放[前后初]|建国初|"
        "[上本下]月|今后|过去|原来|下一?[步阶]|[上下]半年|年[初底末]|全年|季度|以来|[迄至]今|刚刚|即将|正在|[正仍]处于?(?!并)|"
        "已经|[这此本]次|这场|本届|此[时刻]|再次|(?:新|当前|国内外)形势|形势[下严复]|[新这]一?时期|[新这键坚]一?阶段|"
        f"[{_COUNT}]”?(?:规划|计划|时期|期间)|[{_COUNT}两几多]年多?来|五年|新的一年|之年|为期|世纪|年代"
    ),
    "place": re.compile(
        "[我本全各][市县区镇乡省州旗港校院厂矿所站处委](?![部外面长分其得有])|[我本各]局|全局(?:各|工作|上下|党|干)|"
        "[局厅]党[组委]|[省市县区](?:委|政府)|[本全]公司|本[单部系地]|"
        "我们(?:市|县|区|镇|省|校|院|局|厂|公司|单位|部门)|"
        "(?:学院|学校|报社|医院|公司|集团|园区|办公室|小组|机关)(?:党委|已|的工作)|"
        "(?:^|[，。；])(?:学院|学校|报社|医院|园区|办公室|编办)[要将牢]"
    ),
    "house": re.compile(
        "同志们|各位|诸位|大家(?=[在都作对的看一])|(?:希望|请)大家|朋友们|女士|先生们|代表们|你们|您|谢谢|致谢|祝[大各你贺]|散会|大会|全会|(?<!社)会[议上后]|"
        "(?<!请示)报告|汇报|审议|发言|讲话|座谈|通报|传达|刚才|主持|宣布|[点些]意见|领导小组|"
        "[讲谈说]一[讲谈说]|怎么说|[对是]吧|[上前]面[的讲说]|[讲谈提][几三四两五]|让我们|需要指出"
    ),
    "report": re.compile(
        "存在.{0,8}(?:不足|问题|困难)|严峻|问题和困难|困难和问题|新情况|新问题|有待|薄弱|不协调|时有发生|[多频]发|放缓|减缓|回落|"
        "(?:突出|严重|困难|落后|紧张)(?=[，。；])|[越更]来?越.{1,4}(?=[。；])|"
        "触目惊心|付出了?[极巨艰]|隐患|凸显|取得.{0,8}(?:成绩|成就|成果|进展|胜利)"
    ),
    "abroad": re.compile(
        "国际社会|第三世界|世界各|外国|[各两邻]国|各大国|大国关系|国外|外交|内地|两岸|同胞|领土|(?<![自民])主权|(?<!展)中国(?!特色|共产|式|人民|梦)|"
        "战争|危机(?!困难|意识|感)|[灾疫]|西方|欧[洲美]|[非亚美拉][洲美]|[东西南北][非欧亚美]|[美英法德俄韩苏泰]国|日本|印度|俄[罗方]|苏联|东欧|"
        "西班牙|葡萄牙|瑞[典士]|意大利|巴西|越南|朝鲜|以色列|台湾|香港|[中苏美日俄英敌]方(?![面向式法案便])|"
        "[苏美日俄德]军|全球化|制裁|打压|封锁|逮捕|霸权|侵略"
    ),
    "person": re.compile(
        "主席|总理|总?书记|主任|委员(?!会)|总裁|董事|经理|[市省县区军部局院校处科]长(?![期远大效足久度河时])|司令|老总|元帅|首长|"
        "(?<![的位些名员部导老女男命好志助])同志(?![们之])|以[^，]{2,4}同志为"
    ),
    "campaign": re.compile(
        f"主题教育|学习教育|教育活动|实践活动|专项(?:整治|行动|斗争|治理)|大讨论|整风|运动(?=[，。；、中的])|"
        f"党的[{_COUNT}]+大|[{_COUNT}]+届|[{_COUNT}]中全会|宣讲|热潮|回头看|"
        f'(?:[“"][两{_COUNT}]个[^”"]{{2,4}}[”"].*){{2}}'
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
    "shorthand": re.compile("[A-Za-zＡ-Ｚａ-ｚ\u0370-\u03ff]"),
    "title": re.compile("《"),
    "named": re.compile(f"(?:^|[，。；：、“？])(?!{_NO_NAME})(?:{DISTINCT_NAME})"),
    "inside": re.compile(
        "我司|代表处|办事处|事业部|产品线|[子分]公司|[董监]事会|项目组|招投?标|采购|合同|供应商|运营商|返修|库存|"
        "编制|薪酬|待遇|报酬|拿钱|工资|奖金|钞票|[加发分]了?钱|职级|[涨升][级薪职]|(?<!上)涨(?![价跌幅潮])|考核|绩效|预算|报销|"
        "工号|股权|会费|津?补贴|秘书|讲师|学员|培训班|预备队|部队|巡[视察]组"
    ),
    "unfit": re.compile(
        "[傻蠢笨杀嫖妓娼虐淫奴]|[屁屎尿痰]|鼻涕|土豪|无耻|可耻|仇恨|流氓|垃圾|汉奸|鬼子|敌[人军机]|自杀|裸[体露]|尸|枪毙|死刑|"
        "性[爱恋欲交感](?!觉)|女(?:员工|人)|种族|宗教|上帝|魔鬼|[教佛]徒|攻击|打倒|游行|谣言|监狱|坐牢|软禁|警察|媒体|言论自由|起义|军委"
    ),
    "turn": re.compile(
        f"(?:^|(?<=[。？！{_CLOSING}]))[^，。：；？！“”、说讲道问是]{{1,8}}：|"
        "^[^，。；我有常俗]{1,5}(?<![来以该话是据再这就一二三四五])[说问答讲](?:道|答)?，|"
        '[。？！][”"][“"]|^[“"][^”"]*(?:[”"]$|[，。！？—][”"][^，。])'
    ),
    "story": re.compile(
        f"她|我们?家|(?<![自忘])我(?!们|[国党军]|[就只也还]?(?:{_OPINION})|[想常])|"
        "[父母]亲|爸|妈|哥哥|弟弟|姐姐|妹妹|[伯叔姑姨舅][父母妈姑叔伯姨舅]|嫂|夫人|妻子|丈夫|女儿|儿子|爷爷|奶奶|外婆|"
        "先生|男孩|儿时|童年|从小|小时候|晚年|生前|[逝去]世|病逝|牺牲|诞辰|遗[像体憾]|悼|祭奠|缅怀|追思|"
        "(?:有|那)一?[次天年回时](?=[，里候])|(?:^|[，。])(?:一[次天]，|等到)|那时|第二天|[那当]天|[早午晚]饭|忽然|只见|"
        "没过多久|谁知|居然"
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
    part of one), `day` (tied to its day), `place` (to one organisation), `house` (housekeeping),
    `report` (of what was or is lacking), `abroad` (foreign affairs), `note` (a footnote, a
    reference, an editor's word),
    `person` (an office holder, a comrade), `campaign` (its wording), `era` (that of an age that has
    gone), `shorthand` (Latin or Greek letters), `title` (of a book, a film, a regulation), `named`
    (somebody by name), `inside` (an organisation's own affairs: pay, posts, purchases), `unfit`
    (attacks, bodies, creeds), `turn` (of a dialogue), `story` (somebody's life, family, own
    doings), `figure`.
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
    asks = [sentence.rstrip(_CLOSING).endswith("？") for sentence in sentences]
    echo = asks[0] and len(sentences[0]) <= 6
    mostly = sum(asks) > 1 and 2 * sum(asks) >= len(asks)
    return echo or mostly or (asks[-1] and not _RHETORIC.search(sentences[-1]))


def _has_heading(text: str) -> bool:
    """Whether a heading has run into the text.

    It is said again, a bare name at the start, or an order at the end.
    """
    first, *others = _sentences(text)
    if not others:
        return False
    if first.rstrip("。") in "".join(others):
        return True
    name = _is_short(first) and not (CLAIM.search(first) or ORDER.match(first))
    return name or (_is_short(others[-1]) and bool(ORDER.match(others[-1])))


def _is_short(sentence: str) -> bool:
    return len(sentence) <= 13 and "，" not in sentence


def _balanced(text: str) -> bool:
    awaited: list[str] = []
    for mark in _MARK.findall(text):
        if mark in _PARTNERS:
            awaited.append(_PARTNERS[mark])
        elif not awaited or awaited.pop() != mark:
            return False
    return not awaited and text.count('"') % 2 == 0
