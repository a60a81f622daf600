"""Settings, read once from the environment."""

from datetime import timedelta

from pydantic import SecretStr
from pydantic_settings import BaseSettings


class Settings(BaseSettings):
    database_url: str = "sqlite+aiosqlite:///./shop.db"

    jwt_secret: SecretStr = SecretStr("development-only-secret-change-it-in-production")
    token_lifetime: timedelta = timedelta(hours=1)

    admin_email: str = "admin@example.com"
    admin_password: SecretStr = SecretStr("change-me-now")

    mail_host: str = "localhost"
    mail_port: int = 1025
    mail_sender: str = "shop@example.com"
    verification_lifetime: timedelta = timedelta(minutes=15)


settings = Settings()
