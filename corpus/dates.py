"""Dates as documents write them: every numeral, every calendar, with what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus.characters import HAN
from corpus.chinese import Grammar
from corpus.normal import normalize

_NOUGHT = "〇○零◯0OoΟο０Ｏ"
DIGITS = {
    **dict.fromkeys(_NOUGHT, 0),
    **{character: i for i, character in enumerate("一二三四五六七八九", start=1)},
}
"""What the digits of a year or a day are written as besides 0 to 9."""
_HAN_DIGIT = rf"[{_NOUGHT}一二三四五六七八九]"
_HAN_NUMBER = "[一二三四五六七八九十廿卅]"
_D = "[0-9０-９]"
_YEAR = rf"(?:19|20|１９|２０){_D}{{2}}|[一二1-2]{_HAN_DIGIT}{{3}}"
# The first year of the Republic is 1912.
_REPUBLIC = (
    rf"(?:中华)?民国\s*(?P<republic>{_D}{{1,3}}|{_HAN_NUMBER}{{1,3}}"
    rf"|一百[〇零]?{_HAN_NUMBER}{{0,3}}|{_HAN_DIGIT}{{2,3}})"
)
_REPUBLIC_BEGAN = 1911
_MARK = r"[-./．/·]"
_DATE = Grammar(
    rf"(?<!{_D})(?:(?P<year>{_YEAR})|{_REPUBLIC})\s*(?:年度?|{_MARK}(?=\s*{_D}))\s*"
    rf"(?:[（(]\d{{4}}[）)]\s*)?"
    rf"(?:(?P<month>{_D}{{1,2}}|{_HAN_NUMBER}{{1,2}}|[元正](?=月))\s*(?:月份?|{_MARK}(?=\s*{_D})|(?=[）)]?$))\s*"
    rf"(?:(?P<day>{_D}{{1,2}}(?!{_D}|[:：])|{_HAN_NUMBER}{{1,3}})\s*[日号]?)?)?"
)
_TAIL = Grammar(
    rf"(?:\s*(?:[-—–－~～至到、]{{1,2}}\s*(?:(?:{_YEAR}|[一—]{_HAN_DIGIT}{{3}}|次)年)?"
    rf"(?:\s*(?:{_D}{{1,2}}|{_HAN_NUMBER}{{1,3}})\s*[月日号]){{1,2}}|T(?=\d)))?"
    r"(?:\s*[（(]?\s*(?:农历|星期|周|礼拜)[一二三四五六日天]\s*[）)]?)?"
    r"\s*(?:凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|晚间|晚|夜)?"
    r"\s*(?:\d{1,2}\s*(?:[:：]\s*\d{2}(?:\s*[:：]\s*\d{2}(?:\.\d+)?)?|[时点](?:半|\d{1,2}分?)?)"
    r"(?:Z|\+\d\d[:：]?\d\d)?)?\s*(?:夜|许|起)?"
)
_WRITTEN = re.compile(
    rf"(?P<year>(?:19|20)\d\d|[一二]{_HAN_DIGIT}{{3}})"
    rf"(?:年(?:(?P<month>[01]?\d|{_HAN_NUMBER}{{1,2}})月(?:(?P<day>[0-3]?\d|{_HAN_NUMBER}{{1,3}})[日号]?)?)?"
    r"|(?P<mark>[-./])(?P<month2>[01]?\d)(?:(?P=mark)(?P<day2>[0-3]?\d))?)?"
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ENGLISH = re.compile(
    rf"\b(?:(?P<before>\d{{1,2}})(?:st|nd|rd|th)?\s+)?(?P<month>(?:{'|'.join(_MONTHS)})[a-z]{{0,6}})\.?,?\s+"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_LABELLED_DATE = Grammar(
    rf"[（(【〔〖\[]?(?:[{HAN}]{{0,4}}(?:时间|日期))\s*[:：]\s*(?=[\d０-９一二〇○民中])"
)
_OPENING = "—–－―─-（([【〔 　"
# Characters from the beginning of a paragraph in which the date ends that it begins with.
_LONGEST_DATED = 40
_BRACKETS = re.compile(r"[（(【\[〔〈〖](?P<inner>.*)[）)】\]〕〉〗]")
_STAMPED = re.compile(r"(?:19|20)\d\d[-/]\d{1,2}[-/]\d{1,2}(?!\d)")
# A day whose year something else tells: 1月13日下午4点.
_DAY = Grammar(
    rf"(?P<month>{_D}{{1,2}}|{_HAN_NUMBER}{{1,2}})\s*月\s*(?P<day>{_D}{{1,2}}|{_HAN_NUMBER}{{1,3}})\s*[日号]"
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A date in a text: ISO, cut to what is known, and the text before and behind it.

    `full` tells that it has a month at least.
    """

    iso: str
    before: str
    behind: str

    @property
    def full(self) -> bool:
        """Tell whether more than the year is known."""
        return len(self.iso) > 4


def find_date(text: str) -> Dated | None:
    """Find the first date of a text, with its weekday, time of day and the end of a range."""
    match = _DATE.search(text)
    if not match:
        return _in_english(text)
    iso, _ = _iso(*(_written(text, match, name) for name in ("year", "republic", "month", "day")))
    tail = _TAIL.match(text, match.end())
    end = len(text[: tail.end() if tail else match.end()].rstrip())
    return Dated(iso, text[: match.start()], text[end:])


def _in_english(text: str) -> Dated | None:
    found = _ENGLISH.search(text)
    if not found:
        return None
    month = str(1 + _MONTHS.index(found["month"][:3].casefold()))
    iso, _ = _iso(found["year"], None, month, found["before"] or found["day"])
    return Dated(iso, text[: found.start()], text[found.end() :])


