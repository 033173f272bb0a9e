"""Writes the whole database into one backup file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from portal.backup.archive import BackupError
from portal.backup.making import make


class Command(BaseCommand):
    help = "Write a consistent copy of everything to FILE, also while the portal is written to."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="a new file; .zip is usual")

    def handle(self, *, file, **options):
        try:
            manifest = make(file)
        except (BackupError, OSError, Error) as error:
            raise CommandError(f"No backup was made. {error}") from error
        number = sum(table["rows"] for table in manifest["tables"].values())
        size = file.stat().st_size / 1e6
        self.stdout.write(f"{number} rows of {len(manifest['tables'])} tables, {size:.1f} MB.")
