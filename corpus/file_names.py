"""What a file's name tells of the text in it: title, day and who speaks."""

from __future__ import annotations

import re

from corpus.characters import count_han
from corpus.dates import parse_date
from corpus.fields import SURE_NAME, clean_title, is_name, squeeze
from corpus.title_forms import is_no_name

_BETWEEN = re.compile(r"[-_—–\s\d.：:（）()《》·、]+")
_FILED = re.compile(r"((?:19|20)\d\d)[-._ ]?([01]\d)[-._ ]?([0-3]\d)(?!\d)[-._ ]*(?=\S)")
# A post of a site is filed so, by its day and a few words: 2018-12-18-harbour.
_POST = re.compile(r"((?:19|20)\d\d-[01]\d-[0-3]\d)-(?=[^\W\d])")
_NAMED_FILE = re.compile(rf"(?:{SURE_NAME})(?:[-—–－]| - )(?P<title>.{{4,}})")


def file_title(stem: str) -> str | None:
    """Return the title that a file's name gives: its name when that holds Han characters.

    None where it says nothing: 新建文档. A date before it is none of it: 2018-12-18-把码头修好.
    """
    has_han = count_han(stem) > 0
    if is_no_name(stem):
        return None
    title = _FILED.sub("", stem.replace("_", " ").strip(), count=1)
    named = _NAMED_FILE.fullmatch(title)
    title = named["title"] if named else title
    return clean_title(title) if has_han else None


def file_date(stem: str) -> str | None:
    """Return the date in a file's name, ISO, cut to what is known: 2018-12-18-a, 20181218讲话.

    A name that is no title dates nothing, unless it is a post's.
    """
    if file_title(stem) is None:
        post = _POST.match(stem)
        return parse_date(post[1]) if post else None
    filed = _FILED.match(stem)
    return parse_date("-".join(filed.groups()) if filed else stem)


def file_speaker(stem: str, title: str) -> str | None:
    """Return the name that a file's name holds beside a title: 何立本-把码头修好.

    >>> file_speaker("2018-12-18 何立本 把码头修好", "把码头修好")
    '何立本'
    """
    for part in stem.split(title):
        words = [word for word in _BETWEEN.split(part) if word]
        if title in stem and words and is_name(words[-1 if stem.startswith(part) else 0]):
            return squeeze(words[-1 if stem.startswith(part) else 0])
    return None
