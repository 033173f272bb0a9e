"""Permissions that follow from others, when a table changes."""

from portal.curation.accounts.groups import make_permissions


def let_changers_publish(apps, app_label: str, model: str) -> None:
    """Let all who may change a model's records also publish them; `apps` is the migration's state.

    Used when a model gets states, because changing its records was publishing them before.
    """
    make_permissions(apps, app_label)
    permissions = apps.get_model("auth", "Permission").objects
    named = permissions.filter(content_type__app_label=app_label)
    change = named.get(codename=f"change_{model}")
    publish = named.get(codename=f"publish_{model}")
    for group in apps.get_model("auth", "Group").objects.filter(permissions=change):
        group.permissions.add(publish)
    for user in apps.get_model("auth", "User").objects.filter(user_permissions=change):
        user.user_permissions.add(publish)
