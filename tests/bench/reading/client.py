"""Readers: one after another on one connection, or many at once."""

import random
import re
import shutil
import subprocess
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from threading import Lock, Thread
from urllib.parse import quote

TIMEOUT = 120
BROWSER = {"Accept-Encoding": "gzip, br"}  # as browsers send it; without it, no compression


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


class Reader:
    """Asks on one connection that stays open."""

    def __init__(self, port: int):
        self.port, self.connection = port, None

    def get(self, address: str, headers: dict[str, str] | None = None) -> Answer:
        try:
            return self._get(address, headers)
        except (HTTPException, OSError):
            self.connection = None  # the server closes a connection that was idle
            return self._get(address, headers)

    def _get(self, address: str, headers: dict[str, str] | None) -> Answer:
        if self.connection is None:
            self.connection = HTTPConnection("127.0.0.1", self.port, timeout=TIMEOUT)
        self.connection.request("GET", encoded(address), headers=headers or {})
        answer = self.connection.getresponse()
        headers = {name.lower(): value for name, value in answer.headers.items()}
        return Answer(answer.status, headers, answer.read())


def encoded(address: str) -> str:
    return quote(address, safe="/?&=,-_.~%:")


@dataclass
class Crowd:
    """What many readers met: seconds of each answer, and a sentence for each failure."""

    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def share(self, of: float) -> float:
        """The time within which this share of the answers came."""
        return sorted(self.seconds)[min(int(len(self.seconds) * of), len(self.seconds) - 1)]


def crowd(port: int, addresses: list[str], readers: int, seconds: float) -> Crowd:
    """Each reader asks for one address after another, chosen at random."""
    met, lock, end = Crowd(), Lock(), time.monotonic() + seconds

    def read(seed: int) -> None:
        reader, chance = Reader(port), random.Random(seed)
        while time.monotonic() < end:
            address = chance.choice(addresses)
            began = time.monotonic()
            try:
                status = reader.get(address, BROWSER).status
                said = "" if status == 200 else f"{status} {address}"
            except (HTTPException, OSError) as error:
                said = f"{error!r} {address}"
            with lock:
                met.seconds.append(time.monotonic() - began)
                met.failed += [said] if said else []

    threads = [Thread(target=read, args=(seed,)) for seed in range(readers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return met


def pages_a_second(
    port: int, address: str, headers: dict[str, str], readers: int, seconds: int
) -> float:
    """By wrk, which computes least beside the server; else by our own readers."""
    if not shutil.which("wrk"):
        return len(crowd(port, [address], readers, seconds).seconds) / seconds
    words = ["wrk", "-t1", f"-c{readers}", f"-d{seconds}s", "--timeout", f"{TIMEOUT}s"]
    words += [word for name, value in headers.items() for word in ("-H", f"{name}: {value}")]
    url = f"http://127.0.0.1:{port}{encoded(address)}"
    said = subprocess.run([*words, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx or 3xx" in said or "Socket errors" in said:
        raise RuntimeError(f"{address}: {said}")
    return float(re.search(r"Requests/sec:\s*([\d.]+)", said)[1])


def tool() -> str:
    return "wrk" if shutil.which("wrk") else "a Python client"
