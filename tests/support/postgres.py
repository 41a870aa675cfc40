"""A PostgreSQL of one's own on this machine, thrown away at the end."""

from __future__ import annotations

import contextlib
import hashlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from collections.abc import Iterator

PASSWORD = "open-sesame"


def programs() -> Path | None:
    """The folder with PostgreSQL's programs, None where there are none."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def absent() -> str:
    """Why no PostgreSQL can be started here; empty where one can."""
    if programs() is None:
        return "no PostgreSQL is installed"
    if os.getuid() == 0 and "postgres" not in {user.pw_name for user in pwd.getpwall()}:
        return "PostgreSQL doesn't run as root, and there is no user postgres"
    return ""


@dataclass(frozen=True)
class Cluster:
    """A running server."""

    folder: Path
    port: int

    @property
    def url(self) -> str:
        return f"postgresql://zhaiju:{PASSWORD}@127.0.0.1:{self.port}/postgres"

    def database(self, name: str) -> str:
        """The address of a new database."""
        with psycopg.connect(self.url, autocommit=True) as raw:
            raw.execute(f"CREATE DATABASE {name}".encode())
        return f"{self.url.rpartition('/')[0]}/{name}"

    def own(self, path: Path) -> str:
        """The address of the database that stands for a store's file; made when first asked."""
        name = schema_of(path)
        with psycopg.connect(self.url, autocommit=True) as raw:
            there = raw.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        return f"{self.url.rpartition('/')[0]}/{name}" if there else self.database(name)

    def control(self, *arguments: str) -> None:
        """Call pg_ctl."""
        _run("pg_ctl", "-D", str(self.folder / "data"), "-w", *arguments)

    def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": self.folder,
            # What it holds is thrown away.
            "fsync": "off",
            "full_page_writes": "off",
            "max_connections": 200,
        }
        given = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self.control("-o", given, "-l", str(self.folder / "log"), "start")


@contextlib.contextmanager
def cluster() -> Iterator[Cluster]:
    """Start a server that listens on this machine alone."""
    with tempfile.TemporaryDirectory(prefix="zhaiju-pg-", dir="/tmp") as name:
        folder = Path(name)
        secret = folder / "password"
        secret.write_text(PASSWORD, encoding="utf-8")
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            for path in (folder, secret):
                os.chown(path, user.pw_uid, user.pw_gid)
        made = ["-U", "zhaiju", "-A", "scram-sha-256", "--pwfile", str(secret)]
        _run("initdb", "-D", str(folder / "data"), *made, "-E", "UTF8", "--locale=C", "--no-sync")
        server = Cluster(folder, free_port())
        server.start()
        try:
            yield server
        finally:
            server.control("-m", "immediate", "stop")


def schema_of(path: Path) -> str:
    """The schema that stands for a store's file."""
    return f"t{hashlib.md5(str(path.resolve()).encode(), usedforsecurity=False).hexdigest()}"


def _run(program: str, *arguments: str) -> None:
    folder = programs()
    assert folder is not None
    done = subprocess.run(  # noqa: S603 - its own programs
        [folder / program, *arguments],
        user="postgres" if os.getuid() == 0 else None,
        group="postgres" if os.getuid() == 0 else None,
        cwd="/",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if program == "initdb" else subprocess.DEVNULL,
        check=False,
    )
    assert done.returncode == 0, (program, done.stdout)


def free_port() -> int:
    """A port on which nobody listens just now."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
