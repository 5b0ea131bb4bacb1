"""Isolation: what one query does, no other feels."""

import os
import signal
import threading
import time

import pytest

from depositary import errors
from depositary.engine import keeper

from .conftest import MIB, MakePool
from .processes import children, wait_until, zygotes


def test_a_runaway_is_killed_at_its_deadline_while_others_go_on(make_pool: MakePool) -> None:
    pool = make_pool()
    caught: list[BaseException] = []

    def run_away() -> None:
        try:
            pool.answer({"before": "spin"}, deadline=0.5)
        except errors.QueryTimeout as error:
            caught.append(error)

    start = time.monotonic()
    runaway = threading.Thread(target=run_away)
    runaway.start()
    wait_until(lambda: pool.stats()["busy"] == 1)
    others = 0
    while runaway.is_alive():
        assert pool.answer({"with": others}).body == str(others).encode()
        others += 1
    assert time.monotonic() - start >= 0.5
    assert others > 0
    assert "0.5 seconds" in str(caught[0])
    assert "cheaper" in str(caught[0])
    wait_until(lambda: pool.stats()["idle"] == 2)
    assert pool.stats()["killed"] == 1


def test_a_shorter_deadline_overtakes_a_longer_one(make_pool: MakePool) -> None:
    pool = make_pool(deadline=3600.0)
    pool.answer({"with": "so that the keeper sleeps until the long deadline"})
    with pytest.raises(errors.QueryTimeout):  # who slept on would let it answer after a minute
        pool.answer({"before": "sleep", "with": 60}, deadline=0.1)


def test_a_memory_hog_dies_alone(make_pool: MakePool) -> None:
    pool = make_pool(memory=128 * MIB)
    with pytest.raises(errors.QueryKilled, match="ran out of memory"):
        pool.answer({"before": "hog"})
    assert pool.answer({"with": "next"}).body == b"next"
    wait_until(lambda: pool.stats()["idle"] == 2)
    assert pool.stats()["crashed"] == 1


def test_a_segfault_dies_alone(make_pool: MakePool) -> None:
    pool = make_pool()
    with pytest.raises(errors.QueryKilled, match=r"crashed the query engine \(SIGSEGV\)"):
        pool.answer({"before": "crash"})
    assert pool.answer({"with": "next"}).body == b"next"
    wait_until(lambda: pool.stats()["idle"] == 2)


@pytest.mark.parametrize(
    ("method", "argument", "message"),
    [
        ("signal", "SIGABRT", r"ran out of memory or crashed.*SIGABRT"),
        ("signal", "SIGKILL", r"killed from outside"),
        ("signal", "SIGUSR1", r"not known \(SIGUSR1\)"),
        ("leave", 7, r"not known \(status 7\)"),
        ("panic", None, r"crashed the query engine"),
    ],
)
def test_the_message_says_what_the_worker_died_of(
    make_pool: MakePool, method: str, argument: object, message: str
) -> None:
    with pytest.raises(errors.QueryKilled, match=message):
        make_pool().answer({"before": method, "with": argument})


def test_processor_time_used_up_is_a_timeout(make_pool: MakePool) -> None:
    with pytest.raises(errors.QueryTimeout):
        make_pool().answer({"before": "signal", "with": "SIGXCPU"})


@pytest.mark.parametrize("method", ["open_file", "open_socket"])
def test_a_worker_can_open_nothing(make_pool: MakePool, method: str) -> None:
    assert make_pool().answer({"do": method}).body == b"refused"


def test_a_worker_has_its_socket_and_the_standard_streams_only(make_pool: MakePool) -> None:
    assert make_pool(workers=3).answer({"do": "descriptors"}).body == b"[0, 1, 2, 3]"


def test_a_worker_does_not_run_queries_in_the_forked_thread(make_pool: MakePool) -> None:
    assert make_pool().answer({"do": "thread"}).body == b"False"


@pytest.mark.parametrize(
    ("fake", "job"),
    [
        ("Script", {"do": "dice"}),
        ("Graph", {"query": "SELECT (RAND() AS ?x) {}"}),
        ("Graph", {"query": "SELECT (STRUUID() AS ?x) {}"}),
        ("Graph", {"query": "SELECT (BNODE() AS ?x) {}"}),
    ],
)
def test_random_numbers_differ_between_workers(
    make_pool: MakePool, monkeypatch: pytest.MonkeyPatch, fake: str, job: dict[str, str]
) -> None:
    monkeypatch.setattr(keeper, "PAUSE", 0.0)
    pool = make_pool(fake, workers=1)
    (zygote,) = zygotes(os.getpid())
    seen = set()
    for _ in range(4):
        wait_until(lambda: len(children(zygote)) == 1 and pool.stats()["idle"] == 1)
        seen.add(pool.answer(job).body)
        (worker,) = children(zygote)
        os.kill(worker, signal.SIGKILL)  # so that the next job has a fresh worker
        wait_until(lambda: worker not in children(zygote))  # noqa: B023
    assert len(seen) == 4


def test_the_store_made_in_the_zygote_is_the_workers(make_pool: MakePool) -> None:
    body = make_pool("Graph").answer({"query": "SELECT (COUNT(*) AS ?n) { ?s ?p ?o FILTER(isBlank(?s)) }"}).body
    assert body.split() == [b"n", b"10"]
