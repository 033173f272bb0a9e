"""The records that curators work on in the test that nothing is lost; all of them are invented.

What they do is in the other files of this folder. Each step is given numbers and a text to choose
by, and may be refused.
"""

from collections.abc import Callable

from django.contrib.auth import get_user_model

from policies.models import Body, Milestone, MilestoneIssuance, Policy
from portal.models import Source
from provinces.models import Excerpt
from tests.portal.archived_files.copies import web_page
from tests.universe import milestone

SOURCE = "egov-report-2014-2024"


def pick(choices: list, number: int):
    return choices[number % len(choices)]


class Records:
    """Some records of the catalogue, and some that were entered.

    A step that saves more than once calls `accepted` each time.
    """

    def __init__(self, accepted: Callable[[], None]):
        self.accepted = accepted
        self.user = get_user_model().objects.create_superuser("curator")
        self.notice = web_page("notice")
        for number in range(2):
            entered = milestone(f"entered-{number}", "2018-06", title=f"录入的{number}")
            MilestoneIssuance.objects.create(record=entered, body=self.bodies[number])

    @property
    def bodies(self) -> list[Body]:
        return list(Body.objects.order_by("slug")[:4])

    @property
    def milestones(self) -> list[Milestone]:
        return self._entries(Milestone, 4)

    @property
    def policies(self) -> list[Policy]:
        return self._entries(Policy, 2)

    def _entries(self, model, number: int) -> list:
        own = model.objects.filter(slug__startswith="entered").order_by("slug")
        return [*own, *model.objects.exclude(pk__in=own).order_by("slug")[:number]]

    @property
    def excerpts(self) -> list[Excerpt]:
        """Those of one unit, of which imports may make several."""
        return list(Excerpt.objects.filter(unit__slug="anhui"))

    @property
    def cited(self) -> list:
        """Records that have citations."""
        return [*self.policies, *self.milestones[:3], *self.excerpts]

    @property
    def records(self) -> list:
        source = Source.objects.get(pk=self.notice.pk)
        return [source, *self.bodies[:2], *self.cited]
