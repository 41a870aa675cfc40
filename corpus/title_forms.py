"""Titles compared as a reader compares them."""

from __future__ import annotations

import re

from corpus.normal import normalize

_MADE_NAME = re.compile(
    r"新建.*|未命名.*|无标题.*|文档\W*\d*\W*"
    r"|[0-9a-f]{8}[0-9a-f-]*|[\d\W_]*|(?:new|untitled|document|doc|file|scan|img|copy)[\W_\d]*",
    re.IGNORECASE,
)
"""What programs call a file that nobody has named: 新建文档, a hash, a number."""

# Chinese punctuation writes book title marks within a title as single ones (GB/T 15834-2011).
INNER_MARKS = str.maketrans("《》", "〈〉")


def title_form(title: str) -> str:
    """Return what tells titles apart: those with equal forms are one title to a reader."""
    return normalize(title.translate(INNER_MARKS))


def is_no_name(stem: str) -> bool:
    """Tell whether a file's name, without its ending, says nothing of what it holds.

    >>> is_no_name("新建 Microsoft Word 文档 (2)"), is_no_name("3f2a9c81d0e4"), is_no_name("讲话")
    (True, True, False)
    """
    return _MADE_NAME.fullmatch(stem.strip()) is not None


def repeats_organisation(title: str, organisation: str | None) -> bool:
    """Tell whether a title is but the organisation's name, to a reader."""
    return bool(organisation) and title_form(organisation or "") == title_form(title)
