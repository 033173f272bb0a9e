"""Every address of the admin, walked as everyone: a table says who may what."""

import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from typing import NamedTuple
from urllib.parse import urlencode, urljoin

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from django.urls import URLResolver, resolve, reverse
from django.utils import timezone

from policies.models import (
    Body,
    Difference,
    Milestone,
    MilestoneErratum,
    Policy,
    PolicyErratum,
)
from portal.changes.recording import together
from portal.curation.accounts.groups import EDITORS, MANAGERS, REVIEWERS
from portal.curation.editing.seen import note
from portal.curation.workflow.transitions import TRANSITIONS
from portal.models import ChangeSet, ImportBatch, LoadedRecord, Merger, Revision, Source, SourceLine
from portal.models.base import RecordTable
from portal.models.curated import Curated, State
from provinces.models import Excerpt, ExcerptErratum, Unit
from tests.policies.admin.test_admin import address, filled_form
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")

# Who: each has a letter in the tables below.
ROLES = {
    "n": "nobody",  # has not logged in
    "o": "outsider",  # has logged in, and is not staff
    "x": "staff",  # of no group
    "e": "enters",
    "r": "reviews",
    "m": "manages",
    "s": "superuser",
}
GROUPS = {"e": EDITORS, "r": REVIEWERS, "m": MANAGERS}

# May what. Of each page: who is shown it, and from whom a POST is taken. To all others it is
# refused: who is not staff is sent to log in, who is staff gets 403.
#
# "change draft" is the line of a case of the page "change"; "change" is that of its other
# cases. The cases are made in `cases()`. "" is the address of a record without a page's name,
# which sends everybody on to its change page.
OF_ALL_TABLES = {"": ("erms", "xerms")}
ENTERED_IN_SHEETS = {
    "export": ("erms", "erms"),
    "import": ("erms", "erms"),
    "template": ("erms", "erms"),
    "batch": ("erms", "erms"),
    "undo": ("ms", "ms"),
    "undo own": ("erms", "erms"),
}
VOCABULARIES_IN_SHEETS = {
    "export": ("erms", "erms"),
    "import": ("rms", "rms"),
    "template": ("rms", "rms"),
    "batch": ("rms", "rms"),
    "undo": ("ms", "ms"),
    "undo own": ("rms", "rms"),
}
# What is deleted is listed, and brought back.
DELETED = {"deleted": ("ms", "ms"), "bring_back": ("ms", "ms")}
NEVER_DELETED = {"deleted": ("", ""), "bring_back": ("", "")}
MERGED = {"merge": ("ms", "ms"), "part": ("ms", "ms")}
RECORDS = (
    OF_ALL_TABLES
    | ENTERED_IN_SHEETS
    | {
        "changelist": ("erms", "erms"),
        "add": ("erms", "erms"),
        "change": ("erms", "rms"),
        "change draft": ("erms", "erms"),
        "delete": ("ms", "ms"),
        **DELETED,
        "history": ("erms", "erms"),
        "restore": ("rms", "rms"),
        "restore draft": ("erms", "erms"),
        "preview": ("erms", "erms"),
        "move submit": ("erms", "erms"),
        "move publish": ("rms", "rms"),
        "move send-back": ("rms", "rms"),
        "move withdraw": ("rms", "rms"),
        "move reopen": ("rms", "rms"),
    }
)
# What an erratum says is changed with its record; it is on a way of its own to the public.
ERRATA = (
    OF_ALL_TABLES
    | ENTERED_IN_SHEETS
    | {
        "changelist": ("erms", "erms"),
        "add": ("", ""),
        "change": ("erms", ""),
        "delete": ("", ""),
        **NEVER_DELETED,
        "history": ("erms", "erms"),
        "restore": ("", ""),
        "preview": ("erms", "erms"),
        "move submit": ("erms", "erms"),
        "move publish": ("rms", "rms"),
        "move send-back": ("rms", "rms"),
        "move withdraw": ("rms", "rms"),
        "move reopen": ("rms", "rms"),
    }
)
VOCABULARIES = (
    OF_ALL_TABLES
    | VOCABULARIES_IN_SHEETS
    | {
        "changelist": ("erms", "erms"),
        "add": ("rms", "rms"),
        "change": ("erms", "rms"),
        "delete": ("ms", "ms"),
        **DELETED,
        "history": ("erms", "erms"),
        "restore": ("rms", "rms"),
    }
)
WITH_STATES = {
    "move submit": ("rms", "rms"),
    "move publish": ("rms", "rms"),
    "move send-back": ("rms", "rms"),
    "move withdraw": ("rms", "rms"),
    "move reopen": ("rms", "rms"),
}
LOOKED_AT = OF_ALL_TABLES | {
    "changelist": ("erms", "erms"),
    "add": ("", ""),
    "change": ("erms", ""),
    "delete": ("", ""),
    "history": ("erms", "erms"),
}
LOADED = {
    "": ("s", "xerms"),
    "changelist": ("s", "s"),
    "add": ("", ""),
    "change": ("s", ""),
    "delete": ("", ""),
    "history": ("s", "s"),
}
ACCOUNTS = {
    "": ("s", "xerms"),
    "changelist": ("s", "s"),
    "add": ("s", "s"),
    "change": ("s", "s"),
    "delete": ("s", "s"),
    "history": ("s", "s"),
}
TABLES = {
    Policy: RECORDS | MERGED,
    Milestone: RECORDS | MERGED,
    Excerpt: RECORDS,
    PolicyErratum: ERRATA,
    MilestoneErratum: ERRATA,
    ExcerptErratum: ERRATA,
    Body: VOCABULARIES | WITH_STATES | MERGED,
    Difference: VOCABULARIES,
    Unit: VOCABULARIES,
    Source: VOCABULARIES | WITH_STATES,
    SourceLine: VOCABULARIES,
    ImportBatch: LOOKED_AT,
    Merger: LOOKED_AT,
    LoadedRecord: LOADED,
    Group: ACCOUNTS,
    # Histories name accounts: none is deleted, but made inactive.
    User: ACCOUNTS | {"password_change": ("s", "s"), "delete": ("", "")},
}

