"""Whether the tables fit together: what one refers to stands in the other, and counts are right."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from corpus.slogans.model import KINDS
from store.documents.reindex import NOTES
from store.index.segments import RANKS, stray_segments

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.db.port import RawConnection, Row

_RELATIONS = (
    (
        ("FROM place p LEFT JOIN text t ON t.key = p.text AND t.passage = p.passage"
        " WHERE t.key IS NULL"),
        "有 {} 处位置没有文字",
    ),
    (
        "FROM place p LEFT JOIN speech s ON s.key = p.speech WHERE s.key IS NULL",
        "有 {} 处位置不在任何讲话里",
    ),
    (
        "FROM speech s LEFT JOIN document d ON d.key = s.document WHERE d.key IS NULL",
        "有 {} 篇讲话不在任何文档里",
    ),
    (
        ("FROM place p LEFT JOIN place h ON h.speech = p.speech AND h.number = p.above"
        " AND h.level IS NOT NULL AND h.number < p.number"
        " WHERE p.above IS NOT NULL AND h.speech IS NULL"),
        "有 {} 处的小标题不存在",
    ),
    (
        ("FROM text t WHERE NOT EXISTS"
        " (SELECT 1 FROM place p WHERE p.passage = t.passage AND p.text = t.key)"
        " AND NOT EXISTS (SELECT 1 FROM staged s WHERE t.key BETWEEN s.first AND s.last)"),
        "有 {} 段文字没有位置",
    ),
    (
        ("FROM (SELECT text FROM place GROUP BY text"
        " HAVING count(*) FILTER (WHERE NOT echo) != 1) t"),
        "有 {} 段的首处不对",
    ),
    (
        ("FROM (SELECT 1 FROM text GROUP BY id HAVING count(DISTINCT passage) != 1 UNION ALL"
        " SELECT 1 FROM text GROUP BY passage HAVING count(DISTINCT id) != 1) t"),
        "有 {} 段的几种写法没有归在一起",
    ),
    (
        f"FROM text WHERE level NOT BETWEEN 0 AND {RANKS - 1} OR kind NOT IN ('text', 'heading')",
        "有 {} 段的类别不对",
    ),
    ("FROM speech WHERE NOT json_valid(warnings)", "有 {} 篇讲话的提示读不出"),
    (
        "FROM speech WHERE coalesce(year, '') != coalesce(substr(date, 1, 4), '')",
        "有 {} 篇讲话的年份不对",
    ),
)  # fmt: skip
"""What must be nowhere, and how it is said with its number."""

_SLOGANS = (
    (
        "FROM slogan s WHERE s.occurrences != (SELECT coalesce(sum(f.times), 0) FROM slogan_form f"
        " WHERE f.slogan = s.key)"
    ),
    (
        "FROM slogan s WHERE s.occurrences != (SELECT coalesce(sum(y.times), 0) FROM slogan_year y"
        " WHERE y.slogan = s.key)"
    ),
    f"FROM slogan WHERE kind NOT BETWEEN 0 AND {len(KINDS)}",
    "FROM slogan_form f LEFT JOIN slogan s ON s.key = f.slogan WHERE s.key IS NULL",
    (
        "FROM slogan_form f WHERE f.times != (SELECT coalesce(sum(p.times), 0) FROM slogan_place p"
        " WHERE p.form = f.key)"
    ),
    "FROM slogan_place p LEFT JOIN slogan_form f ON f.key = p.form WHERE f.key IS NULL",
    (
        "FROM slogan_place p LEFT JOIN place q ON q.speech = p.speech AND q.number = p.number"
        " WHERE q.speech IS NULL"
    ),
    "FROM slogan_source WHERE members IS NOT NULL AND NOT json_valid(members)",
    (
        "FROM slogan_pair p LEFT JOIN slogan s ON s.key = p.slogan LEFT JOIN slogan o"
        " ON o.key = p.other WHERE s.key IS NULL OR o.key IS NULL"
    ),
)


def notes_missing(raw: RawConnection) -> bool:
    """Whether a note is missing, or is no number, that every question reads."""
    rows = raw.execute("SELECT name FROM meta WHERE typeof(value) = 'integer' AND value >= 0")
    known = {row["name"] for row in rows}
    return not known.issuperset(NOTES)


def broken_relations(raw: RawConnection) -> Iterator[str]:
    """Name what of the documents doesn't fit together, in Chinese."""
    for condition, told in _RELATIONS:
        if count := _count(raw, condition):
            yield told.format(count)


def broken_slogans(raw: RawConnection) -> Iterator[str]:
    """Name what doesn't fit together of the slogans, in Chinese."""
    if count := sum(_count(raw, condition) for condition in _SLOGANS):
        yield f"有 {count} 处口号的计数不对"


def broken_segments(raw: RawConnection) -> Iterator[str]:
    """Name what is wrong with how the index lists its texts, in Chinese.

    Where anything is, it can't be loaded.
    """
    rows = raw.execute(
        "SELECT texts, keys, speeches, lengths, levels, dead FROM segment WHERE state = 'live'"
    ).fetchall()
    if empty := sum(not row["texts"] for row in rows):
        yield f"索引里有 {empty} 个空段"
    if wrong := sum(not _is_sound(row) for row in rows if row["texts"]):
        yield f"索引里有 {wrong} 段的目录不对"
    if stray := len(stray_segments(raw)):
        yield f"索引里有 {stray} 段没有目录"


def _is_sound(segment: Row) -> bool:
    count, dead = segment["texts"], segment["dead"] or b""
    numbers = [segment[name] or b"" for name in ("keys", "speeches", "lengths")]
    if any(len(blob) != 4 * count for blob in numbers) or len(dead) % 4:
        return False
    levels = np.frombuffer(segment["levels"] or b"", np.uint8)
    if len(levels) != count or (np.diff(levels.astype(np.int64)) < 0).any():
        return False
    gone = np.frombuffer(dead, "<u4").astype(np.int64)
    ascending = bool((np.diff(gone) > 0).all())
    lengths = np.frombuffer(numbers[2], "<u4")
    return (
        ascending
        and int(gone.max(initial=-1)) < count
        and int(levels[-1]) < RANKS
        and bool(lengths.all())
    )


def _count(raw: RawConnection, condition: str) -> int:
    (count,) = raw.execute(f"SELECT count(*) {condition}").fetchone()
    return int(count)
