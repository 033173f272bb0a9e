"""The WSGI application that gunicorn serves."""

import os
from threading import Thread

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from portal.serving.subpath import below

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = below(get_wsgi_application(), settings.SCRIPT_NAME)
# The settings have it now. gunicorn would read it too, and refuse an address without it.
os.environ.pop("SCRIPT_NAME", None)


def _at_start() -> None:
    from portal.deferred import attempt
    from portal.suggestions import builder

    attempt(builder.bring_up_to_date)


# The last process may have been killed before the suggestions followed a change. No reader
# waits for this.
Thread(target=_at_start, name="suggestions", daemon=True).start()
