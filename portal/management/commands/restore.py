"""Replaces the content of the database by that of a backup file."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error

from portal.backup.archive import BackupError
from portal.backup.restoring import restore
from portal.index.writing import bring_up_to_date


class Command(BaseCommand):
    help = "Bring back what `backup` has written, all or nothing, into a migrated database."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="what `backup` has written")
        parser.add_argument(
            "--overwrite",
            action="store_true",
            help="also where the database holds records: they are all lost",
        )

    def handle(self, *, file, overwrite, **options):
        try:
            manifest = restore(file, overwrite=overwrite)
        except (BackupError, Error) as error:
            raise CommandError(f"Nothing was restored. {error}") from error
        bring_up_to_date()  # what is derived, where this code derives it otherwise
        number = sum(table["rows"] for table in manifest["tables"].values())
        self.stdout.write(f"{number} rows restored, as they were on {manifest['made']}.")
