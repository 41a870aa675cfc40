"""What a format says of a text by named values: front matter, a page's metadata, a book's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from corpus.dates import parse_date, written_date
from corpus.fields import byline, is_name, is_organisation
from corpus.kinds import FIELDS, Kind, token_of
from corpus.lines import has_body_marks, is_complete, key, split_lines
from corpus.metadata import Metadata
from corpus.title_speakers import announced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

TITLES = (
    "articletitle", "og:title", "twitter:title", "dc.title", "title",
    "标题", "題目", "题目", "標題",
)  # fmt: skip
PEOPLE = (
    "og:article:author", "article:author", "author", "authors", "speaker", "dc.creator", "creator",
    "作者", "讲话人", "主讲人", "演讲者", "讲者",
)  # fmt: skip
SUMMARIES = ("summary", "description", "og:description", "excerpt", "摘要", "简介")
DATES = (
    "pubdate", "article:published_time", "og:release_date", "publishdate", "datepublished", "date",
    "published", "dc.date", "weibo: article:create_at", "日期", "时间", "发布时间", "發佈日期",
)  # fmt: skip
# Other names for when somebody wrote or published it, and for the account that did: createTime.
_MADE = re.compile(
    r"(?:creat|publish|post|pub|issu)(?:e|ed|ion|ing|ication)?[-_ ]?(?:time|date|at|on)"
    r"|created|published|posted"
)
_ACCOUNT = re.compile(r"(?:channel|account|nick|user|blog)[-_ ]?name")
_NAMED = re.compile(r"(?P<name>[^\s《》]{2,8})\s*[-—:：]\s*《(?P<title>[^《》]{2,60})》")
_LEAST_NAME = 6
_BELOW = (FIELDS - {Kind.ORGANISATION}) | {Kind.SALUTATION}
_FILED = re.compile(r"(\s*(?:[_|｜丨»›→]|[-=]>|\s[-–—>]\s)\s*)")
# What a site calls itself, in its titles.
_HOST = re.compile(
    r"(?:[\w-]+\.)+[a-z]{2,6}|\S{2,12}(?:新闻|门户|官方)?(?:网站?|官网)", re.IGNORECASE
)
_SITE = re.compile(r"\s*(?:[_|｜]|\s[-–—]\s?|--|—{2}|-(?=[^-—]*$))\s*")


def metadata_of(named: Mapping[str, str]) -> Metadata:
    """Return what named values say of title, speaker and date."""
    known = {name.casefold(): text.strip() for name, text in named.items()}
    title = _first(known, TITLES)
    accounts = (text for name, text in known.items() if text and _ACCOUNT.fullmatch(name))
    person = _first(known, PEOPLE) or next(accounts, None)
    both = _NAMED.fullmatch(title or "")
    if both and is_name(both["name"]):
        title, person = both["title"], both["name"]
    organisation, speaker = _who(person)
    if speaker is None and (said := announced(_first(known, SUMMARIES) or "")):
        organisation, speaker = said.organisation, said.speaker
    made = (date_of(text) for name, text in known.items() if _MADE.fullmatch(name))
    date = date_of(_first(known, DATES)) or next(filter(None, made), None)
    return Metadata(title, speaker, organisation, date)


def date_of(text: str | None) -> str | None:
    """Return the date of a timestamp, of a year alone, or the first in any text."""
    return (written_date(text) or parse_date(text)) if text else None


def without_site(title: str, names: Iterable[str] = ()) -> str:
    """Return the title of a page without the names of the site around it.

    A part is one that stands among the page's `names`, such as its headings; else the first.

    >>> without_site('在全港大会上的讲话_海州港务局')
    '在全港大会上的讲话'
    """
    parts = [part for part in _SITE.split(title) if part.strip()]
    whole = key(title)
    written = {key(name): name for name in names if len(name) >= _LEAST_NAME}
    begun = [name for known, name in written.items() if known and whole.startswith(known)]
    named = next((part for part in (title, *parts) if key(part) in written), None)
    if named is not None or begun or len(parts) < 2:
        return (named or max(begun, key=len, default=title)).strip()
    return parts[0].strip() if len(parts[0]) > len(parts[-1]) // 2 else title.strip()


def without_filing(title: str, places: Iterable[str]) -> str:
    """Return a title without where a site files it, by the values that its front matter has too.

    >>> without_filing("江城大学->把码头修好 | jiangcheng.info", ["江城大学"])
    '把码头修好'
    """
    known = {key(place) for place in places}
    parts = _FILED.split(title)
    while len(parts) > 1 and (key(parts[0]) in known or _HOST.fullmatch(parts[0])):
        parts = parts[2:]
    while len(parts) > 1 and (key(parts[-1]) in known or _HOST.fullmatch(parts[-1])):
        parts = parts[:-2]
    return "".join(parts).strip() or title


def begins_below_title(text: str) -> bool:
    """Tell whether a text begins with what stands below a title, rather than with one."""
    lines, _ = split_lines(text.split("\n", maxsplit=1)[0])
    if not lines:
        return False
    token = token_of(lines[0])
    is_sentence = has_body_marks(token.text) and is_complete(token.text)
    return is_sentence or token.kind in _BELOW


def _first(named: Mapping[str, str], names: Iterable[str]) -> str | None:
    return next((named[name] for name in names if named.get(name)), None)


def _who(text: str | None) -> tuple[str | None, str | None]:
    """Return organisation and speaker; a page's author may be whoever typed it in."""
    if not text:
        return None, None
    if is_name(text):
        return None, text
    found = byline(text)
    if found and found.speaker:
        return found.organisation, found.speaker
    return (text, None) if is_organisation(text) else (None, None)
