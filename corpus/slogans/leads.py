"""The words that lead to a list in its sentence: 大力实施 of 大力实施甲、乙、丙“三大行动”."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.characters import HAN

if TYPE_CHECKING:
    from collections.abc import Sequence

QUOTES = '“”"‘’「」『』'
_FEW = 2
"""Other parts of a list that may tell how the first begins."""
_ADVERBS = (
    "要|应|必须|将|为|继续|大力|着力|努力|奋力|全力|聚力|全面|深入|积极|扎实|切实|加快|不断|进一步|始终|主动|"
    "严格|重点|持续|坚决|更好|并|还|就|只|紧紧|牢牢|认真|共同|统筹|突出"
)
_VERBS = (
    "坚持和完善|坚持|贯彻落实|贯彻|落实|践行|弘扬|发扬|牢记|树立|树牢|秉持|恪守|倡导|遵循|实现|达到|构建|建立|"
    "建好|打造|实施|开展|做好|做到|抓好|抓实|聚焦|围绕|突出|把握|领会|重申|实行|执行|履行|运用|用好|推翻|打倒|"
    "反对|破除|消灭|提倡|办好|管好|守住|打响|打好|根据|按照|成立|增选|增强|加强"
)
"""What has an object: no name ends in it."""
_ALSO_NOUNS = (
    "强化|推进|推动|促进|建设|深化|维护|扩大|探索|培育|完善|健全|加大|提升|提高|消除|克服|防范|防止|整治|纠治|"
    "解决|拓展|优化|实践|巩固"
)
_LED = re.compile(rf"(?:{_ADVERBS})*(?:{_VERBS}|{_ALSO_NOUNS})+")
_WITHIN = re.compile(
    "^.*?(?:了|[把将](?![握关来军]|要)|实施|开展|推进|推动|做好|坚持和完善|坚持|根据|在|强化|树立|落实|聚焦|围绕|"
    "突出|做到|打造|建设|提升|增强|弘扬|发扬|抓好|抓实)(?=.)"
)
_LEADS_ON = re.compile(
    rf"(?:{_ADVERBS})*(?:{_ALSO_NOUNS})$|.*(?:{_VERBS})$|.*[和与及或](?:{_ALSO_NOUNS})?$"
)


_TO_ACT = (
    "(?<![需主只重不全首紧])要|必须|应当|应该|务必|一定|努力|切实|始终|坚决|自觉|带头|主动|真正|共同|敢于|善于|勇于|"
    "坚持|践行|弘扬|发扬|牢记|倡导|奉行|提倡|号召|做到"
)
_ACTS = re.compile(rf"(?:{_TO_ACT})$")
_CALLS = re.compile(
    rf"(?:{_TO_ACT}|坚守|坚定|树立|树牢|秉持|恪守|遵循|贯彻|捍卫|永葆|增强|保持|体现|力求|追求|实现|达到|确保)$"
)
_ONE_WORD = re.compile("要[素求点害领塞闻义职件道旨]")
_ENDS = re.compile(rf"$|[^{HAN}0-9A-Za-z]|[的之]")


def is_called(before: str, behind: str) -> bool:
    """Say whether people are called upon to do what stands between these: 要坚持…, 做到…的."""
    return bool(_CALLS.search(before) and _ENDS.match(behind))


def is_called_to_act(before: str, said: str) -> bool:
    """Say whether what ends so calls upon people to do what is said then, which is no name."""
    return bool(_ACTS.search(before)) and not _ONE_WORD.match(before[-1:] + said)


def is_led(clause: str) -> bool:
    """Say whether a clause begins with what people are called upon to do."""
    return bool(_LED.match(clause))


def is_led_to(before: str) -> bool:
    """Say whether what ends so leads to what people are called upon to do, or to a list."""
    return is_called(before, "") or leads_on(before)


def leads_on(part: str) -> bool:
    """Say whether the last part of a list leads on to what follows: 推进, 纲领和实践."""
    return bool(_LEADS_ON.match(part))


def first_member(part: str, others: Sequence[str]) -> str:
    """Return the first part of a list as the others are.

    It begins with the character that begins them all, is as long as they are, or follows the
    words that lead to it.
    """
    if headed := as_headed(part, others):
        return headed
    lengths = {len(other) for other in others}
    if len(lengths) == 1 and not any(mark in part for mark in QUOTES):
        return part[-lengths.pop() :]
    return _without_lead(part)


def as_headed(part: str, others: Sequence[str]) -> str:
    """Return a part from the character on that begins all others, empty where it hasn't got it."""
    heads = {other[:1] for other in others}
    if len(others) < _FEW or len(heads) > 1:
        return ""
    at = part.find(heads.pop())
    whole = at >= 0 and (len(part) - at) * 2 >= min(map(len, others))
    return part[at:] if whole else ""


def _without_lead(part: str) -> str:
    led = _LED.match(part)
    if led is None:
        part = _WITHIN.sub("", part)
        led = _LED.match(part)
    return part[led.end() :] if led and led.end() < len(part) else part