def parse_date(text: str) -> str | None:
    """Return the first date in a text, ISO, cut to what is known; Chinese numerals are numbers.

    >>> parse_date('二〇二二年十二月')
    '2022-12'
    """
    found = find_date(text)
    return found.iso if found else None


def date_line(text: str) -> str | None:
    """Return the date of a line that is nothing but a date, with or without brackets."""
    inner = unbracketed(text)
    found = find_date(inner)
    if not found or found.before.strip() or found.behind.strip(" 　。."):
        return None
    return found.iso if found.full or "年" in inner else None


def is_of_page(text: str) -> bool:
    """Tell whether a date is written as pages date what they put out: 2018-12-18 10:22."""
    return _STAMPED.search(text) is not None


def is_day(text: str) -> bool:
    """Tell whether a line is a day without its year, with hour and place: （1月13日，江城）."""
    inner = unbracketed(text)
    found = _DAY.match(inner)
    tail = _TAIL.match(inner, found.end()) if found else None
    if found is None or tail is None:
        return False
    rest = inner[tail.end() :].strip()
    return not rest or (inner != text and rest[0] in "，, 　" and "。" not in rest)


def day_in(text: str, year: str | None) -> str | None:
    """Return the first date of a text; a day without its year is of the `year` that is known.

    >>> day_in("5月24日，全市教育大会召开。", "2019")
    '2019-05-24'
    """
    found, day = find_date(text), _DAY.search(text)
    if (found and found.full) or day is None or year is None:
        return found.iso if found and found.full else None
    return parse_date(f"{year}年{text[day.start() : day.end()]}")


def spoken_on(text: str) -> str | None:
    """Return the date that a title begins with or ends in, in brackets."""
    found = find_date(text)
    if found is None or not found.full:
        return None
    begins = not found.before.strip(" —–－―─-（(") and found.behind.lstrip(" ）)")[:1] in "在于"
    ends = found.before[-1:] in ("（", "(") and found.behind in ("）", ")")
    return found.iso if begins or ends else None


def begins_with_date(text: str) -> str | None:
    """Return the date that stands behind a dash, bracket or label at a paragraph's beginning.

    >>> begins_with_date("——一九二三年十二月二十六日在江城师范学校讲 今天要讲的是……")
    '1923-12-26'
    """
    if labelled := _LABELLED_DATE.match(text[:_LONGEST_DATED]):
        return parse_date(text[labelled.end() : _LONGEST_DATED])
    found = find_date(text[:_LONGEST_DATED]) if text[:1] in _OPENING else None
    if found is None or not found.full or found.before.strip(_OPENING):
        return None
    return found.iso if found.behind.lstrip(" 　，,）)")[:1] in ("在", "于", "於") else None


def without_date(title: str) -> str:
    """Return a title without the date behind it.

    >>> without_date("——在码头改造会上的讲话（2018年12月18日）")
    '——在码头改造会上的讲话'
    """
    found = find_date(title)
    if found is None or not found.full or found.behind.strip(" 　）)。"):
        return title
    return found.before.rstrip(" 　（(，,") or title


def written_date(text: str) -> str | None:
    """Return the date that somebody wrote down, ISO; None unless the whole text is a true one.

    >>> written_date('2023-3')
    '2023-03'
    >>> written_date('2023-02-30')
    """
    match = _WRITTEN.fullmatch(normalize(text))
    if not match:
        return None
    month, day = match["month"] or match["month2"], match["day"] or match["day2"]
    iso, left_out = _iso(match["year"], None, month, day)
    return None if left_out else iso


def finer(known: str | None, told: str | None) -> str | None:
    """Return the first of two dates, or the second where that tells the same more exactly.

    >>> finer("2018", "2018-12-18"), finer("2018-12-18", "2019-01-02")
    ('2018-12-18', '2018-12-18')
    """
    return told if told and told.startswith(known or "") else known


def unbracketed(text: str) -> str:
    """Return what stands within brackets around a whole text, else the text."""
    match = _BRACKETS.fullmatch(text)
    return (match["inner"] if match else text).strip()


def _written(text: str, match: re.Match[str], name: str) -> str | None:
    return text[match.start(name) : match.end(name)] if match[name] is not None else None


def _iso(year: str | None, republic: str | None, *finer: str | None) -> tuple[str, bool]:
    """Return the date as far as the calendar has it, and whether anything had to be left out."""
    number = number_of(year) if year else number_of(republic or "1") + _REPUBLIC_BEGAN
    numbers = [f"{number:04}"]
    for part in filter(None, finer):
        numbers.append(f"{number_of(part):02}")
        year_, month, day = (int(number) for number in (*numbers, "1", "1")[:3])
        try:
            date(year_, month, day)
        except ValueError:
            return "-".join(numbers[:-1]), True
    return "-".join(numbers), False


def number_of(text: str) -> int:
    """Return the number that digits or Chinese numerals are, up to 199.

    >>> number_of("十二"), number_of("廿一"), number_of("7")
    (12, 21, 7)
    """
    plain = "".join(
        character if character in DIGITS else normalize(character) for character in text
    )
    plain = (
        plain.replace("廿", "二十").replace("卅", "三十").replace("元", "一").replace("正", "一")
    )
    hundred, _, rest = plain.rpartition("百")
    if hundred:
        return 100 + (number_of(rest) if rest else 0)
    if "十" not in plain:
        return int("".join(str(DIGITS.get(character, character)) for character in plain))
    tens, _, units = plain.rpartition("十")
    return DIGITS.get(tens, 1) * 10 + (DIGITS.get(units, 0) if units else 0)
