"""Wrong use of a command line, told in one sentence."""

from __future__ import annotations

import argparse
import re
import sys
from typing import NoReturn

WRONG_USE = 2

_OWN = re.compile(r"argument (?P<name>[^:]+): (?P<said>.*。)", re.DOTALL)


class SentenceParser(argparse.ArgumentParser):
    """Tells what to write instead of printing its usage, and ends with 2.

    An ArgumentTypeError whose message is a Chinese sentence is told in its own words.
    """

    def error(self, message: str) -> NoReturn:
        """Write one sentence to stderr and end the program."""
        own = _OWN.fullmatch(message)
        sentence = f"{own['name']}：{own['said']}" if own else f"写法不对，{self.cure()}"
        sys.stderr.write(f"{sentence}\n")
        sys.exit(WRONG_USE)

    def cure(self) -> str:
        """The end of a sentence: what to write."""
        usage = " ".join(self.format_usage().split()).removeprefix("usage: ").replace("[-h] ", "")
        return f"请写成 {usage}（加 -h 看说明）。"
