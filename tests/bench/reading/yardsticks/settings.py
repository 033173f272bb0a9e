"""Settings of the yardsticks: the portal's database and server, none of its middleware."""

from portal.settings import *

MIDDLEWARE = []
ROOT_URLCONF = "tests.bench.reading.yardsticks.urls"
# Nobody logs in here, so that the admin's middleware is not missed.
SILENCED_SYSTEM_CHECKS = ["admin.E408", "admin.E409", "admin.E410", "axes.W002"]
