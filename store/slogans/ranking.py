"""How slogans are shown, what kind they are and how sure, worked out anew where counts changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from corpus.slogans.known import known
from corpus.slogans.known_places import Finder
from corpus.slogans.model import KINDS
from corpus.slogans.rank import Evidence, Rank, rank, split_parts
from corpus.slogans.surface import is_quoted, most_written
from store.db.sql import as_list
from store.slogans.hints import speeches_calling

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from store.db.port import RawConnection, Row

_RUN = KINDS.index("parallel")


class _Written(NamedTuple):
    """How a slogan is mostly written, and how often in quotation marks."""

    shown: str
    quoted: int


class _State(NamedTuple):
    """How sure a slogan is, and of what kind, as columns number them; and how it is shown."""

    rank: int
    kind: int
    shown: str


class _Longer(NamedTuple):
    """A slogan that may hold others."""

    key: int
    occurrences: int
    known: bool


def refresh(raw: RawConnection, slogans: Iterable[int]) -> None:
    """Work out anew how slogans are shown, what kind they are, and how sure.

    Those within one another must be given together.
    """
    listed = (as_list(slogans),)
    written = _written(raw, listed)
    sources = _sources(raw, listed)
    rows = raw.execute(
        "SELECT key, bare, occurrences, speeches, alone FROM slogan"
        " WHERE key IN (SELECT value FROM json_each(?)) ORDER BY length(bare) DESC, bare",
        listed,
    ).fetchall()
    holders = _holders(raw, {row["bare"] for row in rows})
    calling = speeches_calling(raw, [row["bare"] for row in rows])
    states = {
        row["key"]: _State(row["rank"], row["kind"], row["shown"])
        for row in raw.execute("SELECT key, rank, kind, shown FROM slogan")
    }
    changes = []
    for row in rows:
        key = row["key"]
        if key not in written:
            continue
        shown, quoted = written[key]
        kind, told = sources.get(key, (None, False))
        if kind is None:
            kind = KINDS.index("parallel" if len(split_parts(shown)) > 1 else "formula")
        seen = Evidence(
            KINDS[kind],
            row["occurrences"],
            row["speeches"],
            row["alone"],
            quoted,
            *_within(row, holders.get(row["bare"], {}), states),
            calling.get(row["bare"], 0),
            told,
        )
        states[key] = _State(int(rank(row["bare"], shown, seen)), kind, shown)
        changes.append((shown, kind, states[key].rank, key))
    raw.executemany("UPDATE slogan SET shown = ?, kind = ?, rank = ? WHERE key = ?", changes)


def _within(
    row: Row, holders: Mapping[_Longer, int], states: Mapping[int, _State]
) -> tuple[float, float, float]:
    """Return the greatest share of a form inside one slogan or list, one known, and one word."""
    every = [
        (longer, longer.occurrences * times / max(row["occurrences"], 1))
        for longer, times in holders.items()
    ]
    shares = [(longer, share) for longer, share in every if states[longer.key].rank < Rank.TERM]
    lists = [share for longer, share in every if states[longer.key].kind == _RUN]
    words = (share for longer, share in shares if len(split_parts(states[longer.key].shown)) == 1)
    return (
        max((*lists, *(share for _, share in shares)), default=0.0),
        max((share for longer, share in shares if longer.known), default=0.0),
        max(words, default=0.0),
    )


def _written(raw: RawConnection, listed: tuple[str]) -> dict[int, _Written]:
    forms: defaultdict[int, dict[str, int]] = defaultdict(dict)
    for row in raw.execute(
        "SELECT slogan, text, times FROM slogan_form"
        " WHERE slogan IN (SELECT value FROM json_each(?))",
        listed,
    ):
        forms[row["slogan"]][row["text"]] = row["times"]
    return {
        slogan: _Written(
            most_written(texts), sum(times for text, times in texts.items() if is_quoted(text))
        )
        for slogan, texts in forms.items()
    }


def _sources(raw: RawConnection, listed: tuple[str]) -> dict[int, tuple[int, bool]]:
    rows = raw.execute(
        "SELECT slogan, min(kind) AS kind, count(members) AS told FROM slogan_source"
        " WHERE slogan IN (SELECT value FROM json_each(?)) GROUP BY slogan",
        listed,
    )
    return {row["slogan"]: (row["kind"], bool(row["told"])) for row in rows}


def _holders(raw: RawConnection, forms: set[str]) -> dict[str, dict[_Longer, int]]:
    """Return in which longer slogans forms stand, and how often in each."""
    found: defaultdict[str, dict[_Longer, int]] = defaultdict(dict)
    finder = Finder(forms)
    for row in raw.execute("SELECT key, bare, occurrences FROM slogan"):
        held = Counter(form for _, _, form in finder.find(row["bare"]) if form != row["bare"])
        for form, times in held.items():
            found[form][_Longer(row["key"], row["occurrences"], row["bare"] in known())] = times
    return dict(found)
