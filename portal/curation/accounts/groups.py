"""The three groups of curators and their permissions, which migrations assign.

录入员 enters drafts, 审核员 (reviewer) also publishes and withdraws, 管理员 also deletes. Which
states a permission applies to is decided in `portal.curation.workflow.transitions`.
"""

from django.contrib.auth.management import create_permissions

EDITORS, REVIEWERS, MANAGERS = "录入员", "审核员", "管理员"
# Group → its permissions on a table.
RECORD_PERMISSIONS = {
    EDITORS: ["view", "add", "change"],
    REVIEWERS: ["view", "add", "change", "publish"],
    MANAGERS: ["view", "add", "change", "delete", "publish"],
}
# Parts of a record, such as its issuing bodies, are changed together with it.
PART_PERMISSIONS = {group: ["view", "add", "change", "delete"] for group in RECORD_PERMISSIONS}
VOCABULARY_PERMISSIONS = {
    EDITORS: ["view"],
    REVIEWERS: ["view", "add", "change"],
    MANAGERS: ["view", "add", "change", "delete"],
}
VIEW_PERMISSIONS = {group: ["view"] for group in RECORD_PERMISSIONS}


def grant(apps, app_label: str, rights: dict[str, list[str]], *models: str) -> None:
    """Give the groups their permissions on some tables; for migrations (state `apps`).

    Creates the permissions first, because Django does so only after all migrations.
    """
    make_permissions(apps, app_label)
    permissions = apps.get_model("auth", "Permission").objects
    for name, actions in rights.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        codenames = [f"{action}_{model}" for action in actions for model in models]
        found = permissions.filter(content_type__app_label=app_label, codename__in=codenames)
        group.permissions.add(*found)


def make_permissions(apps, app_label: str) -> None:
    config = apps.get_app_config(app_label)
    config.models_module = True
    create_permissions(config, apps=apps, verbosity=0)
    config.models_module = None
