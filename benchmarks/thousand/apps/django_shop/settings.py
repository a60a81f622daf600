"""The smallest settings that serve the shop; the test database is a file, as the peers' is."""

import os

database = os.environ.get("DJANGO_DATABASE", "shop.db")

SECRET_KEY = "only-for-benchmarks"
ALLOWED_HOSTS = ["testserver"]
INSTALLED_APPS = ["django_shop"]
ROOT_URLCONF = "django_shop.urls"
MIDDLEWARE = ["django.middleware.common.CommonMiddleware"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": database,
        "TEST": {"NAME": f"{database}.test"},
    }
}
