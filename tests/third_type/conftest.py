"""The tests of this folder need its app, which is installed in a process of their own."""

from django.conf import settings

if "tests.third_type" not in settings.INSTALLED_APPS:
    collect_ignore_glob = ["*.py"]
