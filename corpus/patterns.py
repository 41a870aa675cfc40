"""The grammar of office documents, as immutable patterns over one line."""

from __future__ import annotations

import re

from corpus.characters import CLOSERS, HAN
from corpus.chinese import Grammar

NUMERAL = "一二三四五六七八九十百"

MAJOR_HEADING = re.compile(
    rf"第[{NUMERAL}\d]{{1,3}}[部章编][分]?[、，:：\s]*(?=\S)|[壹贰貳叁參肆伍陆陸柒捌玖拾]{{1,3}}\s*[、．.]\s*"
)
"""壹、 or 第一部分: where these stand, the other headings are one level deeper."""

HEADING_LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, MAJOR_HEADING),
    (1, re.compile(rf"[{NUMERAL}]{{1,3}}\s*[、．.]\s*")),
    (2, re.compile(rf"[（(]\s*[{NUMERAL}]{{1,3}}\s*[）)]\s*[、．.]?\s*")),
    (3, re.compile(r"\d{1,2}\s*(?:[、．]|\.(?!\d))\s*|[（(]\d{1,2}[）)]\s*")),
)
"""Level and number of the headings: 一、 is 1, （一） is 2, 1. is 3."""

ORDINAL = re.compile(rf"第[{NUMERAL}]{{1,3}}[，、,]\s*")
"""第一， at the beginning of a line: a heading when it stands alone and ends in no mark."""

ENUMERATOR = re.compile(
    rf"[{NUMERAL}]{{1,2}}(?:是|要|个是|方面)|第[{NUMERAL}]{{1,3}}[，、,]|[{NUMERAL}]{{1,3}}、|——"
    rf"|[（(][{NUMERAL}\d]{{1,3}}[）)]|\d{{1,2}}(?:[、．]|\.(?!\d))|[①-⑳]|[•●■◆▪]|[-*+]\s"
)
"""How an item of an enumeration begins."""

BARE_ENUMERATOR = re.compile(rf"(?:[{NUMERAL}]{{1,2}}(?:是|要)|第?[{NUMERAL}]{{1,3}}[，、,])")

SALUTATION = Grammar(
    r"(?:尊敬的|敬爱的|亲爱的)?[^，。；！？]{0,16}"
    r"(?:同志们|同志|代表|委员|朋友们?|来宾|领导|老师|同学们?|女士们|先生们|同仁|战友们|嘉宾|家长)"
    r"[^。；？]{0,24}[:：!！]|(?:尊敬|敬爱|亲爱)的[^，。；！？：]{2,30}[:：]"
    r"|(?:各位|全体)(?!.*(?:[以如]下|要|应|是))[^，。；！？：]{2,12}[:：]|(?:大家|各位)(?:早上|上午|中午|下午|晚上)?好[:：!！]"
)
"""同志们：, 各位代表：, 尊敬的各位领导、同志们："""

CLOSING = Grammar(
    r"(?:谢谢(?:大家|各位)?|散会|(?:我)?就讲(?:到这里|这[些么几]\w{0,3})|讲话完了|到此(?:结束|为止)"
    r"|到这里|讲完了|敬礼|(?:发言|汇报)完毕|此致)[。！，!\s]*(?:谢谢(?:大家|各位)?[。！!]?)?\s*$"
    r"|^[（(]?(?:全文)?(?:完|毕)[）)]?$"
)
"""What the last paragraph of a speech ends with."""

TITLE_NOUN = (
    r"(?:讲话|讲演|发言|[致献答贺祝讲演悼][词辞]|报告|演讲|演说|主持讲话|心得体会|体会|汇报|表态|讲稿|党课|寄语|总结|通报"
    r"|(?:开幕|闭幕|开会|就职|告别|欢迎|欢送|祝酒|毕业|获奖|受奖|颁奖|主持|演讲|讲话)[词辞]"
    r"|倡议书|慰问信|述职|点评|说明|决心书|动员|部署)"
)
STRONG_TITLE = Grammar(
    rf"(?:在|于|关于|致).{{2,60}}{TITLE_NOUN}(?:提纲|稿|材料)?(?:[（(].{{1,20}}[）)])?"
)
"""在……会议上的讲话 and its like: a line that is a title wherever it stands alone."""

COLLECTION = Grammar(
    r"汇编|选编|选集|文集|合集|集锦|专辑|合编|精选|大全|文稿集|讲话集|材料集|言论集|(?:讲话|发言|演讲|文|论)选|选读|选登|摘登|摘编|[（(]\s*(?:共)?[\d一二三四五六七八九十百]+\s*篇\s*[）)]"
)
"""What the title of a compilation holds."""

_ENDS_COLLECTION = Grammar(
    r"(?:讲话|演讲|致辞|发言|讲演|文章|言论|报告)?(?:汇编|选编|选集|文集|合集|集锦|专辑|合编|文稿集|讲话集|演讲集|致辞集|发言集|讲演集|言论集"
    r"|(?:讲话|发言|演讲|讲演)选)(?:[（(].{1,12}[）)])?$"
)


