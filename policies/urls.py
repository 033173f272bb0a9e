from django.urls import path

from policies import record_pages, views

urlpatterns = [
    path("", views.timeline, name="timeline"),
    path("policies/", views.policies, name="policies"),
    path("policies/<slug:slug>/", record_pages.policy, name="policy"),
    path("milestones/", views.milestones, name="milestones"),
    path("milestones/<slug:slug>/", record_pages.milestone, name="milestone"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<slug:slug>/", views.body, name="body"),
    path("differences/", views.differences, name="differences"),
]
