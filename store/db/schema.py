"""The tables of a store, as the first step makes them; what came later stands in `migrations`.

Instants are TEXT as `store.instants` writes them; local dates and times are TEXT, too.
"""

import re

_CORPUS = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE document (key INTEGER PRIMARY KEY, source TEXT NOT NULL UNIQUE,
    content_hash TEXT NOT NULL, added TEXT NOT NULL, collection TEXT);
CREATE INDEX document_by_hash ON document (content_hash);
CREATE INDEX document_by_collection ON document (collection);
CREATE TABLE speech (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE,
    document INTEGER NOT NULL REFERENCES document ON DELETE CASCADE,
    number INTEGER NOT NULL, title TEXT NOT NULL, title_form TEXT NOT NULL,
    collection TEXT, organisation TEXT, speaker TEXT, date TEXT, year TEXT,
    warnings TEXT NOT NULL, UNIQUE (document, number));
CREATE INDEX speech_by_title ON speech (title_form);
CREATE TABLE text (key INTEGER PRIMARY KEY, id TEXT NOT NULL, passage INTEGER NOT NULL,
    kind TEXT NOT NULL, text TEXT NOT NULL, level INTEGER NOT NULL DEFAULT 0);
CREATE INDEX text_by_id ON text (id);
CREATE INDEX text_by_passage ON text (passage);
CREATE INDEX text_variant ON text (passage) WHERE passage != key;
CREATE TABLE place (speech INTEGER NOT NULL REFERENCES speech ON DELETE CASCADE,
    number INTEGER NOT NULL, text INTEGER NOT NULL, passage INTEGER NOT NULL,
    block INTEGER NOT NULL, level INTEGER, above INTEGER, echo INTEGER NOT NULL DEFAULT 1,
    PRIMARY KEY (speech, number)) WITHOUT ROWID;
