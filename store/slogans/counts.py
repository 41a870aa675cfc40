"""What is counted of slogans: sightings written and taken back, totals kept beside them."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from corpus.slogans.known_places import Finder
from store.db.sql import FIRST, SECOND, as_list, as_pairs
from store.slogans.aggregates import count_pairs, count_years, drop_sums, slogans_at
from store.slogans.backfill import speeches_with_slogans, with_slogans
from store.slogans.hints import confirmed
from store.slogans.occurrences import erase_gaps, gap_rows, passages_at
from store.slogans.ranking import refresh

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from store.db.port import RawConnection
    from store.slogans.aggregates import Place
    from store.slogans.occurrences import Sighting, StoredBlock

_TABLES = (
    "slogan_place",
    "slogan_pair",
    "slogan_year",
    "slogan_form",
    "slogan_source",
    "slogan_hint",
    "slogan_document",
    "slogan",
)


class _Counted(NamedTuple):
    """A form in a passage, as it is counted."""

    slogan: int
    form: int
    speech: int
    number: int
    passage: int
    times: int
    alone: int


class Known(NamedTuple):
    """Which slogans are known in which passages and speeches: (slogan, passage or speech)."""

    passages: set[tuple[int, int]]
    speeches: set[tuple[int, int]]

    @classmethod
    def of(
        cls,
        raw: RawConnection,
        slogans: Iterable[int],
        passages: Iterable[int],
        speeches: Iterable[int],
    ) -> Known:
        """Look them up."""
        wanted = set(slogans)
        return cls(
            with_slogans(raw, wanted, passages), speeches_with_slogans(raw, wanted, speeches)
        )


def add_sightings(raw: RawConnection, found: Sequence[Sighting], keys: dict[str, int]) -> None:
    """Write sightings that aren't written yet."""
    passages = passages_at(raw, found)
    slogans = {keys[one.slogan] for one in found}
    known = Known.of(raw, slogans, passages.values(), (one.speech for one in found))
    before = slogans_at(raw, passages)
    counted = _write(raw, found, keys, passages)
    _change_totals(raw, counted, known, 1)
    _change_sums(raw, counted, before, 1)


def add_elsewhere(
    raw: RawConnection,
    found: Sequence[Sighting],
    passages: Mapping[Place, int],
    keys: dict[str, int],
    known: Known,
) -> Known:
    """Write some of the sightings of new slogans, in those passages, but for the pairs.

    `known` is what was written of them before; what is known then is returned.
    """
    counted = _write(raw, found, keys, passages)
    _change_totals(raw, counted, known, 1)
    count_years(raw, ((one.slogan, one.speech, one.times) for one in counted), 1)
    return Known(
        known.passages | {(one.slogan, one.passage) for one in counted},
        known.speeches | {(one.slogan, one.speech) for one in counted},
    )


def _write(
    raw: RawConnection,
    found: Sequence[Sighting],
    keys: dict[str, int],
    passages: Mapping[Place, int],
) -> list[_Counted]:
    forms = _form_keys(raw, {(keys[one.slogan], one.form) for one in found})
    counted = [
        _Counted(
            keys[one.slogan],
            forms[keys[one.slogan], one.form],
            one.speech,
            one.number,
            passages[one.speech, one.number],
            one.times,
            one.alone,
        )
        for one in found
    ]
    raw.executemany(
        "INSERT INTO slogan_place (speech, number, form, times, telling, alone)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (one.speech, one.number, row.form, one.times, one.telling, one.alone)
            for one, row in zip(found, counted, strict=True)
        ),
    )
    return counted


def take_back(raw: RawConnection, blocks: Sequence[StoredBlock]) -> None:
    """Take back all sightings in blocks, and their rows in the index of gaps."""
    listed = (as_pairs((one.speech, number) for one in blocks for number in one.numbers),)
    rows = [
        _Counted(*row)
        for row in raw.execute(
            "SELECT f.slogan, sp.form, sp.speech, sp.number, p.passage, sp.times, sp.alone"
            " FROM json_each(?) j CROSS JOIN slogan_place sp"
            f" ON sp.speech = {FIRST} AND sp.number = {SECOND}"
            " JOIN slogan_form f ON f.key = sp.form"
            " JOIN place p ON p.speech = sp.speech AND p.number = sp.number",
            listed,
        )
    ]
    raw.execute(
        "DELETE FROM slogan_place WHERE (speech, number) IN"
        f" (SELECT {FIRST}, {SECOND} FROM json_each(?) j)",
        listed,
    )
    erase_gaps(raw, gap_rows(blocks))
    known = Known.of(
        raw,
        (row.slogan for row in rows),
        (row.passage for row in rows),
        (row.speech for row in rows),
    )
    _change_totals(raw, rows, known, -1)
    _change_sums(raw, rows, {}, -1)
    refresh(raw, {row.slogan for row in rows})


