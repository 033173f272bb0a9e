"""Creates the first history rows of records that are older than the history."""

from django.utils.timezone import now

AT_ONCE = 500
WHY = "开始保存历史时的内容。"


def begin(apps, app_label: str, *names: str) -> None:
    """For migrations (state `apps`) that have just created the history tables."""
    moment = now()  # the same for all, so that a record and its parts are one version
    for name in names:
        model = apps.get_model(app_label, name)
        history = apps.get_model(app_label, f"Historical{name}")
        columns = [field.attname for field in model._meta.concrete_fields]
        stored = {field.attname for field in history._meta.concrete_fields}
        rows = model.objects.order_by("pk").values(*[name for name in columns if name in stored])
        history.objects.bulk_create(
            (
                history(**row, history_date=moment, history_type="+", history_change_reason=WHY)
                for row in rows.iterator()
            ),
            batch_size=AT_ONCE,
        )