def names_collection(text: str) -> bool:
    """Tell whether a line is the title of a compilation, by what it ends with.

    >>> names_collection("江边讲话集（2018年）")
    True
    """
    return _ENDS_COLLECTION.search(text) is not None


PART = Grammar(rf"第\s*[{NUMERAL}\d]{{1,3}}\s*[辑编卷部集季](?:[\s：:].{{1,20}})?|[上中下][编篇卷]")
"""The name of a part of a compilation, below which its pieces stand: 第一辑."""

NUMBERED_TITLE = Grammar(
    rf"(?:第\s*[{NUMERAL}\d]{{1,3}}\s*[篇讲课封则](?=[、.．:：\s]|$)|第\s*[{NUMERAL}\d]{{1,3}}\s*篇|[篇文]\s*[{NUMERAL}\d]{{1,3}}|[【\[［]\s*第?\s*(?:讲话|演讲|发言|致辞|材料|文章|范文)?\s*[{NUMERAL}\d]{{1,3}}\s*[篇讲则]?\s*[】\]］]"
    rf"|(?:范文|材料|例文|{TITLE_NOUN}稿?|演讲稿|作品|稿件|Part|No\.?)\s*[{NUMERAL}\d]{{1,3}}(?=[、.．:：\s]|$)"
    rf"|[{HAN}]{{0,6}}(?:材料|讲话|发言|致辞|报告|文稿|文件)\s*之\s*[{NUMERAL}\d]{{1,3}}(?=[、.．:：\s]|$)"
    rf"|附\s*(?:件|录)?\s*(?:[{NUMERAL}\d]{{1,3}}(?=[、.．:：\s]|$)|(?=[:：]\s*\S|$))"
    rf")\s*[、.．:：]?\s*|0\d\d(?:\s+|\s*[、.．:：]\s*)(?=[^\W\d])"
)
"""第一篇, 篇一：, 【3】 before a title: these number speeches, never headings."""

LIST_NUMBER = re.compile(rf"(?:\d{{1,3}}\s*[.．、]|[{NUMERAL}]{{1,3}}、)\s*")
"""1．or 一、 before a title: the same mark numbers headings."""

CONTENTS_HEADING = Grammar(r"(?:目\s*[录次錄]|contents)\s*[:：]?", re.IGNORECASE)

PAGE_LINE = re.compile(
    r"[-—–－―·•\s]{1,8}\d{1,4}[-—–－―·•\s]{1,8}|第\s*\d{1,4}\s*页(?:\s*[,，/]?\s*共\s*\d{1,4}\s*页)?"
    r"|\d{1,4}\s*/\s*\d{1,4}|[Pp](?:age)?\.?\s*\d{1,4}(?:\s*of\s*\d{1,4})?|共\s*\d{1,4}\s*页"
)
"""A page number that can be nothing else."""

SEPARATOR = re.compile(r"(?:[-=*＊_~～〜—–·•◆★☆※○●#]\s*){3,}")
"""A line drawn with characters."""

SENTENCE_END = re.compile(rf"[。！？!?…；;：:][{CLOSERS}\"]*$|[.．]$")
"""A line that ends so is complete."""

UNTITLED = re.compile(rf"[。；;，,、：:]$|。(?![{CLOSERS}])")
"""A line like this is no title."""

FORWARDING = Grammar(
    r"编者?按|按语|(?:全文|讲话|发言|报告|文章|内容)[^，。]{0,6}如下|(?:现|特)(?:将|予|摘录|转发|刊登|刊发|印发|全文)"
    r"|以下[是为系]|(?:本[书集册辑刊]|这里|现|今)(?:共|一共)?(?:收录|收入|汇集|辑录|选录|选收|整理)|按[^，。]{0,6}(?:时间|先后)"
    r"|(?:本[刊报站网]|这里|我们)(?:现|特|今)?(?:转载|刊登|刊发|发表|推送|编发|摘登|摘编)|予以(?:转载|刊登|刊发|展示)"
    r"|(?:请|希|望|供)[^，。；]{0,16}(?:学习|悉知|知悉|参考|阅读|阅知|领会|贯彻执行|交流)[！。]?$"
)
"""How a note sends on the text below it: 现将……转发给你们，请认真学习。"""

FOLLOWS = Grammar(
    r"(?:以下|下面|下文|这里)(?:就|便|则)?[是为系]|(?:原文|译文|全文|正文|内容|实录|原话|讲话|演讲|致辞|发言)[^，。；]{0,8}(?:如下|附后|见下)"
    r"|(?:全文|原文|译文|实录|演讲稿|讲话稿)[^。；]{0,10}[：:]$|(?:转载|分享|摘录|抄录|整理|翻译)[^，。；]{0,8}(?:如下|于此|在此|出来)"
)
"""How a preface says that the text follows: 以下是演讲全文："""

PAPER = Grammar(
    r".{0,30}关于.{2,80}(?:决议|决定|命令|公报|公告|通告|意见|通知|通报|请示|批复|议案|函)"
)
"""The title of an official paper (GB/T 9704-2012)."""
