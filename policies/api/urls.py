from django.urls import path

from policies.api import views

urlpatterns = [
    path("timeline/", views.TimelineEntries.as_view(), name="api-timeline"),
    path("timeline/facets/", views.TimelineFacets.as_view(), name="api-timeline-facets"),
    path("search/", views.Search.as_view(), name="api-search"),
    path("search/facets/", views.SearchFacets.as_view(), name="api-search-facets"),
    path("policies/", views.Policies.as_view(), name="api-policies"),
    path("policies/<slug:slug>/", views.OnePolicy.as_view(), name="api-policy"),
    path("milestones/", views.Milestones.as_view(), name="api-milestones"),
    path("milestones/<slug:slug>/", views.OneMilestone.as_view(), name="api-milestone"),
    path("bodies/", views.Bodies.as_view(), name="api-bodies"),
    path("bodies/<slug:slug>/", views.OneBody.as_view(), name="api-body"),
    path("relations/", views.Relations.as_view(), name="api-relations"),
    path("differences/", views.Differences.as_view(), name="api-differences"),
]
