"""The foot of a speech: who signed it and when, and what an official paper has below that."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from corpus import patterns
from corpus.characters import HAN
from corpus.chinese import Grammar
from corpus.dates import find_date, unbracketed
from corpus.kinds import Kind, Token, token_of
from corpus.lines import hangs_open, has_body_marks, is_complete

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.head import Head

_SIGNED = frozenset((Kind.DATE, Kind.PERSON, Kind.NAME, Kind.ORGANISATION, Kind.META))
_LONGEST_FOOT = 8
# Lines over which it may stand where a text was printed.
_MOST_PARTED = 3
_LONGEST_DAY = 32
# What may stand before the day on which a text was written.
_WRITTEN = Grammar(
    rf"[—–-]{{0,2}}\s*(?:[{HAN}]{{0,4}}(?:写|记|撰|书|作|稿|草|改|成|定|识|序|跋)(?:[于成就毕在]{{0,2}})\s*)?"
)
_SEASON = Grammar(
    r"年?[^，。：]{0,8}?(?:[春夏秋冬]|前夕|之际|节|元旦|除夕|国庆|五一|校庆|除夕)[^。]{0,20}"
)
# What stands above and below the day of a signature: 辑校者志, 何立本记; 时年八十, 于江城
_ABOVE_DAY = Grammar(r"[^，。；：！？]{1,12}(?:[志识记撰序]|(?<=[谨自])书)")
_BELOW_DAY = Grammar(r"时年\S{1,8}|[写记撰书草]?于[^，。；：！？]{2,20}")
# Who reports and when a page was made tells of the page, though it may tell nothing new.
_OF_PAGE = Grammar(
    r"[（(]?[^，。；：\s]{0,10}(?:记者|通讯员|实习生)[\s:：]*\S|.{0,4}(?:发[布表]|编辑|更新|修改)于?\s*[:：]?\s*\d|.*\d[:：]\d\d"
)
_IN_BRACKETS = re.compile(r"(?<=\S)[（(][^（()）]{1,40}[）)]$")


def read_foot(body: Sequence[Token], head: Head) -> tuple[int, Head]:
    """Return how many of the last lines sign the text, and the head with what they tell.

    A signature stands behind a whole sentence. One that tells nothing new stays in the body.
    """
    # A remark in brackets may stand below a signature.
    noted = len(body) > 2 and body[-1].kind is Kind.NOTE and body[-2].kind in _SIGNED
    count = int(noted)
    while count < min(_LONGEST_FOOT, len(body) - 2) and body[-count - 1].kind in _SIGNED:
        count += 1
    while count and not _may_begin(body, len(body) - count):
        count -= 1
    count = 0 if count == int(noted) else count
    signed = body[len(body) - count :]
    date = next((token.date for token in signed if token.date), None)
    speaker = next((token.speaker for token in signed if token.speaker), None)
    organisation = next((token.organisation for token in signed if token.organisation), None)
    imprint = any(token.kind is Kind.META or _OF_PAGE.match(token.text) for token in signed)
    new = (date and not head.date) or (speaker and not head.speaker)
    if not count or not (new or imprint):
        return 0, head
    return count, replace(
        head,
        date=head.date or date,
        speaker=head.speaker or speaker,
        organisation=head.organisation or organisation,
    )


def with_day(body: list[Token]) -> list[Token]:
    """Take the last line for when a text was written where it begins with that, and no more.

    2001年4月校庆前夕　撰于江城寓所
    """
    last = body[-1] if len(body) > 1 else None
    if last is None or last.kind in _SIGNED or last.line.level or len(last.text) > _LONGEST_DAY:
        return body
    found = find_date(unbracketed(last.text))
    whole = is_complete(body[-2].text) and not is_complete(last.text)
    if not found or not whole or has_body_marks(last.text) or not _WRITTEN.fullmatch(found.before):
        return body
    if not (found.full or _SEASON.match(found.behind)):
        return body
    return [*body[:-1], replace(last, kind=Kind.DATE, date=found.iso, rest=last.text)]


def with_whole_signature(body: list[Token]) -> list[Token]:
    """Take what stands above or below the day of a signature for a part of it.

    辑校者志 / 1937年6月, 2010年7月20日 / 时年八十有五
    """
    end = len(body) - 1
    day = next((i for i in (end, end - 1) if i > 1 and body[i].kind is Kind.DATE), None)
    if day is None:
        return body
    whole = list(body)
    for at, form in ((day - 1, _ABOVE_DAY), (day + 1, _BELOW_DAY)):
        ended = at > day or is_complete(body[at - 1].text)
        if at <= end and ended and body[at].kind not in _SIGNED and form.fullmatch(body[at].text):
            whole[at] = replace(body[at], kind=Kind.META, rest=body[at].text)
    return whole


def with_parted_imprint(body: list[Token]) -> list[Token]:
    """Take the last lines, the first of which hangs open, for what they tell as one line.

    （载《江城月刊》一九七八年第二期 / 江城社二十五日电）
    """
    for count in range(2, min(_MOST_PARTED, len(body) - 1) + 1):
        lines = body[-count:]
        text = "".join(token.text for token in lines)
        in_brackets = text[0] in "（(" and text[-1] in "）)"
        alone = in_brackets or is_complete(body[-count - 1].text)
        if alone and hangs_open(lines[0].text):
            whole = token_of(replace(lines[0].line, text=text))
            if whole.kind is Kind.META:
                rest = (Token(token.line, Kind.META) for token in lines[1:])
                return [*body[:-count], replace(whole, line=lines[0].line), *rest]
    return body


def left_by(token: Token, head: Head) -> str | None:
    """Return a line of the foot that says something else than what counts."""
    if token.kind is Kind.NOTE:
        return token.text
    fields = (
        (token.date, head.date),
        (token.speaker, head.speaker),
        (token.organisation, head.organisation),
    )
    return token.text if any(told and told != kept for told, kept in fields) else None


def _may_begin(body: Sequence[Token], index: int) -> bool:
    """Tell whether a signature may begin here: what stands above is whole, or far away."""
    before, token = body[index - 1], body[index]
    if before.kind is Kind.SALUTATION and not patterns.CLOSING.search(before.text):
        return False
    # 谢谢大家。（新华社北京12月31日电）
    ended = is_complete(_IN_BRACKETS.sub("", before.text))
    closed = ended or patterns.CLOSING.search(before.text) is not None
    return closed or token.gap > 0 or token.kind is Kind.NAME
