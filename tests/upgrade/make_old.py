# ruff: noqa: E402, I001 - set up before models are imported, and those of b335c66.
"""Makes the database that the upgrade test starts from. Runs in a checkout of b335c66:

    git worktree add /tmp/old b335c66
    cd /tmp/old && PYTHONPATH=. DATABASE_URL=sqlite:////tmp/old.sqlite3 \
        DJANGO_SETTINGS_MODULE=tests.settings python …/tests/upgrade/make_old.py

It loads the catalogue of that commit, then curators work on it: through the admin, with the
code and the test helpers of that commit. The file is packed as `b335c66.sqlite3.gz`.
"""

import io

import django

django.setup()  # before anything that knows of models

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import setup_test_environment

from policies.models import Body, Difference, Milestone, Policy
from portal.curation.transitions import PUBLISH_IT, SEND_BACK, SUBMIT, WITHDRAW, move
from portal.models import Merger
from provinces.models import Excerpt
from tests.policies.test_admin import address, post
from tests.portal.curation.spreadsheets import imported, page, undone

NEW = {"类型": "政策文件", "日期": "2019年3月", "原文": "印发关于推进一网通办的通知。"}


def main() -> None:
    setup_test_environment()  # pages tell what their forms hold
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", stdout=io.StringIO())
    users = {name: user_of(name) for name in ("录入员", "审核员", "管理员")}
    chief = get_user_model().objects.create_superuser("chief")
    enters, reviews, manages = (browser(user) for user in users.values())
    edit(reviews, manages)
    entries(enters, users)
    merge(browser(chief))
    files(enters, browser(chief))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("PRAGMA journal_mode = DELETE")
        cursor.execute("VACUUM")


def user_of(group: str):
    user = get_user_model().objects.create_user(f"of-{group}", is_staff=True)
    user.groups.add(Group.objects.get(name=group))
    return user


def browser(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def edit(reviews: Client, manages: Client) -> None:
    """A policy of several versions, a renamed body, a changed ruling, an erratum, one deleted."""
    policy = Policy.objects.order_by("pk").first()
    for number in (1, 2, 3):
        saved(reviews, Policy.objects.get(pk=policy.pk), title=f"{policy.title}（第{number}稿）")
    saved(reviews, Body.objects.get(slug="guojia-fazhan-gaigewei"), name="国家发展改革委（改名）")
    ruling = Difference.objects.order_by("pk").first()
    other = "milestone" if ruling.prefers == "policy" else "policy"
    saved(reviews, ruling, prefers=other, reason="改依另一来源。")
    told = Milestone.objects.order_by("pk")[3]
    printed = told.wording[:4]
    first = told.errata.count()
    added = {
        "kind": "query",
        "printed": printed,
        "reading": "",
        "reason": "存疑。",
        "field": "wording",
    }
    named = {f"errata-{first}-{name}": value for name, value in added.items()}
    saved(reviews, told, **named, **{"errata-TOTAL_FORMS": str(first + 1)})
    gone = Milestone.objects.filter(policy=None).order_by("pk")[5]
    done(manages.post(address(gone, "delete"), {"post": "yes"}))


def entries(enters: Client, users: dict) -> None:
    """One withdrawn, one in review, one sent back, one published anew, and a bare draft."""
    excerpt = Excerpt.objects.order_by("pk").first()
    policy = Policy.objects.order_by("-pk").first()
    for record in (excerpt, policy):
        move(WITHDRAW, type(record), [record.pk], users["审核员"], reason="误收，待核。")
    titles = ["关于档案的新通知", "海关查验规程", "渔船登记细则", "未交的草稿"]
    named = enumerate(titles, start=1)
    imported(
        enters, Policy, *({**NEW, "地址标识": f"new-{at}", "题名": title} for at, title in named)
    )
    drafts = list(Policy.objects.filter(slug__startswith="new-").order_by("pk"))
    assert len(drafts) == 4
    keys = [record.pk for record in drafts[:3]]
    move(SUBMIT, Policy, keys, users["录入员"])
    move(SEND_BACK, Policy, keys[1:2], users["审核员"])
    move(PUBLISH_IT, Policy, keys[:1], users["审核员"])


def merge(chief: Client) -> None:
    """A merger of two bodies; a merger of two milestones that is undone."""
    bodies = {body.slug: body for body in Body.objects.all()}
    merged(chief, bodies["guojia-wangxinban"], bodies["zhongyang-wangxinban"])
    kept, gone = Milestone.objects.filter(policy=None).order_by("pk")[:2]
    number = merged(chief, kept, gone)
    done(chief.post(page(Milestone, "part", number)))


def merged(client: Client, kept, gone) -> int:
    seen = {"kept_version": kept.version, "gone_version": gone.version}
    done(client.post(page(type(kept), "merge", kept.pk, gone.pk), seen))
    return Merger.objects.latest("pk").pk


def files(enters: Client, chief: Client) -> None:
    """One of changed rows, one of a new row, and one that was undone."""
    changed = Milestone.objects.order_by("-pk")[:3]
    rows = [{"地址标识": one.slug, "题名": f"{one.title}（表）"} for one in changed]
    imported(chief, Milestone, *rows)
    imported(enters, Milestone, {**NEW, "地址标识": "of-file", "题名": "表中新增的一件"})
    batch = imported(enters, Milestone, {**NEW, "地址标识": "undone", "题名": "又撤销的决定"})
    undone(enters, Milestone, batch)
    batch.refresh_from_db()
    assert batch.undone


def saved(client: Client, record, **changes) -> None:
    done(post(client, record, **changes))


def done(response) -> None:
    assert response.status_code == 302, response.content.decode()


main()
