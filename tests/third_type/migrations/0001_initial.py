"""Made from the models as they are, so that it follows every change of their bases."""

from pathlib import Path

from django.conf import settings
from django.db import migrations
from django.db.migrations.state import ModelState

from tests.third_type.models import ProvincialDocument, ProvincialDocumentCitation


def create(model):
    state = ModelState.from_model(model)
    fields, options = list(state.fields.items()), state.options
    return migrations.CreateModel(state.name, fields, options, state.bases, state.managers)


def newest(app: str) -> tuple[str, str]:
    folder = Path(settings.BASE_DIR, app, "migrations")
    return app, max(path.stem for path in folder.glob("0*.py"))


class Migration(migrations.Migration):
    dependencies = [newest("portal"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        create(model)
        for table in (ProvincialDocument, ProvincialDocumentCitation)
        for model in (table, table.history.model)
    ]
