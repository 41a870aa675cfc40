"""Marks of secrecy: where a document says of itself that it must not be passed on.

GB/T 9704-2012, 7.2.1 to 7.2.3: copy number, class of secrecy with its term (机密★1年) and urgency
stand at the head of the first page. What counts is form and place together: a bare class marks
where it is all that a place holds, and only where marks stand (first and last lines, what
surrounds the text, names); a class with a star, a term or a label (密级：机密) is a mark in any
short line. Words in running text mark nothing, and a place that names several classes is about
them.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

from corpus.characters import HAN
from corpus.normal import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from corpus.lines import Line

_ANY = r"(?:绝密|机密|秘密)"
_BAN = r"(?:不得|严禁|禁止)"
# What asks for it only (请勿外传) stands beside marks.
_KEEP = rf"(?:{_BAN}外传|内部资料)"
# Whose secret it is.
_OWNER = r"(?:国家|党内)"
_STARS = "*※" + "".join(
    sign
    for sign in map(chr, range(0x2000, 0x2C00))
    if re.search(r"\b(?:STAR|ASTERISK)\b", unicodedata.name(sign, ""))
)
_STAR = f"[{_STARS}]"
_OPEN, _CLOSE = r"(\[{【〔〖〘〚", r")\]}】〕〗〙〛"
_FIXED = r"长期|永久|启用前|解密前|公布前"
_YEARS = rf"\d{{1,2}}(?:年|个月)|{_FIXED}"
_DATE = r"\d{4}(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?|[./-]\d{1,2}[./-]\d{1,2})?"
_SPELT = (
    rf"{_YEARS}|[一二三四五六七八九十]{{1,3}}(?:年|个月)"
    rf"|{_DATE}(?:[至到~—-]{_DATE})?[前止]?"
)
# What a secret is kept until: 公开前, 会议结束前.
_EVENT = rf"[{HAN}]{{2,6}}前"
_UNTIL = r"(?:[至到≤]|保密期限|解密(?:时间|日期|期限)|考试|开考)"
# Ten years in words without a star may be a title: 秘密十年; so may an event in brackets.
_TERM = (
    rf"(?>{_STAR}+[{_OPEN}]?(?:{_UNTIL}?:?(?:{_SPELT})|{_EVENT})?"
    rf"|[{_OPEN}](?:{_UNTIL}:?)?(?:{_SPELT})|[-—:·]?(?:{_YEARS}))"
)
_MARKED = rf"{_ANY}(?:[级件]?{_TERM}++)?"
# Any sign sets a label apart from its class but one that quotes, ends or lists, a bracket, or
# an empty box.
_APART_BY = rf"[^\w\s{_OPEN}{_CLOSE}\"<>《》〈〉“”‘’「」『』、,。;!?□☐○]"
_LABEL = (
    r"(?:(?:密级|(?:保密|涉密|机密|秘密|定密)(?:等级|级别|程度)|classification|secrecy|security)"
    rf"(?:{_APART_BY}|为|是|定为|确定为)*+|定密(?:{_APART_BY}|为)++)"
)
# What may stand in the same line as a mark without making it a sentence.
_BESIDE = (
    rf"(?:{_LABEL}|\d{{5,8}}|(?:no\.?|份号|编号|期限):?\d+年?|第\d+[页号份期]|共\d+[页份]|特急|加急|平急|特提|急件|[级件]|{_OWNER}(?={_ANY})|内部(?!资料)|保密期限|年|长期|启用前|份号|注意保存|妥善保[管存]"
    rf"|{_BAN}(?:复制|翻印|转发|转载)|[请切]勿(?:外传|复制|翻印|转发|转载)|仅供(?:内部)?(?:参考|学习|使用|交流)"
    r"|(?:用|会|阅)后(?:收回|销毁|即焚)|文件|资料|材料"
    rf"|[/|｜·•,，、;；.。!！_\-—{_OPEN}{_CLOSE}<>《》“”\"{_STARS}:：=])"
)
_MARK = rf"(?P<mark>{_MARKED}|{_KEEP})"
_MORE = rf"(?:{_BESIDE}|{_MARKED}|{_KEEP})*+"
_LINE = re.compile(rf"(?:[本此该]件?[为是系属]?)?{_BESIDE}*+{_MARK}{_MORE}")
_IN_BRACKETS = re.compile(rf"[{_OPEN}]{_BESIDE}*+{_MARK}{_MORE}$")
_SENTENCE = re.compile(
    rf"(?:[本此该]|以下|内部|注意?[:：]|请|仅|严禁|未经)[^。]{{0,24}}?(?P<mark>{_KEEP})"
    r"[^。]{0,12}[。!！]?"
)
_APART = rf"{HAN}a-z"
_EVIDENT = re.compile(
    rf"(?<![{_APART}])(?:(?:{_OWNER}|工作|商业)(?={_ANY}[级件]?{_STAR}))?(?P<mark>{_ANY}[级件]?{_TERM}++)(?![{_APART}])"
    rf"|(?<![{_APART}]){_LABEL}(?P<class>(?>{_MARKED}级?))(?![{_APART}])"
)
_FILE = re.compile(rf"(?:^|[{_OPEN}（_\-\s]){_MARK}(?:$|[{_CLOSE}）_\-\s{_STARS}])")
# 秘密 alone is a word like others; it marks beside what only marks have beside them.
_SUPPORTED = re.compile(
    rf"[级急提]|(?<!\d)\d{{6}}(?!\d)|[{_OPEN}]秘密[{_CLOSE}]|{_LABEL}{_STAR}?秘密|^{_STAR}+秘密"
)
# A sentence's end, what introduces something, or a word that is spoken of.
_SPOKEN = re.compile(rf"{_ANY}[。:]$|^\"{_ANY}\"$")
_TICKED = re.compile(rf"[☑☒√✓✔■●](?P<mark>{_ANY})")
_EMPTY_BOX = re.compile(rf"[□☐○]{_ANY}")
_CHAPTER = re.compile(r"第.{1,4}[章节篇回集部卷讲]")
_DOCUMENT = re.compile(rf"{_ANY}(?:文件|资料|材料)")
_CLASSES = re.compile(_ANY)
_LABELS = re.compile(_LABEL)
_QUOTED = re.compile(r"[“\"「『《〈][^”\"」』》〉]{0,12}$")
_PROSE_MARKS = re.compile(r"[，,。；;！!？?]")
_CLOSED = re.compile(r"[。！？!?：:；;”]$")
_GAPS = re.compile(r"\t|\u3000|\xa0| {2,}|[|｜]")
# A letter that stands alone: 机 密.
_LETTER = re.compile(rf"(?<![\w])([{HAN}★☆])[ \t\u3000\xa0]+(?=[{HAN}★☆](?![{HAN}]))")
_UNSEEN = re.compile("[\u00ad\ufe00-\ufe0f\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_SHORTEST, _LONGEST = 3, 40
# Lines of a cover and of what stands at the very end.
_HEAD, _FOOT = 15, 4
_PROSE = 60
# Characters of a line that is one of several over which a mark is written, and how many these are.
_SPLIT, _SPLITS = 8, 7
# Lines of a list of classes, and characters of one.
_NEAR, _ITEM = 2, 14
_RULE = re.compile(r"[*_=·.\-—]+")
# Every class is written with it, and few lines are.
_SIGN = "密"


def marking(text: str, margins: Iterable[str], *names: str) -> str | None:
    """Return the mark that a document bears, None where it bears none.

    `margins` are what surrounds the text: heads and feet of pages, watermarks, stamps, notes.
    `names` are what the document is called: paths, of which folders count, and titles.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    return _in_margins(margins) or _in_text(lines) or _in_names(names)


