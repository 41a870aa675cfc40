"""The schema's history: small described steps, each recorded in the transaction that makes it.

Instants are TEXT as `store.instants` writes them; local dates and times are TEXT, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from corpus.normal import NORMAL_FORM_VERSION
from store.errors import NewerStoreError, NotAStoreError
from store.slogan_sums import make_sums
from store.twins import make_twins

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable
    from pathlib import Path

    Step = Callable[[sqlite3.Connection], None]

APPLICATION_ID = 0x5A484A55
"""The ASCII letters ZHJU in SQLite's header: tells a store of ours from any other database."""

TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* N* P* S* Co Cn M* Cf'"
"""Loses no character that a normal form can hold; the default drops punctuation."""


def _make_corpus(raw: sqlite3.Connection) -> None:
    """Add documents, speeches, texts, the places of texts in speeches, and the index over them.

    A passage is what an id names. `text` holds one row for each of its wordings, which differ in
    punctuation alone; `passage` numbers the rows of one id. `slot` is the text's rowid in the
    index and says where it stands in standing order; all else refers to `key`, so that slots may
    change. `place.above` is the number of the heading that the place stands under. `border`
    counts the pairs of characters on the two sides of a border between passages of one block,
    `term` the texts that quote a short term.
    """
    raw.execute("CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID")
    raw.execute(
        "INSERT INTO meta (name, value) VALUES ('generation', 0), ('normal_form', ?)",
        (NORMAL_FORM_VERSION,),
    )
    raw.execute(
        "CREATE TABLE document (key INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE,"
        " content_hash TEXT NOT NULL, added TEXT NOT NULL, collection TEXT)"
    )
    raw.execute("CREATE INDEX document_by_hash ON document (content_hash)")
    raw.execute("CREATE INDEX document_by_collection ON document (collection)")
    raw.execute(
        "CREATE TABLE speech (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,"
        " document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,"
        " number INTEGER NOT NULL, title TEXT NOT NULL, title_form TEXT NOT NULL,"
        " collection TEXT, organisation TEXT, speaker TEXT, date TEXT, year TEXT,"
        " warnings TEXT NOT NULL, UNIQUE (document, number))"
    )
    raw.execute("CREATE INDEX speech_by_title ON speech (title_form)")
    raw.execute(
        "CREATE TABLE text (key INTEGER PRIMARY KEY, id TEXT NOT NULL, passage INTEGER NOT NULL,"
        " kind TEXT NOT NULL, text TEXT NOT NULL, slot INTEGER NOT NULL)"
    )
    raw.execute("CREATE INDEX text_by_id ON text (id)")
    raw.execute("CREATE INDEX text_by_passage ON text (passage)")
    raw.execute("CREATE UNIQUE INDEX text_by_slot ON text (slot, passage)")
    raw.execute(
        "CREATE TABLE place (speech INTEGER NOT NULL REFERENCES speech ON DELETE CASCADE,"
        " number INTEGER NOT NULL, text INTEGER NOT NULL, passage INTEGER NOT NULL,"
        " block INTEGER NOT NULL, level INTEGER, above INTEGER,"
        " PRIMARY KEY (speech, number)) WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX place_by_passage ON place (passage, text)")
    raw.execute(
        "CREATE TABLE border (pair TEXT PRIMARY KEY, places INTEGER NOT NULL) WITHOUT ROWID"
    )
    raw.execute(
        "CREATE TABLE term (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX term_by_passages ON term (passages)")
    raw.execute(
        "CREATE VIRTUAL TABLE passage_index USING fts5"
        f"(bigrams, content = '', columnsize = 0, tokenize = \"{TOKENIZER}\")"
    )
    raw.execute("CREATE VIRTUAL TABLE passage_bigram USING fts5vocab (passage_index, row)")


def _make_conversation(raw: sqlite3.Connection) -> None:
    """Add queries that buttons refer to, answers with their askers, bookmarks with snapshots."""
    raw.execute(
        "CREATE TABLE query (key TEXT PRIMARY KEY, text TEXT NOT NULL, used TEXT NOT NULL)"
        " WITHOUT ROWID"
    )
    raw.execute(
        "CREATE TABLE answer (chat_id INTEGER NOT NULL, question_id INTEGER NOT NULL,"
        " answer_id INTEGER NOT NULL, asker_id INTEGER NOT NULL, query TEXT,"
        " made TEXT NOT NULL, PRIMARY KEY (chat_id, answer_id)) WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX answer_by_question ON answer (chat_id, question_id)")
    raw.execute("CREATE INDEX answer_by_asker ON answer (asker_id)")
    raw.execute(
        "CREATE TABLE bookmark (user_id INTEGER NOT NULL, passage_id TEXT NOT NULL,"
        " text TEXT NOT NULL, kind TEXT NOT NULL, citation TEXT NOT NULL, title TEXT NOT NULL,"
        " organisation TEXT, speaker TEXT, date TEXT, speech TEXT, saved_at TEXT NOT NULL,"
        " removed_at TEXT, note TEXT NOT NULL DEFAULT '', last_press TEXT,"
        " PRIMARY KEY (user_id, passage_id)) WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX bookmark_by_time ON bookmark (user_id, saved_at)")
    raw.execute(
        "CREATE TABLE bookmark_tag (user_id INTEGER NOT NULL, passage_id TEXT NOT NULL,"
        " tag TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (user_id, passage_id, tag),"
        " FOREIGN KEY (user_id, passage_id) REFERENCES bookmark ON DELETE CASCADE) WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX bookmark_tag_by_tag ON bookmark_tag (user_id, tag)")


