from django.urls import path

from policies import views

urlpatterns = [
    path("", views.timeline, name="timeline"),
    path("policies/", views.policies, name="policies"),
    path("policies/<slug:slug>/", views.policy, name="policy"),
    path("milestones/", views.milestones, name="milestones"),
    path("milestones/<slug:slug>/", views.milestone, name="milestone"),
    path("bodies/", views.bodies, name="bodies"),
    path("bodies/<slug:slug>/", views.body, name="body"),
    path("differences/", views.differences, name="differences"),
]