def marking_lines(lines: Sequence[Line]) -> set[int]:
    """Find the lines of a cover that are nothing but a mark with its copy number and urgency."""
    texts = [line.text for line in lines[:_HEAD]]
    whole = {index for index, _ in _marked(texts) if _LINE.fullmatch(_squeezed(texts[index]))}
    return whole | {index for window, _ in _windows(texts) for index in window}


def folder_marking(names: Iterable[str]) -> str | None:
    """Return the class of secrecy that a folder around a document is named by, None without."""
    marks = map(_of_folder, names)
    return next((mark for mark in marks if mark and _CLASSES.match(mark)), None)


def _in_margins(margins: Iterable[str]) -> str | None:
    pieces = [line for margin in margins for line in margin.split("\n") if line.strip()]
    for index, piece in enumerate(pieces):
        found = _mark(piece) or _in_gaps(piece) or _evident(piece)
        if found and not _is_listed(pieces, index):
            return found
    return next((mark for _, mark in _windows(pieces)), None)


def _in_text(lines: Sequence[str]) -> str | None:
    cover = _cover(lines)
    for part in (cover, lines[-_FOOT:], _repeated(lines)):
        for _, mark in (*_marked(part), *_windows(part)):
            return mark
    for index, line in enumerate(lines):
        found = _evident(line) if _SIGN in line and len(line) >= _SHORTEST else None
        if found and not _is_listed(lines, index):
            return found
    return None