def _make_daily(raw: sqlite3.Connection) -> None:
    """Add each chat's daily excerpt and the ledger: one row for a chat and a local date."""
    raw.execute(
        "CREATE TABLE subscription (chat_id INTEGER PRIMARY KEY, time TEXT NOT NULL,"
        " zone TEXT NOT NULL, days TEXT NOT NULL, source_kind TEXT NOT NULL DEFAULT 'all',"
        " source_value TEXT, paused_until TEXT, thread_id INTEGER,"
        " silent INTEGER NOT NULL DEFAULT 0, since TEXT NOT NULL,"
        " active INTEGER NOT NULL DEFAULT 1, set_by INTEGER, title TEXT)"
    )
    raw.execute(
        "CREATE TABLE delivery (chat_id INTEGER NOT NULL, local_date TEXT NOT NULL,"
        " due TEXT NOT NULL, state TEXT NOT NULL, passage_id TEXT, claimed_by TEXT,"
        " claim_expires TEXT, message_id INTEGER, attempts INTEGER NOT NULL DEFAULT 0,"
        " next_try TEXT, detail TEXT, updated TEXT NOT NULL,"
        " PRIMARY KEY (chat_id, local_date)) WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX delivery_by_state ON delivery (state, due)")


def _plan_daily(raw: sqlite3.Connection) -> None:
    """Add what plans excerpts ahead, and what people decide about single ones.

    `considered` is the instant up to which all due dates stand in the ledger, `next_due` the first
    one after it; `trouble` what the administrators have been told. A date that `opens_round` is the
    first of those on which no passage comes twice. A `swap` is taken out of a date's plan.
    """
    for column in ("considered", "next_due", "trouble"):
        raw.execute(f"ALTER TABLE subscription ADD COLUMN {column} TEXT")
    raw.execute("ALTER TABLE delivery ADD COLUMN opens_round INTEGER NOT NULL DEFAULT 0")
    raw.execute("CREATE INDEX subscription_by_due ON subscription (next_due)")
    raw.execute("CREATE INDEX delivery_by_try ON delivery (state, next_try)")
    raw.execute(
        "CREATE TABLE bar (chat_id INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,"
        " made TEXT NOT NULL, PRIMARY KEY (chat_id, kind, value)) WITHOUT ROWID"
    )
    raw.execute(
        "CREATE TABLE swap (chat_id INTEGER NOT NULL, passage_id TEXT NOT NULL,"
        " local_date TEXT NOT NULL, PRIMARY KEY (chat_id, passage_id)) WITHOUT ROWID"
    )


def _make_reading(raw: sqlite3.Connection) -> None:
    """Add where each reader stopped: a speech by its id, the passage by its number in it."""
    raw.execute(
        "CREATE TABLE reading (user_id INTEGER NOT NULL, speech TEXT NOT NULL,"
        " number INTEGER NOT NULL, read_at TEXT NOT NULL, PRIMARY KEY (user_id, speech))"
        " WITHOUT ROWID"
    )


