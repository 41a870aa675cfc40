"""`python -m bot`, and `zhaiju` where it is installed."""

import os
import platform
import sys

OLDEST, NEWEST = (3, 11), (3, 14)
"""The first and the last Python that the tests are run with."""


def run() -> int:
    """Run the command that was given; the exit status, 2 where this machine can't run it."""
    if sys.platform == "win32":
        return _refuse("不能直接在 Windows 上运行，请在 WSL 里用。")
    if sys.version_info < OLDEST:
        wanted = ".".join(map(str, OLDEST))
        return _refuse(f"要 Python {wanted} 以上，这里是 {platform.python_version()}。")
    if sys.version_info[:2] > NEWEST:
        newest = ".".join(map(str, NEWEST))
        sys.stderr.write(f"只在 Python {newest} 以下试过，这里是 {platform.python_version()}。\n")
    if "ingest" in sys.argv[1:2]:
        # People who ask a bot on this machine come first.
        os.nice(10)
    # Only now: what an older Python can't read would end it with a traceback.
    from bot.cli import main  # noqa: PLC0415

    return main()


def _refuse(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(run())
