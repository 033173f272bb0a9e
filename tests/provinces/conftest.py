import pytest

from provinces.models import Excerpt


@pytest.fixture
def two_without(catalogue):
    """Sichuan and Xinjiang have no excerpt, whatever the real catalogue has by now."""
    Excerpt.objects.filter(unit__slug__in=["sichuan", "xinjiang"]).delete()
