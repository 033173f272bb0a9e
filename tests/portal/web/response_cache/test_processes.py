"""Several processes and Redis: a second after a save nobody is given an older page."""

import json
import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext

import pytest
from django.conf import settings

from tests.copies import database_of_its_own
from tests.portal.web.response_cache.conftest import free_port

# Marked, because without a marked test the settings would name the real database.
pytestmark = pytest.mark.django_db
SLUG = "2016-09-25"
PAGES = ["/", "/en/", "/?year=2016", "/milestones/", f"/milestones/{SLUG}/", "/search/?q=饕餮"]
SECONDS = 1.0  # after which nobody is given the old page
EDITOR = """
import json, sys, time, django
django.setup()
from django.db import transaction
from policies.models import Milestone
for line in sys.stdin:
    record = Milestone.objects.get(slug=sys.argv[1])
    for name, value in json.loads(line).items():
        setattr(record, name, value)
    with transaction.atomic():
        transaction.on_commit(lambda: print(time.time(), flush=True))
        record.save()
"""


class Deployment:
    """Two servers of one process each, and a curator's process, on one database and one Redis."""

    def __init__(self, urls, edit):
        self.urls, self.edit = urls, edit

    def get(self, number: int, address: str, tag: str = "") -> tuple[int, str, str]:
        """Status, text and tag of the answer of one of the servers."""
        quoted = urllib.request.quote(address, safe="/?=&")
        request = urllib.request.Request(f"{self.urls[number]}{quoted}")
        if tag:
            request.add_header("If-None-Match", tag)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, response.read().decode(), response.headers["ETag"]
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), ""

    def read_while(self, address: str, change, seconds: float) -> tuple[float, list]:
        """When `change()` was committed; (start, status, text) of the readings meanwhile."""
        readings, tags = [], ["", ""]
        ends = time.time() + 60

        def read(number: int) -> None:
            while time.time() < ends:
                start = time.time()
                status, text, tag = self.get(number, address, tags[number])
                readings.append((start, status, text))
                tags[number] = tag or tags[number]
                time.sleep(0.02)

        with ThreadPoolExecutor(2) as threads:
            both = [threads.submit(read, number) for number in range(2)]
            latest = time.time() + 30
            while time.time() < latest and [one[1] for one in readings].count(304) < 4:
                time.sleep(0.1)
            committed = change()
            ends = committed + seconds
            for one in both:
                one.result()
        return committed, readings


@contextmanager
def server(url: str, env: dict):
    command = [sys.executable, "-m", "gunicorn", "portal.wsgi", "--threads", "4"]
    command += ["--no-control-socket", "--bind", url.removeprefix("http://")]
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=env) as process:
        try:
            latest = time.monotonic() + 60
            while process.poll() is None and time.monotonic() < latest:
                try:
                    urllib.request.urlopen(f"{url}/readyz", timeout=5)
                    break
                except OSError:
                    time.sleep(0.1)
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def deployment(tmp_path_factory, django_db_setup, django_db_blocker, redis):
    folder = tmp_path_factory.mktemp("deployment")
    with django_db_blocker.unblock(), database_of_its_own(folder) as database:
        env = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "DATABASE_URL": database,
            "TEST_CACHE_URL": redis.url,
            "RESPONSE_CACHE_BYTES": "2000000",
        }
        urls = [f"http://127.0.0.1:{free_port()}" for _ in range(2)]
        with server(urls[0], env), server(urls[1], env), curator(env) as edit:
            yield Deployment(urls, edit)


@contextmanager
def curator(env: dict):
    """`edit(**values)` saves them in the record; it returns when that was committed."""
    command = [sys.executable, "-c", EDITOR, SLUG]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, cwd=settings.BASE_DIR, env=env, **pipes) as process:

        def edit(**values) -> float:
            process.stdin.write(f"{json.dumps(values)}\n")
            process.stdin.flush()
            return float(process.stdout.readline())

        yield edit
        process.stdin.close()


def states(redis):
    return {"running": nullcontext, "hung": redis.hung, "killed": redis.killed}


@pytest.mark.parametrize(
    ("state", "address"),
    [("running", page) for page in PAGES]
    + [(state, page) for state in ("hung", "killed") for page in PAGES[::2]],
)
def test_a_second_after_a_save_nobody_is_given_the_old_page(deployment, redis, state, address):
    title = f"饕餮{state}{PAGES.index(address)}"
    with states(redis)[state]():
        committed, readings = deployment.read_while(
            address, lambda: deployment.edit(title=title), SECONDS + 0.5
        )
    assert {status for _, status, _ in readings} <= {200, 304}
    # A page that the reader has already is not sent again.
    texts = [(start, text) for start, status, text in readings if status == 200]
    assert any(title in text for _, text in texts)
    seen = min(start for start, text in texts if title in text)
    assert seen <= committed + SECONDS
    late = [text for start, text in texts if start > committed + SECONDS]
    assert all(title in text for text in late)
    unchanged = [start for start, status, _ in readings if status == 304]
    assert any(start < committed for start in unchanged)


def test_a_withdrawn_record_is_gone_from_every_page_within_a_second(deployment):
    title = "饕餮撤下之前"
    deployment.edit(title=title)
    time.sleep(SECONDS)
    for number in range(2):
        for address in PAGES:
            assert title in deployment.get(number, address)[1]
    withdrawn = {"state": "withdrawn", "withdrawn_on": "2026-01-05"}
    committed = deployment.edit(**withdrawn, withdrawn_because="重复收录。")
    time.sleep(max(0.0, committed + SECONDS - time.time()))
    for number in range(2):
        for address in PAGES:
            status, text, _ = deployment.get(number, address)
            if SLUG in address:
                assert status == 410
            else:
                assert status == 200
                assert title not in text
