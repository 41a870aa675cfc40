"""A site's own words above a text, by shape and place."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.chinese import Grammar
from corpus.kinds import TITLES, is_strong, token_of
from corpus.lines import has_body_marks, key
from corpus.page_words import stands_above

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.lines import Line

# Lines from the top within which a page's own words stand above its text.
_TOP = 40
_SITES = Grammar(
    # What a site says of itself and of the day, and its menu.
    r"今天是\d{4}年.{4,40}|[^。，：]{2,20}欢迎[您你](?:的?(?:到来|光临|访问))?[！!。]?|首页(?:[\s|｜·]+[^\s。，]{2,8}){2,}"
    r"|[↑↓▲▼△☝👆]+\s*(?:点击|长按|扫码|关注|上方|下方|戳)[^。，]{0,24}"
    r"|(?:微信)?(?:收听|播放|点击播放|观看|扫码[听看读]|点击[听看读])(?:语音|音频|视频|录音|直播|全文|全程)?\S{0,4}|(?:#[^#\s]{1,20}#\s*)+"
    r"|\S{2,12}\s+(?:昨天|今天|前天|刚刚|\d{1,2}\s*(?:小时|分钟|天|周|个?月|年)前)(?:\s.{0,16})?"
    # What stands below a picture.
    r"|(?:图为|图中)[^。]{2,40}|(?:视频|图片?|图解)\s*[:：][^。]{2,30}(?:现场|讲话|发言|致辞|演讲)|[△▲▼↑↓]?\s*[^。，]{2,24}(?:在(?:讲话|发言|致辞|演讲|作报告|授课)|(?:讲话|发言|活动|会议|典礼|仪式|大会)现场|合影)(?:照片?|图片?)?"
    rf"|[（(][{HAN}]{{2,4}}\s*[/／]\s*[摄图][）)]"
)
# The way to a page, and lines around it in which the site's name stands, or the title.
_WAY = Grammar(r"您?(?:的|现在|当前)?(?:所在)?位置\s*[:：]|首页\s*[>›»]")
_MOST_ABOVE_WAY = 3


def is_of_site(lines: Sequence[Line], index: int) -> bool:
    """Tell whether a line above a text is the site's own, where a title stands besides."""
    return _SITES.fullmatch(lines[index].text) is not None and _is_titled(lines)


def _is_titled(lines: Sequence[Line]) -> bool:
    """Tell whether a title stands above the text besides what may be a site's own words."""
    top = takewhile(lambda line: not has_body_marks(line.text), lines[:_TOP])
    own = (line for line in top if not (stands_above(line.text) or _SITES.fullmatch(line.text)))
    return any(token_of(line).kind in TITLES for line in own)


def site_above(lines: Sequence[Line], index: int) -> range:
    """Return what stands above the way to a page: the site's own words, if a title is below."""
    above, below = lines[:index], lines[index + 1 : index + 1 + _MOST_ABOVE_WAY]
    way = _WAY.match(lines[index].text) is not None and index <= _MOST_ABOVE_WAY
    words = not any(
        line.level or has_body_marks(line.text) or is_strong(line.text) for line in above
    )
    titled = any(token_of(line).kind in TITLES for line in below)
    words = words and not any(key(line.text) in key(lines[index].text) for line in above)
    return range(index if way and words and titled else 0)
