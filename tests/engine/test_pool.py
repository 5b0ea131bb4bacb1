"""The pool: its queue, its blobs, its beginning and its end."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from depositary import errors
from depositary.engine.handle import BLOBS_KEPT

from .conftest import MakePool
from .processes import alive, children, wait_until, zygotes


def test_a_full_queue_refuses_at_once(make_pool: MakePool) -> None:
    pool = make_pool(workers=1, queue=1)
    jobs = [threading.Thread(target=pool.answer, args=({"do": "sleep", "with": 1},)) for _ in range(2)]
    for job in jobs:
        job.start()
    wait_until(lambda: pool.stats()["busy"] == 1 and pool.stats()["waiting"] == 1)
    with pytest.raises(errors.Overloaded, match="1 queries wait"):
        pool.answer({})
    assert pool.stats()["answered"] == 0  # it did not wait for the others
    for job in jobs:
        job.join()
    assert pool.stats()["answered"] == 2


def test_who_waits_past_the_deadline_gives_up(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    job = threading.Thread(target=pool.answer, args=({"do": "sleep", "with": 0.6},))
    job.start()
    wait_until(lambda: pool.stats()["busy"] == 1)
    with pytest.raises(errors.Overloaded, match=r"No worker came free in 0\.2 seconds"):
        pool.answer({}, deadline=0.2)
    job.join()


def test_many_threads_get_each_their_own_answer(make_pool: MakePool) -> None:
    pool = make_pool(queue=16)
    wrong: list[int] = []

    def ask(start: int) -> None:
        wrong.extend(n for n in range(start, start + 50) if pool.answer({"with": n}).body != str(n).encode())

    threads = [threading.Thread(target=ask, args=(1000 * n,)) for n in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert pool.stats() == {"idle": 2, "busy": 0, "waiting": 0, "killed": 0, "crashed": 0, "answered": 800}


def test_a_blob_is_sent_once_to_a_worker(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    assert pool.answer({}, {"a": b"1", "b": b"2"}).header["new"] == ["a", "b"]
    again = pool.answer({}, {"b": b"2", "c": b"3"}).header
    assert again["new"] == ["c"]
    assert again["held"] == ["a", "b", "c"]


def test_the_worker_that_holds_the_blob_is_preferred(make_pool: MakePool) -> None:
    pool = make_pool(workers=2)
    wait_until(lambda: pool.stats()["idle"] == 2)
    holder = pool.answer({}, {"a": b"1"}).header["pid"]
    for _ in range(3):
        assert pool.answer({}, {"a": b"1"}).header["pid"] == holder


def test_the_blob_unused_for_longest_is_forgotten(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    for number in range(BLOBS_KEPT):
        pool.answer({}, {str(number): b"x"})
    pool.answer({}, {"0": b"x"})
    header = pool.answer({}, {"new": b"x"}).header
    assert header["forgotten"] == ["1"]
    assert "0" in header["held"]
    assert len(header["held"]) == BLOBS_KEPT
    assert pool.answer({}, {"1": b"x"}).header["new"] == ["1"]


def test_a_job_may_need_more_blobs_than_are_kept(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    names = [f"{number:03}" for number in range(BLOBS_KEPT + 10)]
    assert pool.answer({}, dict.fromkeys(names, b"x")).header["held"] == names
    assert len(pool.answer({}, {"other": b"x"}).header["held"]) == BLOBS_KEPT


def test_a_new_worker_holds_no_blob(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    pool.answer({}, {"a": b"1"})
    with pytest.raises(errors.QueryKilled):
        pool.answer({"before": "crash"})
    assert pool.answer({}, {"a": b"1"}).header["new"] == ["a"]


def test_after_a_refusal_the_new_blobs_are_sent_again(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    with pytest.raises(errors.NotFound):
        pool.answer({"before": "refuse", "with": "NotFound"}, {"a": b"1"})
    header = pool.answer({}, {"a": b"1"}).header
    assert (header["forgotten"], header["new"], header["held"]) == (["a"], ["a"], ["a"])


def test_a_large_blob_crosses(make_pool: MakePool) -> None:
    assert make_pool().answer({}, {"large": bytes(20_000_000)}).header["held"] == ["large"]


@pytest.mark.parametrize(
    ("argument", "kind", "message"),
    [
        ("no release", errors.NoRelease, "there is nothing here"),
        ("other", errors.DepositaryError, "no such store"),
        ("die", errors.MachineError, "while it was loading"),
    ],
)
def test_a_store_that_cannot_be_loaded_is_told_at_the_start(
    make_pool: MakePool, argument: str, kind: type[Exception], message: str
) -> None:
    with pytest.raises(kind, match=message):
        make_pool("Unloadable", argument)
    assert zygotes(os.getpid()) == []


def test_a_worker_killed_while_idle_is_replaced(make_pool: MakePool) -> None:
    pool = make_pool(workers=1)
    os.kill(pool.answer({}).header["pid"], signal.SIGKILL)
    assert pool.answer({"with": "next"}).body == b"next"


def test_the_service_outlives_its_zygote(make_pool: MakePool) -> None:
    pool = make_pool(workers=2)
    wait_until(lambda: pool.stats()["idle"] == 2)
    (zygote,) = zygotes(os.getpid())
    os.kill(zygote, signal.SIGKILL)
    wait_until(lambda: not alive(zygote))
    assert pool.answer({"with": "goes on"}).body == b"goes on"
    assert zygotes(os.getpid()) == []  # there is no need of one yet
    for _ in range(2):
        with pytest.raises(errors.QueryKilled, match="not known"):
            pool.answer({"before": "crash"})
    assert pool.answer({"with": "goes on"}).body == b"goes on"
    wait_until(lambda: pool.stats()["idle"] == 2)


def test_a_release_that_went_away_is_told_when_no_worker_is_left(make_pool: MakePool, tmp_path: Path) -> None:
    release = tmp_path / "release"
    release.touch()
    pool = make_pool("Fickle", str(release), workers=1)
    release.unlink()
    os.kill(zygotes(os.getpid())[0], signal.SIGKILL)
    wait_until(lambda: zygotes(os.getpid()) == [])
    with pytest.raises(errors.QueryKilled):
        pool.answer({"before": "crash"})
    with pytest.raises(errors.NoRelease):
        pool.answer({})
    release.touch()
    wait_until(lambda: pool.stats()["idle"] == 1)
    assert pool.answer({"with": "back"}).body == b"back"


def test_closing_ends_every_process_and_refuses_what_comes(make_pool: MakePool) -> None:
    pool = make_pool()
    (zygote,) = zygotes(os.getpid())
    workers = children(zygote)
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            pool.answer({"before": "spin"})
        except errors.QueryKilled as error:
            caught.append(error)

    job = threading.Thread(target=ask)
    job.start()
    wait_until(lambda: pool.stats()["busy"] == 1)
    pool.close()
    job.join(timeout=2)
    assert "shutting down" in str(caught[0])
    wait_until(lambda: not any(map(alive, [zygote, *workers])))
    with pytest.raises(errors.MachineError):
        pool.answer({})
    pool.close()


SERVER = """
    import sys, threading
    from depositary.engine import Limits, Pool
    pool = Pool("engine.fakes:Script", "", Limits(workers=3, deadline=60, memory=2**28, queue=4, hold=0))
    for job in ({"before": "spin"}, {"before": "sleep", "with": 60}):
        threading.Thread(target=pool.answer, args=(job,)).start()
    while pool.stats()["busy"] < 2 or pool.stats()["idle"] < 1: pass
    print("ready", flush=True)
    threading.Event().wait()
"""


@pytest.mark.parametrize("zygote_too", [False, True])
def test_nothing_is_left_of_a_server_that_is_killed(zygote_too: bool) -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER)],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert server.stdout is not None
    with server.stdout:
        assert server.stdout.readline() == b"ready\n"
    (zygote,) = zygotes(server.pid)
    workers = children(zygote)
    assert len(workers) == 3
    if zygote_too:
        os.kill(zygote, signal.SIGKILL)
    server.kill()
    server.wait()
    wait_until(lambda: not any(map(alive, [zygote, *workers])))


def test_ctrl_c_leaves_no_tracebacks_of_the_workers() -> None:
    server = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(SERVER)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    assert server.stdout is not None
    assert server.stdout.readline() == b"ready\n"
    (zygote,) = zygotes(server.pid)
    os.killpg(zygote, signal.SIGINT)  # even if it were to reach them
    time.sleep(0.2)
    assert alive(zygote)
    server.kill()
    _, complaints = server.communicate()
    assert complaints == b""
