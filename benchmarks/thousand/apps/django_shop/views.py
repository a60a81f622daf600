"""The shop's views: JSON in, JSON out, one transaction per write."""

from __future__ import annotations

import json
import re
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404

from django_shop.models import AuditEvent, Item, Profile, Tag, User


class InvalidFieldError(ValueError):
    """A field of the body is missing or not valid."""


def text_field(body: dict[str, Any], name: str, pattern: str = ".+") -> str:
    value = body.get(name)
    if not isinstance(value, str) or not re.fullmatch(pattern, value):
        raise InvalidFieldError(name)
    return value


def create_user(body: dict[str, Any]) -> HttpResponse:
    email, name = text_field(body, "email", r"[^@\s]+@[^@\s]+"), text_field(body, "name")
    try:
        with transaction.atomic():
            user = User.objects.create(email=email, name=name)
            Profile.objects.create(user=user)
            AuditEvent.objects.create(what="user.created")
    except IntegrityError:
        return JsonResponse({"detail": "this address is taken"}, status=409)
    return JsonResponse(user.to_dict(), status=201)


def users(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        rows = [user.to_dict() for user in User.objects.order_by("id")]
        return JsonResponse(rows, safe=False)
    try:
        return create_user(json.loads(request.body))
    except InvalidFieldError as error:
        return JsonResponse({"detail": f"{error} is not valid"}, status=422)


def user(request: HttpRequest, user_id: int) -> HttpResponse:
    found = get_object_or_404(User, pk=user_id)
    if request.method == "DELETE":
        with transaction.atomic():
            found.delete()
            AuditEvent.objects.create(what="user.deleted")
        return HttpResponse(status=204)
    if request.method == "PATCH":
        found.name = text_field(json.loads(request.body), "name")
        with transaction.atomic():
            found.save()
            AuditEvent.objects.create(what="user.renamed")
    return JsonResponse(found.to_dict())


def user_items(request: HttpRequest, user_id: int) -> HttpResponse:
    owner, body = get_object_or_404(User, pk=user_id), json.loads(request.body)
    with transaction.atomic():
        item = Item.objects.create(
            owner=owner, title=text_field(body, "title"), price=body["price"]
        )
        tags = [Tag.objects.get_or_create(label=label)[0] for label in body.get("tags", [])]
        item.tags.set(tags)
        AuditEvent.objects.create(what="item.created")
    return JsonResponse(item.to_dict(), status=201)


def items(_: HttpRequest) -> HttpResponse:
    rows = [item.to_dict() for item in Item.objects.order_by("id").prefetch_related("tags")]
    return JsonResponse(rows, safe=False)
