"""The WSGI application that gunicorn serves."""

import os
from threading import Thread

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

application = get_wsgi_application()


def _at_start() -> None:
    from portal.after_answer import attempt
    from portal.search import suggestions

    attempt(suggestions.bring_up_to_date)


# The last process may have been killed before the suggestions followed a change. No reader
# waits for this.
Thread(target=_at_start, name="suggestions", daemon=True).start()
