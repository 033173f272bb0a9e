"""The portal's settings, as the tests run them."""

import os

os.environ["SECRET_KEY"] = "for-the-tests-only"
os.environ["DEBUG"] = "off"
os.environ["ALLOWED_HOSTS"] = "testserver,localhost,127.0.0.1"
os.environ["HTTPS"] = "off"
# Of this process alone: a test that empties it empties it for no test beside it.
os.environ["CACHE_URL"] = os.environ.get("TEST_CACHE_URL", "locmemcache://tests")
# Playwright runs an event loop in the thread that also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

from portal.settings import *
from portal.settings import DATABASES, EMBEDDED_DATABASE, STORAGES

# The manifest exists only after collectstatic.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
# Tests change records within a transaction, and ask what a page's queries and context were. Those
# of the cache of whole answers, and servers of their own, turn it on.
RESPONSE_CACHE_BYTES = int(os.environ.get("RESPONSE_CACHE_BYTES", "0"))
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # A file, so that the live server's threads see the same database.
    DATABASES["default"]["TEST"] = {"NAME": EMBEDDED_DATABASE.with_name("test.sqlite3")}