def _in_names(names: Iterable[str]) -> str | None:
    for name in names:
        *folders, last = name.replace("\\", "/").split("/")
        for found in (_of_name(last), *map(_of_folder, folders)):
            if found:
                return found
    return None


def _of_name(name: str) -> str | None:
    """Return the mark in a file's name or a title, where it stands apart from the other words."""
    stem = name.rpartition(".")[0] or name
    spaced = _spaced(stem)
    if _names_several(spaced) or _CHAPTER.search(spaced):
        return None
    if evident := _evident(stem, prose=True):
        return evident
    named = _FILE.search(spaced)
    if named and (named["mark"] != "秘密" or _SUPPORTED.search(spaced)):
        return named["mark"]
    return None if _DOCUMENT.fullmatch(_squeezed(stem)) else _mark(stem)


def _of_folder(name: str) -> str | None:
    return _mark(name) or _of_name(f"{name}.")


def _marked(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the lines that are marks where marks stand, with their marks."""
    for index, line in enumerate(lines):
        found = _mark(line) or (None if _is_row(line, lines) else _in_gaps(line))
        if not found or _is_listed(lines, index):
            continue
        if index and _goes_on(lines[index - 1]) and not _evident(line):
            continue
        if index == 0 and _DOCUMENT.fullmatch(_squeezed(line)):
            # A story's title, say.
            continue
        yield index, found


def _goes_on(before: str) -> bool:
    """Tell whether a line is prose that its next one completes, as in wrapped texts."""
    return bool(re.search(r"[，。；、]", before)) and not _CLOSED.search(before.rstrip())


def _is_row(line: str, lines: Sequence[str]) -> bool:
    """Tell whether a line is of a table of documents with the class of each."""
    return line.startswith("|") and sum(_SIGN in row for row in lines if row.startswith("|")) > 1


def _in_gaps(line: str) -> str | None:
    """Return the mark that a wide gap sets apart in a line: 某局文件　　机密."""
    if len(line) > 2 * _LONGEST or _CHAPTER.search(line):
        return None
    parts = _GAPS.split(_lettered(line))
    return next(filter(None, map(_mark, parts)), None) if len(parts) > 1 else None


def _windows(lines: Sequence[str], longest: int = _SPLIT) -> Iterator[tuple[range, str]]:
    """Yield marks that are written over several lines, a letter in each for instance."""
    squeezed = list(map(_squeezed, lines))
    for start in range(len(squeezed)):
        written, alone = "", False
        for end, part in enumerate(squeezed[start : start + _SPLITS], start=start + 1):
            again = end > start + 1 and part == squeezed[end - 2]
            if again or len(part) > longest or _RULE.fullmatch(part):
                break
            written += part
            # A mark that one of the lines holds is that line's affair.
            alone = alone or _mark(part) is not None
            found = _LINE.fullmatch(written) if end > start + 1 and not alone else None
            if found and (mark := _mark(written)):
                yield range(start, end), mark


def _is_listed(lines: Sequence[str], index: int) -> bool:
    """Tell whether a line is one of a list of classes: another one's stands close by."""
    own = _classes(lines[index])
    near = lines[max(0, index - _NEAR) : index + _NEAR + 1]
    return any(
        other and other != own and len(_squeezed(line)) <= _ITEM
        for line in near
        if (other := _classes(line))
    )


def _cover(lines: Sequence[str]) -> Sequence[str]:
    """Return the lines before the first paragraph, but not many."""
    for index, line in enumerate(lines[:_HEAD]):
        if len(line.strip()) > _PROSE:
            return lines[: index + 1]
    return lines[:_HEAD]


def _repeated(lines: Sequence[str]) -> list[str]:
    counts = Counter(line.strip() for line in lines if len(line) <= 2 * _LONGEST)
    return [line for line, count in counts.items() if count > 1]


def _mark(line: str) -> str | None:
    """Return the mark that a line is and nothing else."""
    text = _squeezed(line)
    if len(text) <= _LONGEST and _EMPTY_BOX.search(text) and (ticked := _TICKED.search(text)):
        return ticked["mark"]
    if not text or len(text) > 2 * _LONGEST or _names_several(text) or _SPOKEN.search(text):
        return None
    found = _LINE.fullmatch(text)
    # Nothing but a mark may be long, as with two periods; where words stand beside it, it is prose.
    if not found and len(text) <= _LONGEST:
        found = _SENTENCE.fullmatch(text) or _IN_BRACKETS.search(text)
    if not found:
        return None
    mark: str = found["mark"]
    if mark == "秘密" and not _SUPPORTED.search(text):
        return None
    return mark


def _evident(line: str, *, prose: bool = False) -> str | None:
    """Return the mark in a short line that is one by its form, wherever it stands."""
    if len(line) > 2 * _LONGEST:
        return None
    spaced = _spaced(line)
    if len(spaced) > _LONGEST + 8 or _names_several(spaced):
        return None
    if not prose and _PROSE_MARKS.search(line):
        return None
    found = _EVIDENT.search(spaced)
    if not found or _QUOTED.search(spaced[: found.start()]):
        return None
    return found["mark"] or found["class"]


def _names_several(text: str) -> bool:
    return len(_classes(text)) > 1


def _classes(text: str) -> frozenset[str]:
    """Return the classes that a text names; a label (机密等级) names none."""
    short = text if len(text) <= 3 * _LONGEST else ""
    return frozenset(_CLASSES.findall(_LABELS.sub("", _squeezed(short))))


def _squeezed(line: str) -> str:
    """Write a line as the patterns know it: without spaces and Markdown, full width made half.

    No long line is a mark; it stays as it is.
    """
    if len(line) > 3 * _LONGEST:
        return line
    return normalize(_plain(line)).lstrip("#>").replace("|", "")


def _plain(line: str) -> str:
    """Drop what isn't seen of a line, and what makes it bold in Markdown."""
    text = _UNSEEN.sub("", line).strip(" ")
    return text.strip("*") if text.startswith("*") and text.endswith("*") else text


def _lettered(line: str) -> str:
    """Join letters that spaces set apart from each other."""
    return _LETTER.sub(r"\1", _plain(line))


def _spaced(line: str) -> str:
    """Write a line as the patterns know it, but with one space where there are any."""
    return " ".join(normalize(part) for part in _lettered(line).split())
