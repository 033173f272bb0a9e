"""Loads fixtures/*.json into the database, except records that a curator has changed."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from portal.loading.fixture_rows import LoadError
from portal.loading.load import load


class Command(BaseCommand):
    help = "Load the fixtures, all or nothing; records that a curator changed are left alone."
    # `make ready` runs them in `migrate`, just before this command.
    requires_system_checks = ()

    def add_arguments(self, parser):
        parser.add_argument("--fixtures", type=Path, default=settings.BASE_DIR / "fixtures")

    def handle(self, *, fixtures, **options):
        try:
            report = load(fixtures)
        except (LoadError, DatabaseError) as error:
            raise CommandError(f"Nothing was loaded. {error}") from error
        self.stdout.write(
            f"{len(report.created)} created, {len(report.updated)} updated,"
            f" {len(report.unchanged)} unchanged, {len(report.left_alone)} left alone."
        )
        for model, key in report.left_alone:
            self.stdout.write(f"  left alone, a curator changed it: {model} {key}")
        for model, key in report.gone:
            self.stdout.write(f"  no longer in the fixtures, still in the database: {model} {key}")
