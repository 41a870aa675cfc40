"""What people corrected in a speech's title, organisation, speaker or date.

Corrections are kept apart from the speeches, so that they outlive a new version of the document
and its removal. One belongs to the words of its speech, under whatever name the file comes; where
those words have changed, to the speech of that number in the document of that name.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from corpus.title_forms import title_form
from store.db.generations import raise_generation
from store.db.sql import as_texts
from store.documents.model import Field, SpeechSummary
from store.index.terms import storable
from store.slogans.aggregates import change_year

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from store.db.database import Database
    from store.db.port import RawConnection
    from store.documents.preparing import Prepared, PreparedSpeech

FIELDS: tuple[Field, ...] = ("title", "organisation", "speaker", "date")


@dataclass(frozen=True, slots=True)
class Correction:
    """Corrected values of one speech: None where nothing was corrected, empty where taken out."""

    source: str
    number: int
    identity: str
    title: str | None = None
    organisation: str | None = None
    speaker: str | None = None
    date: str | None = None


class Corrections:
    """The corrections, and the stored speeches they apply to."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def outlines(self, source: str) -> tuple[SpeechSummary, ...]:
        """The speeches of a stored document as they are now, empty where there is none."""
        return await self._database.ask(lambda raw: _outlines(raw, storable(source)))

    async def corrected(self, speeches: Sequence[SpeechSummary]) -> tuple[SpeechSummary, ...]:
        """Outlines of speeches that aren't stored, with what was corrected in them."""
        return await self._database.ask(lambda raw: _corrected(raw, speeches))

    async def correct(self, speeches: Iterable[SpeechSummary], values: dict[Field, str]) -> None:
        """Correct speeches, stored ones at once and others when they come.

        An empty value takes out what the document gives; a title can't be taken out.
        """
        chosen = list(speeches)
        await self._database.change(lambda raw: _correct(raw, chosen, values))


def apply(raw: RawConnection, document: Prepared) -> Prepared:
    """Give the document as it was corrected; in the transaction that stores it.

    Before that, somebody may yet correct the version that stands there.
    """
    names = [speech.identity for speech in document.speeches]
    found = _find(raw, document.source, names)
    speeches = []
    for speech in document.speeches:
        correction = _fitting(found, names, document.source, speech.number, speech.identity)
        speeches.append(speech if correction is None else _apply_one(speech, correction))
    return replace(document, speeches=tuple(speeches))


def _apply_one(speech: PreparedSpeech, correction: Correction) -> PreparedSpeech:
    values = _changes(correction)
    if "title" in values:
        values["title_form"] = title_form(values["title"])
    return replace(speech, **values)


def _changes(correction: Correction) -> dict[str, Any]:
    """The corrected fields; what was taken out is None, but for a title, which can't be."""
    given = {name: getattr(correction, name) for name in FIELDS}
    changes = {name: value or None for name, value in given.items() if value is not None}
    return {name: value for name, value in changes.items() if value or name != "title"}


def _find(raw: RawConnection, source: str, names: Sequence[str]) -> list[Correction]:
    rows = raw.execute(
        "SELECT source, number, identity, title, organisation, speaker, date FROM correction"
        " WHERE source = ? OR identity IN (SELECT value FROM json_each(?))",
        (storable(source), as_texts(names)),
    )
    return [Correction(*row) for row in rows]


def _fitting(
    found: Sequence[Correction], names: Sequence[str], source: str, number: int, name: str
) -> Correction | None:
    """Choose the correction of a speech; `names` are the identities of all speeches beside it."""
    here = [one for one in found if one.source == storable(source)]
    # The same words may stand there twice, each time with a correction.
    here.sort(key=lambda one: (one.number != number, one.number))
    same = [one for one in (*here, *found) if one.identity == name]
    # By its number alone where the words have changed, not where they have moved.
    same += [one for one in here if one.number == number and one.identity not in names]
    return same[0] if same else None


def _corrected(raw: RawConnection, speeches: Sequence[SpeechSummary]) -> tuple[SpeechSummary, ...]:
    by_source: dict[str, list[Correction]] = {}
    names = [one.identity for one in speeches]
    for source in {one.source for one in speeches}:
        by_source[source] = _find(raw, source, names)
    result = []
    for one in speeches:
        correction = _fitting(by_source[one.source], names, one.source, one.number, one.identity)
        if correction is None:
            result.append(one)
            continue
        changes = _changes(correction)
        made = one.title_made and "title" not in changes
        result.append(replace(one, **changes, title_made=made))
    return tuple(result)


def _outlines(raw: RawConnection, source: str) -> tuple[SpeechSummary, ...]:
    rows = raw.execute(
        "SELECT s.number, s.identity, s.title, s.organisation, s.speaker, s.date,"
        " (SELECT t.text FROM place p JOIN text t ON t.key = p.text"
        "  WHERE p.speech = s.key AND p.level IS NULL ORDER BY p.number LIMIT 1) AS opening"
        " FROM speech s JOIN document d ON d.key = s.document WHERE d.source = ? ORDER BY s.number",
        (source,),
    )
    return tuple(
        SpeechSummary(
            source,
            row["number"],
            row["identity"],
            row["title"],
            row["organisation"],
            row["speaker"],
            row["date"],
            row["opening"] or "",
        )
        for row in rows
    )


def _correct(
    raw: RawConnection, speeches: Sequence[SpeechSummary], values: dict[Field, str]
) -> None:
    kept: dict[str, str] = {
        name: storable(value).strip()
        for name, value in values.items()
        if name != "title" or storable(value).strip()
    }
    # What was corrected in other words of this number has nothing to do with these.
    anew = ", ".join(
        f"{name} = CASE WHEN correction.identity = excluded.identity THEN correction.{name} END"
        for name in FIELDS
    )
    for one in speeches:
        source = storable(one.source)
        raw.execute(
            "INSERT INTO correction (source, number, identity) VALUES (?, ?, ?)"
            " ON CONFLICT (source, number) DO UPDATE SET identity = excluded.identity,"
            f" {anew}",
            (source, one.number, one.identity),
        )
        for name, value in kept.items():
            raw.execute(
                f"UPDATE correction SET {name} = ? WHERE source = ? AND number = ?",
                (value, source, one.number),
            )
            _change_stored(raw, name, value or None, source, one.number)
    raise_generation(raw)


def _change_stored(
    raw: RawConnection, name: str, value: str | None, source: str, number: int
) -> None:
    columns: dict[str, str | None] = {name: value}
    if name == "title":
        columns["title_form"] = title_form(value or "")
    if name == "date":
        columns["year"] = value[:4] if value else None
        change_year(raw, source, number, columns["year"])
    for column, new in columns.items():
        raw.execute(
            f"UPDATE speech SET {column} = ? WHERE number = ?"
            " AND document = (SELECT key FROM document WHERE source = ?)",
            (new, number, source),
        )
