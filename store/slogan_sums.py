"""Sums over the places of slogans, kept beside them so that a card needn't add up on being asked.

`slogan_year` holds how often a slogan is used in a year, or under an empty year in speeches
without a date; `slogan_pair` in how many passages of speeches two slogans stand together, in both
orders, and beside itself in how many a slogan stands.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

Place = tuple[int, int]
"""A speech, and the number of a passage in it."""


def make_sums(raw: sqlite3.Connection) -> None:
    """Add the sums, and work them out from the places that are stored."""
    raw.execute(
        "CREATE TABLE slogan_year (slogan INTEGER NOT NULL, year TEXT NOT NULL,"
        " times INTEGER NOT NULL, PRIMARY KEY (slogan, year)) WITHOUT ROWID"
    )
    raw.execute(
        "CREATE TABLE slogan_pair (slogan INTEGER NOT NULL, other INTEGER NOT NULL,"
        " times INTEGER NOT NULL, PRIMARY KEY (slogan, other)) WITHOUT ROWID"
    )
    raw.execute(
        "CREATE INDEX slogan_source_telling ON slogan_source (slogan, members)"
        " WHERE members IS NOT NULL"
    )
    raw.execute(
        "INSERT INTO slogan_year (slogan, year, times)"
        " SELECT f.slogan, coalesce(s.year, ''), sum(p.times) FROM slogan_place p"
        " JOIN slogan_form f ON f.key = p.form JOIN speech s ON s.key = p.speech GROUP BY 1, 2"
    )
    raw.execute(
        "CREATE TEMP TABLE standing AS SELECT DISTINCT p.speech << 20 | p.number AS place,"
        " f.slogan FROM slogan_place p JOIN slogan_form f ON f.key = p.form"
    )
    raw.execute("CREATE INDEX temp.standing_by_place ON standing (place, slogan)")
    raw.execute(
        "INSERT INTO slogan_pair (slogan, other, times) SELECT a.slogan, b.slogan, count(*)"
        " FROM standing a JOIN standing b ON b.place = a.place GROUP BY 1, 2"
    )
    raw.execute("DROP TABLE standing")


def slogans_at(raw: sqlite3.Connection, places: Iterable[Place]) -> dict[Place, set[int]]:
    """Return which slogans are known at places; those with none are left out."""
    found: defaultdict[Place, set[int]] = defaultdict(set)
    for row in raw.execute(
        "SELECT sp.speech, sp.number, f.slogan FROM json_each(?) j CROSS JOIN slogan_place sp"
        " ON sp.speech = j.value ->> 0 AND sp.number = j.value ->> 1"
        " JOIN slogan_form f ON f.key = sp.form",
        (json.dumps(sorted(set(places))),),
    ):
        found[row["speech"], row["number"]].add(row["slogan"])
    return dict(found)


def count_pairs(
    raw: sqlite3.Connection,
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
    _add(raw, "slogan_pair", "other", ((*pair, sign * times) for pair, times in pairs.items()))


def count_years(raw: sqlite3.Connection, used: Iterable[tuple[int, int, int]], sign: int) -> None:
    """Add or take back uses: a slogan, the speech, and how often."""
    rows = list(used)
    years = _years(raw, {speech for _, speech, _ in rows})
    counted: Counter[tuple[int, str]] = Counter()
    for slogan, speech, times in rows:
        counted[slogan, years[speech]] += times
    _add(raw, "slogan_year", "year", ((*key, sign * times) for key, times in counted.items()))


def change_year(raw: sqlite3.Connection, source: str, number: int, year: str | None) -> None:
    """Count a stored speech's slogans in another year; for who then gives it to the speech."""
    rows = raw.execute(
        "SELECT f.slogan, coalesce(s.year, '') AS year, sum(sp.times) AS times FROM document d"
        " JOIN speech s ON s.document = d.key AND s.number = ?"
        " JOIN slogan_place sp ON sp.speech = s.key JOIN slogan_form f ON f.key = sp.form"
        " WHERE d.source = ? GROUP BY f.slogan",
        (number, source),
    ).fetchall()
    _add(raw, "slogan_year", "year", ((row["slogan"], year or "", row["times"]) for row in rows))
    _add(raw, "slogan_year", "year", ((row["slogan"], row["year"], -row["times"]) for row in rows))


def drop_sums(raw: sqlite3.Connection, slogans: Iterable[int]) -> None:
    """Delete the sums of slogans that are gone."""
    listed = (json.dumps(list(slogans)),)
    gone = "(SELECT value FROM json_each(?))"
    raw.execute(
        "DELETE FROM slogan_pair WHERE (slogan, other) IN"
        f" (SELECT other, slogan FROM slogan_pair WHERE slogan IN {gone})",
        listed,
    )
    raw.execute(f"DELETE FROM slogan_pair WHERE slogan IN {gone}", listed)
    raw.execute(f"DELETE FROM slogan_year WHERE slogan IN {gone}", listed)


def _years(raw: sqlite3.Connection, speeches: set[int]) -> dict[int, str]:
    rows = raw.execute(
        "SELECT key, coalesce(year, '') AS year FROM speech"
        " WHERE key IN (SELECT value FROM json_each(?))",
        (json.dumps(sorted(speeches)),),
    )
    return {row["key"]: row["year"] for row in rows}


def _add(
    raw: sqlite3.Connection, table: str, column: str, rows: Iterable[tuple[int, int | str, int]]
) -> None:
    """Change sums of one of the tables; those that come to nothing are deleted."""
    changes = sorted(rows)
    raw.executemany(
        f"INSERT INTO {table} (slogan, {column}, times) VALUES (?, ?, ?)"
        f" ON CONFLICT (slogan, {column}) DO UPDATE SET times = times + excluded.times",
        changes,
    )
    raw.executemany(
        f"DELETE FROM {table} WHERE slogan = ? AND {column} = ? AND times = 0",
        ((slogan, other) for slogan, other, times in changes if times < 0),
    )
