from django.apps import AppConfig
from django.db.models.signals import post_migrate, post_save


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "门户"

    def ready(self):
        from portal.listings.writing import bring_up_to_date
        from portal.record_tables import note_fixture_row

        post_save.connect(note_fixture_row)
        post_migrate.connect(bring_up_to_date, sender=self)
