"""What the tests share: the repository, a small world of Turtle, a release of it, and servers over it.

The suite is run by two processes (pytest-xdist), each module whole in one of them, and all that need the browser in the
same one, with one server over the real graphs. What takes long to make and is only read, the releases, is made once for
both; a test that breaks a release has a copy of it.
"""

import contextlib
import fcntl
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import hypothesis
import pytest
from xdist.scheduler import LoadScopeScheduling

from depositary import publish, release
from depositary.settings import Settings

ROOT = Path(__file__).parent.parent
WORLD = Path(__file__).parent / "world"
hypothesis.settings.register_profile(
    "suite", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)  # how long an example takes is the machine's affair
hypothesis.settings.register_profile("thorough", hypothesis.settings.get_profile("suite"), max_examples=5000)
hypothesis.settings.load_profile("suite")
LATEST = 120
"""Seconds within which a server must answer; a few are enough, but not where the machine does much else."""


LONG = ("browser", "web/test_takeover.py", "web/test_ending.py", "web/test_monitoring.py", "web/test_guard.py")
"""What waits for processes, longest first: begun first, so that neither process is left alone with one at the end."""


class TogetherAtOneServer(LoadScopeScheduling):
    """Gives a module to one process, and the tests of the browser, which share a server and a browser, to one, too."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if nodeid.startswith("tests/browser/") else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config, log):
    return TogetherAtOneServer(config, log)


def pytest_collection_modifyitems(items):
    def rank(item):
        place = item.nodeid.removeprefix("tests/")
        return next((n for n, begin in enumerate(LONG) if place.startswith(begin)), len(LONG))

    items.sort(key=rank)


def copy_world(target: Path) -> Settings:
    """Put the real ontology, shapes and queries beside the graphs of the small world."""
    for folder in ("ontology", "shapes", "queries"):
        shutil.copytree(ROOT / folder, target / "sources" / folder)
    shutil.copytree(WORLD / "graphs", target / "sources" / "graphs")
    return Settings(sources=target / "sources", releases=target / "releases")


@pytest.fixture
def world(tmp_path):
    """Settings over a copy of the small world that the test may break."""
    return copy_world(tmp_path)


def made_once(factory, name, make):
    """Return a folder that `make` fills once for all processes of this run, whichever needs it first."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    done = folder.with_suffix(".done")
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)  # of one who failed in it
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Settings over the small world, with a release of it; not to be changed."""
    folder = made_once(tmp_path_factory, "built", lambda target: publish.build(copy_world(target)))
    return Settings(sources=folder / "sources", releases=folder / "releases")


def copy_of(settings: Settings, target: Path) -> Settings:
    """Put sources and releases into another folder, without what servers over them write there and take away again."""
    passing = shutil.ignore_patterns("*.pid", ".*")
    for name in ("sources", "releases"):
        shutil.copytree(getattr(settings, name), target / name, symlinks=True, ignore=passing)
    return Settings(sources=target / "sources", releases=target / "releases")


def rename_port(settings: Settings) -> None:
    """Call Port Alba, in the sources, by another name."""
    path = settings.sources / "graphs" / "world.ttl"
    path.write_text(path.read_text().replace('"Port Alba"@en', '"Alba Harbour"@en'))


@pytest.fixture
def sound(built, tmp_path):
    """Settings over a copy of the small world and of the release of it, which the test may break."""
    return copy_of(built, tmp_path / "sound")


@pytest.fixture(scope="session")
def pair(built, tmp_path_factory):
    """Settings over two releases of the small world, and their names; not to be changed.

    In the second, which is the current one, a port is renamed.
    """

    def make(folder):
        settings = copy_of(built, folder)
        rename_port(settings)
        publish.build(settings)

    folder = made_once(tmp_path_factory, "pair", make)
    settings = Settings(sources=folder / "sources", releases=folder / "releases")
    return settings, release.current(built).version, release.current(settings).version


@pytest.fixture
def releases(pair, tmp_path):
    """A copy of both releases that the test may damage, the first one being current."""
    settings, first, second = pair
    own = copy_of(settings, tmp_path / "pair")
    release.appoint(own, first)
    return own, first, second


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """Settings over the real graphs, with a release of them; not to be changed.

    `make test` has made it, to check the data, and names its folder in DEPOSITARY_TESTED.
    """
    if "DEPOSITARY_TESTED" in os.environ:
        return Settings(sources=ROOT, releases=Path(os.environ["DEPOSITARY_TESTED"]).resolve())
    folder = made_once(tmp_path_factory, "real", lambda target: publish.build(Settings(sources=ROOT, releases=target)))
    return Settings(sources=ROOT, releases=folder)


@contextlib.contextmanager
def serving(settings: Settings, stderr=subprocess.DEVNULL, **environ: str):
    """Run `depositary serve` in a process of its own until it answers; yield the URL and the process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "depositary.cli", "serve", "--no-build", "--port", str(port)]
    command += ["--releases", str(settings.releases), "--sources", str(settings.sources)]
    process = subprocess.Popen(command, env={**os.environ, **environ}, stderr=stderr)
    url = f"http://127.0.0.1:{port}"
    try:
        latest = time.monotonic() + LATEST
        while True:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with {process.returncode}")
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=LATEST):
                break
            if time.monotonic() > latest:
                raise RuntimeError(f"the server did not answer within {LATEST} seconds")
            time.sleep(0.1)
        yield url, process
    except BaseException as error:
        if process.poll() is not None:  # whoever waits for it waits in vain
            error.add_note(f"the server had ended before, with {process.returncode}")
        raise
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:  # or it would stay, and the next test would find its port taken
            process.kill()
            raise


@pytest.fixture(scope="session")
def server(built):
    """URL of a server over the small world."""
    with serving(built) as (url, _):
        yield url


@pytest.fixture(scope="session")
def real_server(real):
    """URL of a server over the real graphs."""
    with serving(real) as (url, _):
        yield url
