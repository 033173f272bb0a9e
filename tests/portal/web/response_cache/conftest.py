import os
import shutil
import signal
import socket
import subprocess
import time
from contextlib import closing, contextmanager

import pytest
from redis import Redis

from portal.web.response_cache import middleware
from portal.web.response_cache.store import Store

REDIS = shutil.which("redis-server")


@pytest.fixture
def caching(catalogue, settings, monkeypatch):
    """Answers are cached; the store they are in."""
    settings.RESPONSE_CACHE_BYTES = 2_000_000
    store = Store(settings.RESPONSE_CACHE_BYTES)
    monkeypatch.setattr(middleware, "store", store)
    return store


def free_port() -> int:
    with closing(socket.socket()) as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class RedisServer:
    """A Redis server without a disk file, which tests may stop and restart."""

    def __init__(self, folder):
        self.port, self._folder = free_port(), folder
        self.url = f"redis://127.0.0.1:{self.port}"
        self._process = None

    def start(self) -> None:
        command = [REDIS, "--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        self._process = subprocess.Popen(command, cwd=self._folder, stdout=subprocess.DEVNULL)
        latest = time.monotonic() + 30
        while time.monotonic() < latest:
            try:
                return self.client().ping()
            except OSError:
                time.sleep(0.05)
        raise AssertionError("redis-server did not start")

    def client(self) -> Redis:
        return Redis(port=self.port)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(10)

    @contextmanager
    def hung(self):
        """It accepts connections, and never answers."""
        self._process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self._process.send_signal(signal.SIGCONT)

    @contextmanager
    def killed(self):
        self.kill()
        try:
            yield
        finally:
            self.start()


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    if not REDIS:
        if os.environ.get("CI"):
            pytest.fail("redis-server is not installed, and a CI run leaves nothing out.")
        pytest.skip("redis-server is not installed")
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.kill()
