"""What every test has. No test reads the caller's environment, .env or token.

Nothing here is imported before a test asks for it: whoever tests a pure function waits for no bot.
"""

from __future__ import annotations

import logging
import os
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

from bot.logs import HIDDEN, OURS, DiscreetFormatter
from bot.settings import NAMES
from tests.support.sizes import CONVERSATIONS, ROUND, SOAK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from store.db.engines import Place
    from store.db.port import Engine
    from tests.support.postgres import Cluster

# On a busy machine anything may take long. `make test` draws the same in each run, so that what
# fails there was changed; `make soak`, `make endure` and test_stateful look for more.
# (Hypothesis's plugin imports it for every run anyway.)
settings.register_profile(
    "ours", settings(), deadline=None, derandomize=not SOAK and not ROUND, database=None
)
settings.load_profile("ours")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """With PostgreSQL have some of the conversations by lot."""
    if os.environ.get("ZHAIJU_ENGINE") != "postgresql":
        return
    spared = [
        item
        for item in items
        if item.path.parent.name == "chat" and zlib.crc32(item.nodeid.encode()) % CONVERSATIONS
    ]
    config.hook.pytest_deselected(items=spared)
    left_out = set(spared)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key in NAMES:
        monkeypatch.delenv(key, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.fixture(autouse=True)
def _own_levels() -> Iterator[None]:
    """A command that a test calls in this process sets up logging: the next test has its own."""
    root = logging.getLogger()
    severe = root.level
    yield
    for name in OURS:
        logging.getLogger(name).setLevel(logging.NOTSET)
    root.setLevel(severe)
    for handler in [one for one in root.handlers if isinstance(one.formatter, DiscreetFormatter)]:
        root.removeHandler(handler)


@pytest.fixture(autouse=True)
def _nothing_hidden() -> Iterator[None]:
    """What ours log is such as may be shown: a value that would be hidden tells nobody anything."""
    seen: list[str] = []
    told, formatter = logging.Handler(), DiscreetFormatter()
    told.emit = lambda record: seen.append(formatter.format(record))  # type: ignore[method-assign]
    for name in OURS:
        logging.getLogger(name).addHandler(told)
    yield
    for name in OURS:
        logging.getLogger(name).removeHandler(told)
    assert [line for line in seen if HIDDEN in line] == []


@pytest.fixture(scope="session")
def sample_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.support.stage import sample_store

    return sample_store(tmp_path_factory.mktemp("store") / "sample.db")


@pytest.fixture
def sample_database(sample_template: Path, tmp_path: Path) -> Path:
    from tests.support.stage import copy_store

    return copy_store(sample_template, tmp_path / "store.db")


@pytest.fixture(scope="session")
def small_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.support.stage import DOCUMENTS, text_store

    return text_store(tmp_path_factory.mktemp("store") / "small.db", DOCUMENTS)


@pytest.fixture
def small_database(small_template: Path, tmp_path: Path) -> Path:
    from tests.support.stage import copy_store

    return copy_store(small_template, tmp_path / "store.db")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL of one's own."""
    from tests.support.postgres import absent, cluster

    if why := absent():
        pytest.skip(why)
    with cluster() as running:
        yield running


@pytest.fixture(autouse=True)
def _engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """With ZHAIJU_ENGINE=postgresql every store that a test opens is kept by PostgreSQL.

    Each is in a schema of its own, or where a bot runs, which has other processes open it, in a
    database of its own.
    """
    if os.environ.get("ZHAIJU_ENGINE") != "postgresql":
        return
    if request.node.get_closest_marker("sqlite"):
        pytest.skip("looks into a file of SQLite's")
    from store.db import database
    from store.db.postgres import PostgresEngine
    from store.db.sqlite import SqliteEngine
    from store.maintenance.moving import copy_rows
    from tests.support import stage
    from tests.support.postgres import schema_of

    running: Cluster = request.getfixturevalue("postgres")
    talks = request.path.parent.name in ("chat", "bot")

    def kept(path: Path, lease: int | None = None) -> PostgresEngine:
        if talks:
            return PostgresEngine(path, running.own(path), "PostgreSQL", lease=lease)
        return PostgresEngine(path, running.url, "PostgreSQL", schema_of(path), lease)

    def engine_of(place: Path | Place) -> Engine:
        path = place if isinstance(place, Path) else place.path
        # A copy that the bot made is a file.
        if path.is_file() and path.stat().st_size:
            return SqliteEngine(path)
        return kept(path, None if isinstance(place, Path) else place.lease)

    def copied(origin: Path, path: Path) -> Path:
        copy(origin, path)
        old, new = SqliteEngine(path), kept(path)
        with old.alone("") as here, new.alone("") as there:
            there.execute("BEGIN")
            copy_rows(old.whole(here), new.whole(there), lambda _done, _total: None)
            there.execute("COMMIT")
        path.unlink()
        return path

    copy = stage.copy_store
    monkeypatch.setattr(database, "engine_of", engine_of)
    monkeypatch.setattr(stage, "copy_store", copied)
    monkeypatch.setattr(stage, "url_of", running.own)
