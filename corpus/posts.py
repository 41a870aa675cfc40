"""What a forum, a chat or a microblog has put into one file: posts, each with its stamp.

A stamp is a line with a day and the minute, of a form that comes again. Of a thread the post counts
that holds a text, beside which the others are remarks; where none does, the file is a log.
"""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from corpus.dates import find_date
from corpus.lines import is_complete

if TYPE_CHECKING:
    from collections.abc import Sequence

    from corpus.lines import Line

_FEWEST = 5
_LONGEST_STAMP = 60
_MINUTE = re.compile(r"\d{1,2}[:：]\d\d(?!\d)")
_DIGITS = re.compile(r"\d+")
# Characters of half the posts, at the most; a text has many times more, and another of the same
# thread a third of its.
_REMARK = 250
_LEAST_TIMES, _LEAST_OF_LONGEST = 20, 3


def is_log(lines: Sequence[Line]) -> bool:
    """Tell whether a file is made of posts of which none holds a text, nor what is above them."""
    posts = _posts(lines)
    if not posts or _texts(lines, posts):
        return False
    lengths = [_length(lines, post) for post in posts]
    return posts[0].start >= 0 or lengths[0] < max(lengths[1:])


def remarks(lines: Sequence[Line]) -> set[int]:
    """Find what a thread has around the post that holds a text, or those that do."""
    posts = _posts(lines)
    texts = _texts(lines, posts)
    if not texts:
        return set()
    # Above the stamps of most may stand who writes.
    above = sorted(_names_above(lines, post) for post in posts[:-1])[len(posts) // 4]
    kept: set[int] = set()
    for post in texts:
        signed = 0 if post is posts[-1] else min(above, _names_above(lines, post))
        kept.update(post[1 : len(post) - signed])
    begin = next(post.start for post in posts if post.start >= 0)
    return set(range(max(begin - above, 1), len(lines))) - kept


def _texts(lines: Sequence[Line], posts: Sequence[range]) -> list[range]:
    lengths = [_length(lines, post) for post in posts]
    longest = max(lengths, default=0)
    if longest < _LEAST_TIMES * max(median(lengths or [1]), 1):
        return []
    return [
        post
        for post, length in zip(posts, lengths, strict=True)
        if length * _LEAST_OF_LONGEST >= longest
    ]


def _posts(lines: Sequence[Line]) -> list[range]:
    """Return the posts, each from its stamp to the next; none where most of them are texts.

    What stands above the first stamp is one as well, as if a stamp stood before it at -1.
    """
    forms = {index: form for index, line in enumerate(lines) if (form := _form(line.text))}
    counts = Counter(forms.values())
    stamps = [index for index, form in forms.items() if counts[form] > 1]
    if len(stamps) < _FEWEST:
        return []
    # Titles stand above the stamps of pages.
    titled = sum(lines[index - 1].level > lines[index].level for index in stamps if index)
    top = [-1] if stamps[0] else []
    posts = [range(*post) for post in pairwise([*top, *stamps, len(lines)])]
    short = median(_length(lines, post) for post in posts) <= _REMARK
    return posts if short and titled * 2 < len(stamps) else []


def _form(text: str) -> str | None:
    """Return the form of a stamp: the line with its numbers as one sign."""
    if len(text) > _LONGEST_STAMP or not _MINUTE.search(text) or is_complete(text):
        return None
    found = find_date(text)
    return _DIGITS.sub("0", text) if found and found.full else None


def _length(lines: Sequence[Line], post: range) -> int:
    return sum(len(lines[index].text) for index in post[1:])


def _names_above(lines: Sequence[Line], post: range) -> int:
    """Count the lines at a post's end that are of the stamp below; one of its own is left to it."""
    most, count = min(_FEWEST, len(post) - 2), 0
    while count < most and not is_complete(lines[post.stop - count - 1].text):
        count += 1
    return count
