"""Whose turn it is: no client starves another, and whoever is refused is told when to come again."""

import threading
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depositary import errors
from depositary.engine.pace import Pace
from depositary.engine.turns import Turn, Turns

from .conftest import MakePool
from .processes import wait_until


def waiting(clients: str) -> Turns:
    turns = Turns()
    for client in clients:
        turns.join(Turn(client, (), 1.0, threading.RLock()))
    return turns


def called(turns: Turns, busy: dict[str, int]) -> str:
    turn = turns.call(busy)
    if turn is None:
        return "."
    turns.served(turn.client)
    return turn.client


def test_clients_are_served_in_turn_whatever_the_order_in_which_they_came() -> None:
    turns = waiting("aaaabbc")
    assert "".join(called(turns, {}) for _ in range(8)) == "abcabaa."


def test_a_client_that_found_a_worker_idle_has_been_served_too() -> None:
    turns = waiting("aab")
    turns.served("a")
    assert "".join(called(turns, {}) for _ in range(3)) == "baa"


def test_a_client_with_nothing_at_work_goes_before_one_with_much() -> None:
    turns = waiting("aab")
    assert "".join(called(turns, {"a": 2, "b": 1}) for _ in range(3)) == "baa"


def test_a_client_that_comes_late_waits_for_no_more_than_one_job_of_each_other() -> None:
    turns = waiting("aaaa")
    assert called(turns, {}) == "a"
    turns.join(Turn("b", (), 1.0, threading.RLock()))
    assert "".join(called(turns, {}) for _ in range(3)) == "baa"


@given(st.text("abcd", max_size=40))
def test_each_caller_is_called_once_and_no_client_gets_two_ahead_of_one_that_waits(clients: str) -> None:
    turns = waiting(clients)
    left, served = Counter(clients), Counter[str]()
    for number in range(len(clients), 0, -1):
        assert len(turns) == number
        client = called(turns, {})
        served[client] += 1
        left[client] -= 1
        assert all(served[client] <= served[other] + 1 for other in left if left[other])
    assert (len(turns), turns.clients(), called(turns, {})) == (0, 0, ".")
    assert served == Counter(clients)


@given(st.text("abc", min_size=1, max_size=20), st.data())
def test_one_that_gives_up_leaves_the_others_in_their_order(clients: str, data: st.DataObject) -> None:
    turns = waiting(clients)
    gone = data.draw(st.sampled_from(list(turns)))
    turns.leave(gone)
    turns.leave(gone)
    assert len(turns) == len(clients) - 1
    assert turns.of(gone.client) == clients.count(gone.client) - 1
    assert gone not in list(turns)


def test_the_forecast_is_the_time_that_the_queue_takes() -> None:
    pace = Pace()
    assert pace.forecast(8, 2, running=0.0) == 1  # nothing is known: soon
    pace.note(3.0)
    assert pace.forecast(8, 2, running=0.0) == 12
    assert pace.forecast(8, 2, running=5.0) == 20  # a job that still runs takes at least as long as it has
    for _ in range(100):
        pace.note(0.01)
    assert pace.forecast(8, 2, running=0.0) == 1


def test_a_flood_of_one_client_does_not_hold_up_another(make_pool: MakePool) -> None:
    pool = make_pool(workers=1, queue=16)
    order: list[str] = []

    def ask(client: str, seconds: float) -> None:
        pool.answer({"do": "sleep", "with": seconds}, client=client)
        order.append(client)

    threads = [threading.Thread(target=ask, args=("flood", 0.5))]
    threads[0].start()
    wait_until(lambda: pool.stats()["busy"] == 1)
    for number, client in enumerate(["flood"] * 8 + ["other"], 1):
        threads.append(threading.Thread(target=ask, args=(client, 0.05)))
        threads[-1].start()
        wait_until(lambda: pool.stats()["waiting"] == number)  # noqa: B023
    for thread in threads:
        thread.join()
    assert order == ["flood", "other"] + ["flood"] * 8
    assert pool.stats()["idle"] == 1


def test_a_client_may_fill_its_share_of_the_queue_and_no_more(make_pool: MakePool) -> None:
    pool = make_pool(workers=1, queue=3, share=2)
    caught: list[errors.DepositaryError] = []

    def ask(client: str) -> None:
        pool.answer({"do": "sleep", "with": 0.4}, client=client)

    threads = [threading.Thread(target=ask, args=(client,)) for client in ("a", "a", "a", "b")]
    for number, thread in enumerate(threads[:3]):
        thread.start()
        wait_until(lambda: pool.stats()["busy"] == 1 and pool.stats()["waiting"] == number)  # noqa: B023
    with pytest.raises(errors.TooManyRequests, match="2 of your queries wait") as own:
        pool.answer({}, client="a")
    caught.append(own.value)
    threads[3].start()
    wait_until(lambda: pool.stats()["waiting"] == 3)
    with pytest.raises(errors.Overloaded, match="3 queries wait") as full:
        pool.answer({}, client="c")
    caught.append(full.value)
    for thread in threads:
        thread.join()
    assert pool.stats()["answered"] == 4
    assert all(error.retry_after and error.retry_after >= 1 for error in caught)


def test_who_is_refused_is_told_how_long_the_queue_takes(make_pool: MakePool) -> None:
    pool = make_pool(workers=1, queue=1)
    with pytest.raises(errors.QueryTimeout):
        pool.answer({"before": "sleep", "with": 9}, deadline=2.5)  # the only time known by now
    wait_until(lambda: pool.stats()["idle"] == 1)
    threads = [threading.Thread(target=pool.answer, args=({"do": "sleep", "with": 0.5},)) for _ in range(2)]
    for thread in threads:
        thread.start()
    wait_until(lambda: pool.stats()["busy"] == 1 and pool.stats()["waiting"] == 1)
    with pytest.raises(errors.Overloaded) as refused:
        pool.answer({})
    assert refused.value.retry_after == 6  # two jobs of 2.5 seconds and a little
    for thread in threads:
        thread.join()


def test_a_worker_that_crashes_under_load_costs_one_request(make_pool: MakePool) -> None:
    pool = make_pool(workers=2, queue=64)
    outcomes: list[str] = []

    def ask(number: int) -> None:
        job = {"before": "crash"} if number % 10 == 0 else {"with": number}
        try:
            body = pool.answer(job, client=str(number % 3)).body
            outcomes.append("right" if body == str(number).encode() else "wrong")
        except errors.QueryKilled as error:
            outcomes.append("crash" if "SIGSEGV" in str(error) else str(error))

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(outcomes) == {"right": 45, "crash": 5}
    wait_until(lambda: pool.stats()["idle"] == 2)
    assert pool.stats()["crashed"] == 5


def test_no_turn_is_lost_when_callers_give_up_while_workers_come_free(make_pool: MakePool) -> None:
    pool = make_pool(workers=2, queue=64)
    outcomes: list[str] = []

    def ask(number: int) -> None:
        try:
            pool.answer({"do": "sleep", "with": 0.01}, deadline=0.02 + number % 7 / 50, client=str(number % 5))
            outcomes.append("answered")
        except (errors.Overloaded, errors.QueryTimeout) as error:
            outcomes.append(type(error).__name__)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 60
    wait_until(lambda: pool.stats()["idle"] == 2 and pool.stats()["waiting"] == 0)
    assert pool.answer({"with": "next"}).body == b"next"
