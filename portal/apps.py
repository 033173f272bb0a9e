from django.apps import AppConfig
from django.core.signals import request_finished, request_started
from django.db.models.signals import post_migrate, post_save, pre_save
from simple_history.signals import pre_create_historical_record


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "门户"

    def ready(self):
        from portal import after_answer
        from portal.listings.writing import bring_up_to_date
        from portal.record_tables import after_fixture_row, before_fixture_row, complete_history
        from portal.serving import checks  # noqa: F401 - registered when imported

        pre_save.connect(before_fixture_row)
        post_save.connect(after_fixture_row)
        pre_create_historical_record.connect(complete_history)
        request_started.connect(after_answer.begin)
        request_finished.connect(after_answer.end)
        post_migrate.connect(bring_up_to_date, sender=self)
