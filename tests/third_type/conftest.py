"""The tests of this folder need its app, which is installed in a process of their own."""

import pytest
from django.conf import settings
from django.core.management import call_command

if "tests.third_type" not in settings.INSTALLED_APPS:
    collect_ignore_glob = ["*.py"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The database with the catalogue in it, and the tables of this app."""
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0)
