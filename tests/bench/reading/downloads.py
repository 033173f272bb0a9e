"""Whole lists as files: CPU, first byte and memory, beside Datasette's CSV of the same rows.

Datasette has them in one flat table, made of our CSV: it joins nothing. That is the hardest
yardstick; on our own tables it gives out no body and no source of a record.
"""

import csv
import io
import sqlite3
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from tests.bench.reading import servers
from tests.bench.reading.servers import Server

LIST, WORKBOOK = "/timeline.csv?bom=0", "/timeline.xlsx?kind=document"
TRIES = 5
Rows = list[list[str]]


class Download(NamedTuple):
    cpu: float  # seconds, of the server's process and of PostgreSQL's
    first: float  # seconds until the first byte
    grown: float  # MB, without the database's file
    body: bytes


class Downloads(NamedTuple):
    """`datasette` is None where there is none."""

    rows: int
    csv: Download
    first: float  # seconds, the median of several tries
    workbook: Download
    datasette: Download | None


def measure(url: str, program: Path) -> Downloads:
    with servers.site(url, **servers.NOTHING_KEPT) as site:
        _get(site, "/timeline.csv?year=2018")  # imports, and SQL that is built once
        whole = _get(site, LIST)
        first = median(_first_byte(site) for _ in range(TRIES))
        workbook = _get(site, WORKBOOK)
    rows = list(csv.reader(io.StringIO(whole.body.decode())))
    return Downloads(len(rows) - 1, whole, first, workbook, _datasette(program, rows))


def _datasette(program: Path, rows: Rows) -> Download | None:
    if not program.exists():
        return None
    with TemporaryDirectory() as folder:
        path = Path(folder) / "flat.sqlite3"
        _fill(path, rows)
        with servers.datasette(program, path) as server:
            _get(server, "/flat/rows.csv?_size=1")
            return _get(server, "/flat/rows.csv?_stream=on&_size=max")


def _fill(path: Path, rows: Rows) -> None:
    head, *rest = rows
    columns = ", ".join(f'"{name}"' for name in head)
    places = ", ".join("?" * len(head))
    with closing(sqlite3.connect(path)) as opened, opened:
        opened.execute(f"CREATE TABLE rows (row INTEGER PRIMARY KEY, {columns})")
        opened.executemany(f"INSERT INTO rows ({columns}) VALUES ({places})", rest)


def _get(server: Server, address: str) -> Download:
    computed, (before, _) = sum(server.computed()), server.memory()
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=600)) as connection:
        began = time.monotonic()
        connection.request("GET", address)
        answer = connection.getresponse()
        body = answer.read(1)
        first = time.monotonic() - began
        body += answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} to {address}")
    grown = server.memory()[0] - before
    return Download(sum(server.computed()) - computed, first, grown, body)


def _first_byte(server: Server) -> float:
    """Of a reader who leaves then, which ends the work."""
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=60)) as connection:
        began = time.monotonic()
        connection.request("GET", LIST)
        connection.getresponse().read(1)
        first = time.monotonic() - began
    time.sleep(1)
    return first
