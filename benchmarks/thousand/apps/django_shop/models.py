"""The shop's tables; Django names and makes the sixth (items to tags)."""

from django.db import models


class User(models.Model):
    email = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    def to_dict(self) -> dict[str, object]:
        return {"id": self.pk, "email": self.email, "name": self.name}


class Profile(models.Model):
    user = models.OneToOneField(User, on_delete=models.CASCADE)
    city = models.CharField(max_length=100, default="")


class Tag(models.Model):
    label = models.CharField(max_length=100, unique=True)


class Item(models.Model):
    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="items")
    title = models.CharField(max_length=100)
    price = models.IntegerField()
    tags = models.ManyToManyField(Tag)

    def to_dict(self) -> dict[str, object]:
        return {
            "id": self.pk,
            "owner_id": self.owner_id,
            "title": self.title,
            "price": self.price,
            "tags": [{"label": tag.label} for tag in self.tags.all()],
        }


class AuditEvent(models.Model):
    what = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)
