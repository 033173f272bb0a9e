"""No accepted value is lost, in any sequence of curators' actions."""

from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from portal.curation.history.revert import RevertError
from portal.curation.importing.batches import UnansweredError
from portal.curation.merging.merge import MergeError
from portal.curation.workflow.transitions import TransitionError
from portal.index.check import stale
from portal.models import ArchivedCopy, StoredFile
from tests.portal.curation.history.acting.edits import Edits
from tests.portal.curation.history.acting.files import Files
from tests.portal.curation.history.acting.forms import Forms
from tests.portal.curation.history.acting.tables import Row, Values, remembered, standing
from tests.portal.curation.history.acting.workflow import Workflow

pytestmark = pytest.mark.usefixtures("catalogue")

REFUSALS = (
    *(ValidationError, UnansweredError, RevertError, MergeError, TransitionError, CommandError),
)
TEXTS = st.sampled_from(["甲", "乙（改）", "丙：一网通办", "丁\n两行", " 戊 "])
FIRST = st.integers(0, 7)


class World(Edits, Files, Forms, Workflow):
    """Some records, and all that curators do with them."""


STEPS: list[Callable] = [
    *(
        World.edit,
        World.date_uncertainly,
        World.state_facts,
        World.change_bodies,
        World.change_citations,
        World.change_relations,
    ),
    *(World.delete, World.revert, World.move, World.archive, World.state_plan),
    *(World.merge_bodies, World.merge_entries, World.part),
    *(World.bring_in, World.bring_in_excerpts, World.undo, World.load, World.load_bulk),
    *(World.save_two, World.save_two),
]
# What no other step may change meanwhile: a document comes in bulk; two save each in turn, of
# whom the second takes the own values, or the first one's; then it is restored and merged.
RESOLVED = [
    (step, number, other, text)
    for number, text in enumerate(["甲", "丙：一网通办", "乙（改）"])
    for step, other in ((World.load_bulk, 1), (World.load_bulk, 2), (World.save_two, number))
] + [(World.revert, 3, 1, "甲"), (World.merge_entries, 0, 1, "甲"), (World.part, 0, 0, "甲")]


# A failing sequence is short enough to read as it is; to find a shorter one takes minutes.
@settings(
    max_examples=25,
    phases=set(Phase) - {Phase.shrink},
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@example(RESOLVED)
@given(st.lists(st.tuples(st.sampled_from(STEPS), FIRST, FIRST, TEXTS), min_size=4, max_size=12))
def test_no_accepted_value_is_ever_lost(steps):
    with transaction.atomic():
        accepted: dict[Row, list[Values]] = {}

        def accept():
            for row, said in standing().items():
                if said not in accepted.setdefault(row, []):
                    accepted[row].append(said)

        world = World(accept)
        for step, *choices in steps:
            before = standing()
            try:
                with transaction.atomic():
                    step(world, *choices)
            except REFUSALS:
                assert standing() == before, f"{step.__name__} was refused, and changed something"
            accept()
        now, history = standing(), remembered()
        for row, said in accepted.items():
            lost = [one for one in said if one not in history.get(row, [])]
            assert not lost, f"{row} was once {lost[0]}, and no history tells so"
        for row, told in history.items():
            assert told[0] == now.get(row, {}), f"the newest of {row}'s history is not what it is"
        files = ArchivedCopy.history.values_list("sha256", flat=True).distinct().order_by()
        assert {*files} == {*StoredFile.objects.values_list("sha256", flat=True)}
        assert list(stale()) == []
        transaction.set_rollback(True)
