"""Checks the invariants that no database constraint can express; exits 1 and names breaches."""

from django.core.management.base import BaseCommand, CommandError

from portal.checks import invariants
from portal.index.check import stale
from portal.suggestions import builder


class Command(BaseCommand):
    help = "Check what no database constraint can say of the catalogue."

    def handle(self, **options):
        breaches = [
            *invariants.breaches(),
            *stale(),
            *builder.stale(),
        ]
        for breach in breaches:
            self.stderr.write(breach)
        if breaches:
            raise CommandError(f"{len(breaches)} breaches.")
        self.stdout.write("The catalogue is sound.")
