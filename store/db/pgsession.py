"""How a session with PostgreSQL begins, and what it is that keeps one from beginning."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import errors
from psycopg.conninfo import make_conninfo

from store.db.pgconnection import adapt, row_maker
from store.errors import LoginRefusedError, NoDatabaseError, NoServerError

if TYPE_CHECKING:
    from store.errors import StoreError

PROGRAM = "zhaiju"
"""What our connections are called; behind it the lease's number where one changes under a lease."""
CONNECT_SECONDS = 10
_ALWAYS_THERE = "postgres"
"""A database of each server's (https://www.postgresql.org/docs/current/manage-ag-templatedbs.html)."""
_SETTINGS = (
    "SET jit = off; SET timezone = 'UTC';"
    # Or the server would believe for two hours that a host is there which has lost its power.
    " SET tcp_keepalives_idle = 30; SET tcp_keepalives_interval = 10; SET tcp_keepalives_count = 3"
)


def connected(url: str, name: object) -> psycopg.Connection[Any]:
    """Begin a session in which values come and go as with SQLite.

    Raises NoServerError, LoginRefusedError and NoDatabaseError, which call the store by its `name`.
    """
    try:
        driver = _connect(url)
    except psycopg.OperationalError as error:
        raise _what_hinders(error, url)(name) from error
    adapt(driver)
    driver.execute(_SETTINGS.encode())
    return driver


def _connect(url: str, **other: str) -> psycopg.Connection[Any]:
    whole = make_conninfo(
        url,
        connect_timeout=CONNECT_SECONDS,
        application_name=PROGRAM,
        client_encoding="UTF8",
        keepalives_idle=30,
        tcp_user_timeout=CONNECT_SECONDS * 1000,
        **other,
    )
    made: psycopg.Connection[Any] = psycopg.connect(whole, autocommit=True, row_factory=row_maker)
    return made


def _what_hinders(error: psycopg.OperationalError, url: str) -> type[StoreError]:
    """What stands in the way; the error says it in the server's language only."""
    if isinstance(error, errors.ConnectionTimeout):
        return NoServerError
    try:
        _connect(url, dbname=_ALWAYS_THERE).close()
    except psycopg.OperationalError:
        end = error.pgconn
        asked = end is not None and (end.used_password or end.needs_password)
        return LoginRefusedError if asked else NoServerError
    return NoDatabaseError
