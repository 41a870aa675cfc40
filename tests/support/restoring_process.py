"""Restores again and again, killed each time so many steps later, until one comes to its end.

python -m tests.support.restoring_process STORE FILE [STEPS [URL]]

Prints the number of steps after each death and waits for a line before it goes on; `done` where
the restore has come to its end.
"""

import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from store.db.engines import Place
from store.db.pgconnection import PostgresConnection
from store.maintenance.restoring import restore

NOW = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)
STEPS = frozenset(
    {
        "open", "os.chmod", "os.chown", "os.remove", "os.rename", "os.link", "os.truncate",
        "shutil.copyfile", "sqlite3.connect", "fcntl.flock",
    }
)  # fmt: skip
"""What Python tells of that touches files; between two of them nothing does but SQLite."""
ASKED = "tests.postgres"
"""The same for what a PostgreSQL is asked."""


def tell_of_questions() -> None:
    """Have each question and each change of a PostgreSQL be told of, too."""
    for name in ("execute", "executemany"):
        asked = getattr(PostgresConnection, name)

        def told(self: object, *arguments: object, asked: Any = asked) -> object:
            sys.audit(ASKED)
            return asked(self, *arguments)

        setattr(PostgresConnection, name, told)


def killed_after(steps: int, store: Place, file: Path) -> int:
    """Restore in a process that dies right before its next step; give its exit status."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    left = steps

    def count(event: str, _arguments: object) -> None:
        nonlocal left
        if event in STEPS or event == ASKED:
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(count)
    restore(store, file, NOW, ZoneInfo("Asia/Shanghai"), lambda _: None)
    os._exit(0)


def main(store: Place, file: Path, apart: int) -> None:
    tell_of_questions()
    for steps in range(0, 100_000, apart):
        if killed_after(steps, store, file) == 0:
            print("done", flush=True)
            return
        print(steps, flush=True)
        sys.stdin.readline()


if __name__ == "__main__":
    path, file, apart, url = [*sys.argv[1:], *("1", "")[len(sys.argv) - 3 :]]
    main(Place(Path(path), url or None), Path(file), int(apart))