def _make_administration(raw: sqlite3.Connection) -> None:
    """Add documents that wait for a decision, corrections, counters of use, allowed groups.

    In `correction` NULL is a field that wasn't corrected, an empty text one that was taken out.
    Ids of batches and drafts are never given again, for buttons and files bear them.
    """
    raw.execute(
        "CREATE TABLE batch (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,"
        " state TEXT NOT NULL, chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL,"
        " user_name TEXT NOT NULL, lang TEXT NOT NULL, group_key TEXT NOT NULL,"
        " touched TEXT NOT NULL)"
    )
    raw.execute("CREATE INDEX batch_by_chat ON batch (chat_id, kind)")
    raw.execute(
        "CREATE TABLE batch_message (batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,"
        " chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL,"
        " UNIQUE (batch, chat_id, message_id))"
    )
    raw.execute(
        "CREATE TABLE draft (id INTEGER PRIMARY KEY AUTOINCREMENT,"
        " batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE, source TEXT NOT NULL,"
        " file_id TEXT NOT NULL, size INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'new',"
        " outline TEXT, error TEXT NOT NULL DEFAULT '', replaced INTEGER NOT NULL DEFAULT 0)"
    )
    raw.execute("CREATE INDEX draft_by_batch ON draft (batch)")
    raw.execute(
        "CREATE TABLE correction (source TEXT NOT NULL, number INTEGER NOT NULL,"
        " identity TEXT NOT NULL, title TEXT, organisation TEXT, speaker TEXT, date TEXT,"
        " PRIMARY KEY (source, number)) WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX correction_by_identity ON correction (identity)")
    raw.execute(
        "CREATE TABLE usage_day (day TEXT PRIMARY KEY, questions INTEGER NOT NULL) WITHOUT ROWID"
    )
    raw.execute("CREATE TABLE usage_week (week TEXT PRIMARY KEY, salt BLOB NOT NULL) WITHOUT ROWID")
    raw.execute(
        "CREATE TABLE usage_person (week TEXT NOT NULL, person TEXT NOT NULL,"
        " PRIMARY KEY (week, person)) WITHOUT ROWID"
    )
    raw.execute(
        "CREATE TABLE miss (word TEXT PRIMARY KEY, times INTEGER NOT NULL, last TEXT NOT NULL)"
        " WITHOUT ROWID"
    )
    raw.execute(
        "CREATE TABLE allowed_group (chat_id INTEGER PRIMARY KEY, title TEXT NOT NULL,"
        " by_user INTEGER NOT NULL, made TEXT NOT NULL, allowed INTEGER NOT NULL)"
    )


def _make_slogans(raw: sqlite3.Connection) -> None:
    """Add slogans, the evidence for them, the ways they are written, and where they stand.

    `bare` is the normal form without punctuation, `kind` the place in KINDS; the three counts are
    kept beside the places. `slogan_source` says which document gives evidence, and `members`, a
    JSON list, what it spells out. `slogan_place` counts a form that begins in a passage. Of a
    document in `slogan_document` so many blocks have been counted, all of them where it is
    `whole`. `slogan_gap` holds for each mined block
    (speech << 20 | block) the pairs of characters that only its bare form puts side by side.
    """
    raw.execute("INSERT INTO meta (name, value) VALUES ('slogan_version', 0)")
    raw.execute(
        "CREATE TABLE slogan (key INTEGER PRIMARY KEY, bare TEXT NOT NULL UNIQUE,"
        " shown TEXT NOT NULL, kind INTEGER NOT NULL, occurrences INTEGER NOT NULL DEFAULT 0,"
        " passages INTEGER NOT NULL DEFAULT 0, speeches INTEGER NOT NULL DEFAULT 0)"
    )
    raw.execute("CREATE INDEX slogan_by_use ON slogan (occurrences DESC, kind, bare)")
    raw.execute(
        "CREATE TABLE slogan_source (slogan INTEGER NOT NULL, document INTEGER NOT NULL,"
        " kind INTEGER NOT NULL, members TEXT, PRIMARY KEY (slogan, document)) WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX slogan_source_by_document ON slogan_source (document)")
    raw.execute(
        "CREATE TABLE slogan_document (document INTEGER PRIMARY KEY, blocks INTEGER NOT NULL,"
        " whole INTEGER NOT NULL)"
    )
    raw.execute(
        "CREATE TABLE slogan_form (key INTEGER PRIMARY KEY, slogan INTEGER NOT NULL,"
        " text TEXT NOT NULL, times INTEGER NOT NULL, UNIQUE (slogan, text))"
    )
    raw.execute(
        "CREATE TABLE slogan_place (speech INTEGER NOT NULL, number INTEGER NOT NULL,"
        " form INTEGER NOT NULL, times INTEGER NOT NULL, telling INTEGER NOT NULL,"
        " PRIMARY KEY (speech, number, form)) WITHOUT ROWID"
    )
    raw.execute("CREATE INDEX slogan_place_by_form ON slogan_place (form, telling)")
    raw.execute(
        "CREATE VIRTUAL TABLE slogan_gap USING fts5"
        f"(pairs, content = '', columnsize = 0, detail = none, tokenize = \"{TOKENIZER}\")"
    )


def _hide_what_goes_in(raw: sqlite3.Connection) -> None:
    """Add the stretches of slots, one a band, of a large document that isn't shown yet."""
    raw.execute(
        "CREATE TABLE staged (band INTEGER PRIMARY KEY, first INTEGER NOT NULL,"
        " last INTEGER NOT NULL)"
    )


