"""Curators archive copies of a source on its form."""

import hashlib
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from portal.curation.accounts.groups import EDITORS
from portal.curation.history.deleted import bring_back, deletions
from portal.curation.history.versions import restore, versions
from portal.models import ArchivedCopy, Source, StoredFile
from portal.models.curated import State
from portal.models.evidence.copies import FORGOTTEN
from tests.policies.admin.test_admin import address, filled_form
from tests.portal.archived_files.copies import PAGE, archived, web_page
from tests.portal.archived_files.pdfs import harmful, pdf

ADD = reverse("admin:portal_source_add")


@pytest.fixture
def notice(catalogue) -> Source:
    return web_page("notice")


def file(name: str = "通知.html", content: bytes = PAGE) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def form_of(client, source: Source) -> dict:
    return filled_form(client.get(address(source)))


def row(number: int = 0, **values) -> dict:
    """A new row of the form, with the rows before it."""
    start = f"copies-{number}-"
    given = {"id": "", "sha256": "", "archived_on": "2025年3月27日"} | values
    return {f"{start}{name}": value for name, value in given.items()} | {
        "copies-TOTAL_FORMS": number + 1
    }


def said(answer) -> str:
    return answer.content.decode()


def test_a_copy_is_added_on_the_form_of_its_source(curating, notice):
    data = form_of(curating, notice) | row(upload=file()) | {"change_note": "存档"}
    assert curating.post(address(notice), data).status_code == 302
    copy = notice.copies.get()
    assert (copy.form, copy.size, copy.archived_on) == ("html", len(PAGE), "2025-03-27")
    assert copy.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert bytes(StoredFile.objects.get().content) == PAGE
    shown = said(curating.get(address(notice)))
    assert str(copy) in shown
    fetched = curating.get(reverse("admin:portal_source_copy", args=[notice.pk, copy.pk]))
    assert fetched.getvalue() == PAGE
    assert fetched["Content-Security-Policy"].startswith("sandbox")
    history = said(curating.get(reverse("admin:portal_source_history", args=[notice.pk])))
    assert copy.sha256 in history
    assert "存档" in history


def test_a_saved_copy_stays_as_it_is_when_the_form_is_saved_again(curating, notice):
    copy = archived(notice)
    data = form_of(curating, notice) | {"note": "改了。", "copies-0-sha256": "0" * 64}
    data |= {"copies-0-archived_on": "2025-04"}
    assert curating.post(address(notice), data).status_code == 302
    stored = notice.copies.get()
    assert (stored.pk, stored.sha256, stored.archived_on) == (copy.pk, copy.sha256, "2025-04")


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("通知.pdf", PAGE, "“通知.pdf”按名称是 PDF，内容却是 HTML 网页。"),
        ("通知.pdf", harmful()["in a compressed object stream"], "“通知.pdf”含有脚本"),
        ("通知.doc", b"PK\x03\x04", "“通知.doc”的内容既不是 PDF"),
        ("大.html", PAGE + b" " * 2**20, "“大.html”有 1 MB"),
    ],
    ids=["another", "script", "neither", "large"],
)
def test_what_is_not_archived_is_refused_beside_the_control(
    curating, notice, settings, name, content, reason
):
    settings.ARCHIVE_BYTES = 2**20
    data = form_of(curating, notice) | row(upload=file(name, content))
    answer = curating.post(address(notice), data)
    assert answer.status_code == 200
    formset = answer.context["inline_admin_formsets"][0].formset
    [errors] = [errors for errors in formset.errors if errors]
    assert list(errors) == ["upload"]
    assert errors["upload"][0].startswith(reason)
    assert not notice.copies.exists()
    assert not StoredFile.objects.exists()


def test_an_empty_file_and_a_row_without_one_are_refused(curating, notice):
    for values, reason in (
        ({"upload": file(content=b"")}, "是空的"),
        ({"archived_on": "2025-02"}, "请选择要存档的文件。"),
        ({"sha256": "0" * 64}, "请选择要存档的文件。"),
    ):
        answer = curating.post(address(notice), form_of(curating, notice) | row(**values))
        assert answer.status_code == 200
        assert reason in said(answer)
    assert not notice.copies.exists()


def test_a_file_is_not_chosen_again_after_another_error(curating, notice):
    data = form_of(curating, notice) | {"url": "gov.cn"} | row(upload=file("通知.pdf", pdf()))
    answer = curating.post(address(notice), data)
    assert "“gov.cn”不是网址" in said(answer)
    assert "已收到：PDF，" in said(answer)
    [received] = re.findall('name="copies-0-sha256" value="([0-9a-f]{64})"', said(answer))
    again = filled_form(answer) | {"url": notice.url} | row(sha256=received)
    assert curating.post(address(notice), again).status_code == 302
    assert notice.copies.get().form == "pdf"


