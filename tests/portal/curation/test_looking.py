"""Looking never writes: no page that is only looked at sends a statement that writes or locks."""

import pytest
from django.urls import reverse

from policies.models import Body, Difference, Milestone, Policy
from portal.models import Source
from provinces.models import Excerpt
from tests.looking import WritesError, only_looking

pytestmark = pytest.mark.usefixtures("catalogue")
MODELS = [Body, Difference, Excerpt, Milestone, Policy, Source]


def pages(model) -> list[str]:
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    key = model.objects.values_list("pk", flat=True).first()
    found = [reverse(f"{name}_{page}") for page in ("changelist", "add", "deleted", "import")]
    found += [reverse(f"{name}_{page}", args=[key]) for page in ("change", "history", "delete")]
    if hasattr(model, "state"):
        found.append(reverse(f"{name}_move", args=[key, "withdraw"]))
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_curators_look_without_writing(curating, model):
    with only_looking():
        for page in pages(model):
            assert curating.get(page).status_code == 200, page


def test_readers_look_without_writing(client):
    with only_looking():
        for page in ("/", "/search/?q=政务", Policy.objects.first().get_absolute_url()):
            assert client.get(page).status_code == 200


def test_what_writes_is_found(curating):
    with pytest.raises(WritesError), only_looking():
        Policy.objects.first().save()
