"""Source texts and decisions → fixtures/*.json."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.sources import decisions
from portal.sources.catalogue import read_catalogue
from portal.sources.fixtures import render, stale, write
from portal.sources.records import SourceError

FIXTURES = settings.BASE_DIR / "fixtures"


class Command(BaseCommand):
    help = "Build fixtures/*.json from fixtures/sources/*.txt and the reviewed decisions."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true", help="only compare; exit 1 if stale")
        parser.add_argument("--fixtures", type=Path, default=FIXTURES, help="the folder to write")
        parser.add_argument("--decisions", type=Path, default=decisions.FOLDER)

    def handle(self, *, check, fixtures, decisions, **options):
        try:
            catalogue = read_catalogue(fixtures / "sources", decisions)
        except SourceError as error:
            raise CommandError(str(error)) from error
        files = render(catalogue)
        changed = stale(files, fixtures)
        if check and changed:
            raise CommandError(f"Stale fixtures: {', '.join(changed)}. Run build_fixtures.")
        if not check:
            write(files, fixtures)
        self.stdout.write(
            f"{len(catalogue.policies)} policies, {len(catalogue.milestones)} milestones,"
            f" {len(catalogue.excerpts)} excerpts, {len(catalogue.differences)} differences,"
            f" {sum(map(len, catalogue.errata.values()))} errata;"
            f" {len(changed)} of {len(files)} files {'stale' if check else 'changed'}."
        )