def test_a_file_is_kept_through_a_conflict(curating, notice):
    mine = form_of(curating, notice) | {"note": "我的"} | row(upload=file())
    theirs = form_of(curating, notice) | {"note": "别人的"} | row(upload=file("a.pdf", pdf()))
    assert curating.post(address(notice), theirs).status_code == 302
    answer = curating.post(address(notice), mine)
    assert answer.status_code == 409
    chosen = {one.name: "mine" for one, _ in answer.context["choices"] if one.i_changed}
    chosen |= {one.name: "theirs" for one, _ in answer.context["choices"] if not one.i_changed}
    data = dict(answer.context["posted"]) | chosen
    data |= {"_their_version": Source.objects.get(pk=notice.pk).version, "_resolve": "save"}
    assert curating.post(address(notice), data).status_code == 302
    assert Source.objects.get(pk=notice.pk).note == "我的"
    assert set(notice.copies.values_list("form", flat=True)) == {"html", "pdf"}


def test_the_same_file_stands_once_with_a_source(curating, notice):
    archived(notice)
    data = form_of(curating, notice) | row(1, upload=file("again.html"))
    answer = curating.post(address(notice), data)
    assert answer.status_code == 200
    assert notice.copies.count() == 1


def test_two_sources_may_have_the_same_file(curating, notice):
    archived(notice)
    other = web_page("other")
    data = form_of(curating, other) | row(upload=file())
    assert curating.post(address(other), data).status_code == 302
    assert StoredFile.objects.get().sha256 == other.copies.get().sha256


def test_a_removed_copy_comes_back_with_its_version(curating, notice):
    copy = archived(notice)
    data = form_of(curating, notice) | {"copies-0-DELETE": "on"}
    assert curating.post(address(notice), data).status_code == 302
    assert not notice.copies.exists()
    StoredFile.objects.update(uploaded=timezone.now() - 2 * FORGOTTEN)
    StoredFile.objects.forget_unused()
    notice.refresh_from_db()
    with_copy = next(one for one in versions(notice) if len(one.state) == 2)
    restore(notice, with_copy)
    assert notice.copies.get().file_name == copy.file_name
    assert bytes(StoredFile.objects.get().content) == PAGE


def test_a_deleted_source_comes_back_with_its_copies(notice):
    archived(notice)
    notice.delete()
    assert not ArchivedCopy.objects.exists()
    record, left = bring_back(deletions(Source).first())
    assert not left
    assert record.copies.get().size == len(PAGE)


def test_an_upload_that_was_never_saved_is_forgotten(notice):
    StoredFile.objects.store(b"<html>never", "html")
    used = archived(notice).sha256
    StoredFile.objects.forget_unused()
    assert StoredFile.objects.count() == 2
    StoredFile.objects.update(uploaded=timezone.now() - 2 * FORGOTTEN)
    StoredFile.objects.forget_unused()
    assert StoredFile.objects.get().sha256 == used


def test_the_bytes_are_not_in_the_history(notice):
    copy = archived(notice)
    columns = {column.name for column in copy.history.model._meta.fields}
    assert "sha256" in columns
    assert "content" not in columns


def test_the_loader_leaves_a_text_with_a_copy_alone(catalogue):
    text = Source.objects.get(slug="guanyan-policy-tables")
    archived(text)
    out = io.StringIO()
    call_command("load_catalogue", stdout=out)
    assert text.copies.count() == 1


# Who enters records proposes a source


def test_an_editor_proposes_a_source_with_its_copy(client, in_group):
    client.force_login(in_group(EDITORS))
    new = filled_form(client.get(ADD)) | row(upload=file())
    new |= {"title": "虚构的通知", "short_title": "虚构", "publisher": "某", "url": "https://a.cn/"}
    assert client.post(ADD, new).status_code == 302
    made = Source.objects.get(short_title="虚构")
    assert (made.state, made.copies.count()) == (State.DRAFT, 1)
    preview = said(client.get(address(made, "preview")))
    assert "预览：这条记录现为“草稿”" in preview
    assert reverse("admin:portal_source_copy", args=[made.pk, made.copies.get().pk]) in preview
    assert (
        client.get(f"/sources/{made.slug}/copies/{made.copies.get().file_name}").status_code == 404
    )


def test_an_editor_adds_no_copy_to_a_public_source(client, in_group, notice):
    client.force_login(in_group(EDITORS))
    data = {"copies-TOTAL_FORMS": 1, "copies-INITIAL_FORMS": 0} | row(upload=file())
    assert client.post(address(notice), data | {"opened_version": 1}).status_code == 403
    assert not ArchivedCopy.objects.exists()


def test_a_file_is_not_read_for_who_may_not_add_sources(client, django_user_model):
    client.force_login(django_user_model.objects.create_user("staff", is_staff=True))
    assert client.post(ADD, row(upload=file())).status_code == 403
    assert not StoredFile.objects.exists()


def test_who_is_logged_out_is_told_that_the_file_is_not_kept(client, notice, curator):
    data = {"_save": "保存"} | row(upload=file())
    answer = client.post(address(notice), data)
    assert answer.status_code == 403
    assert "只有所选的文件不在里面（通知.html）" in said(answer)
