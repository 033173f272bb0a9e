"""Public records have public foundations: publishing a record publishes its bodies and sources."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.urls import reverse

from policies.models import Body, Milestone, MilestoneCitation, MilestoneIssuance
from portal.curation.workflow.transitions import TRANSITIONS, TransitionError, move
from portal.models import Source, Suggestion
from portal.models.curated import State
from portal.suggestions import builder
from tests.policies.admin.test_admin import address, blank, post
from tests.portal.curation.confirming import confirm, shown
from tests.portal.curation.importing.spreadsheets import imported, previewed, row_of
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")

PAGES = [
    *("/", "/bodies/", "/bodies/guowuyuan/", "/sources/", "/about/", "/en/about/"),
    *(
        "/sitemap.xml",
        "/sitemap-body-1.xml",
        "/sitemap-source-1.xml",
        "/search/?q=饕餮",
        "/search/suggestions/?q=饕餮",
    ),
]
PUBLISH, WITHDRAW = TRANSITIONS["publish"], TRANSITIONS["withdraw"]


def body(slug: str, **fields) -> Body:
    return Body.objects.create(slug=slug, name=f"饕餮{slug}", kind="office", **fields)


@pytest.fixture
def waiting() -> Milestone:
    """A milestone in review with a new source and a new body that has a new parent."""
    above = body("ting")
    source = Source.objects.create(slug="new", title="新来源", short_title="新", publisher="某")
    record = milestone("told", "2018-06", state=State.REVIEW, source=source)
    MilestoneIssuance.objects.create(record=record, body=body("ju", parent=above))
    return record


def states() -> dict[str, str]:
    found = dict(Body.objects.filter(slug__in=["ting", "ju"]).values_list("slug", "state"))
    return found | dict(Source.objects.filter(slug="new").values_list("slug", "state"))


def test_a_draft_body_or_source_is_shown_nowhere(client, waiting):
    builder.bring_up_to_date()
    shown = [client.get(page).content.decode() for page in PAGES]
    Body.objects.filter(slug="guowuyuan").get().children.add(Body.objects.get(slug="ting"))
    above = Body.objects.get(slug="ting")
    above.state = State.REVIEW
    above.save()
    builder.bring_up_to_date()
    assert [client.get(page).content.decode() for page in PAGES] == shown
    assert not any("新来源" in page or "饕餮ju" in page for page in shown)
    assert not Suggestion.objects.filter(text__startswith="饕餮").exists()
    for page in ("/bodies/ju/", "/bodies/ting/", "/sources/new/", "/sources/new.txt"):
        assert client.get(page).status_code == 404
    assert client.get("/?body=ju").status_code == 400
    assert client.get("/?source=new").status_code == 400


def test_what_is_new_in_the_admin_or_in_a_file_begins_as_a_draft(curating):
    new = blank(Body, name="饕餮局", kind="office")
    assert curating.post(reverse("admin:policies_body_add"), new).status_code == 302
    assert Body.objects.get(name="饕餮局").state == State.DRAFT
    imported(curating, Body, {"地址标识": "", "名称": "饕餮厅", "类别": "内设机构"})
    assert Body.objects.get(name="饕餮厅").state == State.DRAFT
    found = curating.get(
        reverse("admin:autocomplete"),
        {
            "app_label": "policies",
            "model_name": "milestoneissuance",
            "field_name": "body",
            "term": "饕餮局",
        },
    )
    assert len(found.json()["results"]) == 1


def test_publishing_a_record_publishes_what_it_rests_on_and_names_it(client, curating, waiting):
    asks = address(waiting, "move", "publish")
    page = curating.get(asks).content.decode()
    for named in ("发布主体“饕餮ju”", "发布主体“饕餮ting”", "来源“新”"):
        assert named in page
    assert confirm(curating, asks, {"confirmed": "yes"}).status_code == 302
    assert set(states().values()) == {"published"}
    assert client.get("/bodies/ju/").status_code == 200
    assert "饕餮ju" in client.get("/bodies/").content.decode()


def test_a_body_that_has_changed_meanwhile_is_not_published_unseen(curating, waiting):
    asks = address(waiting, "move", "publish")
    seen = curating.get(asks)
    assert post(curating, Body.objects.get(slug="ju"), note="别人写的").status_code == 302
    answer = curating.post(asks, {"confirmed": "yes"} | shown(seen))
    assert answer.status_code == 409
    assert "别人写的" in answer.content.decode()
    assert set(states().values()) == {"draft"}


def test_who_may_not_publish_bodies_is_told(client, waiting, django_user_model):
    user = django_user_model.objects.create_user("publishes", is_staff=True)
    rights = [f"{action}_milestone" for action in ("view", "change", "publish")]
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    client.force_login(user)
    asks = address(waiting, "move", "publish")
    assert "您没有发布它的权限" in client.get(asks).content.decode()
    answer = confirm(client, asks, {"confirmed": "yes"}, follow=True)
    assert "您没有发布它的权限" in answer.content.decode()
    assert set(states().values()) == {"draft"}


def test_what_public_records_rest_on_is_not_withdrawn(curator, waiting):
    move(PUBLISH, Milestone, [waiting.pk], curator)
    for model, slug, named in (
        (Body, "ju", "told"),
        (Body, "ting", "饕餮ju"),
        (Source, "new", "told"),
    ):
        with pytest.raises(TransitionError, match=f"不能撤回：已发布的“{named}”还依据它"):
            move(WITHDRAW, model, [model.objects.get(slug=slug).pk], curator, "误收。")
    move(WITHDRAW, Milestone, [waiting.pk], curator, "误收。")
    move(WITHDRAW, Source, [Source.objects.get(slug="new").pk], curator, "误收。")
    assert states()["new"] == "withdrawn"


def test_a_record_that_rests_on_what_is_withdrawn_is_not_published(client, curator, waiting):
    gone = Body.objects.filter(slug="ju")
    gone.update(state=State.WITHDRAWN, withdrawn_on="2026-01-05", withdrawn_because="误收。")
    with pytest.raises(TransitionError, match="已撤回，不能随之发布"):
        move(PUBLISH, Milestone, [waiting.pk], curator)
    assert client.get("/bodies/ju/").status_code == 410


def test_a_public_record_takes_no_draft_body_or_source(curating, waiting):
    told = milestone("public", "2018-06")
    part = MilestoneIssuance(record=told, body=Body.objects.get(slug="ju"))
    cited = MilestoneCitation(record=told, source=waiting.citations.get().source)
    for row in (part, cited):
        with pytest.raises(ValidationError, match="请先发布它"):
            row.full_clean()
    _, seen = previewed(curating, Milestone, row_of(told, 发布主体="饕餮ju"))
    assert "请先发布它" in seen.html
    assert not told.issuances.exists()


def test_the_check_names_a_public_record_on_a_draft_body(capsys, waiting):
    Milestone.objects.filter(pk=waiting.pk).update(state=State.PUBLISHED)
    with pytest.raises(CommandError):
        call_command("check_catalogue")
    assert "公开的记录只能依据公开的发布主体，请先发布它" in capsys.readouterr().err
