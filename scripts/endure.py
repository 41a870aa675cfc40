"""Run what draws by chance again and again, with other draws each time: `endure.py HOURS`.

A round begins as long as time is left, and is finished. The first that fails ends it all; its
number brings the same draws again: `ZHAIJU_ROUND=NUMBER make test T=…`.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUN = (sys.executable, "-m", "pytest", "-q", "-rs", "-m", "endure or hypothesis")


def main(hours: float) -> int:
    """Return 0 if no round failed."""
    end = time.monotonic() + hours * 3600
    first = round_ = int(time.time())
    while time.monotonic() < end:
        print(f"round {round_}", flush=True)
        done = subprocess.run(  # noqa: S603 - our own tests
            (*RUN, f"--hypothesis-seed={round_}"),
            cwd=ROOT,
            env={**os.environ, "ZHAIJU_ROUND": str(round_)},
            check=False,
        )
        if done.returncode:
            print(f"round {round_} failed: ZHAIJU_ROUND={round_} and --hypothesis-seed={round_}")
            return 1
        round_ += 1
    print(f"{round_ - first} rounds, none failed")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(float(sys.argv[1])))
