"""Rebuilds index, text index and suggestions from the records."""

from functools import partial

from django.core.management.base import BaseCommand

from portal.index.writing import rebuild
from portal.management.progress import show
from portal.suggestions import builder


class Command(BaseCommand):
    help = "List every record anew and rebuild the text index, all or nothing."

    def handle(self, **options):
        done = rebuild(partial(show, self.stderr))
        builder.bring_up_to_date()
        self.stdout.write(f"{done} records listed.")