# Of the whole admin; "" is whatever else is asked for below its address.
SITE = {
    "index": ("xerms", "xerms"),
    "app_list portal": ("erms", "erms"),
    "app_list policies": ("erms", "erms"),
    "app_list provinces": ("erms", "erms"),
    "app_list auth": ("s", "s"),
    "login": ("noxerms", "noxerms"),
    "logout": ("", "noxerms"),  # by a POST alone
    "password_change": ("xerms", "xerms"),
    "password_change_done": ("xerms", ""),
    "autocomplete": ("erms", ""),
    "jsi18n": ("xerms", ""),
    "view_on_site": ("xerms", "xerms"),
    "": ("", ""),
}
NOT_FOUND = {"app_list", ""}  # the site's pages that are 404 to staff who may not
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
}  # a POST is a GET there
SAVED = {"add", "change"}  # pages with buttons that save
FORGED = {
    "post": "yes",
    "confirmed": "1",
    "reason": "测试",
    "title": "伪造",
    "opened_version": "1",
    "state": "published",
    "signature": "x",
}
OPEN, REFUSED, LOGIN = "open", "refused", "sent to log in"
LOGIN_ADDRESS = reverse("admin:login")
BEGINS = {name: min(one.states) for name, one in TRANSITIONS.items()}

each_role = pytest.mark.parametrize("role", ROLES, ids=ROLES.get)
each_model = pytest.mark.parametrize("model", admin.site._registry, ids=lambda one: one.__name__)


def refusal(role: str) -> str:
    return LOGIN if role in "no" else REFUSED


def line(table: dict, page: str, case: str = "") -> tuple[str, str]:
    """Of the case, if it has one, or else of the page."""
    for name in (f"{page} {case}", page):
        if name in table:
            return table[name]
    return pytest.fail(f"No table says who may use “{page} {case}”.")


# Addresses


class Pattern(NamedTuple):
    """`page` is its name without that of the table; `model` is None for the whole admin."""

    model: type[models.Model] | None
    page: str
    route: str


def flattened(patterns, before: str = "") -> Iterator[Pattern]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from flattened(one.url_patterns, route)
        else:
            model = _model_at(route)
            prefix = f"{model._meta.app_label}_{model._meta.model_name}_" if model else ""
            yield Pattern(model, (one.name or "").removeprefix(prefix), route)


def _model_at(route: str) -> type[models.Model] | None:
    for model in admin.site._registry:
        if route.startswith(f"{model._meta.app_label}/{model._meta.model_name}/"):
            return model
    return None


PATTERNS = list(flattened(admin.site.get_urls()))


REFERRING = {
    column.related_model: column
    for model in apps.get_models()
    for column in model._meta.fields
    if column.related_model in TABLES and admin.site._registry[column.related_model].search_fields
}

# Records

NUMBERS = itertools.count(1)


