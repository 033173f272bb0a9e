"""The history that there is, as change sets.

Until now all rows of one change bore its moment, and no two changes the same one. So a moment
is a change set, as every page of a history showed it; only the order of the moments is known.
"""

from django.db import migrations
from django.db.models import Max, OuterRef, Subquery

AT_ONCE = 500
KINDS = {
    "load": ("装载数据文件。", "开始保存历史时的内容。"),
    "undo": ("撤销导入“", "撤销合并：", "恢复为 ", "恢复已删除的"),
    "import": ("导入“",),
    "merge": ("合并：“",),
    "transition": tuple(
        f"{label}：" for label in ("提交审核", "发布", "退回修改", "撤回", "重新起草")
    ),
}


def group(apps, schema_editor):
    histories = [one for one in apps.get_models() if _is_history(one)]
    done = [*_imports(apps), *_mergers(apps)]  # (row, why it was undone)
    found = _moments(histories, done)
    undone_at = {row: _undone_at(found, row, why) for row, why in done if row.undone}
    numbers = _number(apps, found)
    _analyze(schema_editor.connection)
    for history in histories:
        own = apps.get_model("portal", "ChangeSet").objects.filter(moment=OuterRef("history_date"))
        history.objects.update(change_set=Subquery(own.values("pk")[:1]))
    for row, _ in done:
        row.change_set = numbers[row.moment]
        row.save(update_fields=["change_set"])
    for row, moment in undone_at.items():
        numbers[moment].kind, numbers[moment].reverts = "undo", row.change_set
        numbers[moment].save(update_fields=["kind", "reverts"])
    _analyze(schema_editor.connection)


def _analyze(connection) -> None:
    """Without it, PostgreSQL looks through all change sets for each row of history."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _is_history(model) -> bool:
    columns = {column.name for column in model._meta.concrete_fields}
    return {"history_id", "change_set"} <= columns


def _imports(apps):
    batches = apps.get_model("portal", "ImportBatch").objects.exclude(moment=None)
    for batch in batches.defer("content").order_by("moment"):
        yield batch, f"撤销导入“{batch.file_name}”。"


def _mergers(apps):
    for merger in apps.get_model("portal", "Merger").objects.order_by("moment"):
        yield merger, f"撤销合并：“{merger.gone_name}”并入“{merger.kept_name}”。"


def _moments(histories, done) -> dict:
    """Moment → (key of the user, why)."""
    found = {}
    for history in histories:
        rows = history.objects.order_by().values_list("history_date").annotate(
            Max("history_user_id"), Max("history_change_reason")
        )
        for moment, user, why in rows.iterator():
            known_user, known_why = found.get(moment, (None, ""))
            found[moment] = (known_user or user, known_why or why or "")
    for row, _ in done:  # it may have left no history
        found.setdefault(row.moment, (row.user_id, ""))
    return found


def _undone_at(found, row, why):
    """An undoing noted when it was done shortly after it had begun."""
    moments = [
        moment
        for moment, (_, said) in found.items()
        if said == why and row.moment < moment <= row.undone
    ]
    moment = max(moments, default=row.undone)
    found.setdefault(moment, (None, why))
    return moment


def _number(apps, found) -> dict:
    """Moment → its change set, numbered in their order."""
    change_sets = apps.get_model("portal", "ChangeSet").objects.bulk_create(
        (
            apps.get_model("portal", "ChangeSet")(
                kind=_kind(why), user_id=user, why=why, moment=moment
            )
            for moment, (user, why) in sorted(found.items(), key=lambda one: one[0])
        ),
        batch_size=AT_ONCE,
    )
    return {one.moment: one for one in change_sets}


def _kind(why: str) -> str:
    return next((kind for kind, begins in KINDS.items() if f"{why}：".startswith(begins)), "edit")


class Migration(migrations.Migration):

    dependencies = [
        ("portal", "0019_change_sets"),
        # The history of all tables is numbered together.
        ("policies", "0015_change_sets"),
        ("provinces", "0008_change_sets"),
    ]

    operations = [migrations.RunPython(group, migrations.RunPython.noop)]
