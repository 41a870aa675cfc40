"""Numeric abbreviations: 两个确立, 三会一课, 2+8, in quotation marks or without them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.characters import HAN

if TYPE_CHECKING:
    from collections.abc import Iterator

_LEADING = re.compile(
    rf"(?:十[一二三四五六七八九]?|[二两双三四五六七八九百千])(?:[{HAN}]+|[个大项条种][{HAN}0-9a-z]+)"
)
_NUMBER = re.compile(r"[一二三四五六七八九十百千]+")
_ANY = re.compile(r"[一二两双三四五六七八九十百千]")
_SUM = re.compile(rf"[0-9]+(?:[+][0-9nx]+)+[{HAN}]{{0,4}}")
_DIGITS = re.compile(rf"[0-9]+(?:个|大|项)?[{HAN}]{{1,4}}")

_FRAME = re.compile(
    r"(?:增强|坚定|做到|牢记|践行|落实|坚持|领悟|拥护|捍卫|围绕|实施|深化|实现|执行|打好|推进|推动|"
    r"抓好|聚焦|突出|构建|建设|开展|维护|胸怀|立足|贯彻|深化|遵循|健全|完善|运用|纠治|整治|反对|遵守|中央)"
    rf"(?P<slogan>[两三四五六七八九十](?:个|大|项)[{HAN}]{{2,4}}?)"
    r"(?=[，。；、！）”\"]|$|的(?!问题|情况|方面)|和|与|精神|及其|方针|堤坝)"
)
_PAIR = re.compile(
    r"(?:^|[，。；、：！？（“”\"\s的和与]|增强|坚定|做到|践行|落实|坚持|履行|执行|实施|深化|推进|开展|抓好|建设)"
    rf"(?P<slogan>[一两三四五六七八九十][{HAN}][一两三四五六七八九十][{HAN}])"
    r"(?=[，。；、：！？）“”\"\s的和与等]|$|制度|原则|责任|要求|建设|倡议|战略|机制|教育|活动|事项|方针|人群|政策)"
)

# Nouns that are merely counted.
_PLAIN = re.compile(
    r"(?:方面|问题|月|阶段|环节|部分|层面|层次|方向|单位|部门|小时|钟头|星期|季度|年度|年头|城市|省份|地区|"
    r"县市|乡镇|企业|项目|人|国家|学校|学院|村庄|社区|小组|类别|种类|步骤|条件|因素|特点|重点|关键|内容|"
    r"要点|标准|维度|角度|领域|行业|产业|板块|区域|片区|基地|园区|平台|中心|会议|意见|建议|案例|例子|故事|"
    r"任务|目标|要求|原则|关系|突破|文明|市场|级别|等级|以上|以下|左右|以来|以后|以前|之一|多月|工作|"
    r"机构|系统|渠道|途径|办法|规划|五年|十年|指标|数字|数据|县区|区县|代表团|党派|民族|主体)"
)
# Sayings with two numbers, which abbreviate nothing.
_SAYING = re.compile(
    r"一(?:心一意|五一十|举一动|言一行|点一滴|朝一夕|草一木|丝一毫|模一样|生一世|针一线|砖一瓦|步一步|"
    r"字一句|板一眼|张一弛|时一刻|来一往|分一厘|招一式|代一代|起一落|唱一和|上一下|进一出|前一后|左一右|"
    r"去一回|问一答|山一水|颦一笑|年一度|清二白|干二净|来二去|穷二白|波三折|问三不知|日三秋|知半解|"
    r"目十行|日千里|落千丈|泻千里|呼百应|劳永逸|五一十)|三(?:心二意|番五次|言两语|三两两|天两头|令五申|"
    r"长两短|头六臂|教九流|六九等|五成群|年五载|年两载)|四(?:面八方|平八稳|分五裂|通八达|书五经|海一家)|"
    r"五(?:湖四海|颜六色|光十色|花八门|体投地|谷丰登|大三粗)|七(?:上八下|嘴八舌|手八脚|零八落|老八十)|"
    r"九(?:牛一毛|死一生)|十(?:全十美|年一剑|拿九稳|年九载)|两(?:面三刀|江四湖)|举一反三|"
    r"一(?P<twice>.)一(?P=twice)"
)
_MERELY = re.compile(
    r".{1,3}分之.|.{1,3}届|双(?:向|方|手|重|双|边|休|亲|胞|语|百)|百姓|百年|百分|百货|百花|千方百计|千家万户|千秋|千古|十分|十足|两岸|十年"
)
_MEASURE = frozenset("年月日天次周季届期岁点分秒元万亿成倍米里吨斤亩户名人位家条件项个批步级层路排")
_PLACE = frozenset("江湖河海山岛州县市区省镇村乡")


def is_saying(form: str) -> bool:
    """Say whether a bare form has numbers but abbreviates nothing."""
    return bool(_SAYING.match(form) or _MERELY.match(form))


def is_numeric(form: str) -> bool:
    """Say whether a quoted bare form abbreviates by numbers."""
    if is_saying(form):
        return False
    if _NUMBER.fullmatch(form):
        # 十四五 and its kin are plans of five years; all else is a date.
        return form.endswith("五")
    if _SUM.fullmatch(form) or _DIGITS.fullmatch(form):
        return True
    if _LEADING.fullmatch(form):
        return len(form) > 1
    return len(form) >= 4 and len(_ANY.findall(form)) >= 2


def unquoted_numeric(text: str) -> Iterator[str]:
    """Yield the numeric abbreviations that stand without quotation marks, as they are written."""
    for match in _FRAME.finditer(text):
        if not _PLAIN.match(match["slogan"], 2):
            yield match["slogan"]
    for match in _PAIR.finditer(text):
        if _abbreviates(match["slogan"]):
            yield match["slogan"]


def _abbreviates(pair: str) -> bool:
    first, second = pair[1], pair[3]
    if _SAYING.match(pair) or first == second or _ANY.match(first) or _ANY.match(second):
        return False
    if first in _MEASURE and (second in _MEASURE or first in "年月日天周季届期岁点分次"):
        return False
    return not (first in _PLACE and second in _PLACE)
