"""Pools for the tests, and the way to the fakes that they run."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from depositary.engine import Limits, Pool

# The zygote imports the fakes by name, from the path of this process.
sys.path.append(str(Path(__file__).parents[1]))

MIB = 2**20
LIMITS: dict[str, Any] = {"workers": 2, "deadline": 10.0, "memory": 512 * MIB, "queue": 8, "hold": 256 * 1024}

MakePool = Callable[..., Pool]


@pytest.fixture
def make_pool() -> Iterator[MakePool]:
    """Make pools of fakes, any limit changed by name; all are closed at the end."""
    made: list[Pool] = []

    def make(fake: str = "Script", argument: str = "", **changes: Any) -> Pool:
        pool = Pool(f"engine.fakes:{fake}", argument, Limits(**{**LIMITS, **changes}))
        made.append(pool)
        return pool

    yield make
    for pool in made:
        pool.close()
