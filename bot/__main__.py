"""`python -m bot`."""

import os
import sys

from bot.cli import main

if __name__ == "__main__":
    if "ingest" in sys.argv[1:2]:
        # People who ask a bot on this machine come first.
        os.nice(10)
    sys.exit(main())
