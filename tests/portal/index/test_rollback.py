"""What is rolled back leaves no trace in the index."""

from contextlib import contextmanager, suppress

import pytest
from django.core.management import call_command
from django.db import transaction

from portal.changes.recording import together
from tests.portal.index.world import NEW, breaches, finds, names, save, tables
from tests.universe import crowd, milestone

pytestmark = pytest.mark.usefixtures("catalogue")


class InterruptionError(Exception):
    pass


@contextmanager
def interrupted(block):
    """Rolls back what is done inside `block`."""
    with suppress(InterruptionError), block:
        yield
        raise InterruptionError


INTERRUPTED = {
    "a save": lambda world: save(world.milestone, wording=NEW),
    "a deletion": lambda world: world.policy.delete(),
    "a creation": lambda world: milestone("new", "2021", wording=NEW),
    "bulk": lambda world: crowd(20),
    "a rebuild": lambda world: call_command("rebuild_search"),
}


@pytest.mark.parametrize("name", INTERRUPTED)
def test_what_is_rolled_back_was_never_listed(world, name):
    before = tables()
    with interrupted(transaction.atomic()):
        INTERRUPTED[name](world)
    assert tables() == before
    world.milestone.refresh_from_db()
    save(world.milestone, title=NEW)
    assert finds(NEW) == world.pair
    assert breaches() == []


def test_a_part_rolled_back_spoils_nothing_of_the_whole(world):
    with together():
        save(world.milestone, wording=NEW)
        with interrupted(together()):
            milestone("new", "2021", wording=NEW)
            world.other.delete()
        with interrupted(transaction.atomic()):
            save(world.unit, name=NEW)
    assert breaches() == []
    assert finds(NEW) == world.pair
    assert finds("旧省全称") == names(world.excerpt)


def test_after_an_interruption_the_next_change_is_kept(world):
    with interrupted(together()):
        save(world.milestone, wording="没有")
    save(world.excerpt, wording=NEW)
    assert finds(NEW) == names(world.excerpt)
    assert not finds("没有")
    assert breaches() == []