def _make_segments(raw: sqlite3.Connection) -> None:
    """Put segments of posting lists in the place of FTS5, which takes long to rank what it finds.

    A `posting` is what `store.postings` writes of a term in a segment, under segment and term in
    one number. `segment` keeps the texts it holds, in the order in which they are numbered;
    `dead` are those that have been taken out since. `text.level` is a text's standing. The first
    place of a text is known to its segment; the others are marked as `echo`. `layout` rises when
    segments change.
    """
    raw.execute("DROP TABLE passage_bigram")
    raw.execute("DROP TABLE passage_index")
    raw.execute("DROP INDEX text_by_slot")
    raw.execute("ALTER TABLE text DROP COLUMN slot")
    raw.execute("ALTER TABLE text ADD COLUMN level INTEGER NOT NULL DEFAULT 0")
    raw.execute("CREATE INDEX text_variant ON text (passage) WHERE passage != key")
    raw.execute("ALTER TABLE place ADD COLUMN echo INTEGER NOT NULL DEFAULT 1")
    raw.execute("CREATE INDEX place_echo ON place (text, speech) WHERE echo")
    raw.execute(
        "CREATE TABLE segment (number INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL,"
        " version INTEGER NOT NULL, texts INTEGER NOT NULL, keys BLOB, speeches BLOB,"
        " lengths BLOB, levels BLOB, dead BLOB)"
    )
    raw.execute(
        "CREATE TABLE posting (key INTEGER PRIMARY KEY, texts INTEGER NOT NULL, data BLOB NOT NULL)"
    )
    raw.execute("DROP TABLE staged")
    raw.execute("CREATE TABLE staged (first INTEGER NOT NULL, last INTEGER NOT NULL)")
    raw.execute("INSERT INTO meta (name, value) VALUES ('layout', 0)")
    raw.execute(
        "UPDATE place SET echo = 0 WHERE (speech, number) = (SELECT p.speech, p.number"
        " FROM place p WHERE p.passage = place.passage AND p.text = place.text"
        " ORDER BY p.speech, p.number LIMIT 1)"
    )
    # Imported here because it takes part in what this module is imported by.
    from store.rebuilding import index_all  # noqa: PLC0415

    index_all(raw)


def _add_language(raw: sqlite3.Connection) -> None:
    """Add the language in which a chat's excerpt speaks: zh, or en in an English private chat."""
    raw.execute("ALTER TABLE subscription ADD COLUMN language TEXT NOT NULL DEFAULT 'zh'")


MIGRATIONS: tuple[tuple[str, Step], ...] = (
    ("documents, speeches, passages and their index", _make_corpus),
    ("queries, answers and bookmarks", _make_conversation),
    ("daily excerpts and their ledger", _make_daily),
    ("daily excerpts planned ahead, swapped and barred", _plan_daily),
    ("where each reader stopped", _make_reading),
    ("documents by chat, corrections, use, allowed groups", _make_administration),
    ("slogans, their forms and where they stand", _make_slogans),
    ("large documents by short transactions", _hide_what_goes_in),
    ("the index in segments", _make_segments),
    ("near-duplicates", make_twins),
    ("the language of daily excerpts", _add_language),
    ("slogans by year, and side by side", make_sums),
)
"""In order and for ever: a step that has been released is never changed, only followed."""


def migrate(raw: sqlite3.Connection, path: Path) -> None:
    """Bring the store up to date, each step in a transaction of its own.

    Two processes that open a new file at once take turns, for each looks again what is done once
    it holds the write lock. Raises NotAStoreError for another program's database and
    NewerStoreError where a newer version has been at work.
    """
    while _take_step(raw, path):
        pass


def _take_step(raw: sqlite3.Connection, path: Path) -> bool:
    raw.execute("BEGIN IMMEDIATE")
    try:
        done = _count_done(raw, path)
        if done < len(MIGRATIONS):
            description, step = MIGRATIONS[done]
            step(raw)
            raw.execute(
                "INSERT INTO migration (number, description) VALUES (?, ?)",
                (done + 1, description),
            )
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise
    return done < len(MIGRATIONS)


def refuse_foreign(raw: sqlite3.Connection, path: Path) -> bool:
    """Raise NotAStoreError for another program's database; say whether the file is still empty."""
    (application,) = raw.execute("PRAGMA application_id").fetchone()
    (tables,) = raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    if application != APPLICATION_ID and (tables or application):
        raise NotAStoreError(path)
    return not tables


def _count_done(raw: sqlite3.Connection, path: Path) -> int:
    if refuse_foreign(raw, path):
        raw.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        raw.execute(
            "CREATE TABLE migration (number INTEGER PRIMARY KEY, description TEXT NOT NULL)"
        )
    (done,) = raw.execute("SELECT count(*) FROM migration").fetchone()
    if done > len(MIGRATIONS):
        raise NewerStoreError(path)
    return int(done)
