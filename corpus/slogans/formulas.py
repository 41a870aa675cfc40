"""Formulas that recur without quotation marks: 中国式现代化, 以人民为中心, 全面从严治党.

A formula is what people are called upon to hold to. So it stands at least once as the whole
object of such a verb, and again elsewhere in the document.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.slogans.bare import bare

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_HOLD = (
    "坚持不懈|坚持|贯彻落实|贯彻|落实|践行|弘扬|发扬|牢记|坚守|坚定|树牢|牢固树立|树立|筑牢|秉持|恪守|倡导|"
    "奉行|遵循|彰显|强化|涵养|永葆|厚植|走好|走|发展|推进|推动|促进|实现|构建|建设|实施|深化|维护|扩大|加快|"
    "全面推进|探索|奉献|培育|大兴|营造|守住|统筹|建立|捍卫|繁荣|完善"
)
_FRAME = re.compile(
    rf"(?=(?P<verb>{_HOLD})(?P<slogan>[{HAN}]{{4,10}}?)"
    rf"(?:[，。；、！：）”\"\n]|$|的(?:要求|理念|发展思想|思想|原则|方针|战略|道路|目标|精神|[{HAN}]{{2}}篇章|[{HAN}]{{2}}路径|"
    rf"[{HAN}]{{2}}实践|本质|内涵|重要)|重要论述|战略|篇章|新篇章|道路|理念|方针|思想(?=[，。；、])))"
)
_OFTEN, _SELDOM = 3, 2
_MARKS = '，。；、：“"\n'
# Verbs whose object is a formula even where it recurs but once.
_STRONG = re.compile(r"坚持|践行|弘扬|牢记|坚守|奉行|秉持|恪守|树牢|贯彻|发扬|倡导|捍卫|永葆")
_STOP_START = re.compile(
    r"[上下中得持的了和与及等在是将把被对为向从到其这那此各每该本我你他有无不要就也都更最很又再已并而且或由给让使令之]"
    r"|自身|相关|有关|上级|省委|市委|县委|区委|党委|全市|全省|全县|全区|一批|一个|一支|一种|一系列|取得|进一步|执行|搞好|维护|实现|构建|发展(?!和安全)|弘扬|发扬|践行|增强|树立|统筹(?!发展)|为|好|一|[两三四五六七八九十][个项]"
    r"|党的(?!建设|自我革命|群众路线)|中央|国务院|落实|贯彻|推进|推动|加强|完善|提高|做好|抓好|建立|建设|实施|开展|坚持|深化"
)
_KEPT_START = re.compile(
    r"以人民为中心|以人为本|人民|不忘|不敢|为民|为人民|有法|有效|和谐|和平|无私|自我|一带一路|一国两制"
)
_STOP_END = re.compile(
    r"(?:工作|问题|会议|情况|单位|干部|人员|企业|项目|任务|措施|要求|会|上|中|下|时|年|月|日|部门|机关|同志|群众|"
    r"报告|讲话|活动|部署|意见|办法|方案|条件|基础|水平|能力|质量|效率|成效|成果|进程|步伐|力度|作用|责任|"
    r"优势|活力|动力|队伍|机构|设施|项目|产业|市场|产品|资源|环境|服务|管理|事业|领域|地区|农村|城市|学校|"
    r"为指导|进展|毕业生|覆盖面|基金|总体|经费|政策|了|的|地|得|着|过|和|与|及|等|为|在|是|对|把|各项|方面|局面|需求|需要|增长|作|新|大|来|去|好|一|不|"
    r"实践|落实|落地|职能|方法|转变|集体|生态|认识|转化|稳定|改革发展|事业发展|融合|改革|起来|出来|下去|到位|平台|标准|规模|试点|工程|计划|制度|机制|体系|精神|讲话精神|决定|决策|规定)$"
)
_KEPT_END = re.compile(
    r"(?:结构性改革|改革开放|军民融合|社会稳定|建党精神|斗争精神|长征精神|奋斗精神|钉钉子精神|三牛精神|民主集中制|负责制|国家治理体系|价值体系|循环|"
    r"市场经济|共同市场|文明实践|乡村建设|群众路线|命运共同体|根本制度|管理创新|工匠精神|劳模精神|企业家精神|"
    r"承包责任制|责任制|民主监督|为人民服务|八项规定|社会服务|党的建设)$"
)
_SAYING = re.compile(
    r"举一反三|以身作则|千方百计|一如既往|持之以恒|因地制宜|再接再厉|坚定不移|始终不渝|毫不动摇|实实在在|"
    r"严于律己|从我做起|学习贯彻|一以贯之|身体力行|不折不扣|发扬光大|优势互补"
)
_FUNCTION = re.compile(
    r"[的了着过吗呢吧啊]|[一二三四五六七八九十]是|以及|或者|并且|习近平|总书记|同志|委员会|代表大会|人民政府"
)


def recurring_formulas(blocks: Sequence[str]) -> Iterator[str]:
    """Yield the bare forms of the formulas that recur in a document, given as its texts."""
    framed: Counter[str] = Counter()
    strong: set[str] = set()
    for text in blocks:
        for match in _FRAME.finditer(text):
            form = match["slogan"]
            if _fits(form):
                framed[form] += 1
                if _STRONG.match(match["verb"]):
                    strong.add(form)
    if not framed:
        return
    whole = "\n".join(blocks)
    for form in framed:
        count = whole.count(form)
        # Four characters are mostly two plain words; only what is held to makes them a formula.
        if form in strong:
            often = count >= _SELDOM
        else:
            often = len(form) > 4 and (
                count >= _OFTEN or (count >= _SELDOM and _begins_clause(form, whole))
            )
        if often:
            yield bare(form)


def _begins_clause(form: str, whole: str) -> bool:
    return any(mark + form in whole for mark in _MARKS)


def _fits(form: str) -> bool:
    if _FUNCTION.search(form) or _SAYING.search(form):
        return False
    if _STOP_START.match(form) and not _KEPT_START.match(form):
        return False
    return not _STOP_END.search(form) or bool(_KEPT_END.search(form))