def make(model: type[models.Model], **state) -> models.Model:
    """A new record that nothing refers to."""
    return MAKERS[model](f"record-{next(NUMBERS)}", **state)


def _erratum(model, owner, slug: str, **state):
    return model.objects.create(
        record=make(owner), kind="mistaken", printed="原文", reason="存疑。", **state
    )


def _unit(slug: str) -> Unit:
    number = next(NUMBERS)
    code = chr(ord("一") + number)  # any that no unit has
    return Unit.objects.create(slug=slug, code=code, name=slug, short_name=number, region="north")


MAKERS = {
    Policy: lambda slug, **state: policy(slug, "2018-06", **state),
    Milestone: lambda slug, **state: milestone(slug, "2018-06", **state),
    Excerpt: lambda slug, **state: Excerpt.objects.create(
        unit=make(Unit), wording=f"{slug}的原文。", **state
    ),
    PolicyErratum: partial(_erratum, PolicyErratum, Policy),
    MilestoneErratum: partial(_erratum, MilestoneErratum, Milestone),
    ExcerptErratum: partial(_erratum, ExcerptErratum, Excerpt),
    Body: lambda slug, **state: Body.objects.create(slug=slug, name=slug, kind="office", **state),
    Difference: lambda slug: Difference.objects.first(),
    Unit: _unit,
    Source: lambda slug, **state: Source.objects.create(
        slug=slug, title=slug, short_title=slug, publisher=slug, **state
    ),
    SourceLine: lambda slug: SourceLine.objects.create(
        source=Source.objects.first(), number=10**6, text=slug
    ),
    ImportBatch: lambda slug: batch(Milestone, None),
    Merger: lambda slug: merger(Milestone.objects.first()),
    LoadedRecord: lambda slug: LoadedRecord.objects.first(),
    Group: lambda slug: Group.objects.create(name=slug),
    User: lambda slug: User.objects.create_user(slug),
}


def batch(model, user, **fields) -> ImportBatch:
    """A file that was imported, unless it has no `change_set`."""
    return ImportBatch.objects.create(
        table=model._meta.label_lower,
        file_name="改.csv",
        content="题名\n甲\n".encode(),
        user=user,
        **{"change_set": ChangeSet.objects.create(moment=timezone.now())} | fields,
    )


def merger(kept: RecordTable) -> Merger:
    """Of a record that no longer is, into this one, when it was last changed."""
    change_set = kept.history.latest().change_set
    names = {"gone_name": "并入者", "kept_name": str(kept)}
    table = kept._meta.label_lower
    return Merger.objects.create(table=table, gone=0, kept=kept.pk, change_set=change_set, **names)


def made(model: type[models.Model]) -> dict[str, models.Model]:
    """A record in each state, the draft first, or the one record of a table without states."""
    if not issubclass(model, Curated):
        return {"": make(model)}
    withdrawn = {"withdrawn_on": date(2026, 1, 5), "withdrawn_because": "误收。"}
    return {
        state.value: make(model, state=state, **withdrawn if state == State.WITHDRAWN else {})
        for state in State
    }


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """Of each table its records, made once for all tests, and taken back after the last."""
    with django_db_blocker.unblock(), taken_back():
        with together():
            worlds = {model: made(model) for model in admin.site._registry}
        with together():  # another version of each
            for model in worlds:
                for record in worlds[model].values() if issubclass(model, RecordTable) else ():
                    record.save()
        yield worlds


class Case(NamedTuple):
    page: str
    name: str
    address: str
    record: models.Model

    @property
    def both(self) -> str:
        return f"{self.page} {self.name}".strip()


def cases(model: type[models.Model], records: dict, user: User | None) -> list[Case]:
    """Every address of the table, filled in."""
    first = next(iter(records.values()))
    numbers = numbered(first, user)
    found = []
    for _, page, route in [one for one in PATTERNS if one.model is model]:
        if page == "move":
            for name, state in BEGINS.items():
                filled = _filled(route, records[state], transition=name)
                found.append(Case(page, name, filled, records[state]))
        elif page in numbers:
            for name, one in numbers[page].items():
                found.append(Case(page, name, _filled(route, first, number=one.pk), first))
        elif page in ("change", "restore"):
            for state, record in records.items():
                if page == "restore" and state in ("review", "withdrawn"):
                    continue  # what one who may change it may do
                found.append(Case(page, state, _filled(route, record), record))
        else:
            found.append(Case(page, "", _filled(route, first), first))
    return found


