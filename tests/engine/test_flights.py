"""Equal jobs at the same moment: one evaluation for all who ask."""

import threading
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

import pytest

from depositary import errors
from depositary.engine import Answer, Pool

from .conftest import MIB, MakePool
from .processes import wait_until

LATE: dict[str, Any] = {"before": "sleep", "with": 0.3}


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    """Callers at the same moment."""
    with ThreadPoolExecutor(8) as callers:
        yield callers


def _crowd(
    threads: ThreadPoolExecutor, pool: Pool, job: dict[str, Any], callers: int, client: str = ""
) -> list[Future[Answer]]:
    """Have callers ask for the same; when this returns, one is served and the others wait."""
    asked = [threads.submit(pool.share, "key", client, lambda: pool.answer(job, client=client)) for _ in range(callers)]
    wait_until(lambda: pool.stats()["busy"] == 1 and pool.stats()["waiting"] == callers - 1)
    return asked


def test_a_crowd_that_asks_the_same_costs_one_evaluation(make_pool: MakePool, threads: ThreadPoolExecutor) -> None:
    pool = make_pool()
    answers = [one.result() for one in _crowd(threads, pool, LATE, 6)]
    assert {answer.body for answer in answers} == {b"0.3"}
    assert pool.stats()["answered"] == 1
    assert pool.share("key", "", lambda: pool.answer({})).body == b"None"  # nobody is at it any more
    assert pool.stats()["answered"] == 2


def test_who_asks_something_else_is_not_held_up(make_pool: MakePool, threads: ThreadPoolExecutor) -> None:
    pool = make_pool()
    asked = _crowd(threads, pool, {"do": "spin"}, 3)
    assert pool.share("other", "", lambda: pool.answer({"with": "at once"})).body == b"at once"
    assert not any(one.done() for one in asked)


def test_a_runaway_is_ended_once_for_all_who_ask_it(make_pool: MakePool, threads: ThreadPoolExecutor) -> None:
    pool = make_pool(deadline=0.5)
    faults = [one.exception() for one in _crowd(threads, pool, {"do": "spin"}, 5)]
    assert [type(fault) for fault in faults] == [errors.QueryTimeout] * 5
    assert len({id(fault) for fault in faults}) == 5  # a traceback each
    wait_until(lambda: pool.stats()["killed"] == 1)  # the keeper counts it a moment later
    assert pool.started <= 3  # the two at first, and one in place of that which ended


@pytest.mark.parametrize("end", ["hog", "crash"])
def test_a_query_that_ends_its_worker_ends_one_for_all_who_ask_it(
    make_pool: MakePool, threads: ThreadPoolExecutor, end: str
) -> None:
    pool = make_pool(memory=128 * MIB)
    asked = _crowd(threads, pool, {**LATE, "do": end}, 4)
    assert [type(one.exception()) for one in asked] == [errors.QueryTooCostly] * 4
    assert pool.started <= 3  # the two at first, and one in place of that which ended


def test_where_a_worker_is_killed_from_outside_each_caller_evaluates_for_itself(
    make_pool: MakePool, threads: ThreadPoolExecutor
) -> None:
    pool = make_pool(workers=1)
    asked = _crowd(threads, pool, {"do": "die", "with": 0.3}, 3)
    assert [type(one.exception()) for one in asked] == [errors.QueryKilled] * 3
    wait_until(lambda: pool.started == 4)  # one at first, and one in place of each


def test_an_answer_too_long_to_be_held_is_evaluated_for_each(make_pool: MakePool, threads: ThreadPoolExecutor) -> None:
    pool = make_pool(hold=1000)
    start = threading.Barrier(2)

    def ask() -> int:
        start.wait()
        return len(b"".join(pool.share("key", "", lambda: pool.answer({**LATE, "first": 9000}))))

    assert [one.result() for one in [threads.submit(ask) for _ in range(2)]] == [9003, 9003]


def test_who_waits_for_the_answer_of_another_takes_a_place_in_the_queue(
    make_pool: MakePool, threads: ThreadPoolExecutor
) -> None:
    pool = make_pool(queue=4, share=2, deadline=1.0)
    asked = _crowd(threads, pool, {"do": "spin"}, 3, client="flood")
    with pytest.raises(errors.TooManyRequests, match="2 of your queries wait"):
        pool.share("key", "flood", lambda: pool.answer({}))
    asked += [threads.submit(pool.share, "key", f"other {n}", lambda: pool.answer({})) for n in range(2)]
    wait_until(lambda: pool.stats()["waiting"] == 4)
    with pytest.raises(errors.Overloaded, match="4 queries wait"):
        pool.share("key", "one more", lambda: pool.answer({}))
    assert all(isinstance(one.exception(), errors.QueryTimeout) for one in asked)
    assert pool.stats()["waiting"] == 0
