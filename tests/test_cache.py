import threading

from hypothesis import given
from hypothesis import strategies as st

from depositary.cache import OVERHEAD, SHARE, Cache


def test_what_was_used_longest_ago_goes_first():
    cache = Cache(SHARE * (100 + OVERHEAD))
    for number in range(SHARE):
        cache.put(number, "x", 100)
    assert cache.get(0) == "x"
    cache.put("new", "y", 100)
    assert cache.get(1) is None
    assert cache.get(0) == "x"
    assert cache.stats()["evicted"] == 1


def test_a_value_longer_than_its_share_is_not_kept_and_drives_nothing_out():
    cache = Cache(SHARE * 1000)
    cache.put("small", "x", 10)
    cache.put("large", "y", 1001 - OVERHEAD)
    assert cache.get("large") is None
    assert cache.get("small") == "x"
    cache.put("fits", "z", 1000 - OVERHEAD)
    assert cache.get("fits") == "z"


def test_a_cache_of_nothing_keeps_nothing():
    cache = Cache(0)
    cache.put("key", b"", 0)
    assert cache.get("key") is None
    assert cache.stats()["entries"] == 0


@given(st.lists(st.tuples(st.integers(0, 20), st.integers(0, 2000))))
def test_its_bytes_are_the_sum_of_its_entries_and_never_above_the_limit(puts):
    cache, sizes = Cache(10_000), {}
    for key, size in puts:
        cache.put(key, size, size)
        if (size + OVERHEAD) * SHARE <= 10_000:
            sizes[key] = size + OVERHEAD
        sizes = {key: size for key, size in sizes.items() if cache.get(key) is not None}
        assert cache.stats()["bytes"] == sum(sizes.values()) <= 10_000
        assert cache.stats()["entries"] == len(sizes)


def test_threads_do_not_spoil_its_count():
    cache = Cache(50_000)

    def work(start):
        for number in range(2000):
            cache.put((start + number) % 97, number, number % 500)
            cache.get(number % 97)

    threads = [threading.Thread(target=work, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counted = cache.stats()
    assert 0 < counted["bytes"] <= 50_000
    assert counted["bytes"] >= counted["entries"] * OVERHEAD
    assert counted["hits"] + counted["misses"] == 8000
