"""docs/reliability.md names tests that exist."""

from __future__ import annotations

import re

from tests.support.programs import PROJECT

TABLE = PROJECT / "docs" / "reliability.md"


def test_each_promise_names_a_test_that_exists() -> None:
    named = re.findall(r"`([\w/]+\.py)::(test_\w+)`", TABLE.read_text(encoding="utf-8"))
    assert named
    for file, test in named:
        source = (PROJECT / "tests" / file).read_text(encoding="utf-8")
        assert re.search(rf"^(?:async )?def {test}\(", source, re.MULTILINE), f"{file}::{test}"
