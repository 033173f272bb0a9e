"""All measurements of one corpus in one database."""

import json
import os
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from tests.bench import corpora
from tests.bench.databases import DATA, Databases
from tests.bench.reading import downloads, servers
from tests.bench.reading.client import BROWSER, Answer, Crowd, Reader, crowd, pages_a_second
from tests.bench.reading.downloads import Downloads
from tests.bench.reading.questions import Question, questions, random_filters, total
from tests.bench.reading.rounds import Side, in_turn
from tests.bench.reading.servers import HERE, Server

DATASETTE = DATA / "datasette" / "bin" / "datasette"
READERS, SECONDS, TURNS = 16, 3, 3
CROWD, FILTERS = 64, 1_000
OURS, KEPT, NOT_MODIFIED = "nothing kept", "kept", "304"
HELLO, BY_HAND, JOINED = "hello", "best SQL", "one join"
DATASETTE_SIDE, PLAIN = "Datasette", "plain Django"


class WrongAnswerError(Exception):
    """Its message is a sentence for whoever runs the bench."""


@dataclass
class Results:
    """`rows` are the sides of each question, by its key; `rates` are pages per second."""

    kind: str
    which: str
    url: str  # of the server, as Databases takes it
    total: int = 0
    rows: dict[str, dict[str, Side]] = field(default_factory=dict)
    rates: dict[str, list[float]] = field(default_factory=dict)
    downloads: Downloads | None = None
    crowd: Crowd | None = None
    memory: list[tuple[float, float]] = field(
        default_factory=list
    )  # without the file, with it: twice
    loaded: int = 0  # entries loaded in bulk
    loading: dict[str, dict[str, float]] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # of the questions
    sizes: dict[str, int] = field(default_factory=dict)  # bytes of each page

    def rate(self, what: str) -> float:
        return median(self.rates[what]) if self.rates.get(what) else 0.0


def run(server: str, which: str, crowd_seconds: int, *, growth: bool) -> Results:
    """For `growth`, only the site with nothing kept and the best SQL.

    Raises WrongAnswerError where an answer is not what the yardstick finds.
    """
    databases = Databases(server)
    url, results = corpora.make(databases, which), Results(databases.kind, which, server)
    say(f"{results.kind}, {which}: the yardsticks' tables")
    about = _tables(url, *(["growth"] if growth else []))
    results.total = about["total"]
    with tempfile.TemporaryDirectory() as pages, ExitStack() as running:
        sides = _Servers(running, url, Path(pages), databases, which, growth=growth)
        for question in questions(about, databases.name(which)):
            say(f"{results.kind}, {which}: {question.name}")
            results.names[question.key] = question.name
            results.sizes[question.key] = sides.prepare(question, about)
            results.rows[question.key] = in_turn(sides.of(question))
        if not growth:
            say(f"{results.kind}, {which}: {READERS} readers")
            results.rates = _rates(sides)
    if not growth and which != corpora.REAL:
        say(f"{results.kind}, {which}: downloads")
        results.downloads = downloads.measure(url, DATASETTE)
    if crowd_seconds:
        say(f"{results.kind}, {which}: {CROWD} readers")
        _crowd(url, about, crowd_seconds, results)
    return results


def _tables(url: str, *words: str) -> dict:
    command = [sys.executable, "-m", "tests.bench.reading.tables", *words]
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "portal.settings"}
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    return json.loads(done.stdout)


