from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class CurationConfig(AdminConfig):
    default_site = "portal.curation.site.CurationSite"

    def ready(self):
        super().ready()
        from portal.changes import recording
        from portal.curation.merging import known_names

        recording.after_commit(known_names.bring_up_to_date)
        post_migrate.connect(known_names.bring_up_to_date, sender=self)
