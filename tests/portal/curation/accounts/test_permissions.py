"""Every address of the admin, requested by every role, against a table of permissions."""

import re
from contextlib import contextmanager
from urllib.parse import urlencode, urljoin

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection, models, transaction
from django.urls import resolve, reverse

from policies.models import (
    Milestone,
    MilestoneErratum,
    Policy,
    PolicyErratum,
)
from portal.changes.recording import together
from portal.curation.workflow.transitions import TRANSITIONS
from portal.models import Revision
from portal.models.base import RecordTable
from portal.models.curated import Curated
from provinces.models import Excerpt, ExcerptErratum
from tests.policies.admin.test_admin import address, opened_form
from tests.portal.curation.accounts.asking import OPEN, answer, got, posted, refusal
from tests.portal.curation.accounts.cases import (
    BEGINS,
    PATTERNS,
    REFERRING,
    Case,
    cases,
    made,
    site_cases,
)
from tests.portal.curation.accounts.who_may import GROUPS, NOT_FOUND, ROLES, SITE, TABLES, line

pytestmark = pytest.mark.usefixtures("catalogue")

# Buttons and links on a page, to pages of the same table: shown to those who may go there.
BUTTONS = {
    "changelist": {"add", "import", "export", "deleted"},
    "change": {"delete", "history", "preview", *(f"move {name}" for name in TRANSITIONS)},
    "history": {"restore", "part"},
    "import": {"template"},
    "batch": {"undo"},
}
READING = {
    "",
    "changelist",
    "history",
    "preview",
    "export",
    "template",
    "deleted",
    "copy",
}  # a POST is a GET there
SAVED = {"add", "change"}  # pages with buttons that save

each_role = pytest.mark.parametrize("role", ROLES, ids=ROLES.get)
each_model = pytest.mark.parametrize("model", admin.site._registry, ids=lambda one: one.__name__)


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """Table → its records, made once for all tests and rolled back after the last one."""
    with django_db_blocker.unblock(), taken_back():
        with together():
            worlds = {model: made(model) for model in admin.site._registry}
        with together():  # another version of each
            for model in worlds:
                for record in worlds[model].values() if issubclass(model, RecordTable) else ():
                    record.save()
        yield worlds


@pytest.fixture
def as_role(client, in_group, django_user_model):
    """`as_role("e")`: logs in, and gives the user."""

    def log_in(role: str) -> User | None:
        if role == "n":
            return None
        if role in GROUPS:
            user = in_group(GROUPS[role])
        elif role == "s":
            user = django_user_model.objects.create_superuser("superuser")
        else:
            user = django_user_model.objects.create_user(ROLES[role], is_staff=role == "x")
        client.force_login(user)
        return user

    client.raise_request_exception = False  # so that what fails is named with its address
    return log_in


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def contents(model: type[models.Model]) -> tuple:
    """Row counts and revision of the whole database, and the rows of this table."""
    tables = [one._meta.db_table for one in apps.get_models() if one._meta.app_label != "sessions"]
    count = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM {name}" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(count)
        numbers = dict(cursor.fetchall())
    rows = list(model._base_manager.order_by("pk").values())
    return numbers, list(Revision.objects.values()), rows


def is_done(case: Case) -> bool:
    """Whether the POST had its effect, for pages with a single effect."""
    stored = type(case.record)._base_manager.filter(pk=case.record.pk).first()
    if case.page == "delete":
        return stored is None
    return case.page != "move" or stored.state == TRANSITIONS[case.name].target


# Who may what


def test_the_tables_name_every_address_and_no_other():
    known = {
        (model, name.partition(" ")[0])
        for model, table in [*TABLES.items(), (None, SITE)]
        for name in table
    }
    assert {(model, page) for model, page, _ in PATTERNS} == known


@each_role
@each_model
def test_a_page_is_shown_to_those_who_may(client, worlds, as_role, role, model):
    """The page has buttons for permitted actions only."""
    found, expected = {}, {}
    for case in cases(model, worlds[model], as_role(role)):
        shown_to, _ = line(TABLES[model], case.page, case.name)
        outcome, html = got(client, case.address)
        found[case.both] = (outcome, buttons(html, case, model))
        if role in shown_to:
            expected[case.both] = (OPEN, expected_buttons(role, case, model))
        else:
            expected[case.both] = (refusal(role), set())
    assert found == expected


@each_role
@each_model
def test_a_forged_post_changes_nothing(client, worlds, as_role, role, model):
    walk = cases(model, worlds[model], as_role(role))
    may = {case: role in line(TABLES[model], case.page, case.name)[1] for case in walk}
    refused = [case for case in walk if not may[case]]
    before = contents(model)
    found = {case.both: posted(client, case.address) for case in refused}
    assert found == {case.both: refusal(role) for case in refused}
    assert contents(model) == before
    for case in walk:
        if may[case] and case.page not in READING:
            with taken_back():
                assert posted(client, case.address, answer(case.record)) == OPEN, case.both
                assert is_done(case), case.both


@each_role
def test_the_pages_of_the_site_itself(client, as_role, role):
    user = as_role(role)
    found, expected = {}, {}
    for page, name, path in site_cases():
        for method, may in zip(("GET", "POST"), line(SITE, page, name), strict=True):
            not_staff, key = role in "no", (page, name, method)
            refused = "404" if page in NOT_FOUND and not not_staff else refusal(role)
            expected[key] = OPEN if role in may else refused
            with taken_back():
                found[key] = got(client, path)[0] if method == "GET" else posted(client, path)
            if page == "logout" and user:
                client.force_login(user)
    assert found == expected


