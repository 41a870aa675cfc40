"""What can be counted in a text that somebody may want to read, each count under a name. Pure.

`corpus.excerpt_worth` weighs them. They are counts of shape (lengths, balance, what comes again)
and of words of grammar and office life; none names a place, a person, a campaign or an event.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from corpus.rhetoric import mark_bit, marks_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_PAUSE = re.compile("[，；：。！？…—]+")
_SENTENCE = re.compile(r"[^。！？]+[。！？]+[”’」』）)]*|[^。！？]+$")
_HAN = re.compile("[\u4e00-\u9fff]")
_QUOTED = re.compile('[“‘「"]([^”’」"]{1,8})[”’」"]')
_COUNTED = re.compile("[一二三四五六七八九十两双]")
_GRAMMAR = frozenset("的了是不在有和就也都才要而与之其为以把被让使能会可着过得地这那我们他它一")

CLAIM = re.compile(
    "(?<![但还可凡于总就不只都别其先])是(?!否|非|指)|就是|不是|只有|才[能会是算]|不能|不可|不得|[决绝]不|离不开|不容|"
    "关键|根本(?!上)|(?<!为)核心(?![价素])|灵魂|[贵重难惟]在|在于|取决于|意味着|来自|源于|事关|关系[到着人国党](?![员])|怎么|什么|？|胜过|永远|终究|"
    "不怕|最.{1,8}的|等于|算不上|如果|只要|谁|[靠要]的是|没有.{1,20}就|就[会能有要]|为本(?=[，。])|人人"
)
"""What claims something that one could agree with."""
CONTRAST = re.compile(
    "不是.{1,20}[而就]?是|是.{1,20}不是|不在.{1,20}在|不[看求比].{1,12}[看求比]|与其|宁[可肯]|既.{1,20}[又也更]|"
    "不[仅只但].{1,20}[更而也]|越.{1,12}越|没有.{1,20}(?:没有|就|不)|只有.{1,30}才|不.{1,3}不|不.{2,8}[，、]不|[无不]论|不管|"
    "不怕.{1,12}怕|该.{1,8}的?.{1,8}不该"
)
ORDER = re.compile(
    "(?:启动|加[强快大]|推[进动]|深化|健全|完善|建[立设]|落实|实施|扩大|支持|鼓励|促进|强化|提[高升]|做[到好实]|抓[好紧]|"
    "开展|严格|优化|改[进革善]|发展|统筹|增[强加]|实[行现]|保[障证持]|确保|引导|培育|巩固|拓展|规范|突出|聚焦|围绕|组织|"
    "打造|构建|营造|继续|进一步|切实|积极|大力|全[面力]|深入|着力|坚[持决]|反对|维护|依[法靠]|按照|根据|努力|认真|扎实|"
    "不断|采取|充分|注重|修[订改]|取消|倡导|弘扬|普及|力争|放宽|破除|理顺|拓宽|壮大|简化|清理|调[动整]|适应|保护|压缩|惩戒|挖掘|扶持|创新(?!是)|释放|畅通|从严|始终|有序|逐步|稳[步妥定]|[更使让带防打制加对])|"
    ".{0,12}(?<![只不主需重首想])(?:要(?!求|素|害|么|是|紧)|必须|应)"
)
"""How a clause begins that tells somebody what to do."""
_DONE = re.compile(
    "已|取得|获得|得到|增长|完成|受到|建成|投产|保持.{2,12}势头|"
    "(?:加[快强大]|扩大|提高|改善|增加|减少|拓展|顺利|[上下]升|下降)(?=[，。；])"
)
_PASSING = re.compile(
    "继续|进一步|[仍尚]|还[没不存有]|日益|逐步|开始|新的|[这那]样的|有所|更加?(?![要是不])|不再|一段|较|不够|滞后|突出|"
    "有[的些]|一些|部分|基本(?!的|上)|重点|奋力|开创|[谱续]写|篇章|试点|制定|出台|[抓加]紧|背景下|国际|世界|"
    "主题教育|专项|攻坚|的时候|[一二三四五六七八九十]年|(?:^|[，。])[^，。]{3,16}后，"
)
_ABSTRACT = re.compile(
    "工作|建设|发展|体系|机制|制度|水平|能力|作用|任务|要求|意识|思想|精神|理论|政治|组织|领导|管理|改革|战略|"
    "政策|措施|方针|路线|原则|事业|目标|力度|[\u4e00-\u9fff][性化力度感观]"
)
_BODY = re.compile("党|委员会|政府|部门|机关|单位|[部局委厅院]门?(?=[，。、的])")
_CREED = re.compile("主义|中央|马克思|革命|阶级|社会主义|共产党|人民|中国|国家|全党|群众路线")
_SPOKEN = re.compile(
    "[吗呢吧啊嘛]|怎么|什么|谁|哪|好比|就像|一样|老百姓|大家|话|得[住起了]|[来去]了?(?=[，。])"
)
_TURN = re.compile("但是?|却|然而|反而|而不|反之|否则|不如|偏|倒")
_ADVICE = re.compile(
    "不要|不[能必用]|(?<![分个区级特类差])别(?![的人是])|敢于?|一定要|学会|切忌|莫"
)
_REASON = re.compile(
    "因为|所以|如果|只[有要]|即[使便]|哪怕|为什么|除非|一旦|否则|才[能会是]|就[会能是]"
)
_EVERYBODY = re.compile(
    "[每一]个人|人人|谁|人[类生们性]|任何|没有人|所有人|永远|从来|总是|往往|自己"
)
_DEGREE = re.compile("很|太|最|更(?!加)|越|极其?|非常|真正?(?=[的是能会])")
_TRADE = re.compile(
    "公司|我司|集团|企业|部门|机关|岗位|流程|业务|项目|合同|员工|职员|供应|研发|代表处|团队|编制|"
    "福利|待遇|报酬|收入|利润|钱|平台|产品|市场|机构|区域|财经|采购|审批|标准|"
    "全网|网络|芯片|算法|数据|代码|软件|模块|智能|自动化|场景|终端|无线|系统|设备|方案|能力"
)
_CATCHWORD = re.compile(
    '[“"][一二三四五六七八九十两双]个?|新时代|特色|党|从严|为民|政治|中国式|高质量|初心|使命|担当'
)
_TRIAD = re.compile("、[^、，。；]{2,8}、")
_MUST = re.compile("必须|应当|应该|务必|坚决|坚持|不断|切实")
_WE = re.compile("我们|咱们")
_YOU = re.compile("你")
_BODILY = re.compile(
    "[手脚眼心口头身血汗泪骨肩耳嘴腰胆]|[山水火风雨雪路桥船灯树根花草土石田海河天地日月星光]"
)
_ACT = re.compile("[走看听说问吃喝睡站坐跑推拉抬挑扛背提拿放打敲洗种挖修写读算想怕爱恨笑哭]")


def features_of(text: str) -> dict[str, float]:
    """Count what speaks for and against a text; rates are a hundred characters, shares 0 to 1."""
    text = text.strip() or " "
    sentences = _SENTENCE.findall(text) or [text]
    clauses = [clause for clause in _PAUSE.split(text) if clause] or [text]
    return {
        **_shape(text, sentences, clauses),
        **_recurrence(text, clauses),
        **_words(text, sentences, clauses),
        "quotable": float(bool(marks_of(text) & mark_bit("金句"))),
    }


def _shape(text: str, sentences: Sequence[str], clauses: Sequence[str]) -> dict[str, float]:
    lengths = [len(clause) for clause in clauses]
    return {
        "length": len(text) / 100,
        "sentences": len(sentences),
        "clause": sum(lengths) / len(lengths) / 10,
        "longest clause": max(lengths) / 10,
        "short clauses": _share(length <= 8 for length in lengths),
        "alike": _share(alike(*pair) for pair in pairwise(clauses)),
    }


def _recurrence(text: str, clauses: Sequence[str]) -> dict[str, float]:
    told = Counter(pair for clause in clauses for pair in {a + b for a, b in pairwise(clause)})
    telling = {pair: n for pair, n in told.items() if _GRAMMAR.isdisjoint(pair)}
    han = _HAN.findall(text)
    return {
        "comes again": sum(n > 1 for n in telling.values()) / max(1, len(clauses)),
        "grammar": _share(sign in _GRAMMAR for sign in han),
        "不": text.count("不") / len(text) * 100,
    }


def _words(text: str, sentences: Sequence[str], clauses: Sequence[str]) -> dict[str, float]:
    orders = [bool(ORDER.match(clause)) for clause in clauses]
    return {
        "claims first": float(not ORDER.match(sentences[0]) and bool(CLAIM.search(sentences[0]))),
        "claims": _share(bool(CLAIM.search(sentence)) for sentence in sentences),
        "contrasts": float(min(3, len(CONTRAST.findall(text)))),
        "orders": _share(orders),
        "must": _rate(_MUST, text),
        "done": float(min(3, len(_DONE.findall(text)))),
        "passing": float(min(3, len(_PASSING.findall(text)))),
        "we": _rate(_WE, text),
        "borrowed words": float(
            min(3, sum(not _COUNTED.search(quoted) for quoted in _QUOTED.findall(text)))
        ),
        "abstract": _rate(_ABSTRACT, text),
        "bodies": _rate(_BODY, text),
        "creed": _rate(_CREED, text),
        "spoken": _rate(_SPOKEN, text),
        "advice": _rate(_ADVICE, text),
        "reasons": _rate(_REASON, text),
        "everybody": _rate(_EVERYBODY, text),
        "degree": _rate(_DEGREE, text),
        "trade": _rate(_TRADE, text),
        "catchwords": _rate(_CATCHWORD, text),
        "triads": float(min(2, len(_TRIAD.findall(text)))),
        "you": _rate(_YOU, text),
        "turns": float(min(2, len(_TURN.findall(text)))),
        "things": _rate(_BODILY, text),
        "acts": _rate(_ACT, text),
    }


def alike(first: str, second: str) -> bool:
    """Whether two clauses are built alike: same beginning, same end, or same length and shape."""
    shorter, longer = sorted((len(first), len(second)))
    if shorter < 3 or longer > 2 * shorter or ORDER.match(first) or ORDER.match(second):
        return False
    shared = first[:2] == second[:2] or first[-2:] == second[-2:]
    return shared or (shorter == longer and any(map(str.__eq__, first, second)))


def _share(held: object) -> float:
    values = [bool(one) for one in held]  # type: ignore[attr-defined]
    return sum(values) / len(values) if values else 0.0


def _rate(pattern: re.Pattern[str], text: str) -> float:
    return len(pattern.findall(text)) / len(text) * 100