def numbered(record: models.Model, user: User | None) -> dict[str, dict[str, models.Model]]:
    """Of the pages of something else than a record, by case: what their number is of."""
    model, found = type(record), {}
    if "batch" in TABLES[model]:
        done = {"": batch(model, None), "own": batch(model, user)}
        found |= {"undo": done, "batch": done | {"pending": batch(model, None, change_set=None)}}
    if "bring_back" in TABLES[model]:
        found["bring_back"] = {"": deletion(model, record)}
    if "part" in TABLES[model]:
        found["part"] = {"": merger(record)}
    return found


def deletion(model: type[RecordTable], but: RecordTable) -> models.Model:
    """What the history says of a record that has been deleted."""
    others = model._base_manager.exclude(pk=but.pk)
    gone = others.last() if model in (Difference, SourceLine) else make(model)
    gone.delete()
    return model.history.filter(history_type="-").latest()


def _filled(route: str, record: models.Model, **more) -> str:
    others = type(record)._base_manager.exclude(pk=record.pk)
    values = {"object_id": record.pk, "id": record.pk, "number": 1} | more
    values |= {"kept": record.pk, "gone": getattr(others.first(), "pk", None)}
    names = re.compile(r"<(?:\w+:)?(\w+)>")
    return reverse("admin:index") + names.sub(lambda name: str(values[name[1]]), route)


def site_cases() -> Iterator[tuple[str, str, str]]:
    """Page, case and address, of the pages of the whole admin."""
    shown = Milestone.objects.first()
    kind = ContentType.objects.get_for_model(Milestone).pk
    of_body = "app_label=policies&model_name=milestoneissuance&field_name=body"
    for page in [one.page for one in PATTERNS if one.model is None]:
        if page == "app_list":
            for label in sorted({model._meta.app_label for model in TABLES}):
                yield page, label, reverse("admin:app_list", args=[label])
        elif page == "view_on_site":
            yield page, "", reverse("admin:view_on_site", args=[kind, shown.pk])
        elif page == "":
            yield page, "", f"{reverse('admin:index')}nothing/here/"
        elif page == "autocomplete":
            yield page, "", f"{reverse('admin:autocomplete')}?{of_body}"
        else:
            yield page, "", reverse(f"admin:{page}")


# Asking


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


def got(client, address: str) -> tuple[str, str]:
    """What becomes of a GET, redirects followed; and the page, if it is one."""
    response = client.get(address)
    while response.status_code == 302:
        if response.url.startswith(LOGIN_ADDRESS):
            return LOGIN, ""
        response = client.get(response.url)
    is_page = response.headers.get("Content-Type", "").startswith("text/html")
    return _outcome(response, {200}), response.getvalue().decode() if is_page else ""


def posted(client, address: str, data=FORGED) -> str:
    response = client.post(address, data)
    response.getvalue()  # an import is carried out while its page is sent
    if response.status_code == 302 and response.url.startswith(LOGIN_ADDRESS):
        return LOGIN
    return _outcome(response, {200, 302, 400, 409})


def answer(record: models.Model) -> dict[str, str]:
    """A forged answer of one who has seen the record as it is."""
    return FORGED | {"seen": note([record])} if isinstance(record, RecordTable) else FORGED


def _outcome(response, taken: set[int]) -> str:
    if response.status_code in taken:
        return OPEN
    return REFUSED if response.status_code in (403, 405) else str(response.status_code)


@contextmanager
def taken_back():
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def contents(model: type[models.Model]) -> tuple:
    """Of the whole database: how many rows, whether records have changed; and this table."""
    tables = [one._meta.db_table for one in apps.get_models() if one._meta.app_label != "sessions"]
    count = " UNION ALL ".join(f"SELECT '{name}', COUNT(*) FROM {name}" for name in tables)
    with connection.cursor() as cursor:
        cursor.execute(count)
        numbers = dict(cursor.fetchall())
    rows = list(model._base_manager.order_by("pk").values())
    return numbers, list(Revision.objects.values()), rows


def is_done(case: Case) -> bool:
    """What the POST asked for, of the pages that ask for one thing alone."""
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
    """And has the buttons for what they may do, and no other."""
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
    """In whatever column refers to it: those of the history refer to the users."""
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
    """Of each action: the page that does the same, with its case."""
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
    """Of a page: what it leads to, actions on its list, and whether it saves."""
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
    """None where it has no place on the page, whoever looks at it."""
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
    """Not even of who may publish: that is a transition."""
    as_role(role)
    record = worlds[model]["draft"]
    data = filled_form(client.get(address(record)))
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
