#!/usr/bin/env python3
"""Django's command line for the portal."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import Error

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(f"The settings do not hold: {error}")
    except Error as error:
        from portal.web.middleware.unavailable import is_unavailable

        if not is_unavailable(error):
            raise
        sys.exit(f"The database does not answer: {error}")
