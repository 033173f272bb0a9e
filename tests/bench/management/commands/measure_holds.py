import json

from django.core.management.base import BaseCommand

from tests.bench.changes.holds import measure


class Command(BaseCommand):
    help = "Changes thousands of records of the bench and writes how long the lock is held, as JSON"

    def handle(self, *args, **options):
        for what, took in measure():
            self.stdout.write(json.dumps([what, took.wall, took.cpu]))
