from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_migrate, post_save, pre_save
from simple_history.signals import pre_create_historical_record


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "门户"

    def ready(self):
        from portal import deferred
        from portal.changes import any_of, recording  # noqa: F401 - registers a lookup
        from portal.index import registry, writing
        from portal.index.text_index import backends
        from portal.models.fixture_rows import after_fixture_row, before_fixture_row
        from portal.models.history import complete_history
        from portal.models.stamping import stamp
        from portal.serving import checks  # noqa: F401 - registered when imported
        from portal.suggestions import builder

        recording.derive(
            stamp=stamp,
            touched_by=registry.touched_by,
            write=writing.index_anew,
        )
        recording.after_commit(backends.tidy)
        recording.after_commit(builder.bring_up_to_date)
        pre_save.connect(before_fixture_row)
        post_save.connect(after_fixture_row)
        pre_create_historical_record.connect(complete_history)
        request_started.connect(deferred.begin)
        request_finished.connect(deferred.end)
        post_migrate.connect(writing.bring_up_to_date, sender=self)
        post_migrate.connect(builder.bring_up_to_date, sender=self)