def drop_unfounded(raw: RawConnection) -> bool:
    """Delete the slogans that no document gives evidence for any more; say whether there were."""
    doubtful = {
        row["bare"]: row["key"]
        for row in raw.execute(
            "SELECT key, bare FROM slogan WHERE NOT EXISTS"
            " (SELECT 1 FROM slogan_source WHERE slogan_source.slogan = slogan.key)"
        )
    }
    hinted = confirmed(raw, doubtful)
    forms = [form for form in doubtful if form not in hinted]
    if not forms:
        return False
    gone = [doubtful[form] for form in forms]
    listed = (as_list(gone),)
    raw.execute(
        "DELETE FROM slogan_place WHERE (speech, number, form) IN (SELECT sp.speech, sp.number,"
        " sp.form FROM slogan_form f JOIN slogan_place sp ON sp.form = f.key"
        " WHERE f.slogan IN (SELECT value FROM json_each(?)))",
        listed,
    )
    raw.execute("DELETE FROM slogan_form WHERE slogan IN (SELECT value FROM json_each(?))", listed)
    raw.execute("DELETE FROM slogan WHERE key IN (SELECT value FROM json_each(?))", listed)
    drop_sums(raw, gone)
    refresh(raw, _within(raw, forms))
    return True


def _within(raw: RawConnection, forms: Iterable[str]) -> set[int]:
    """Return the slogans that stand in forms."""
    keys = {row["bare"]: row["key"] for row in raw.execute("SELECT key, bare FROM slogan")}
    finder = Finder(keys)
    return {keys[held] for form in forms for _, _, held in finder.find(form)}


def forget_everything(raw: RawConnection) -> None:
    """Take back all that is known of slogans, so that every document is mined anew."""
    raw.execute("INSERT INTO slogan_gap (slogan_gap) VALUES ('delete-all')")
    for table in _TABLES:
        raw.execute(f"DELETE FROM {table}")
    raise_version(raw)


def raise_version(raw: RawConnection) -> int:
    """Note that the list of slogans has changed, and return the number of its new state."""
    row = raw.execute(
        "UPDATE meta SET value = value + 1 WHERE name = 'slogan_version' RETURNING value"
    ).fetchone()
    return int(row["value"])


def _form_keys(raw: RawConnection, forms: set[tuple[int, str]]) -> dict[tuple[int, str], int]:
    raw.executemany(
        "INSERT INTO slogan_form (slogan, text, times) VALUES (?, ?, 0)"
        " ON CONFLICT (slogan, text) DO NOTHING",
        sorted(forms),
    )
    rows = raw.execute(
        "SELECT key, slogan, text FROM slogan_form"
        " WHERE slogan IN (SELECT value FROM json_each(?))",
        (as_list({slogan for slogan, _ in forms}),),
    )
    return {(row["slogan"], row["text"]): row["key"] for row in rows}


def _change_totals(
    raw: RawConnection, counted: Sequence[_Counted], known: Known, sign: int
) -> None:
    """Add or take back; `known` is what the other sightings account for."""
    occurrences: Counter[int] = Counter()
    alone: Counter[int] = Counter()
    forms: Counter[int] = Counter()
    for one in counted:
        occurrences[one.slogan] += one.times
        alone[one.slogan] += one.alone
        forms[one.form] += one.times
    speeches = {(one.slogan, one.speech) for one in counted} - known.speeches
    passages = {(one.slogan, one.passage) for one in counted} - known.passages
    by_speech = Counter(slogan for slogan, _ in speeches)
    by_passage = Counter(slogan for slogan, _ in passages)
    raw.executemany(
        "UPDATE slogan SET occurrences = occurrences + ?, passages = passages + ?,"
        " speeches = speeches + ?, alone = alone + ? WHERE key = ?",
        (
            (
                sign * times,
                sign * by_passage[slogan],
                sign * by_speech[slogan],
                sign * alone[slogan],
                slogan,
            )
            for slogan, times in occurrences.items()
        ),
    )
    raw.executemany(
        "UPDATE slogan_form SET times = times + ? WHERE key = ?",
        ((sign * times, form) for form, times in forms.items()),
    )
    if sign < 0:
        gone = ((form,) for form in forms)
        raw.executemany("DELETE FROM slogan_form WHERE key = ? AND times <= 0", gone)


def _change_sums(
    raw: RawConnection,
    counted: Sequence[_Counted],
    others: dict[tuple[int, int], set[int]],
    sign: int,
) -> None:
    """Add to or take from what is summed up; `others` stand at the same places besides."""
    changed: defaultdict[tuple[int, int], set[int]] = defaultdict(set)
    for one in counted:
        place = (one.speech, one.number)
        if one.slogan not in others.get(place, ()):
            changed[place].add(one.slogan)
    count_pairs(raw, changed, others, sign)
    count_years(raw, ((one.slogan, one.speech, one.times) for one in counted), sign)
