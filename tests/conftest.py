"""The test database contains the real catalogue; each test rolls back its own changes."""

import shutil
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.template.backends import jinja2
from django.template.base import Template
from django.test.signals import template_rendered
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from portal.changes import revision
from portal.web.response_cache.store import store
from tests import prepared

# What no database can make different: wording, templates, headers, plain functions, and the
# pages of the admin. All else runs on both; a test that no entry names does too.
ON_ONE_DATABASE = {
    "tests/bench",
    "tests/browser",
    "tests/policies/admin/test_admin.py",
    "tests/policies/charts/test_lanes.py",
    "tests/policies/lists/test_bad_values.py",
    "tests/policies/pages/test_embed.py",
    "tests/policies/test_adopted_documents.py",
    "tests/policies/pairs/test_headings.py",
    "tests/portal/curation/accounts/test_permissions.py",
    "tests/portal/curation/accounts/test_signed_out.py",
    "tests/portal/curation/editing/test_bad_requests.py",
    "tests/portal/curation/importing/files",
    "tests/portal/curation/importing/test_words.py",
    "tests/portal/references",
    "tests/portal/search/test_highlight.py",
    "tests/portal/search/test_query.py",
    "tests/portal/serving/test_build.py",
    "tests/portal/serving/test_port.py",
    "tests/portal/serving/test_subpath.py",
    "tests/portal/sources",
    "tests/portal/suggestions/test_phrases.py",
    "tests/portal/test_deferred.py",
    "tests/portal/test_layers.py",
    "tests/portal/test_settings.py",
    "tests/portal/test_wsgi.py",
    "tests/portal/text",
    "tests/portal/web/response_cache/test_codings.py",
    "tests/portal/web/response_cache/test_parameters.py",
    "tests/portal/web/response_cache/test_store.py",
    "tests/portal/web/test_appearance.py",
    "tests/portal/web/test_english.py",
    "tests/portal/web/pages/test_references.py",
    "tests/portal/web/rendering/test_errata.py",
    "tests/portal/web/rendering/test_jinja.py",
    "tests/portal/web/pages/test_llms.py",
    "tests/portal/web/test_metadata.py",
    "tests/portal/web/middleware/test_printable.py",
    "tests/provinces",
    "tests/test_checkout.py",
    "tests/test_readme.py",
    "tests/test_wording.py",
}

# A worker takes one file after another; what takes longest begins first, lest the others wait.
LONGEST = [
    "tests/upgrade/test_upgrade.py",
    "tests/browser/test_accessibility.py",
    "tests/browser/test_admin_pages.py",
    "tests/portal/curation/accounts/test_permissions.py",
    "tests/browser/test_curation.py",
    "tests/portal/test_third_record_type.py",
    "tests/portal/index/test_committed.py",
    "tests/portal/web/response_cache/test_processes.py",
    "tests/portal/test_loading.py",
    "tests/browser/test_suggestions.py",
    "tests/browser/test_timeline.py",
    "tests/bench/test_make_corpus.py",
]

# How long an example takes says more of the machine than of the code.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.load_profile("untimed")


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(config, items):
    """Marks the tests before others choose by marks, and sorts what is left."""
    named = [*ON_ONE_DATABASE, *LONGEST]
    gone = [path for path in named if not (config.rootpath / path).exists()]
    if gone:
        raise pytest.UsageError(f"tests/conftest.py names what is gone: {gone}")
    for item in items:
        path = item.path.relative_to(config.rootpath)
        if {str(path), *map(str, path.parents)} & ON_ONE_DATABASE:
            item.add_marker(pytest.mark.one_database)
    yield
    if hasattr(config, "workerinput"):
        places = {config.rootpath / path: place for place, path in enumerate(LONGEST)}
        items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def django_db_setup(request, django_test_environment, django_db_blocker):
    """Takes the place of pytest-django's, which migrates a database for each process."""
    worker = getattr(request.config, "workerinput", {"workerid": "one", "testrunuid": uuid4().hex})
    option = request.config.option
    with django_db_blocker.unblock():
        prepared.prepare(worker["testrunuid"], reuse=option.reuse_db and not option.create_db)
        with prepared.copy_of_its_own(worker["workerid"]):
            yield


OF_FORMS = ("django/forms/", "admin/widgets/")


@pytest.fixture(autouse=True, scope="session")
def recorded_contexts(django_test_environment):
    """Pages tell the test client their context, as Django's own templates do.

    Of the hundreds of widgets in a form of the admin nobody reads it, and copies take a fifth of
    the page's time.
    """
    render, recording = jinja2.Template.render, Template._render

    def recorded(template, context=None, request=None):
        context = {} if context is None else context
        page = render(template, context, request)
        template_rendered.send(template, template=template, context=context)
        return page

    def recorded_but_for_widgets(template, context):
        if (template.name or "").startswith(OF_FORMS):
            return template.nodelist.render(context)
        return recording(template, context)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(jinja2.Template, "render", recorded)
        patch.setattr(Template, "_render", recorded_but_for_widgets)
        yield


@pytest.fixture(autouse=True)
def in_chinese():
    """A request for an English page leaves its language to the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def empty_cache():
    """Clears the cache before each test, also the cache of the browser tests' server."""
    cache.clear()
    store.clear()
    revision.forget()


@pytest.fixture
def catalogue(db):
    """Uses the database with the catalogue."""


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
