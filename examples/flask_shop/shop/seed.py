"""The rows that the shop can't open without."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from shop.models import Category, Role, User

CATEGORIES = {"books": "Books", "games": "Games", "kitchen": "Kitchen"}


def seed(session: Session, admin_email: str, admin_password: str) -> None:
    """Add what is missing; commit nothing."""
    present = set(session.scalars(select(Category.slug)))
    session.add_all(
        Category(slug=slug, name=name) for slug, name in CATEGORIES.items() if slug not in present
    )
    if session.scalar(select(User).where(User.email == admin_email)) is None:
        admin = User(email=admin_email, name="Admin", role=Role.ADMIN, verified=True)
        admin.set_password(admin_password)
        session.add(admin)
