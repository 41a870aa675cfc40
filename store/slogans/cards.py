"""What is known of single slogans, read from the counts."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Literal

from corpus.normal import normalize
from corpus.slogans.bare import bare
from corpus.slogans.known import known
from corpus.slogans.members import most_told, same_members
from corpus.slogans.model import KINDS
from corpus.slogans.rank import Rank, split_parts
from corpus.slogans.surface import EXPLAINS
from store.db.sql import as_list
from store.search.hits import load_hits
from store.search.query import Needle
from store.search.results import Results
from store.slogans.model import Companion, Slogan, SloganCard

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from corpus.slogans.model import Kind
    from store.db.port import RawConnection, Row
    from store.search.model import Hit, SpeechInfo

COMPANIONS = 8
_MOST_TELLING = 200
"""Equally telling passages from which the one that stands best alone is chosen."""
_MOST_TOLD = 20
"""Documents that tell the members, in which a passage is looked for that holds them."""
_SURE = 10.83
"""Log-likelihood of what comes together by chance once in a thousand (chi-squared, 1 df)."""
_SELDOM = 4
"""One document in so many that tells others than the well-known members means something else."""
COLUMNS = "s.key, s.bare, s.shown, s.kind, s.occurrences, s.passages, s.speeches, s.rank"
"""What `to_slogan` reads, from the table `slogan` by the name s."""


def load_slogans(raw: RawConnection, keys: Sequence[int]) -> dict[int, Slogan]:
    """Read slogans by their keys; those that are gone are left out."""
    rows = raw.execute(
        f"SELECT {COLUMNS} FROM slogan s WHERE s.key IN (SELECT value FROM json_each(?))",
        (as_list(keys),),
    )
    return {row["key"]: to_slogan(row) for row in rows}


def to_slogan(row: Row) -> Slogan:
    """Make a slogan of a row with its columns."""
    return Slogan(
        row["key"],
        row["shown"],
        to_kind(row["kind"]),
        row["occurrences"],
        row["passages"],
        row["speeches"],
        Rank(row["rank"]),
    )


def to_kind(rank: int) -> Kind:
    """Return the kind that a column numbers; one that lost its evidence counts as a formula."""
    return KINDS[min(rank, len(KINDS) - 1)]


def count_places(raw: RawConnection) -> int:
    """Count the places of all passages, among which companions stand together."""
    (places,) = raw.execute("SELECT count(*) FROM place").fetchone()
    return int(places)


def load_card(raw: RawConnection, key: int, places: int) -> SloganCard | None:
    """Read all that is known of a slogan, None where it is gone.

    `places` is what `count_places` gives.
    """
    row = raw.execute(f"SELECT {COLUMNS} FROM slogan s WHERE s.key = ?", (key,)).fetchone()
    if row is None:
        return None
    slogan = to_slogan(row)
    years = _years(raw, key)
    undated = years.pop("", 0)
    members, members_from = _members(raw, row["bare"], slogan)
    spelled, holds = None, False
    if slogan.kind == "numeric" and members_from == "text":
        spelled, holds = _spelling_out(raw, key, members)
    telling, explains = (spelled, True) if holds else _telling(raw, key)
    return SloganCard(
        slogan,
        _variants(raw, slogan),
        members,
        members_from,
        _companions(raw, row["bare"], slogan, places),
        tuple(sorted(years.items())),
        undated,
        telling,
        explains,
        _elsewhere(spelled, telling),
    )


def _elsewhere(spelled: Hit | None, telling: Hit | None) -> SpeechInfo | None:
    """Give the speech that spells the members out where the passage shown is of another."""
    if spelled is None or (telling is not None and telling.speech.id == spelled.speech.id):
        return None
    return spelled.speech


def _variants(raw: RawConnection, slogan: Slogan) -> tuple[str, ...]:
    rows = raw.execute(
        "SELECT text FROM slogan_form WHERE slogan = ? ORDER BY times DESC, text", (slogan.key,)
    )
    return tuple(row["text"] for row in rows if row["text"] != slogan.shown)


def _members(
    raw: RawConnection, bare: str, slogan: Slogan
) -> tuple[tuple[str, ...], Literal["text", "known"] | None]:
    rows = raw.execute(
        "SELECT members, count(*) AS told FROM slogan_source WHERE slogan = ? GROUP BY members",
        (slogan.key,),
    ).fetchall()
    sources = sum(row["told"] for row in rows)
    told = {tuple(json.loads(row["members"])): row["told"] for row in rows if row["members"]}
    members = most_told(told)
    if not members and slogan.kind == "parallel" and len(parts := split_parts(slogan.shown)) > 1:
        members = parts
    entry = known().get(bare)
    fixed = entry.members if entry is not None else ()
    seldom = members in told and told[members] * _SELDOM <= sources
    if members and not (fixed and seldom and not same_members(fixed, members)):
        return members, "text"
    return (fixed, "known") if fixed else ((), None)


def _years(raw: RawConnection, key: int) -> dict[str, int]:
    rows = raw.execute("SELECT year, times FROM slogan_year WHERE slogan = ?", (key,))
    return {row["year"]: row["times"] for row in rows}


def _companions(raw: RawConnection, bare: str, slogan: Slogan, total: int) -> tuple[Companion, ...]:
    """Find what stands beside a slogan more often than chance has it, most often first."""
    places = _places_of(raw, slogan.key)
    sure: list[tuple[float, Companion]] = []
    for row in raw.execute(
        f"SELECT {COLUMNS}, p.times, own.times AS places FROM slogan_pair p"
        " CROSS JOIN slogan_pair own ON own.slogan = p.other AND own.other = p.other"
        " JOIN slogan s ON s.key = p.other WHERE p.slogan = ? AND p.other != p.slogan"
        " AND p.times > 1 AND p.times * ? > own.times * ? AND s.rank <= ?",
        (slogan.key, total, places, Rank.LIKELY),
    ):
        if row["bare"] in bare or bare in row["bare"]:
            continue
        likelihood = _likelihood(row["times"], places, row["places"], total)
        if likelihood > _SURE:
            sure.append((likelihood, Companion(to_slogan(row), row["times"])))
    sure.sort(key=lambda item: (-item[1].together, -item[0], item[1].slogan.shown))
    return tuple(_without_nested(companion for _, companion in sure))[:COMPANIONS]


def _places_of(raw: RawConnection, key: int) -> int:
    row = raw.execute(
        "SELECT times FROM slogan_pair WHERE slogan = ? AND other = ?", (key, key)
    ).fetchone()
    return row["times"] if row else 0


def _without_nested(companions: Iterable[Companion]) -> list[Companion]:
    """Leave out what holds or is held by a surer companion."""
    kept: list[Companion] = []
    for one in companions:
        shown = one.slogan.shown
        if not any(shown in other.slogan.shown or other.slogan.shown in shown for other in kept):
            kept.append(one)
    return kept


def _likelihood(together: int, one: int, other: int, total: int) -> float:
    """Return Dunning's G² (1993) for two things together, 0 where chance has it so or less.

    `one` and `other` are in how many of `total` passages each stands.
    """
    one, other = max(one, together), max(other, together)
    total = max(total, one + other)
    if together * total <= one * other:
        return 0.0
    table = (
        (together, one * other),
        (one - together, one * (total - other)),
        (other - together, (total - one) * other),
        (total - one - other + together, (total - one) * (total - other)),
    )
    return 2 * sum(seen * math.log(seen * total / expected) for seen, expected in table if seen > 0)


def _spelling_out(raw: RawConnection, key: int, members: Sequence[str]) -> tuple[Hit | None, bool]:
    """Find the passage of the slogan that holds its members, the one that explains best.

    Where none holds them all, as where sentences behind it tell them, one of the document that
    does, and False.
    """
    rows = raw.execute(
        "SELECT t.key, t.text, p.speech, f.text AS form FROM (SELECT document FROM slogan_source"
        "  WHERE slogan = ? AND members = ? ORDER BY document LIMIT ?) d"
        " CROSS JOIN speech s ON s.document = d.document"
        " CROSS JOIN slogan_place p ON p.speech = s.key"
        " CROSS JOIN slogan_form f ON f.key = p.form AND f.slogan = ?"
        " JOIN place q ON q.speech = p.speech AND q.number = p.number"
        " JOIN text t ON t.key = q.text"
        " ORDER BY p.telling DESC, p.speech, p.number, f.text LIMIT ?",
        (key, json.dumps(members, ensure_ascii=False), _MOST_TOLD, key, _MOST_TELLING),
    ).fetchall()
    wanted = tuple(map(bare, members))
    for row in rows:
        said = bare(row["text"])
        if all(member in said for member in wanted):
            return _hit(raw, row), True
    return (_hit(raw, rows[0]), False) if rows else (None, False)


def _telling(raw: RawConnection, key: int) -> tuple[Hit | None, bool]:
    row = raw.execute(
        "SELECT t.key, p.speech, p.form, p.telling"
        " FROM (SELECT p.speech, p.number, f.text AS form, p.telling"
        "  FROM slogan_form f CROSS JOIN slogan_place p ON p.form = f.key WHERE f.slogan = ?"
        "  AND p.telling = (SELECT max((SELECT max(b.telling) FROM slogan_place b"
        "   WHERE b.form = g.key)) FROM slogan_form g WHERE g.slogan = f.slogan)"
        # As they stand in the indices, so that neither is anything sorted nor left to chance.
        "  ORDER BY f.text, p.speech, p.number LIMIT ?) p"
        " CROSS JOIN place q ON q.speech = p.speech AND q.number = p.number"
        " JOIN text t ON t.key = q.text"
        " ORDER BY t.kind = 'heading', t.level, p.speech, p.number, p.form LIMIT 1",
        (key, _MOST_TELLING),
    ).fetchone()
    if row is None:
        return None, False
    return _hit(raw, row), row["telling"] >= EXPLAINS


def _hit(raw: RawConnection, row: Row) -> Hit:
    needle = Needle((normalize(row["form"]),), row["form"])
    found = Results(needles=(needle,), prefer=row["speech"])
    return load_hits(raw, [row["key"]], found, "exact")[0]
