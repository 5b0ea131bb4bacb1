"""Answers: whole, streamed, refused, cut."""

import gc
import time

import pytest

from depositary import errors

from .conftest import MIB, MakePool
from .processes import alive, resident, wait_until


def test_an_answer_comes_whole(make_pool: MakePool) -> None:
    answer = make_pool().answer({"with": "good day"})
    assert answer.complete
    assert answer.body == b"good day"
    assert b"".join(answer) == b"good day"
    assert answer.header["new"] == []


def test_an_answer_may_be_empty(make_pool: MakePool) -> None:
    answer = make_pool().answer({"with": ""})
    assert answer.complete
    assert answer.body == b""


def test_an_answer_longer_than_what_is_held_is_streamed(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    answer = pool.answer({"do": "fill", "with": 3 * MIB + 1})
    assert not answer.complete
    with pytest.raises(errors.DepositaryError):
        _ = answer.body
    chunks = list(answer)
    assert b"".join(chunks) == b"x" * (3 * MIB + 1)
    assert max(map(len, chunks)) <= 64 * 1024
    assert pool.stats() == {"idle": 1, "busy": 0, "waiting": 0, "killed": 0, "crashed": 0, "answered": 1}


def test_with_nothing_held_back_the_header_is_still_awaited(make_pool: MakePool) -> None:
    answer = make_pool(hold=0).answer({"with": "streamed"})
    assert "pid" in answer.header
    assert b"".join(answer) == b"streamed"


@pytest.mark.parametrize("name", ["UpdateRefused", "ServiceRefused", "NotFound", "NotAcceptable", "BadQuery"])
def test_an_error_of_the_tree_arrives_as_itself(make_pool: MakePool, name: str) -> None:
    pool = make_pool(workers=1)
    with pytest.raises(getattr(errors, name)) as caught:
        pool.answer({"before": "refuse", "with": name})
    assert type(caught.value) is getattr(errors, name)
    assert str(caught.value) == f"refused as {name}"
    assert pool.stats()["idle"] == 1


def test_a_bad_query_keeps_its_line_and_column(make_pool: MakePool) -> None:
    pool = make_pool()
    with pytest.raises(errors.BadQuery) as ours:
        pool.answer({"before": "misplace"})
    assert (ours.value.line, ours.value.column) == (3, 14)
    with pytest.raises(errors.BadQuery, match=r"^expected a term$") as parser:
        pool.answer({"before": "parse"})
    assert (parser.value.line, parser.value.column) == (2, 7)


def test_the_engines_own_errors_before_the_answer_are_the_querys_fault(make_pool: MakePool) -> None:
    pool = make_pool()
    for name in ("ValueError", "RuntimeError"):
        with pytest.raises(errors.BadQuery, match="so it is"):
            pool.answer({"before": "fault", "with": name})
        with pytest.raises(errors.DepositaryError) as after:
            pool.answer({"do": "fault", "with": name})
        assert after.value.status == 500
    with pytest.raises(errors.DepositaryError) as other:
        pool.answer({"before": "fault", "with": "KeyError"})
    assert other.value.status == 500


def test_an_evaluator_that_gives_no_answer_is_a_fault_of_the_program(make_pool: MakePool) -> None:
    pool = make_pool("Silent")
    for job in ({}, {"write": True}):
        with pytest.raises(errors.DepositaryError) as caught:
            pool.answer(job)
        assert caught.value.status == 500


def test_a_job_that_json_cannot_carry_costs_one_worker_at_most(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    with pytest.raises(TypeError):
        pool.answer({"with": object()})
    assert pool.answer({"with": "next"}).body == b"next"


def test_a_slow_reader_makes_the_worker_wait_and_memory_stays_bounded(make_pool: MakePool) -> None:
    answer = make_pool(hold=65536).answer({"do": "drip", "with": 3200})  # 200 MiB
    worker = answer.header["pid"]
    before = resident(worker)
    time.sleep(0.5)
    reader = iter(answer)
    for _ in range(20):
        next(reader)
        time.sleep(0.005)
    assert resident(worker) - before < 4 * MIB
    assert sum(map(len, reader)) == (3200 - 20) * 65536


def test_an_abandoned_answer_frees_its_worker(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    answer = pool.answer({"do": "drip", "with": 3200})
    worker = answer.header["pid"]
    answer.close()
    assert pool.answer({"with": "next"}).body == b"next"
    wait_until(lambda: not alive(worker))
    assert pool.stats()["killed"] == 1


def test_a_forgotten_answer_frees_its_worker(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    next(iter(pool.answer({"do": "drip", "with": 3200})))
    gc.collect()
    assert pool.answer({"with": "next"}).body == b"next"


def test_an_error_in_midstream_cuts_the_answer(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    answer = pool.answer({"first": MIB, "do": "refuse", "with": "NotFound"})
    with pytest.raises(errors.NotFound):
        list(answer)
    assert pool.stats()["idle"] == 1


def test_a_death_in_midstream_cuts_the_answer(make_pool: MakePool) -> None:
    answer = make_pool().answer({"first": MIB, "do": "crash"})
    with pytest.raises(errors.QueryKilled, match="crashed the query engine"):
        list(answer)


def test_the_deadline_in_midstream_cuts_the_answer(make_pool: MakePool) -> None:
    answer = make_pool().answer({"first": MIB, "do": "spin"}, deadline=0.4)
    with pytest.raises(errors.QueryTimeout):
        list(answer)


def test_a_client_that_does_not_read_loses_its_worker_at_the_deadline(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    answer = pool.answer({"do": "drip", "with": 3200}, deadline=0.4)
    assert pool.answer({"with": "next"}).body == b"next"
    with pytest.raises(errors.QueryTimeout):
        list(answer)


def test_the_answered_rest_outlives_its_worker(make_pool: MakePool) -> None:
    """What the worker had wholly written before the deadline is still a whole answer after it."""
    answer = make_pool().answer({"do": "fill", "with": 300 * 1024}, deadline=0.3)
    assert not answer.complete
    time.sleep(0.5)
    assert sum(map(len, answer)) == 300 * 1024
