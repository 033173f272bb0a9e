"""The settings of the tests, and one app more."""

from tests.settings import *
from tests.settings import DATABASES, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "tests.third_type"]
_name = DATABASES["default"].get("TEST", {}).get("NAME", "test_portal")
DATABASES["default"]["TEST"] = {"NAME": str(_name).replace("test", "test_third_type", 1)}
