from django.apps import AppConfig
from django.db.models.signals import post_save

from portal.revision import renew_after_fixture


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = "门户"

    def ready(self):
        post_save.connect(renew_after_fixture)
