"""`python -m bot.probe`: whether the bot that runs here can do its work, for a container's health.

It asks `/healthz` at HEALTH_LISTEN and looks at two things alone: that Telegram is polled or the
webhook is open, and that the store can be read. A disk that is full is told to operators; to start
the bot again would not mend it.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request

SECONDS = 5
VITAL = ("telegram", "store")
_ANY = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]", "::": "[::1]"}  # noqa: S104 - asked, not opened


def main() -> int:
    """0 where it can, 1 where it can't or doesn't answer, with what is wrong on stderr."""
    host, _, port = os.environ.get("HEALTH_LISTEN", "").rpartition(":")
    try:
        faults = _faults(f"http://{_ANY.get(host, host)}:{port}/healthz")
    except (OSError, ValueError) as error:
        sys.stderr.write(f"/healthz: {error}\n")
        return 1
    wrong = [f"{part}: {faults[part]}" for part in VITAL if part in faults]
    sys.stderr.write("".join(f"{line}\n" for line in wrong))
    return 1 if wrong else 0


def _faults(url: str) -> dict[str, str]:
    try:
        with urllib.request.urlopen(url, timeout=SECONDS) as answer:  # noqa: S310 - http, see above
            body = answer.read()
    except urllib.error.HTTPError as error:
        body = error.read()
    faults: dict[str, str] = json.loads(body)["faults"]
    return faults


if __name__ == "__main__":
    sys.exit(main())
