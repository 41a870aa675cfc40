"""What the lines around a speech tell about it: title, organisation, speaker, date."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from corpus import patterns
from corpus.chinese import Grammar
from corpus.normal import normalize, simplify

_TRAILING_PAGE = re.compile(r"(?:\t|\s{2,}|[.．…·]{2,})\s*\d{1,4}\s*$|[.．…·]{3,}\s*$")
_SERIAL = Grammar(
    rf"\s*[（(]\s*(?:之|其|篇)?\s*(?:\d{{1,3}}|[{patterns.NUMERAL}]{{1,3}})\s*[）)]\s*$"
    rf"|(?<=讲话)\s*(?:\d{{1,2}}|[{patterns.NUMERAL}]{{1,2}}|之[{patterns.NUMERAL}])\s*$"
    rf"|(?<=[言辞词告稿章文会报料])\s*(?:\d{{1,2}}|之[{patterns.NUMERAL}])\s*$"
)
_DIGITS = {**{c: i for i, c in enumerate("〇一二三四五六七八九")}, "零": 0, "○": 0, "O": 0, "o": 0}
_NAME = (
    r"[\u4e00-\u9fff·]{2,4}|[\u4e00-\u9fff][ \u3000]+[\u4e00-\u9fff]|[\u4e00-\u9fff]?[xX×*某]{1,3}"
)
# The surnames of more than nine in ten people (household register of 2007), for a name alone.
_SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟"
    "谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤甘柳温康施文牛樊葛邢"
    "安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柯鲍祝宁尚毕游阮裴祁车包凌骆纪舒屈费卓司"
)
_POSITION = (
    r"(?:党委|党组|党总支|党支部|党工委|支部|纪委|常务|执行|总)?(?:代|副|第一|原|时任)?"
    r"(?:书记|市长|省长|州长|区长|县长|镇长|乡长|主任|局长|厅长|部长|处长|科长|主席|总理|院长|校长|董事长"
    r"|总经理|经理|检察长|秘书长|会长|行长|所长|站长|社长|台长|总裁|厂长|队长|理事长|总工程师|主编|组长|馆长|园长|代表|委员)"
)
_PERSON = Grammar(
    rf"(?P<place>[^，。；：\s]{{2,40}}?)?(?P<positions>{_POSITION}(?:[、兼]\S{{0,16}}?{_POSITION})*)"
    rf"[\s\u3000:：]+(?P<name>{_NAME})(?:同志)?"
)
_NAME_ALONE = Grammar(rf"(?:讲话人|发言人|主讲人|报告人|作者|主讲)[:：\s]\s*(?P<name>{_NAME})")
_PARTY = Grammar(r"党委|党组|党总支|党支部|党工委|纪委")
_BRACKETS = re.compile(r"[（(【\[〔](?P<inner>.*)[）)】\]〕]")
_ORGANISATION = Grammar(
    r"[^，。；：:！？“”]{0,38}(?:委理论学习中心组|中心组|党组|党委|党工委|党总支|党支部|委员会|纪委监委|纪委|监委"
    r"|[市省区县州旗盟]委|治区委|国务院|人大|人大常委会|政协|政府|办公室|办公厅|管委会|工委|[^结布格大]局|[^大客]厅|[财教宣传统战组织]部|支部|机关|总部"
    r"|处室|分院|医院|法院|检察院|研究院|学院|学校|大学|中学|小学|幼儿园|公司|集团|中心|协会|学会|商会|联合会|总工会|工会|团委|妇联"
    r"|银行|研究所|事务所|派出所|工作组|专班|指挥部|车站|[^重汽]站|总站|社区|街道|街道办|港务局|码头|工厂|电厂|钢厂|水厂|[^大]队|支队|大队|馆|[^乡城]镇|[^城]乡)"
)
# Under a title these will do as well; alone they end too many other things.
_UNIT = Grammar(
    r"[^，。；：:！？“”\s]{2,30}(?:部|处|科|院|室|组|厂|库|店|社|园|站|台|局|厅|所|办|镇|乡|村|段|"
    r"车间|班组|分会|商行|机构|基地|工区)"
)
_NAMED_UNIT = Grammar(rf"(?P<unit>\S{{3,30}})[\s\u3000]+(?P<name>{_NAME})")
_BYLINE_LONGEST = 40


@dataclass(frozen=True, slots=True)
class Byline:
    """Who speaks, as far as a line under the title tells."""

    organisation: str | None = None
    speaker: str | None = None


def clean_title(text: str) -> str:
    """Return a title without the number before it and the page or serial number behind it."""
    numbered = patterns.NUMBERED_TITLE.match(text)
    title = text[numbered.end() :] if numbered else text
    title = _TRAILING_PAGE.sub("", title)
    serial = _SERIAL.search(title)
    title = title[: serial.start()].strip() if serial else title.strip()
    listed = patterns.LIST_NUMBER.match(title)
    if listed and patterns.STRONG_TITLE.fullmatch(title, listed.end()):
        title = title[listed.end() :]
    return title or text


def has_serial(text: str) -> bool:
    """Tell whether a title ends in a serial number, such as （三） or 之二."""
    return _SERIAL.search(text) is not None


def parse_date(text: str) -> str | None:
    """Return the first date in a text, ISO, cut to what is known; Chinese numerals are numbers.

    >>> parse_date('二〇二二年十二月')
    '2022-12'
    """
    match = patterns.DATE.search(text)
    if not match:
        return None
    return _iso(match["year"], match["month"], match["day"])[0]


def written_date(text: str) -> str | None:
    """Return the date that somebody wrote down, ISO; None unless the whole text is a true one.

    >>> written_date('2023-3')
    '2023-03'
    >>> written_date('2023-02-30')
    """
    match = patterns.WRITTEN_DATE.fullmatch(normalize(text))
    if not match:
        return None
    month, day = match["month"] or match["month2"], match["day"] or match["day2"]
    iso, left_out = _iso(match["year"], month, day)
    return None if left_out else iso


def _iso(year: str, *finer: str | None) -> tuple[str, bool]:
    """Return the date as far as the calendar has it, and whether anything had to be left out."""
    numbers = ["".join(str(_digit(character)) for character in year)]
    for part in filter(None, finer):
        numbers.append(f"{_number(part):02}")
        year_, month, day = (int(number) for number in (*numbers, "1", "1")[:3])
        try:
            date(year_, month, day)
        except ValueError:
            return "-".join(numbers[:-1]), True
    return "-".join(numbers), False


def date_line(text: str) -> str | None:
    """Return the date of a line that is nothing but a date, with or without brackets."""
    bracketed = _BRACKETS.fullmatch(text)
    inner = (bracketed["inner"] if bracketed else text).strip()
    match = patterns.DATE.fullmatch(inner)
    if not match or not ("年" in inner or match["day"]):
        return None
    return parse_date(inner)


def byline(text: str) -> Byline | None:
    """Read a line under a title: an organisation, a position with a name, or both in brackets."""
    bracketed = _BRACKETS.fullmatch(text)
    inner = (bracketed["inner"] if bracketed else text).strip()
    if len(inner) > _BYLINE_LONGEST:
        return None
    person = _PERSON.fullmatch(inner)
    if person:
        place = _group(inner, person, "place") or _place_of(_group(inner, person, "positions"))
        return Byline(place or None, _squeeze(_group(inner, person, "name")))
    alone = _NAME_ALONE.fullmatch(inner)
    if alone:
        return Byline(None, _squeeze(_group(inner, alone, "name")))
    if is_organisation(inner) or _is_unit(inner):
        return Byline(inner)
    if bracketed and is_name(inner):
        return Byline(None, _squeeze(inner))
    named = _NAMED_UNIT.fullmatch(inner)
    if named and is_name(named["name"]) and _is_unit(named["unit"]):
        return Byline(named["unit"], _squeeze(named["name"]))
    return None


def _group(text: str, match: re.Match[str], name: str) -> str:
    """Return a group as it stands in the text that was matched in simplified form."""
    return text[match.start(name) : match.end(name)] if match[name] is not None else ""


def _is_unit(text: str) -> bool:
    return is_organisation(text) or _UNIT.fullmatch(text) is not None


def is_organisation(text: str) -> bool:
    """Tell whether a text is the name of an organisation, by what it ends with."""
    return 3 <= len(text) <= _BYLINE_LONGEST and _ORGANISATION.fullmatch(text) is not None


def is_name(text: str) -> bool:
    """Tell whether a text alone could be a person's name."""
    return simplify(text[:1]) in _SURNAMES and re.fullmatch(_NAME, text) is not None


def file_title(stem: str) -> str | None:
    """Return the title that a file's name gives: its name when that holds Han characters."""
    has_han = any("\u3400" <= character <= "\u9fff" for character in stem)
    return clean_title(stem.replace("_", " ").strip()) if has_han else None


def _place_of(positions: str) -> str:
    """Cut 党委书记 to 党委: the part of a position that names an organisation."""
    match = _PARTY.match(positions)
    return match[0] if match else ""


def _squeeze(name: str) -> str:
    return re.sub(r"[\s\u3000]+", "", name)


def _digit(character: str) -> int:
    plain = normalize(character)
    return int(plain) if plain.isdecimal() else _DIGITS[plain]


def _number(text: str) -> int:
    plain = normalize(text)
    if plain.isdecimal():
        return int(plain)
    tens, ten, units = plain.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + (_DIGITS.get(units, 0) if units else 0)
