"""Characters of fonts in the place of those that are meant: radicals, marks of vertical writing.

A text layer printed by Chromium holds a radical for every tenth Han character or so.
"""

from __future__ import annotations

import unicodedata
from functools import cache

# Unicode 15, EquivalentUnifiedIdeograph.txt, the part for the block CJK Radicals Supplement; the
# Kangxi Radicals have compatibility mappings, these mostly have none.
_SUPPLEMENT = (
    "⺁⺂⺃⺄⺅⺆⺈⺉⺊⺋⺌⺍⺎⺏⺐⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺟⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺫⺬"
    "⺭⺯⺰⺱⺲⺳⺴⺶⺹⺺⺻⺼⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜"
    "⻝⻟⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲⻳"
)
_UNIFIED = (
    "厂乛乚乙亻冂刀刂卜㔾小小兀尣尢巳幺彑彐忄心扌攵旡日月歺母民氵氺灬爫爫丬牛犭王目示"
    "礻糹纟罓罒㓁冗羊耂肀聿肉艹艹艹虎衤覀西见角讠贝车辶辶辶邑钅長镸长门阝雨青韦页风飞"
    "食飠饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀龟"
)
# One glyph serves both in the Noto and Source Han fonts, which know it by the rarer.
_SHARED = {"㬵": "胶"}
_KANGXI = range(0x2F00, 0x2FD6)
_LIGATURES = range(0xFB00, 0xFB07)
# Unicode's vertical forms, and its compatibility forms, of the marks in common use.
_VERTICAL = "︐︑︒︓︔︕︖︗︘︙︰︱︵︶︷︸︹︺︻︼︽︾︿﹀﹁﹂﹃﹄﹇﹈"
_LEVEL = "，、。：；！？〖〗…：—（）｛｝〔〕【】《》〈〉「」『』［］"


def without_radicals(text: str) -> str:
    """Write radicals, ligatures and vertical marks as the characters that are meant.

    >>> without_radicals('\u2f00\u2ed3')
    '一长'
    """
    return text.translate(_table())


@cache
def _table() -> dict[int, str]:
    table = dict(zip(map(ord, _SUPPLEMENT), _UNIFIED, strict=True))
    table.update(zip(map(ord, _VERTICAL), _LEVEL, strict=True))
    table.update((ord(rare), common) for rare, common in _SHARED.items())
    for code_point in (*_KANGXI, *_LIGATURES):
        table[code_point] = unicodedata.normalize("NFKC", chr(code_point))
    return table