CREATE INDEX place_by_passage ON place (passage, text);
CREATE INDEX place_echo ON place (text, speech) WHERE echo;
CREATE TABLE border (pair TEXT PRIMARY KEY, places INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE term (term TEXT PRIMARY KEY, passages INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX term_by_passages ON term (passages);
CREATE TABLE staged (first INTEGER NOT NULL, last INTEGER NOT NULL);
"""
"""Documents, speeches, texts, and the places of texts in speeches.

A passage is what an id names. `text` holds one row for each of its wordings, which differ in
punctuation alone; `passage` numbers the rows of one id; `level` is a text's static rank.
`place.above` is the number of the heading that the place stands under. The first place of a text
is known to its segment; the others are marked as `echo`. `border` counts the pairs of characters
on the two sides of a border between passages of one block, `term` the texts that quote a short
term. `staged` holds stretches of texts of a large document that isn't shown yet.
"""

_INDEX = """
CREATE TABLE segment (number INTEGER PRIMARY KEY AUTOINCREMENT, state TEXT NOT NULL,
    version INTEGER NOT NULL, texts INTEGER NOT NULL, keys BLOB, speeches BLOB,
    lengths BLOB, levels BLOB, dead BLOB);
CREATE TABLE posting (key INTEGER PRIMARY KEY, texts INTEGER NOT NULL, data BLOB NOT NULL);
"""
"""The index over texts. A `posting` is what `store.postings` writes of a term in a segment, under
segment and term in one number. `segment` keeps the texts it holds, in the order in which they are
numbered; `dead` are those that have been taken out since. `meta.layout` rises when segments change.
"""

_TWINS = """
CREATE TABLE twin_sketch (value INTEGER NOT NULL, text INTEGER NOT NULL,
    PRIMARY KEY (value, text)) WITHOUT ROWID;
CREATE TABLE twin (text INTEGER PRIMARY KEY, family INTEGER NOT NULL);
CREATE INDEX twin_by_family ON twin (family);
CREATE TRIGGER twin_gone AFTER DELETE ON text BEGIN
    DELETE FROM twin WHERE text = old.key;
    UPDATE meta SET value = min(value, (SELECT coalesce(max(key), 0) FROM text))
    WHERE name = 'twinned'; END;
"""
"""Sketches of texts and the families of those that are nearly the same.

`meta.twinned` is the last key of `text` that has been looked at; a key that a deleted text leaves
to be given again is looked at again.
"""

_SLOGANS = """
CREATE TABLE slogan (key INTEGER PRIMARY KEY, bare TEXT NOT NULL UNIQUE,
    shown TEXT NOT NULL, kind INTEGER NOT NULL, occurrences INTEGER NOT NULL DEFAULT 0,
    passages INTEGER NOT NULL DEFAULT 0, speeches INTEGER NOT NULL DEFAULT 0);
CREATE INDEX slogan_by_use ON slogan (occurrences DESC, kind, bare);
CREATE TABLE slogan_source (slogan INTEGER NOT NULL, document INTEGER NOT NULL,
    kind INTEGER NOT NULL, members TEXT, PRIMARY KEY (slogan, document)) WITHOUT ROWID;
CREATE INDEX slogan_source_by_document ON slogan_source (document);
CREATE INDEX slogan_source_telling ON slogan_source (slogan, members)
    WHERE members IS NOT NULL;
CREATE TABLE slogan_document (document INTEGER PRIMARY KEY, blocks INTEGER NOT NULL,
    whole INTEGER NOT NULL);
CREATE TABLE slogan_form (key INTEGER PRIMARY KEY, slogan INTEGER NOT NULL,
    text TEXT NOT NULL, times INTEGER NOT NULL, UNIQUE (slogan, text));
CREATE TABLE slogan_place (speech INTEGER NOT NULL, number INTEGER NOT NULL,
    form INTEGER NOT NULL, times INTEGER NOT NULL, telling INTEGER NOT NULL,
    PRIMARY KEY (speech, number, form)) WITHOUT ROWID;
CREATE INDEX slogan_place_by_form ON slogan_place (form, telling);
CREATE VIRTUAL TABLE slogan_gap USING fts5
    (pairs, content = '', columnsize = 0, detail = none,
    tokenize = "unicode61 remove_diacritics 0 categories 'L* N* P* S* Co Cn M* Cf'");
CREATE TABLE slogan_year (slogan INTEGER NOT NULL, year TEXT NOT NULL,
    times INTEGER NOT NULL, PRIMARY KEY (slogan, year)) WITHOUT ROWID;
CREATE TABLE slogan_pair (slogan INTEGER NOT NULL, other INTEGER NOT NULL,
    times INTEGER NOT NULL, PRIMARY KEY (slogan, other)) WITHOUT ROWID;
"""
"""Slogans, the evidence for them, the ways they are written, and where they stand.

`bare` is the normal form without punctuation, `kind` the place in KINDS; the three counts are kept
beside the places. `slogan_source` says which document gives evidence, and `members`, a JSON list,
what it spells out. `slogan_place` counts a form that begins in a passage. Of a document in
`slogan_document` so many blocks have been counted, all of them where it is `whole`. `slogan_gap`
holds for each mined block (speech << 20 | block) the pairs of characters that only its bare form
puts side by side; its tokenizer loses no character that a normal form can hold, where the default
drops punctuation. The last two are the sums that `store.slogan_sums` keeps.
"""

_PEOPLE = """
CREATE TABLE query (key TEXT PRIMARY KEY, text TEXT NOT NULL, used TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE answer (chat_id INTEGER NOT NULL, question_id INTEGER NOT NULL,
    answer_id INTEGER NOT NULL, asker_id INTEGER NOT NULL, query TEXT,
    made TEXT NOT NULL, PRIMARY KEY (chat_id, answer_id)) WITHOUT ROWID;
CREATE INDEX answer_by_question ON answer (chat_id, question_id);
CREATE INDEX answer_by_asker ON answer (asker_id);
CREATE TABLE bookmark (user_id INTEGER NOT NULL, passage_id TEXT NOT NULL,
    text TEXT NOT NULL, kind TEXT NOT NULL, citation TEXT NOT NULL, title TEXT NOT NULL,
    organisation TEXT, speaker TEXT, date TEXT, speech TEXT, saved_at TEXT NOT NULL,
    removed_at TEXT, note TEXT NOT NULL DEFAULT '', last_press TEXT,
    PRIMARY KEY (user_id, passage_id)) WITHOUT ROWID;
CREATE INDEX bookmark_by_time ON bookmark (user_id, saved_at);
CREATE TABLE bookmark_tag (user_id INTEGER NOT NULL, passage_id TEXT NOT NULL,
    tag TEXT NOT NULL, position INTEGER NOT NULL, PRIMARY KEY (user_id, passage_id, tag),
    FOREIGN KEY (user_id, passage_id) REFERENCES bookmark ON DELETE CASCADE) WITHOUT ROWID;
CREATE INDEX bookmark_tag_by_tag ON bookmark_tag (user_id, tag);
CREATE TABLE reading (user_id INTEGER NOT NULL, speech TEXT NOT NULL,
    number INTEGER NOT NULL, read_at TEXT NOT NULL, PRIMARY KEY (user_id, speech))
    WITHOUT ROWID;
"""
"""Queries that buttons refer to, answers with their askers, bookmarks with snapshots, and where
each reader stopped: a speech by its id, the passage by its number in it."""

_DAILY = """
CREATE TABLE subscription (chat_id INTEGER PRIMARY KEY, time TEXT NOT NULL,
    zone TEXT NOT NULL, days TEXT NOT NULL, source_kind TEXT NOT NULL DEFAULT 'all',
    source_value TEXT, paused_until TEXT, thread_id INTEGER,
    silent INTEGER NOT NULL DEFAULT 0, since TEXT NOT NULL,
    active INTEGER NOT NULL DEFAULT 1, set_by INTEGER, title TEXT, considered TEXT,
    next_due TEXT, trouble TEXT, language TEXT NOT NULL DEFAULT 'zh');
CREATE INDEX subscription_by_due ON subscription (next_due);
CREATE TABLE delivery (chat_id INTEGER NOT NULL, local_date TEXT NOT NULL,
    due TEXT NOT NULL, state TEXT NOT NULL, passage_id TEXT, claimed_by TEXT,
    claim_expires TEXT, message_id INTEGER, attempts INTEGER NOT NULL DEFAULT 0,
    next_try TEXT, detail TEXT, updated TEXT NOT NULL,
    opens_round INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (chat_id, local_date)) WITHOUT ROWID;
CREATE INDEX delivery_by_state ON delivery (state, due);
CREATE INDEX delivery_by_try ON delivery (state, next_try);
CREATE TABLE bar (chat_id INTEGER NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL,
    made TEXT NOT NULL, PRIMARY KEY (chat_id, kind, value)) WITHOUT ROWID;
CREATE TABLE swap (chat_id INTEGER NOT NULL, passage_id TEXT NOT NULL,
    local_date TEXT NOT NULL, PRIMARY KEY (chat_id, passage_id)) WITHOUT ROWID;
"""
"""Each chat's daily excerpt, and the outbox: one row for a chat and a local date.

`considered` is the instant up to which all due dates stand in the outbox, `next_due` the first one
after it; `trouble` what the administrators have been told; `language` is zh, or en in an English
private chat. A date that `opens_round` is the first of those on which no passage comes twice. A
`swap` is taken out of a date's plan.
"""

_ADMINISTRATION = """
CREATE TABLE batch (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL,
    state TEXT NOT NULL, chat_id INTEGER NOT NULL, user_id INTEGER NOT NULL,
    user_name TEXT NOT NULL, lang TEXT NOT NULL, group_key TEXT NOT NULL,
    touched TEXT NOT NULL);
CREATE INDEX batch_by_chat ON batch (chat_id, kind);
CREATE TABLE batch_message (batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE,
    chat_id INTEGER NOT NULL, message_id INTEGER NOT NULL,
    UNIQUE (batch, chat_id, message_id));
CREATE TABLE draft (id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch INTEGER NOT NULL REFERENCES batch ON DELETE CASCADE, source TEXT NOT NULL,
    file_id TEXT NOT NULL, size INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'new',
    outline TEXT, error TEXT NOT NULL DEFAULT '', replaced INTEGER NOT NULL DEFAULT 0);
CREATE INDEX draft_by_batch ON draft (batch);
CREATE TABLE correction (source TEXT NOT NULL, number INTEGER NOT NULL,
    identity TEXT NOT NULL, title TEXT, organisation TEXT, speaker TEXT, date TEXT,
    PRIMARY KEY (source, number)) WITHOUT ROWID;
CREATE INDEX correction_by_identity ON correction (identity);
CREATE TABLE usage_day (day TEXT PRIMARY KEY, questions INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE usage_week (week TEXT PRIMARY KEY, salt BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE usage_person (week TEXT NOT NULL, person TEXT NOT NULL,
    PRIMARY KEY (week, person)) WITHOUT ROWID;
CREATE TABLE miss (word TEXT PRIMARY KEY, times INTEGER NOT NULL, last TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE allowed_group (chat_id INTEGER PRIMARY KEY, title TEXT NOT NULL,
    by_user INTEGER NOT NULL, made TEXT NOT NULL, allowed INTEGER NOT NULL);
"""
"""Documents that wait for a decision, corrections, counters of use, allowed groups.

In `correction` NULL is a field that wasn't corrected, an empty text one that was taken out. Ids of
batches and drafts are never given again, for buttons and files bear them.
"""

TABLES = tuple(
    statement.strip().removesuffix(";")
    for group in (_CORPUS, _INDEX, _TWINS, _SLOGANS, _PEOPLE, _DAILY, _ADMINISTRATION)
    for statement in re.split(r"\n(?=CREATE )", group)
    if statement.strip()
)
