"""Makes the archive once for each version of the catalogue, and keeps the newest ones."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkstemp

from django.conf import settings

from portal.changes import revision
from portal.changes.snapshot import one_moment
from portal.open_data.catalogue.writing import write
from portal.open_data.data import Site
from portal.serving import build

MOST = 2  # archives: the newest version, on two hosts, or with a version that is still being read


def archive(site: Site) -> Path:
    """The archive of the current version; while one is made, others wait for it."""
    folder = settings.DOWNLOADS_FOLDER
    path = folder / _name(site)
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with _alone(folder):
            # Of the version that the snapshot sees, which others may have made meanwhile.
            with one_moment():
                path = folder / _name(site)
                if not path.exists():
                    _make(path, site)
            _remove_older(folder, path)
    return path


def version(site: Site) -> str:
    """Names what the archive depends on: the records, the program, the host in its addresses."""
    parts = (revision.current(), build.digest(), site.id("", ""))
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


def _name(site: Site) -> str:
    return f"catalogue-{version(site)}.zip"


def _make(path: Path, site: Site) -> None:
    """The file has its name when it is complete."""
    handle, unfinished = mkstemp(prefix="unfinished-", suffix=".zip", dir=path.parent)
    os.close(handle)
    try:
        write(Path(unfinished), site, datetime.fromtimestamp(revision.moment(), UTC))
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """In this process and in all others that share the folder."""
    with (folder / "lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _remove_older(folder: Path, newest: Path) -> None:
    """Those that are being sent are read to their end. Also what a killed process has left."""
    made = sorted(folder.glob("catalogue-*.zip"), key=lambda path: path.stat().st_mtime)
    for path in (*made[:-MOST], *folder.glob("unfinished-*")):
        if path != newest:
            path.unlink(missing_ok=True)