@each_role
def test_names_are_suggested_to_those_who_see_their_table(client, as_role, role):
    """For each foreign key to the table; those of the history refer to users."""
    as_role(role)
    found, expected = {}, {}
    for target, column in REFERRING.items():
        opts = column.model._meta
        asked = {
            "app_label": opts.app_label,
            "model_name": opts.model_name,
            "field_name": column.name,
        }
        found[target], _ = got(client, f"{reverse('admin:autocomplete')}?{urlencode(asked)}")
        may = role in line(TABLES[target], "changelist")[0]
        expected[target] = OPEN if may else refusal(role)
    assert found == expected


# Actions on a list


def actions(model: type[models.Model]) -> dict[str, tuple[str, str]]:
    """Action → the page that does the same, with its case."""
    found = {"delete_selected": ("delete", "")}
    if "merge" in TABLES[model]:
        found["merge_two"] = ("merge", "")
    if issubclass(model, Curated):
        found |= {name.replace("-", "_"): ("move", name) for name in TRANSITIONS}
    return found


@each_role
@each_model
def test_an_action_on_a_list_is_done_for_those_who_may(client, worlds, as_role, role, model):
    as_role(role)
    opts, records = model._meta, worlds[model]
    changelist = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    before = contents(model)
    found, expected = {}, {}
    for action, (page, name) in actions(model).items():
        if page == "merge":
            continue  # it leads to that page
        record = records[BEGINS[name]] if name else next(iter(records.values()))
        expected[action] = role in line(TABLES[model], page, name)[1]
        with taken_back():
            chosen = {"action": action, "_selected_action": record.pk}
            posted(client, changelist, answer(record) | chosen)
            found[action] = is_done(Case(page, name, "", record))
            assert found[action] or contents(model) == before, action
    assert found == expected


# Buttons


def buttons(html: str, case: Case, model: type[models.Model]) -> set[str]:
    """A page's links and forms, the actions on its list, and whether it saves."""
    found = links(html, case.address, model) & BUTTONS.get(case.page, set())
    if case.page in SAVED and re.search('name="_(?:save|continue|addanother|saveasnew)"', html):
        found.add("save")
    if case.page == "changelist":
        listed = re.search(r'<select name="action".*?</select>', html, re.DOTALL)
        found.update(re.findall('<option value="([a-z_]+)"', listed[0] if listed else ""))
    return found


def links(html: str, at: str, model: type[models.Model]) -> set[str]:
    """The pages of the table that a page links to, or has a form for."""
    name = f"{model._meta.app_label}_{model._meta.model_name}_"
    changelist = reverse(f"admin:{name}changelist")
    found = set()
    for link in {urljoin(at, link) for link in re.findall(r'(?:href|action)="([^"?#]+)', html)}:
        if link.startswith(changelist):
            match = resolve(link)
            page = (match.url_name or "").removeprefix(name)
            found.add(f"{page} {match.kwargs['transition']}" if page == "move" else page)
    return found


def expected_buttons(role: str, case: Case, model: type[models.Model]) -> set[str]:
    table = TABLES[model]
    expected = {
        button
        for button in BUTTONS.get(case.page, set())
        if (name := _line_of(button, case, table)) and role in line(table, *name)[0]
    }
    if case.page in SAVED and role in line(table, case.page, case.name)[1]:
        expected.add("save")
    if case.page == "changelist":
        offered = actions(model).items()
        expected |= {action for action, does in offered if role in line(table, *does)[1]}
    return expected


def _line_of(button: str, case: Case, table: dict) -> tuple[str, str] | None:
    """None if the page never has it, whatever the role."""
    page, _, name = button.partition(" ")
    if page not in {known.partition(" ")[0] for known in table}:
        return None
    if page == "move":
        return (page, name) if case.record.state == BEGINS[name] else None
    if page == "undo":
        return (page, case.name) if case.name != "pending" else None
    return page, getattr(case.record, "state", "")


@pytest.mark.parametrize("role", "xerms", ids=ROLES.get)
def test_the_start_page_lists_the_tables_that_may_be_seen(client, as_role, role):
    as_role(role)
    start = reverse("admin:index")
    _, html = got(client, start)
    for model, table in TABLES.items():
        allowed = {page for page in ("changelist", "add") if role in table[page][0]}
        assert links(html, start, model) & {"changelist", "add"} == allowed, model


# What no page asks for


@pytest.mark.parametrize("role", "erms", ids=ROLES.get)
@pytest.mark.parametrize("model", [Policy, Milestone, Excerpt], ids=lambda one: one.__name__)
def test_a_form_publishes_nothing(client, worlds, as_role, role, model):
    """Not even a user who may publish can set it, because that needs a transition."""
    as_role(role)
    record = worlds[model]["draft"]
    data = opened_form(client, record)
    data |= {"state": "published", "withdrawn_because": "x", "wording": "改了。"}
    assert client.post(address(record), data).status_code == 302
    stored = model.objects.get(pk=record.pk)
    assert (stored.wording, stored.state, stored.withdrawn_because) == ("改了。", "draft", "")


@pytest.mark.parametrize("role", "ms", ids=ROLES.get)
@pytest.mark.parametrize(
    "model", [PolicyErratum, MilestoneErratum, ExcerptErratum], ids=lambda one: one.__name__
)
def test_a_record_is_deleted_with_its_errata(client, worlds, as_role, role, model):
    as_role(role)
    record = worlds[model]["draft"].record
    assert posted(client, address(record, "delete"), answer(record)) == OPEN
    assert not model.objects.filter(record=record.pk).exists()
    assert not type(record).objects.filter(pk=record.pk).exists()
