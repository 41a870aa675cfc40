"""What the lines around a speech tell about it: title, organisation, speaker, date."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.characters import HAN
from corpus.chinese import Grammar
from corpus.dates import unbracketed

if TYPE_CHECKING:
    from collections.abc import Iterable

_TRAILING_PAGE = re.compile(r"(?:\t|\s{2,}|[.．…·]{2,})\s*\d{1,4}\s*$|[.．…·]{3,}\s*$")
_SERIAL = Grammar(
    rf"\s*[（(]\d{{1,2}}[-/.]\d{{1,2}}[）)]\s*$|\s*[（(]\s*(?:之|其|篇)?\s*(?:\d{{1,3}}|[{patterns.NUMERAL}]{{1,3}})\s*[）)]\s*$"
    rf"|(?<=讲话)\s*(?:\d{{1,2}}|[{patterns.NUMERAL}]{{1,2}}|之[{patterns.NUMERAL}])\s*$"
    rf"|(?<=[言辞词告稿章文会报料])\s*(?:\d{{1,2}}|之[{patterns.NUMERAL}])\s*$"
)
# The surnames of more than nine in ten people (household register of 2007), for a name alone.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤甘柳温康施文牛樊葛邢"
    "安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柯鲍祝宁尚毕游阮裴祁车包凌骆纪舒屈费卓司"
    # And rarer ones that seldom begin another word.
    "习栗胥蔺濮佟仇宓晏阚冉蒲闵隋缪喻奚裘邬戚卞娄佘窦屠匡饶苟巩敖滕芦苑褚谌靳栾甄鞠亓芮牟鄢丛郦竺茅"
    "阎傅赖涂盛辛童柏苗薄梅单时商季燕谈霍翁柴辜刁瞿臧廉穆邸冀姬郜郁揭虞冼巫荆嵇漆练隗邝逯仝晁蒯郗"
    "符桑支冉雒苑敖暴岑邬蒙蓝池麦艾桂冷闻边乐楼庹逄鄂鹿宫禹米亢粟占卜佴暨仲伊"
)
# Those of the rest, for a name that its place tells (Hundred Family Surnames, and some since).
_RARE = (
    "水云郎昌凤花柳酆皮平和湛狄贝明计伏席麻强路危昝管经房干应宗宣贲杭诸钮荣羊於惠家封羿储汲邴糜松井富"
    "乌巴弓牧山谷蓬全班仰秋钭厉戎祖景束幸韶蓟印怀邰从索咸籍能苍双莘党劳扶堵宰雍郤璩寿通郏浦农别充慕连茹"
    "宦鱼慎戈庾终居衡步都满弘国寇广禄阙东殳沃利蔚越夔隆师厍勾融訾那空毋沙乜养须丰巢后红权盖益桓公"
    "笪璩郇郄祢夔缑邝鄯隽厐庞嵬啜代敬铁晋帅墨哈楚法汝归原肇旺次格桑洛扎尼"
)
# With those of two families, as women in Hong Kong bear them.
_COMPOUND = (
    "林郑|叶刘|范徐|罗范|陈冯|梁刘|欧阳|司马|上官|诸葛|司徒"
    "|东方|皇甫|尉迟|慕容|令狐|端木|夏侯|南宫|西门|宇文"
)
_HAN = f"[{HAN}]"
_SPACE = "[ \u3000\u00a0\t]"
_MASKED = rf"{_HAN}?[xX×*某]{{1,3}}"
# Names of minorities and foreigners keep their parts apart.
_DOTTED = rf"{_HAN}{{1,8}}(?:[·•・‧]{_HAN}{{1,8}}){{1,3}}"
# Names of foreigners are written with the characters of the tables for transcribing them.
_SOUND = (
    "[阿埃艾爱安昂奥巴拜班邦鲍贝贡倍本比彼毕宾波伯勃博布查茨达戴丹道德登邓狄迪底蒂丁杜顿多厄恩尔法"
    "凡菲费芬弗夫福富盖甘冈戈哥格葛根古哈海汉豪赫亨胡华怀惠霍基吉加贾简杰金卡凯坎康考柯科克肯孔"
    "库夸拉莱来兰朗劳勒雷黎里丽莉利连列林琳留隆卢鲁路露伦罗洛吕律略马玛迈麦曼芒毛梅门蒙米密敏缪"
    "摩莫墨姆穆娜纳乃奈南瑙内能尼妮涅宁纽努诺欧帕派潘庞培佩彭皮匹平珀普齐奇恰钱强乔切钦琴琼丘曲"
    "让热荣茹儒瑞若撒萨塞桑瑟森沙莎绍圣什史舒朔斯丝思司松苏孙索塔泰坦汤唐陶特腾提廷图土托瓦万汪"
    "威韦维魏温沃乌伍西希悉锡席夏香肖歇谢辛欣兴休修许旭雅亚扬耶叶伊因英约泽曾扎詹章哲真芝朱茱祖"
    "佐]"
)
FOREIGN = rf"(?:{_SOUND}{{3,8}}|林肯|普京|布什|里根|雨果|甘地)"
"""A foreign name by the characters that transcribe it, of three at least, or known."""
FOREIGN_NAME = rf"{_SOUND}{{2,8}}"
"""What may be a foreign name, where something else says that it is one."""
# A name that stands apart from other words; spaces bring two characters to the width of three.
_APART = rf"{_DOTTED}|{FOREIGN}|{_HAN}{{2,4}}|{_HAN}(?:{_SPACE}+{_HAN}){{1,2}}|{_MASKED}"
# A name that is told by its surname alone, whatever it stands behind.
SURE_NAME = (
    rf"{_DOTTED}|{FOREIGN}|(?:{_COMPOUND}){_HAN}{{1,2}}|(?!毕业|楼主)[{''.join(sorted(_SURNAMES))}]"
    rf"(?:{_HAN}{{1,2}}(?<![集篇版组班局省县镇院部们])|(?:{_SPACE}+{_HAN}){{1,2}}|[xX×*某]{{1,2}})|{_MASKED}"
)
# Surnames that begin many other words as well: 高校, 周年, 万众, 马上.
_WORDLIKE = frozenset(
    "符支蒙蓝池麦艾桂冷闻边乐楼鹿宫米占仲伊桑高马林黄周于方文安易金石江程常时史关成任万向白包车古花华计季连路梅明牛齐强曲曾容沙商尚申盛"
    "单舒双宋苏孙谈汤武夏相项肖解谢修许宣燕阳应游余元章支钟祝左水田龙毕党严温康温平湖毛国司全公"
)
_NO_GIVEN = "[你我他书会院局省市县区镇州国社家组班版篇集生式]"
SHORT_NAME = rf"[{''.join(sorted(_SURNAMES - _WORDLIKE))}](?![州阳江家海河山城国]){_HAN}"
"""A name of two characters whose surname begins few other words."""
PLACED_NAME = (
    rf"{_DOTTED}|(?:{_COMPOUND}){_HAN}{{1,2}}"
    rf"|[{''.join(sorted(_SURNAMES | set(_RARE)))}](?:{_HAN}{{1,2}}|(?:{_SPACE}+{_HAN}){{1,2}})"
)
"""What is a name where its place says so, whatever the surname."""
HEADLINE_NAME = (
    rf"{_DOTTED}|{FOREIGN}|(?:{_COMPOUND}){_HAN}{{1,2}}|[{''.join(sorted(_SURNAMES))}]{_HAN}(?!{_NO_GIVEN}){_HAN}"
    rf"|{SHORT_NAME}"
)
"""A name before a colon: of two characters only where its surname begins few other words."""
DISTINCT_NAME = (
    rf"{_DOTTED}|(?:{_COMPOUND}){_HAN}{{1,2}}|[{''.join(sorted(_SURNAMES - _WORDLIKE))}]{_HAN}{{2}}"
)
"""A name that is hardly anything else, whatever stands around it."""
_RANK = (
    r"书记|市长|省长|州长|区长|县长|镇长|乡长|旗长|盟长|村长|主任|局长|厅长|部长|处长|科长|司长|署长|关长|主席|总理|院长|校长"
    r"|董事长|董事|总经理|经理|检察长|秘书长|会长|行长|所长|站长|社长|台长|总裁|总监|厂长|队长|理事长|理事|理事会主席"
    r"|工程师|主编|总编|总编辑|组长|馆长|园长|班长|连长|营长|团长|旅长|师长|军长|政委|参谋长|司令员?|委员长|特首|行政长官|议长"
    r"|代表|委员|成员|常委|支书|巡视员|调研员|督学|督察长?|专员|干事|助理|顾问|发言人|教授|研究员|讲师|院士|博士|教师|老师"
    r"|学生|同学|校友|记者|评论员|编辑|作者|负责人|负责同志|工作人员|总统|首相|大使|创始人|合伙人|科学家|经济学家|企业家|作家|律师|医生|医师|CEO|法官|检察官|议员|总领事|主教"
)
_MODIFIER = (
    r"(?:党委|党组|党总支|党支部|党工委|支部|纪委|常委会?|常务|执行|轮值|名誉|联席|第一|第[一二三四五六七八九十]|[一二三四]级"
    r"|代理|代|副|总|原|前|时任|现任|首席|高级|资深|特约|专职|专栏|驻村|村)"
)
POSITION = rf"{_MODIFIER}*(?:{_RANK})"
_RANK_ONLY = Grammar(rf"{_MODIFIER}+")
_POSITIONS = rf"(?P<positions>{POSITION}(?:[、，,/兼和及暨\s]+[^，。；：\s]{{0,16}}?{POSITION})*)"
_HONORIFIC = r"\s*(?:同志|先生|女士|教授|博士|院士|老师)?"
_PERSON = Grammar(
    rf"(?P<place>[^，。；：\s]{{2,40}}?)?{_POSITIONS}(?:[\s\u3000:：]+(?P<name>{_APART})|(?P<close>{SURE_NAME}))"
    rf"{_HONORIFIC}(?:[（(][^（()）]{{1,12}}[）)])?"
)
_NAME_FIRST = Grammar(
    rf"(?:(?P<name>{SURE_NAME}){_HONORIFIC}[\s，,（(|｜丨/／:：—–-]+|(?P<barred>{_HAN}{{2,3}})\s*[|｜丨]\s*)(?P<place>[^，。；：\s]{{2,40}}?)?{_POSITIONS}[）)]?"
)
_SURE_NAME = Grammar(SURE_NAME)
_NAMES = Grammar(rf"(?:{SURE_NAME})(?:[、，,\s&/]+(?:{SURE_NAME}))+")
# What stands before the name of who speaks or writes.
_SPEAKS = (
    r"(?:讲话|发言|演讲|报告|作报告|致辞|致词|主讲|宣讲|讲述|口述|讲|述|撰文|撰稿|撰|著|作|申请"
    r"|汇报|述职|分享|检讨|检查|保证|承诺|倡议|宣誓|致信|竞聘|竞选|参赛|演说|授课)"
)
SPEAKER_LABEL = (
    rf"(?:(?:本文|原文|文章|原|第一)?(?:{_SPEAKS}(?:人|者|嘉宾|教师|老师|专家|学生|同学|代表)(?:姓名)?"
    r"|主讲|演讲|口述|撰文|撰稿|嘉宾|姓名|学生姓名|文/图|图/文|文|by|author|speaker))"
)
_LABELLED = Grammar(
    rf"[【\[〔]?{SPEAKER_LABEL}[】\]〕]?(?:\s*[:：/／丨|｜\s]|(?<=[】\]〕]))\s*(?P<rest>\S.*)",
    re.IGNORECASE,
)
_SIGNED = Grammar(
    rf"(?P<name>{SURE_NAME})\s*(?:[/／]\s*文(?:字|/图)?|(?<=\s)文|(?:编著|主讲|口述|著|撰文|撰|(?<=[\s\u3000])作|(?<=\S{{3}})作|敬上|谨上|敬启|谨启|谨识))"
)
# The country of a foreign author stands before the name.
_COUNTRY = Grammar(rf"[\[（(【〔]{_HAN}{{1,4}}[\]）)】〕]\s*(?={_HAN}[^，。；：]*$)")
# Newspapers set a sign before the name of an author.
_SIGNS = "□■◎○●◆◇▲△▼▽★☆ \u3000"
_INTRODUCED = Grammar(
    rf"(?:^|[，。！：；\s])(?:我|本人)(?:(?:的名字)?叫做?|名叫)(?P<called>{SURE_NAME})(?=[，。；！、\s]|$)"
    rf"|(?:^|[，。！：；\s])我是[^，。；！？]{{2,24}}[的](?P<name>{SURE_NAME})(?=[，。；！]|$)"
    rf"|^(?P<life>{SURE_NAME})[，,（(](?:男|女|1[89]\d\d|20\d\d|[^，。]{{2,12}}人，)"
    rf"|(?:^|[，。！：；\s])我是(?P<bare>{DISTINCT_NAME})(?=[，。；！]|$)"
)
_PARTY = Grammar(r"党委|党组|党总支|党支部|党工委|纪委")
_ORGANISATION = Grammar(
    r"[^，。；：:！？“”]{0,38}(?:委理论学习中心组|中心组|党组|党委|党工委|党总支|党支部|委员会|纪委监委|纪委|监委"
    r"|[市省区县州旗盟]委|治区委|国务院|人大|人大常委会|政协|政府|办公室|办公厅|管委会|工委|[^结布格大]局|[^大客]厅|[财教宣传统战组织]部|支部|机关|总部"
    r"|处室|分院|医院|法院|检察院|研究院|学院|学校|大学|中学|小学|幼儿园|公司|集团|中心|协会|学会|商会|联合会|总工会|工会|团委|妇联"
    r"|[宣讲师代表考察访问艺术旅]团|银行|研究所|事务所|派出所|工作组|专班|指挥部|车站|[^重汽]站|总站|社区|街道|街道办|港务局|码头|工厂|电厂|钢厂|水厂|[^大]队|支队|大队|馆|[^乡城]镇|[^城]乡)"
    r"|本[报刊网社台]\S{0,4}(?:评论员|编辑部)|\S{2,8}评论员"
)
# Under a title these will do as well; alone they end too many other things.
_UNIT = Grammar(
    r"[^，。；：:！？“”\s]{2,30}(?:部|处|科|院|室|组|厂|库|店|社|园|站|台|局|厅|所|办|镇|乡|村|段|"
    r"车间|班组|分会|商行|机构|基地|工区|班|级|系)"
)
_NAMED_UNIT = Grammar(
    rf"(?P<unit>[^，。；：]{{3,30}})[\s\u3000]+(?P<name>{SURE_NAME}){_HONORIFIC}"
    rf"|(?P<class>\S{{0,20}}(?:[高初]?[一二三四五六七八九\d]\S{{0,6}}[班级]|[年班]级))(?P<pupil>(?!毕业){SURE_NAME}){_HONORIFIC}"
    rf"|(?P<form>\S{{0,20}}(?:[高初]?[一二三四五六七八九\d]\S{{0,6}}[班级]|[年班]级))[\s\u3000]+(?P<apart>{PLACED_NAME}){_HONORIFIC}"
)
# Who somebody is, for a name set apart from it, by the last character of the word.
_SOMEBODY = Grammar(
    r"[^，。；：]{1,29}(?:(?<![回国大老一全])家|(?<![人一新终此])生|(?<![双携动联])手|[长师员者官士]"
    r"|(?<![个让为动感])人)"
)
_MANY = Grammar(
    rf"(?P<first>[^，。；]{{2,30}}?(?:{SURE_NAME}))"
    rf"(?P<more>(?:[、，,\s&/]+(?:\S{{0,3}}(?:通讯员|记者|实习生)\s*)?(?:{SURE_NAME}))+)"
)
_BYLINE_LONGEST = 40
# Between Latin words a space stays.
_SPACES = re.compile(r"(?<![A-Za-z.,])[\s\u3000]+|[\s\u3000]+(?![A-Za-z])")
# What says of a line that it is the title.
_TITLE_LABEL = Grammar(
    r"[【\[]?(?:(?:演讲|讲话|发言|报告|文章|讲座|原)?(?:标题|题目|主题)|讲题|原题|篇名|题名|title)(?:\s*[:：]\s*|[】\]]\s*[:：]?\s*)(?=\S)",
    re.IGNORECASE,
)
_TITLED_NAME = Grammar(
    rf"(?P<name>{_DOTTED}|{FOREIGN}|{SURE_NAME})(?:\s*(?:先生|女士|同志)"
    r"|(?<=\S{3})\s*(?:教授|博士|院士|老师|校长|院长|主席|总统)"
    r"|(?<=\S{3})\s*[（(](?P<unit>[^（）()，。]{2,24})[）)])"
)
_RUN_INTO = Grammar(
    rf"(?P<post>[^·•・‧]*?{POSITION})?(?P<name>{_HAN}{{1,8}}(?:[·•・‧]{_HAN}{{1,8}}?)+?)"
    rf"(?:同志|先生|女士|{POSITION}|{_SPEAKS}|毕业典礼)?"
)
# A state is no organisation: 中华人民共和国主席 何立本.
_STATE = Grammar(r"\S{0,12}国家?")
_ANYBODY = "王某某"


@dataclass(frozen=True, slots=True)
class Byline:
    """Who speaks, as far as a line under the title tells."""

    organisation: str | None = None
    speaker: str | None = None


def clean_title(text: str) -> str:
    """Return a title without the number before it and the page or serial number behind it."""
    numbered = patterns.NUMBERED_TITLE.match(text)
    title = (text[numbered.end() :] if numbered else text).lstrip(_SIGNS)
    title = unbracketed(title) if title[:1] in "（(" and "原" in title[:2] else title
    said = _TITLE_LABEL.match(title)
    title = title[said.end() :] if said else title
    title = _TRAILING_PAGE.sub("", title)
    serial = _SERIAL.search(title)
    title = title[: serial.start()].strip() if serial else title.strip()
    listed = patterns.LIST_NUMBER.match(title)
    if listed and patterns.STRONG_TITLE.fullmatch(title, listed.end()):
        title = title[listed.end() :]
    return title or text


def says_title(text: str) -> bool:
    """Tell whether a line says of itself that it is the title: 演讲题目：把码头修好.

    A page that gives a text's 原标题 has another title for it.
    """
    return text[0] != "原" and _TITLE_LABEL.match(text) is not None


def has_serial(text: str) -> bool:
    """Tell whether a title ends in a serial number, such as （三） or 之二."""
    return _SERIAL.search(text) is not None


def byline(text: str) -> Byline | None:
    """Read a line under a title: an organisation, a position with a name, or both in brackets."""
    inner = unbracketed(text.lstrip(_SIGNS))
    country = _COUNTRY.match(inner)
    inner = inner[country.end() :] if country else inner
    if signed := _SIGNED.fullmatch(inner):
        return Byline(None, squeeze(_group(inner, signed, "name")))
    labelled = _LABELLED.fullmatch(inner)
    if labelled:
        inner = _group(inner, labelled, "rest").strip()
    if not inner or len(inner) > _BYLINE_LONGEST:
        return None
    if person := _person(inner):
        post, name = posted(person.speaker or "")
        if post:
            return byline(f"{post} {name}") or Byline(person.organisation, name)
        return replace(person, speaker=name or None)
    if (labelled or country or inner != text.strip()) and is_name(inner):
        return Byline(None, squeeze(inner))
    if is_organisation(inner) or _is_unit(inner):
        return Byline(inner)
    return None


def _person(text: str) -> Byline | None:
    for grammar in (_PERSON, _NAME_FIRST):
        if match := grammar.fullmatch(text):
            held = (one for one in ("close", "barred") if match.groupdict().get(one) is not None)
            name = _group(text, match, next(held, "name"))
            place = _group(text, match, "place")
            if not place or _RANK_ONLY.fullmatch(place):
                place = _place_of(place + _group(text, match, "positions"))
            place = place.strip("、，, ")
            return Byline(None if _STATE.fullmatch(place) else place or None, squeeze(name))
    if _NAMES.fullmatch(text):
        return Byline(None, _listed(text))
    if titled := _TITLED_NAME.fullmatch(text):
        unit = _group(text, titled, "unit")
        named = squeeze(_group(text, titled, "name"))
        return Byline(unit if is_organisation(unit) else None, named)
    return _several(text) or _of_unit(text)


def _listed(text: str) -> str:
    """Return several names as one text, their borders as 、."""
    names = (squeeze(one) for one in re.split(r"[、，,&/]|\s+(?=\S{2})", text))
    return "、".join(filter(None, names))


def _of_unit(text: str) -> Byline | None:
    named = _NAMED_UNIT.fullmatch(text)
    if not named:
        return None
    if named["pupil"]:
        return Byline(_group(text, named, "class"), squeeze(_group(text, named, "pupil")))
    if named["apart"]:
        return Byline(_group(text, named, "form"), squeeze(_group(text, named, "apart")))
    unit, name = _group(text, named, "unit"), squeeze(_group(text, named, "name"))
    if _is_unit(unit):
        return Byline(unit, name)
    return Byline(None, name) if _SOMEBODY.fullmatch(unit) else None


def _several(text: str) -> Byline | None:
    """Read a position and several names: 本报记者 甘立新 周明远."""
    found = _MANY.fullmatch(text)
    first = _person(_group(text, found, "first")) if found else None
    if not found or not first or not first.speaker:
        return None
    more = re.sub(r"\S{0,3}(?:通讯员|记者|实习生)", "", _group(text, found, "more"))
    return Byline(first.organisation, f"{first.speaker}、{_listed(more)}")


def _group(text: str, match: re.Match[str], name: str) -> str:
    """Return a group as it stands in the text that was matched in simplified form."""
    return text[match.start(name) : match.end(name)] if match[name] is not None else ""


def _is_unit(text: str) -> bool:
    return is_organisation(text) or _UNIT.fullmatch(text) is not None


def is_organisation(text: str) -> bool:
    """Tell whether a text is the name of an organisation, by what it ends with."""
    # 在江城市政府 / 工作会议上的讲话 begins a title.
    named = 3 <= len(text) <= _BYLINE_LONGEST and not text.startswith(("在", "关于"))
    return named and _ORGANISATION.fullmatch(text) is not None


def is_position(text: str) -> bool:
    """Tell whether a text can be who somebody is, for a name in the next line."""
    told = byline(f"{text} {_ANYBODY}")
    return told is not None and told.speaker == _ANYBODY


def introduced(paragraphs: Iterable[str]) -> str | None:
    """Return the name by which a speaker introduces himself, as in 我叫何立本.

    >>> introduced(["大家好，我是车辆三班的周明远。"])
    '周明远'
    """
    for text in paragraphs:
        if found := _INTRODUCED.search(text):
            return squeeze(
                "".join(_group(text, found, one) for one in ("called", "name", "life", "bare"))
            )
    return None


def posted(name: str) -> tuple[str, str]:
    """Part a name with dots in it from a position that runs into it.

    >>> posted("江城大学校长安娜·卡列宁")
    ('江城大学校长', '安娜·卡列宁')
    """
    found = _RUN_INTO.fullmatch(name)
    if not found:
        return "", name
    return _group(name, found, "post"), _group(name, found, "name")


def is_name(text: str) -> bool:
    """Tell whether a text alone could be a person's name: by its surname or its middle dot."""
    return _SURE_NAME.fullmatch(text) is not None


def _place_of(positions: str) -> str:
    """Cut 党委书记 to 党委: the part of a position that names an organisation."""
    match = _PARTY.match(positions)
    return match[0] if match else ""


def squeeze(name: str) -> str:
    """Return a name without the spaces within it."""
    return _SPACES.sub("", name.strip())
