"""`python -m bench [--quick] [NAME...]`: run the benchmarks and print what they measured."""

from __future__ import annotations

import argparse
import asyncio
import sys
from typing import TYPE_CHECKING

from bench import (
    chat,
    daily,
    ingest,
    ranking,
    readers,
    requests,
    responsiveness,
    search,
    sizes,
    slogans,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

BENCHMARKS: dict[str, Callable[[bool], Coroutine[None, None, str]]] = {
    "chat": chat.run,
    "daily": daily.run,
    "ingest": ingest.run,
    "ranking": ranking.run,
    "readers": readers.run,
    "requests": requests.run,
    "responsiveness": responsiveness.run,
    "sizes": sizes.run,
    "slogans": slogans.run,
    "search": search.run,
}
"""Each gives its lines for people; the argument says whether small sizes will do."""


def main() -> int:
    """Run the benchmarks that were named, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(BENCHMARKS))
    parser.add_argument("--quick", action="store_true", help="small sizes")
    options = parser.parse_args()
    unknown = set(options.names) - set(BENCHMARKS)
    if unknown:
        parser.error(f"no benchmark {', '.join(sorted(unknown))}")
    for name in options.names or BENCHMARKS:
        sys.stdout.write(f"{name}\n{asyncio.run(BENCHMARKS[name](options.quick))}\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
