"""What fixtures bring is indexed like any other change."""

import json

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command

from policies.models import Milestone
from portal.models import LoadedRecord
from tests.portal.index.world import (
    NEW,
    breaches,
    finds,
    names,
    tables,
)
from tests.universe import milestone

pytestmark = pytest.mark.usefixtures("catalogue")


def change(folder, file, model, slug, **fields):
    path = folder / file
    rows = json.loads(path.read_text(encoding="utf-8"))
    [row] = [row for row in rows if row["model"] == model and row["fields"]["slug"] == slug]
    row["fields"] |= fields
    path.write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def test_the_loader_lists_what_it_updates(fixture_folder):
    change(fixture_folder, "2_bodies.json", "policies.body", "guowuyuan", official_name=NEW)
    call_command("load_catalogue", fixtures=fixture_folder, verbosity=0)
    assert breaches() == []
    assert names(*Milestone.objects.filter(bodies__slug="guowuyuan")) <= finds(NEW)


def test_the_loader_lists_what_it_creates():
    created = Milestone.objects.filter(slug="2016-08")
    wording = created.get().wording
    created.delete()
    LoadedRecord.objects.filter(key="2016-08").delete()
    assert not finds(wording)
    call_command("load_catalogue", verbosity=0)
    assert breaches() == []
    assert finds(wording) == names(created.get())


def test_the_loader_lists_the_policy_that_a_milestone_leaves(fixture_folder):
    told, slug = Milestone.objects.get(slug="2019-04-03"), "zhengfu-xinxi-gongkai-tiaoli"
    # Of one date, the two stand where they stood when they are parted.
    same = {"date_text": "2019年4月3日", "date_start": "2019-04-03", "date_end": "2019-04-03"}
    same |= {"date_precision": "day", "timeline_precision": "day"}
    change(fixture_folder, "3_policies.json", "policies.policy", slug, **same)
    call_command("load_catalogue", fixtures=fixture_folder, verbosity=0)
    assert len(finds(told.wording)) == 2
    change(fixture_folder, "4_milestones.json", "policies.milestone", told.slug, policy=None)
    call_command("load_catalogue", fixtures=fixture_folder, verbosity=0)
    assert breaches() == []
    assert finds(told.wording) == names(told)


def test_a_load_that_fails_leaves_every_listing_as_it_was(fixture_folder):
    before = tables()
    change(fixture_folder, "2_bodies.json", "policies.body", "guowuyuan", official_name=NEW)
    change(fixture_folder, "6_provinces.json", "provinces.unit", "beijing", region="nowhere")
    with pytest.raises(CommandError, match="Nothing was loaded"):
        call_command("load_catalogue", fixtures=fixture_folder, verbosity=0)
    assert tables() == before
    assert breaches() == []


def test_loaddata_lists_what_it_loads(tmp_path):
    told = milestone("telling", "2020")
    path = tmp_path / "new.json"
    told.wording = NEW
    path.write_text(serializers.serialize("json", [told]), encoding="utf-8")
    call_command("loaddata", path, verbosity=0)
    assert breaches() == []
    assert finds(NEW) == names(told)
