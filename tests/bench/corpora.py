"""The catalogues that are measured: the real one, and synthetic ones of any size."""

import os
import subprocess
import sys
from pathlib import Path

from tests.bench.databases import Databases

HERE = Path(__file__).resolve().parents[2]
REAL = "real"


def make(databases: Databases, which: str) -> str:
    """The URL of the database; `which` is REAL, or how many synthetic entries it has."""
    filled = ["load_catalogue"] if which == REAL else ["make_corpus", which]

    def fill(name: str) -> None:
        print(f"… {databases.kind}: making {which}", file=sys.stderr, flush=True)
        manage(databases.url(name), "migrate", "--verbosity", "0")
        manage(databases.url(name), *filled)

    databases.make(which, fill)
    manage(databases.url(which), "migrate", "--verbosity", "0")
    return databases.url(which)


def manage(url: str, *words: str) -> None:
    environment = os.environ | {"DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    command = [sys.executable, "manage.py", *words]
    done = subprocess.run(command, cwd=HERE, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}: {done.stderr[-3000:]}")
