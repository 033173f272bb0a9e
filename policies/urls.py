from django.urls import path

from policies.lists.filters import filters_of_all_lists
from policies.pages import (
    body_views,
    embed_views,
    facet_views,
    feed_views,
    list_files,
    list_views,
    record_views,
)
from portal.suggestions.views import suggestions

urlpatterns = [
    path("", list_views.timeline, name="timeline"),
    path("policies/", list_views.policies, name="policies"),
    path("policies/<slug:slug>/", record_views.policy, name="policy"),
    path("milestones/", list_views.milestones, name="milestones"),
    path("milestones/<slug:slug>/", record_views.milestone, name="milestone"),
    path("bodies/", list_views.bodies, name="bodies"),
    path("bodies/<slug:slug>/", body_views.body, name="body"),
    path("differences/", list_views.differences, name="differences"),
    path("embed/timeline/", embed_views.timeline, name="embed_timeline"),
    path("embed/years/", embed_views.years, name="embed_years"),
    path("facets/<slug:scope>/<slug:name>/", facet_views.facet, name="facet"),
    path("search/", list_views.search, name="search"),
    path("search/suggestions/", suggestions, {"filters": filters_of_all_lists}, name="suggestions"),
]

files = [
    path("timeline.atom", feed_views.entries, name="timeline_feed"),
    path("policies.atom", feed_views.entries, {"scope": "policy"}, name="policies_feed"),
    path("milestones.atom", feed_views.entries, {"scope": "milestone"}, name="milestones_feed"),
    path("bodies/<slug:slug>.atom", feed_views.body, name="body_feed"),
    path("timeline.<file_form:form>", list_files.timeline, name="timeline_file"),
    path("policies.<file_form:form>", list_files.policies, name="policies_file"),
    path("milestones.<file_form:form>", list_files.milestones, name="milestones_file"),
    path("search.<file_form:form>", list_files.search, name="search_file"),
    path("bodies.<file_form:form>", list_files.bodies, name="bodies_file"),
    path("bodies/<slug:slug>.<file_form:form>", list_files.body, name="body_file"),
    path("differences.atom", feed_views.differences, name="differences_feed"),
    path("differences.<file_form:form>", list_files.differences, name="differences_file"),
]
