"""What is done with whole records: deleting, restoring, moving, merging."""

import io

from django.core.management import call_command

from policies.models import Milestone, Policy
from portal.curation.history.deleted import bring_back, deletions
from portal.curation.history.revert import undo
from portal.curation.history.versions import restore, versions
from portal.curation.merging.merge import merge
from portal.curation.workflow.transitions import TRANSITIONS, move
from portal.models import Merger
from tests.portal.curation.history.acting.records import Records, pick
from tests.portal.curation.history.acting.tables import standing


class Workflow(Records):
    def delete(self, number, other, text):
        model = pick([Milestone, Policy, Milestone], other // 2)
        pick(self._entries(model, 2), number).delete()
        if other % 2:
            bring_back(deletions(model).first())

    def revert(self, number, other, text):
        record = pick(self.records, number)
        known = [one for one in versions(record) if () in one.state]
        restore(record, pick(known, other))

    def move(self, number, other, text):
        """Draft, in review, published, withdrawn; with what the record rests on."""
        record = pick(self.cited, number)
        steps = [one for one in TRANSITIONS.values() if record.state in one.states]
        move(pick(steps, other), type(record), [record.pk], self.user, text)

    def merge_bodies(self, number, other, text):
        merge(pick(self.bodies, number), pick(self.bodies, other), self.user)

    def merge_entries(self, number, other, text):
        records = pick([self.milestones, self.milestones, self.policies], number + other)
        merge(pick(records, number), pick(records, other), self.user)

    def part(self, number, other, text):
        for merger in Merger.objects.filter(change_set__reverted_by=None)[:1]:
            undo(merger)

    def load(self, number, other, text):
        before = standing()
        call_command("load_catalogue", stdout=io.StringIO())
        assert standing() == before, "the loader changed what a curator had decided"
