"""The settings of the tests, and one app more."""

from pathlib import Path

from tests.settings import *
from tests.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.third_type"]
_name = Path(DATABASES["default"].get("TEST", {}).get("NAME", "test_portal"))
DATABASES["default"]["TEST"] = {"NAME": str(_name.with_name(f"third_type_{_name.name}"))}
