import pytest

from tests.portal.index.world import World, breaches


@pytest.fixture
def world(catalogue):
    world = World()
    assert breaches() == []
    return world
