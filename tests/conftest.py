"""What the tests share: the repository, a small world of Turtle, a release of it, and a server over it."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from depositary import publish
from depositary.settings import Settings

ROOT = Path(__file__).parent.parent
WORLD = Path(__file__).parent / "world"


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


@pytest.fixture(scope="session")
def built(tmp_path_factory):
    """Settings over the small world, with a release of it; not to be changed."""
    settings = copy_world(tmp_path_factory.mktemp("built"))
    publish.build(settings)
    return settings


@pytest.fixture(scope="session")
def real(tmp_path_factory):
    """Settings over the real graphs, with a release of them; not to be changed."""
    settings = Settings(sources=ROOT, releases=tmp_path_factory.mktemp("real"))
    publish.build(settings)
    return settings


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
        for _ in range(200):
            if process.poll() is not None:
                raise RuntimeError(f"the server ended with {process.returncode}")
            with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/healthz", timeout=5):
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("the server did not answer within 20 seconds")
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
