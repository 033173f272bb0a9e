"""The real catalogue stands loaded in the test database; each test rolls back its own changes."""

import io
import shutil

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.core.management import call_command
from hypothesis import settings as hypothesis_settings

# How long an example takes says more of the machine than of the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("load_catalogue", verbosity=0, stdout=io.StringIO())


@pytest.fixture(autouse=True)
def nothing_kept():
    """No test is answered from what another one asked."""
    cache.clear()


@pytest.fixture
def catalogue(db):
    """Asks for the database with the catalogue in it."""


@pytest.fixture
def curator(catalogue, django_user_model):
    return django_user_model.objects.create_superuser("curator", password="curator")


@pytest.fixture
def in_group(catalogue, django_user_model):
    """`in_group("录入员")`: a user of that group."""

    def make(group: str):
        user = django_user_model.objects.create_user(f"of-{group}", is_staff=True)
        user.groups.add(Group.objects.get(name=group))
        return user

    return make


@pytest.fixture
def curating(client, curator):
    """A client logged in to the admin."""
    client.force_login(curator)
    return client


@pytest.fixture
def fixture_folder(tmp_path):
    """A copy of fixtures/ to break."""
    return shutil.copytree(settings.BASE_DIR / "fixtures", tmp_path / "fixtures")


def pytest_report_header():
    return f"database: {settings.DATABASES['default']['ENGINE'].rsplit('.', 1)[-1]}"


def pytest_terminal_summary(terminalreporter):
    if "sqlite3" in settings.DATABASES["default"]["ENGINE"]:
        terminalreporter.write_line(
            "Left out: PostgreSQL. Run the tests on it with DATABASE_URL=postgres://… make test"
        )
