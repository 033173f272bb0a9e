"""Loads many new records from a file of JSON lines (`portal.bulk_loading`)."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from portal.bulk_loading.batches import load
from portal.bulk_loading.lines import BulkError
from portal.management.progress import show


class Command(BaseCommand):
    help = "Load the records of a file of JSON lines; a second run goes on where the last ended."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE.jsonl")

    def handle(self, *, file, **options):
        done = 0

        def progress(lines: int, total: int) -> None:
            nonlocal done
            done = lines
            show(self.stderr, lines, total)

        try:
            loaded = load(file, progress)
        except (BulkError, OSError, DatabaseError) as error:
            raise CommandError(f"{error}. {_loaded(file, done)}") from error
        self.stdout.write(f"All {loaded.total} lines of {file.name} are loaded.")


def _loaded(file: Path, done: int) -> str:
    return (
        f"Lines 1 to {done} are loaded." if done else f"This run has loaded nothing of {file.name}."
    )
