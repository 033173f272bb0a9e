"""A confirmation counts only for what the page has shown."""

import pytest
from django.urls import reverse

from policies.models import Milestone, MilestoneErratum
from portal.models.curated import State
from tests.policies.admin.test_admin import address, post
from tests.portal.curation.confirming import shown
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

LIST = reverse("admin:policies_milestone_changelist")
CHOSEN = {"confirmed": "yes", "post": "yes", "reason": "误收。"}
# By name: the state in which it begins, and the pages that ask for it.
ASKING = {
    "submit": (State.DRAFT, "move"),
    "publish": (State.REVIEW, "move"),
    "send-back": (State.REVIEW, "move"),
    "withdraw": (State.PUBLISHED, "move"),
    "reopen": ("withdrawn", "move"),
    "delete": (State.DRAFT, "delete"),
    "restore": (State.DRAFT, "restore"),
}


def made(name: str, slug: str = "one") -> Milestone:
    state = ASKING[name][0]
    gone = {"withdrawn_on": "2026-01-05", "withdrawn_because": "误收。"}
    return milestone(slug, "2018-06", state=state, **gone if state == "withdrawn" else {})


def page(record: Milestone, name: str) -> str:
    more = {"move": [name], "restore": [1]}.get(ASKING[name][1], [])
    return address(record, ASKING[name][1], *more)


def is_as_it_was(record: Milestone) -> bool:
    stored = Milestone.objects.filter(pk=record.pk).first()
    return bool(stored) and (stored.state, stored.wording) == (record.state, "别人改过。")


def reworded(curating, record: Milestone) -> None:
    assert post(curating, record, wording="别人改过。").status_code == 302


@pytest.mark.parametrize("name", ASKING)
def test_a_confirmation_of_what_has_changed_meanwhile_asks_again(curating, name):
    record = made(name)
    asked = curating.get(page(record, name))
    reworded(curating, record)
    answer = curating.post(page(record, name), CHOSEN | shown(asked))
    assert answer.status_code == 409
    assert is_as_it_was(record)
    text = answer.content.decode()
    assert "又由 curator 改过" in text
    assert "别人改过。" in text
    again = curating.post(page(record, name), CHOSEN | shown(answer))
    assert again.status_code == 302
    assert name == "restore" or not is_as_it_was(record)


@pytest.mark.parametrize("name", ["publish", "delete_selected"])
def test_of_many_the_one_that_has_changed_is_named_and_none_is_touched(curating, name):
    records = [milestone(slug, "2018-06", state=State.REVIEW) for slug in ("one", "two")]
    chosen = {"action": name, "_selected_action": [one.pk for one in records]}
    asked = curating.post(LIST, chosen)
    reworded(curating, records[1])
    answer = curating.post(LIST, chosen | CHOSEN | shown(asked))
    assert answer.status_code == 409
    assert "“two”又由 curator 改过" in answer.content.decode()
    assert "“one”又由" not in answer.content.decode()
    assert Milestone.objects.filter(slug__in=["one", "two"], state=State.REVIEW).count() == 2
    assert curating.post(LIST, chosen | CHOSEN | shown(answer)).status_code == 302
    assert not Milestone.objects.filter(slug__in=["one", "two"], state=State.REVIEW).exists()


@pytest.mark.parametrize("name", ["publish", "delete_selected"])
def test_what_joins_or_leaves_a_whole_list_is_not_confirmed_with_it(curating, name):
    first, second = (milestone(slug, "2018-06", state=State.REVIEW) for slug in ("one", "two"))
    chosen = {"action": name, "select_across": "1", "_selected_action": first.pk}
    listed = f"{LIST}?state__exact=review"
    asked = curating.post(listed, chosen)
    second.delete()
    milestone("three", "2018-06", state=State.REVIEW)
    answer = curating.post(listed, chosen | CHOSEN | shown(asked))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "“three”还没有给您看过" in text
    assert "“two”已不在其中" in text
    assert Milestone.objects.filter(slug="three", state=State.REVIEW).exists()


def test_an_answer_that_says_nothing_of_what_it_saw_is_asked(curating):
    record = made("publish")
    for noted in ({}, {"seen": "policies.milestone:x:1 :: y"}):
        assert curating.post(page(record, "publish"), CHOSEN | noted).status_code == 409
    record.refresh_from_db()
    assert record.state == State.REVIEW


def test_an_erratum_that_comes_meanwhile_is_not_published_unseen(curating):
    record = made("publish")
    erratum = MilestoneErratum.objects.create(
        record=record, kind="query", printed="原文", reason="存疑。"
    )
    asked = curating.get(page(record, "publish"))
    curating.post(*moving(erratum, "submit", curating))
    answer = curating.post(page(record, "publish"), CHOSEN | shown(asked))
    assert answer.status_code == 409
    assert "原文" in answer.content.decode()


def moving(erratum: MilestoneErratum, name: str, client) -> tuple[str, dict]:
    asks = address(erratum, "move", name)
    return asks, CHOSEN | shown(client.get(asks))
