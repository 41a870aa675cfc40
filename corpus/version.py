"""Which program this is."""

import platform

VERSION = "0.2.0"
"""Three numbers; a store keeps the highest that has opened it."""

NAMED = f"zhaiju {VERSION}（Python {platform.python_version()}）"
"""As `--version` prints it."""
