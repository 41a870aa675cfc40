"""The steps of the schema's history, each a function that makes it; `migrations` takes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.excerpt import RULES_VERSION
from corpus.identity import passage_id
from corpus.normal import NORMAL_FORM_VERSION
from corpus.rhetoric import marks_of
from store.db.schema import TABLES
from store.db.sealing import miss_key, row_name, sealed
from store.db.version import LAYOUT_VERSION

if TYPE_CHECKING:
    from collections.abc import Callable

    from store.db.port import RawConnection

    Step = Callable[[RawConnection], None]

_PARTS = 1000
_OFTEN = 3
"""Times from which on the words themselves were kept when that step was made."""


def _make_tables(raw: RawConnection) -> None:
    for statement in TABLES:
        raw.execute(statement)
    raw.executemany(
        "INSERT INTO meta (name, value) VALUES (?, ?)",
        (
            ("generation", 0),
            ("layout", 0),
            ("layout_version", LAYOUT_VERSION),
            ("normal_form", NORMAL_FORM_VERSION),
            ("slogan_version", 0),
            ("twinned", 0),
        ),
    )


def _count_attempts(raw: RawConnection) -> None:
    raw.execute("ALTER TABLE draft ADD COLUMN attempts INTEGER NOT NULL DEFAULT 0")


def _make_inbox(raw: RawConnection) -> None:
    """Add the inbox of updates: what waits, and the numbers of what was done last.

    `lane` is what an update keeps its order with. `claimed_by` is the process that works the row,
    NULL where one let it go. `attempts` is 1 where one died that may have been at work on the row,
    and one more with each that began on it since.
    """
    raw.execute(
        "CREATE TABLE inbox (update_id INTEGER PRIMARY KEY, lane TEXT NOT NULL,"
        " raw TEXT NOT NULL, received TEXT NOT NULL, claimed_by TEXT,"
        " attempts INTEGER NOT NULL DEFAULT 0)"
    )
    raw.execute("CREATE TABLE inbox_done (number INTEGER PRIMARY KEY, update_id INTEGER NOT NULL)")


def _seal_questions(raw: RawConnection) -> None:
    """Seal the words behind buttons, and count words that weren't found under a hash.

    The words of a row of `miss` are NULL until they have been asked for often.
    """
    queries = raw.execute("SELECT key, text, used FROM query").fetchall()
    misses = raw.execute("SELECT word, times, last FROM miss").fetchall()
    raw.execute("DROP TABLE query")
    raw.execute("DROP TABLE miss")
    raw.execute(
        "CREATE TABLE query (key TEXT PRIMARY KEY, text BLOB NOT NULL, used TEXT NOT NULL)"
        " WITHOUT ROWID"
    )
    raw.execute(
        "CREATE TABLE miss (key TEXT PRIMARY KEY, word TEXT, times INTEGER NOT NULL,"
        " last TEXT NOT NULL) WITHOUT ROWID"
    )
    raw.executemany(
        "INSERT INTO query (key, text, used) VALUES (?, ?, ?)",
        [(row_name(key), sealed(key, text.encode()), used) for key, text, used in queries],
    )
    raw.executemany(
        "INSERT INTO miss (key, word, times, last) VALUES (?, ?, ?, ?)",
        [
            (miss_key(word), word if times >= _OFTEN else None, times, last)
            for word, times, last in misses
        ],
    )


def _keep_announced_days(raw: RawConnection) -> None:
    """Add the days off and worked of the notices that were taken; `year` is that of the notice."""
    raw.execute(
        "CREATE TABLE announced_day (day TEXT PRIMARY KEY, year INTEGER NOT NULL,"
        " works INTEGER NOT NULL) WITHOUT ROWID"
    )


def _mark_texts(raw: RawConnection) -> None:
    """Note what each text is good for, as bits of `corpus.rhetoric`."""
    raw.execute("ALTER TABLE text ADD COLUMN marks INTEGER NOT NULL DEFAULT 0")
    raw.execute("CREATE INDEX text_marked ON text (marks, key) WHERE marks")
    keys = [row[0] for row in raw.execute("SELECT key FROM text")]
    for start in range(0, len(keys), _PARTS):
        rows = raw.execute(
            "SELECT key, text FROM text WHERE key BETWEEN ? AND ?",
            (keys[start], keys[min(start + _PARTS, len(keys)) - 1]),
        ).fetchall()
        raw.executemany(
            "UPDATE text SET marks = ? WHERE key = ?", [(marks_of(text), key) for key, text in rows]
        )


def _keep_excerpts(raw: RawConnection) -> None:
    """Add what is sent of each text, a run of its sentences, and the first year a chat wants.

    `meta.rules` is the version of the rules that all texts were judged by; while a newer one judges
    them, `meta.judged` is the last key it has looked at.
    """
    raw.execute(
        "CREATE TABLE excerpt (text INTEGER PRIMARY KEY, start INTEGER NOT NULL,"
        " stop INTEGER NOT NULL, points INTEGER NOT NULL)"
    )
    raw.execute(
        "CREATE TRIGGER excerpt_gone AFTER DELETE ON text BEGIN"
        " DELETE FROM excerpt WHERE text = old.key; END"
    )
    raw.execute("ALTER TABLE subscription ADD COLUMN from_year INTEGER")
    (stored,) = raw.execute("SELECT count(*) FROM text").fetchone()
    raw.executemany(
        "INSERT INTO meta (name, value) VALUES (?, ?)",
        (("rules", 0 if stored else RULES_VERSION), ("judged", 0)),
    )


def _rank_slogans(raw: RawConnection) -> None:
    """Make room for how sure slogans are, and forget them, so that they are mined by new rules.

    `alone` counts occurrences between punctuation, `rank` is the place in Rank. `slogan_hint` has
    what is a slogan only where several speeches have it, by a hash of its bare form: in how many
    speeches of a document.
    """
    raw.execute("INSERT INTO slogan_gap (slogan_gap) VALUES ('delete-all')")
    for table in ("place", "pair", "year", "form", "source", "document"):
        raw.execute(f"DELETE FROM slogan_{table}")
    raw.execute("DELETE FROM slogan")
    raw.execute("UPDATE meta SET value = value + 1 WHERE name = 'slogan_version'")
    raw.execute("ALTER TABLE slogan ADD COLUMN alone INTEGER NOT NULL DEFAULT 0")
    raw.execute("ALTER TABLE slogan ADD COLUMN rank INTEGER NOT NULL DEFAULT 3")
    raw.execute("ALTER TABLE slogan_place ADD COLUMN alone INTEGER NOT NULL DEFAULT 0")
    raw.execute("DROP INDEX slogan_by_use")
    raw.execute("CREATE INDEX slogan_by_rank ON slogan (rank, passages DESC, bare)")
    raw.execute(
        "CREATE TABLE slogan_hint (form INTEGER NOT NULL, document INTEGER NOT NULL,"
        " speeches INTEGER NOT NULL, PRIMARY KEY (form, document))"
        " WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX slogan_hint_by_document ON slogan_hint (document)")


def _keep_cuts(raw: RawConnection) -> None:
    """Keep with each date the run of its passage that is sent, and with bookmarks what was seen.

    Both are NULL where it is all of the passage.
    """
    for column in ("start", "stop"):
        raw.execute(f"ALTER TABLE bookmark ADD COLUMN excerpt_{column} INTEGER")
        raw.execute(f"ALTER TABLE delivery ADD COLUMN cut_{column} INTEGER")
        raw.execute(
            f"UPDATE delivery SET cut_{column} = (SELECT e.{column} FROM text t"
            " JOIN excerpt e ON e.text = t.key WHERE t.id = delivery.passage_id"
            " ORDER BY t.level, t.key LIMIT 1) WHERE chat_id NOT IN"
            " (SELECT chat_id FROM subscription WHERE source_kind = 'picked')"
        )


def _show_evenings(raw: RawConnection) -> None:
    """Add who sees excerpts the evening before, and the ledger of what he was shown.

    A row of `evening` is claimed as one of `delivery` is; `waiting` is what never left.
    """
    raw.execute("ALTER TABLE subscription ADD COLUMN shown_to INTEGER")
    raw.execute("ALTER TABLE subscription ADD COLUMN shown_since TEXT")
    raw.execute(
        "CREATE TABLE evening (chat_id INTEGER NOT NULL, local_date TEXT NOT NULL,"
        " user_id INTEGER NOT NULL, state TEXT NOT NULL, claimed_by TEXT, claim_expires TEXT,"
        " attempts INTEGER NOT NULL DEFAULT 0, next_try TEXT,"
        " PRIMARY KEY (chat_id, local_date)) WITHOUT ROWID"
    )


def _follow_words(raw: RawConnection) -> None:
    """Add the words that people follow, when each speech first came in, and the ledger of news.

    `watch.told` is the instant up to which the follower has been told, `news` the local date of
    the last message that named the word. A row of `notice` is claimed as one of `evening` is;
    `until` is the instant up to which it tells.
    """
    raw.execute("CREATE TABLE arrival (speech TEXT PRIMARY KEY, first TEXT NOT NULL) WITHOUT ROWID")
    raw.execute("CREATE INDEX arrival_by_time ON arrival (first)")
    raw.execute(
        "INSERT INTO arrival (speech, first)"
        " SELECT s.id, d.added FROM speech s JOIN document d ON d.key = s.document"
    )
    raw.execute(
        "CREATE TABLE watch (user_id INTEGER NOT NULL, normal TEXT NOT NULL, words TEXT NOT NULL,"
        " language TEXT NOT NULL, made TEXT NOT NULL, told TEXT NOT NULL, news TEXT,"
        " PRIMARY KEY (user_id, normal)) WITHOUT ROWID"
    )
    raw.execute(
        "CREATE TABLE notice (user_id INTEGER NOT NULL, local_date TEXT NOT NULL,"
        " until TEXT NOT NULL, state TEXT NOT NULL, claimed_by TEXT, claim_expires TEXT,"
        " attempts INTEGER NOT NULL DEFAULT 0, next_try TEXT,"
        " PRIMARY KEY (user_id, local_date)) WITHOUT ROWID"
    )


def _share_shelves(raw: RawConnection) -> None:
    """Add the groups' shelves, which are bookmarks of a chat, and what their administrators chose.

    `bookmark.kept_by` is who put it on the shelf, NULL where he was forgotten.
    """
    raw.execute("ALTER TABLE bookmark ADD COLUMN kept_by INTEGER")
    raw.execute("CREATE INDEX bookmark_by_keeper ON bookmark (kept_by) WHERE kept_by NOT NULL")
    raw.execute(
        "CREATE TABLE group_setting (chat_id INTEGER PRIMARY KEY,"
        " answers TEXT NOT NULL DEFAULT 'everyone', shelf TEXT NOT NULL DEFAULT 'members')"
    )


def _know_evening_language(raw: RawConnection) -> None:
    """Add the language of who sees excerpts the evening before; NULL is that of the excerpts."""
    raw.execute("ALTER TABLE subscription ADD COLUMN shown_language TEXT")


def _name_words(raw: RawConnection) -> None:
    """Add the name of a speech's words, which its id isn't where they stand elsewhere, too.

    Corrections were kept by that id; from now on they are by the words.
    """
    raw.execute("ALTER TABLE speech ADD COLUMN identity TEXT NOT NULL DEFAULT ''")
    for speech in raw.execute("SELECT key, id FROM speech").fetchall():
        texts = raw.execute(
            "SELECT t.text FROM place p JOIN text t ON t.key = p.text"
            " WHERE p.speech = ? ORDER BY p.number",
            (speech["key"],),
        )
        identity = passage_id("".join(row["text"] for row in texts))
        raw.execute("UPDATE speech SET identity = ? WHERE key = ?", (identity, speech["key"]))
        raw.execute(
            "UPDATE correction SET identity = ? WHERE identity = ?", (identity, speech["id"])
        )


def _part_words_from_people(raw: RawConnection) -> None:
    """Take out what was made from words alone, and so could be guessed.

    It stood beside who asked, and for words that weren't found and aren't shown.
    """
    raw.execute("UPDATE answer SET query = 'edited ' WHERE query LIKE 'edited %'")
    # The hashes had this length; the marks of questions of ours have none of it.
    raw.execute(
        "UPDATE answer SET query = 'asked' WHERE length(query) = 24 AND query NOT LIKE '% %'"
    )
    raw.execute("DELETE FROM miss WHERE word IS NULL")


def _reread_excerpts(raw: RawConnection) -> None:
    """Add whether an excerpt was read a second time, by what it means."""
    raw.execute("ALTER TABLE excerpt ADD COLUMN reread INTEGER NOT NULL DEFAULT 0")


def _keep_meanings(raw: RawConnection) -> None:
    """Add what texts mean: vectors of `corpus.meaning`, a signed byte for each number."""
    raw.execute("CREATE TABLE text_vector (text INTEGER PRIMARY KEY, numbers BLOB NOT NULL)")
    raw.execute(
        "CREATE TRIGGER text_vector_gone AFTER DELETE ON text BEGIN"
        " DELETE FROM text_vector WHERE text = old.key; END"
    )


def _cover_echoes(raw: RawConnection) -> None:
    """Put the condition into the index: without it SQLite looks each row up, at every change."""
    raw.execute("DROP INDEX place_echo")
    raw.execute("CREATE INDEX place_echo ON place (text, speech, echo) WHERE echo")


def _know_slogan_rules(raw: RawConnection) -> None:
    """Note by which version of the rules each document was read for slogans; 0 is before that."""
    raw.execute("ALTER TABLE slogan_document ADD COLUMN rules INTEGER NOT NULL DEFAULT 0")


MIGRATIONS: tuple[tuple[str, Step], ...] = (
    ("all tables of commit 499767d", _make_tables),
    ("attempts at a draft", _count_attempts),
    ("updates that came and aren't done", _make_inbox),
    ("questions without those who asked them", _seal_questions),
    ("what passages are good for", _mark_texts),
    ("days off and worked as announced", _keep_announced_days),
    ("excerpts and the rules that chose them", _keep_excerpts),
    ("how sure slogans are", _rank_slogans),
    ("which run of a passage is meant", _keep_cuts),
    ("excerpts shown the evening before", _show_evenings),
    ("words that people follow", _follow_words),
    ("what groups share", _share_shelves),
    ("the language of what is shown the evening before", _know_evening_language),
    ("the words of speeches", _name_words),
    ("no hashes of words beside people", _part_words_from_people),
    ("which excerpts were read a second time", _reread_excerpts),
    ("what texts mean", _keep_meanings),
    ("echoes told by their index alone", _cover_echoes),
    ("by which rules slogans were found", _know_slogan_rules),
)
"""In order and for ever: a step that has been released is never changed, only followed."""