class _Servers:
    """All sides of one corpus; each has one process with one reader."""

    def __init__(
        self, running: ExitStack, url: str, pages: Path, databases, which: str, *, growth: bool
    ):
        self.pages = pages
        started = {
            OURS: servers.site(url, **servers.NOTHING_KEPT),
            HELLO: servers.yardstick("settings", url, pages),
        }
        if not growth:
            started[KEPT] = servers.site(url)
            started[PLAIN] = servers.yardstick("plain_settings", url, pages)
        if not growth and not databases.server:
            started[DATASETTE_SIDE] = servers.datasette(DATASETTE, databases.path(which))
        self.servers: dict[str, Server] = {
            name: running.enter_context(server) for name, server in started.items()
        }
        self.readers = {name: Reader(server.port) for name, server in self.servers.items()}
        _settle(self.servers)

    def get(self, side: str, address: str, **headers: str) -> Answer:
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self.readers[side].get(address, headers)
        if answer.status not in (200, 304):
            raise WrongAnswerError(f"{side} answers {answer.status} to {address}")
        return answer

    def prepare(self, question: Question, about: dict) -> int:
        """Compare the answers, and give the page to the side that joins it; its size in bytes."""
        page = self.get(OURS, question.site)
        (self.pages / question.key).write_bytes(page.body)
        by_hand = json.loads(self.get(HELLO, self.by_hand(question)).body)
        said = {OURS: page}
        if question.plain and PLAIN in self.servers:
            said[PLAIN] = self.get(PLAIN, question.plain)
        if question.datasette and DATASETTE_SIDE in self.servers:
            said[DATASETTE_SIDE] = self.get(DATASETTE_SIDE, question.datasette)
        for side, answer in said.items():
            if not _agrees(answer, by_hand, about):
                wanted = by_hand.get("total", about["title"])
                raise WrongAnswerError(
                    f"{question.name}: {side} says {total(answer)}, by hand it is {wanted}"
                )
        if self.get(HELLO, f"/joined/{question.key}").body != page.body:
            raise WrongAnswerError(f"{question.name}: the page is joined to other bytes")
        return len(page.body)

    def by_hand(self, question: Question) -> str:
        return f"/answer/{question.key}?{urlencode(question.by_hand)}"

    def of(self, question: Question) -> list[Side]:
        asked = {
            OURS: (OURS, partial(self.get, OURS, question.site)),
            HELLO: (HELLO, partial(self.get, HELLO, "/hello")),
            BY_HAND: (HELLO, partial(self.get, HELLO, self.by_hand(question))),
            JOINED: (HELLO, partial(self.get, HELLO, f"/joined/{question.key}")),
        }
        if KEPT in self.servers:
            asked[KEPT] = (KEPT, partial(self.get, KEPT, question.site, **BROWSER))
        if etag := self.etag(question.site):
            headers = BROWSER | {"If-None-Match": etag}
            asked[NOT_MODIFIED] = (KEPT, partial(self.get, KEPT, question.site, **headers))
        if question.plain and PLAIN in self.servers:
            asked[PLAIN] = (PLAIN, partial(self.get, PLAIN, question.plain))
        if question.datasette and DATASETTE_SIDE in self.servers:
            ask = partial(self.get, DATASETTE_SIDE, question.datasette)
            asked[DATASETTE_SIDE] = (DATASETTE_SIDE, ask)
        return [Side(name, self.servers[of], ask) for name, (of, ask) in asked.items()]

    def etag(self, address: str) -> str:
        """Of the compressed page; empty unless it is answered with 304."""
        if KEPT not in self.servers:
            return ""
        self.get(KEPT, address, **BROWSER)
        etag = self.get(KEPT, address, **BROWSER).headers.get("etag", "")
        headers = BROWSER | {"If-None-Match": etag}
        return etag if etag and self.get(KEPT, address, **headers).status == 304 else ""


def _agrees(answer: Answer, by_hand: dict, about: dict) -> bool:
    if "total" in by_hand:
        return total(answer) == by_hand["total"]
    return about["title"] in answer.body.decode()


def _rates(sides: _Servers) -> dict[str, list[float]]:
    """Pages per second of `/`, kept and not modified, and of a bare hello, in turn."""
    asked = {HELLO: (HELLO, "/hello", {}), KEPT: (KEPT, "/", BROWSER)}
    if etag := sides.etag("/"):
        asked[NOT_MODIFIED] = (KEPT, "/", BROWSER | {"If-None-Match": etag})
    found: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(TURNS):
        for name, (of, address, headers) in asked.items():
            port = sides.servers[of].port
            found[name].append(pages_a_second(port, address, headers, READERS, SECONDS))
    return found


def _crowd(url: str, about: dict, seconds: int, results: Results) -> None:
    """As it is served, with two processes; memory is read when they keep all that they may."""
    addresses = random_filters(about, FILTERS)
    with servers.site(url, workers=2) as site:
        crowd(site.port, addresses, CROWD, seconds / 6)
        results.crowd = crowd(site.port, addresses, CROWD, seconds)
        for _ in range(2):
            crowd(site.port, addresses, CROWD, seconds)
            results.memory.append(site.memory())


def _settle(running: dict[str, Server]) -> None:
    """Wait until they have nothing left to do, such as building the suggestions."""
    before = -1.0
    while (now := sum(sum(server.computed()) for server in running.values())) - before > 0.005:
        before = now
        time.sleep(0.5)


def say(doing: str) -> None:
    print(f"… {doing}", file=sys.stderr, flush=True)
