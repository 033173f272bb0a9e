"""The form of a ruling: where it is offered, and what it is filled in with."""

import re
from html import unescape

import pytest
from django.urls import reverse

from policies.models import Difference, Milestone
from portal.curation.accounts.groups import EDITORS, REVIEWERS
from tests.policies.admin.test_admin import address, filled_form
from tests.universe import milestone, policy

pytestmark = pytest.mark.usefixtures("catalogue")


@pytest.fixture
def pair() -> Milestone:
    """A milestone and its policy, whose dates differ."""
    stated = policy("stated", "2018-06-01", title="虚构的通知")
    return milestone("told", "2018-07-02", title="虚构的通知", policy=stated)


def offered(page) -> list[str]:
    """The addresses of the forms for the rulings that a page offers."""
    add = re.escape(reverse("admin:policies_difference_add"))
    return [unescape(one) for one in re.findall(f'href="({add}[^"]+)"', page.content.decode())]


def test_the_forms_of_both_records_and_the_dashboard_offer_the_ruling(curating, pair):
    of_pair = (
        f"{reverse('admin:policies_difference_add')}"
        f"?policy={pair.policy_id}&milestone={pair.pk}&field=date"
    )
    for record in (pair, pair.policy):
        page = curating.get(address(record))
        assert offered(page) == [of_pair]
        said = "国家政策表作“2018年6月1日”，大事记作“2018年7月2日”"
        assert said in page.content.decode()
    assert offered(curating.get(reverse("admin:index"))) == [of_pair]


def test_a_ruling_opens_filled_in_and_takes_a_side_and_a_reason(curating, pair):
    [form] = offered(curating.get(address(pair)))
    page = curating.get(form)
    text = page.content.decode()
    assert "国家政策表：2018年6月1日" in text
    assert "大事记：2018年7月2日" in text
    data = filled_form(page) | {"prefers": "milestone", "reason": "虚构的理由。"}
    assert curating.post(form, data).status_code == 302
    ruling = Difference.objects.get(milestone=pair)
    assert (ruling.policy, ruling.field, ruling.prefers) == (pair.policy, "date", "milestone")
    assert offered(curating.get(address(pair))) == []
    pair.policy.refresh_from_db()
    assert str(pair.policy.timeline_date) == "2018年7月2日"


def test_a_ruling_without_a_side_is_refused_and_still_shows_both(curating, pair):
    form = reverse("admin:policies_difference_add")
    data = {"policy": pair.policy_id, "milestone": pair.pk, "field": "date", "reason": "虚构"}
    page = curating.post(form, data)
    assert page.status_code == 200
    assert "prefers" in page.context["adminform"].form.errors
    assert "大事记：2018年7月2日" in page.content.decode()


@pytest.mark.parametrize(
    "query", ["policy=x&milestone=1&field=date", "policy=9999&milestone=9999&field=date", "field=x"]
)
def test_a_pair_that_is_none_opens_a_form_without_values(curating, query):
    page = curating.get(f"{reverse('admin:policies_difference_add')}?{query}")
    assert page.status_code == 200
    choices = page.context["adminform"].form.fields["prefers"].choices
    assert [str(label) for _, label in choices] == ["国家政策表", "大事记"]


@pytest.mark.parametrize(("group", "number"), [(EDITORS, 0), (REVIEWERS, 1)])
def test_only_who_may_rule_is_offered_it(client, in_group, pair, group, number):
    client.force_login(in_group(group))
    assert len(offered(client.get(address(pair)))) == number
