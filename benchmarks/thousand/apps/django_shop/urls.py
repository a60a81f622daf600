"""The shop's routes."""

from django.urls import path

from django_shop import views

urlpatterns = [
    path("users", views.users),
    path("users/<int:user_id>", views.user),
    path("users/<int:user_id>/items", views.user_items),
    path("items", views.items),
]
