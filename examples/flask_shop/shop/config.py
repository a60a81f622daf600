"""Settings, from the environment."""

import os
from typing import Any


def from_environ() -> dict[str, Any]:
    """Read the settings when the factory is called, not when this module is imported."""
    env = os.environ
    return {
        "SQLALCHEMY_DATABASE_URI": env.get("SQLALCHEMY_DATABASE_URI", "sqlite:///shop.db"),
        "SECRET_KEY": env.get("SECRET_KEY", "for-development-only-set-SECRET_KEY-in-production"),
        "ACCESS_TOKEN_SECONDS": int(env.get("ACCESS_TOKEN_SECONDS", "3600")),
        "ADMIN_EMAIL": env.get("ADMIN_EMAIL", "admin@example.com"),
        "ADMIN_PASSWORD": env.get("ADMIN_PASSWORD", "admin-for-development"),
        "MAIL_HOST": env.get("MAIL_HOST", "localhost"),
        "MAIL_PORT": int(env.get("MAIL_PORT", "25")),
        "MAIL_SENDER": env.get("MAIL_SENDER", "shop@example.com"),
        "MAX_CONTENT_LENGTH": 1_000_000,
    }
