"""The stages of conversations: the running bot on a store of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.operators import operated
from tests.support.stage import Stage, stage

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def sample_stage(sample_database: Path) -> AsyncIterator[Stage]:
    async with stage(sample_database) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


@pytest.fixture
async def small_stage(small_database: Path) -> AsyncIterator[Stage]:
    async with stage(small_database) as ready:
        yield ready
        assert await ready.telegram.refusals() == []


@pytest.fixture
async def admin_stage(small_database: Path) -> AsyncIterator[Stage]:
    async with operated(small_database) as ready:
        yield ready
        # A press on what another operator decided meanwhile shows what stands there already.
        refusals = await ready.telegram.refusals()
        assert [one for one in refusals if "not modified" not in one] == []
