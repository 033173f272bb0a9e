"""Reads and writes backup files; writing is all or nothing, reading verifies the checksums."""

import hashlib
import json
import os
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

FORMAT = 1
MANIFEST, SUMS = "manifest.json", "SHA256SUMS"


class BackupError(Exception):
    """Why nothing was backed up or restored, in a sentence."""


class Writer:
    def __init__(self, archive: zipfile.ZipFile):
        self._archive = archive
        self._sums: list[str] = []

    def add(self, name: str, lines: Iterable[bytes]) -> int:
        """Write a member; returns the number of lines."""
        digest, number = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as member:
            for line in lines:
                member.write(line)
                digest.update(line)
                number += 1
        self._sums.append(f"{digest.hexdigest()}  {name}\n")
        return number

    def finish(self, manifest: dict) -> None:
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        self.add(MANIFEST, [text.encode()])
        self._archive.writestr(SUMS, "".join(self._sums))


@contextmanager
def writing(path: Path) -> Iterator[Writer]:
    """A writer; the file gets its name when complete and is readable by its owner only.

    Others may not read it because it contains accounts.
    """
    if path.exists():
        raise BackupError(f"{path} is there already: choose another name.")
    if not path.parent.is_dir():
        raise BackupError(f"There is no folder {path.parent}.")
    handle, unfinished = tempfile.mkstemp(prefix=f"{path.name}.unfinished-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                yield Writer(archive)
            file.flush()
            os.fsync(file.fileno())
        os.replace(unfinished, path)
    except BaseException:
        os.unlink(unfinished)
        raise


@contextmanager
def reading(path: Path) -> Iterator[tuple[zipfile.ZipFile, dict]]:
    """The archive and its manifest, after all checksums have been verified."""
    with ExitStack() as opened:
        try:
            archive = opened.enter_context(zipfile.ZipFile(path))
            _verify(archive)
            manifest = json.loads(archive.read(MANIFEST))
        except FileNotFoundError as error:
            raise BackupError(f"There is no file {path}.") from error
        except (OSError, zipfile.BadZipFile, zlib.error, KeyError, ValueError, EOFError) as error:
            raise BackupError(f"{path} is no backup, or is damaged: {error}") from error
        if manifest.get("format") != FORMAT:
            raise BackupError(f"{path} is a backup in a form that this version cannot read.")
        yield archive, manifest


def _verify(archive: zipfile.ZipFile) -> None:
    sums = dict(reversed(line.split("  ", 1)) for line in archive.read(SUMS).decode().splitlines())
    if {*sums, SUMS} != {*archive.namelist()} or MANIFEST not in sums:
        raise BackupError("The files in the backup are not those that its checksums name.")
    for name, wanted in sums.items():
        with archive.open(name) as member:
            found = hashlib.file_digest(member, "sha256").hexdigest()
        if found != wanted:
            raise BackupError(f"The backup is damaged: the checksum of {name} is wrong.")
