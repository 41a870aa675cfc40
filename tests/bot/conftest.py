"""Stores of either engine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from store.db.engines import Place

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.postgres import Cluster


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    """A store of either engine."""
    if request.param == "sqlite":
        return Place(tmp_path / "store.db")
    cluster: Cluster = request.getfixturevalue("postgres")
    name = re.sub(r"\W", "_", request.node.name)[-50:]
    return Place(tmp_path / "store.db", cluster.database(name))
