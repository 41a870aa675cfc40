"""Sums over the places of slogans, kept beside them so that a card needn't add up on being asked.

`slogan_year` holds how often a slogan is used in a year, or under an empty year in speeches
without a date; `slogan_pair` in how many passages of speeches two slogans stand together, in both
orders, and beside itself in how many a slogan stands.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from store.db.sql import FIRST, SECOND, as_list, as_pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

    from store.db.port import RawConnection

Place = tuple[int, int]
"""A speech, and the number of a passage in it."""


def slogans_at(raw: RawConnection, places: Iterable[Place]) -> dict[Place, set[int]]:
    """Return which slogans are known at places; those with none are left out."""
    found: defaultdict[Place, set[int]] = defaultdict(set)
    for row in raw.execute(
        "SELECT sp.speech, sp.number, f.slogan FROM json_each(?) j CROSS JOIN slogan_place sp"
        f" ON sp.speech = {FIRST} AND sp.number = {SECOND}"
        " JOIN slogan_form f ON f.key = sp.form",
        (as_pairs(set(places)),),
    ):
        found[row["speech"], row["number"]].add(row["slogan"])
    return dict(found)


def count_beside(raw: RawConnection, places: Iterable[Place]) -> dict[int, int]:
    """Return which slogans are known at places, and at how many of these."""
    rows = raw.execute(
        "SELECT slogan, count(*) AS times FROM (SELECT DISTINCT sp.speech, sp.number, f.slogan"
        " FROM json_each(?) j CROSS JOIN slogan_place sp"
        f" ON sp.speech = {FIRST} AND sp.number = {SECOND}"
        " CROSS JOIN slogan_form f ON f.key = sp.form) known GROUP BY slogan",
        (as_pairs(set(places)),),
    )
    return {row["slogan"]: row["times"] for row in rows}


def add_pairs(raw: RawConnection, pairs: Iterable[tuple[int, int, int]]) -> None:
    """Add to the pairs: a slogan, another, and in how many passages of speeches both stand."""
    _add(raw, "slogan_pair", "other", pairs)


def count_pairs(
    raw: RawConnection,
    changed: dict[Place, set[int]],
    others: dict[Place, set[int]],
    sign: int,
) -> None:
    """Add or take back slogans at places, where `others` stand before and after."""
    pairs: Counter[tuple[int, int]] = Counter()
    for place, slogans in changed.items():
        beside = others.get(place, set()) - slogans
        pairs.update((one, other) for one in slogans for other in slogans)
        pairs.update((one, other) for one in slogans for other in beside)
        pairs.update((other, one) for one in slogans for other in beside)
    add_pairs(raw, ((*pair, sign * times) for pair, times in pairs.items()))


def count_years(raw: RawConnection, used: Iterable[tuple[int, int, int]], sign: int) -> None:
    """Add or take back uses: a slogan, the speech, and how often."""
    rows = list(used)
    years = _years(raw, {speech for _, speech, _ in rows})
    counted: Counter[tuple[int, str]] = Counter()
    for slogan, speech, times in rows:
        counted[slogan, years[speech]] += times
    _add(raw, "slogan_year", "year", ((*key, sign * times) for key, times in counted.items()))


def change_year(raw: RawConnection, source: str, number: int, year: str | None) -> None:
    """Count a stored speech's slogans in another year; for who then gives it to the speech."""
    rows = raw.execute(
        "SELECT f.slogan, coalesce(s.year, '') AS year, sum(sp.times) AS times FROM document d"
        " JOIN speech s ON s.document = d.key AND s.number = ?"
        " JOIN slogan_place sp ON sp.speech = s.key JOIN slogan_form f ON f.key = sp.form"
        " WHERE d.source = ? GROUP BY f.slogan, s.year",
        (number, source),
    ).fetchall()
    _add(raw, "slogan_year", "year", ((row["slogan"], year or "", row["times"]) for row in rows))
    _add(raw, "slogan_year", "year", ((row["slogan"], row["year"], -row["times"]) for row in rows))


def drop_sums(raw: RawConnection, slogans: Iterable[int]) -> None:
    """Delete the sums of slogans that are gone."""
    listed = (as_list(slogans),)
    gone = "(SELECT value FROM json_each(?))"
    raw.execute(
        "DELETE FROM slogan_pair WHERE (slogan, other) IN"
        f" (SELECT other, slogan FROM slogan_pair WHERE slogan IN {gone})",
        listed,
    )
    raw.execute(f"DELETE FROM slogan_pair WHERE slogan IN {gone}", listed)
    raw.execute(f"DELETE FROM slogan_year WHERE slogan IN {gone}", listed)


def _years(raw: RawConnection, speeches: set[int]) -> dict[int, str]:
    rows = raw.execute(
        "SELECT key, coalesce(year, '') AS year FROM speech"
        " WHERE key IN (SELECT value FROM json_each(?))",
        (as_list(speeches),),
    )
    return {row["key"]: row["year"] for row in rows}


def _add(
    raw: RawConnection, table: str, column: str, rows: Iterable[tuple[int, int | str, int]]
) -> None:
    """Change sums of one of the tables; those that come to nothing are deleted."""
    changes = sorted(rows)
    raw.executemany(
        f"INSERT INTO {table} (slogan, {column}, times) VALUES (?, ?, ?)"
        f" ON CONFLICT (slogan, {column}) DO UPDATE SET times = {table}.times + excluded.times",
        changes,
    )
    raw.executemany(
        f"DELETE FROM {table} WHERE slogan = ? AND {column} = ? AND times = 0",
        ((slogan, other) for slogan, other, times in changes if times < 0),
    )
