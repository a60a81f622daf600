"""What comes in and what goes out, as pydantic models."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    AliasPath,
    BaseModel,
    ConfigDict,
    EmailStr,
    Field,
    StringConstraints,
    model_validator,
)

from shop.models import MAX_ID, OrderStatus, Role

WITHOUT_NUL = r"^[^\x00]*$"
OMITTED: Any = None  # never read: an update dumps what was sent, and validation refuses null


def lowered(text: str) -> str:
    return text.lower()


def in_utc(moment: datetime) -> datetime:
    """SQLite drops the time zone of what it stores; everything is stored in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


Email = Annotated[EmailStr, AfterValidator(lowered)]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=120, pattern=WITHOUT_NUL),
]
Password = Annotated[str, StringConstraints(min_length=8, max_length=128, pattern=WITHOUT_NUL)]
Sku = Annotated[str, StringConstraints(min_length=3, max_length=32, pattern=r"^[A-Z0-9-]+$")]
Description = Annotated[str, StringConstraints(max_length=2000, pattern=WITHOUT_NUL)]
Slug = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z0-9-]+$")]
Search = Annotated[str, StringConstraints(max_length=120, pattern=WITHOUT_NUL)]
Price = Annotated[
    Decimal, Field(ge=Decimal("0.01"), le=Decimal("99999.99"), max_digits=7, decimal_places=2)
]
Stock = Annotated[int, Field(ge=0, le=1_000_000)]
Quantity = Annotated[int, Field(ge=1, le=1000)]
RowId = Annotated[int, Field(ge=1, le=MAX_ID)]
Moment = Annotated[datetime, AfterValidator(in_utc)]


class FromRow(BaseModel):
    model_config = ConfigDict(from_attributes=True)


class Credentials(BaseModel):
    email: Email
    password: Annotated[str, StringConstraints(max_length=128)]


class UserCreate(BaseModel):
    email: Email
    name: Name
    password: Password


class UserUpdate(BaseModel):
    email: Email = OMITTED
    name: Name = OMITTED


class VerificationConfirm(BaseModel):
    token: Annotated[str, StringConstraints(min_length=1, max_length=2000)]


class UserOut(FromRow):
    id: int
    email: str
    name: str
    role: Role
    verified: bool
    created_at: Moment


class ProductCreate(BaseModel):
    sku: Sku
    name: Name
    description: Description | None = None
    price: Price
    stock: Stock = 0
    category: Slug


class ProductUpdate(BaseModel):
    sku: Sku = OMITTED
    name: Name = OMITTED
    description: Description | None = None
    price: Price = OMITTED
    stock: Stock = OMITTED
    category: Slug = OMITTED


class ProductOut(FromRow):
    id: int
    sku: str
    name: str
    description: str | None
    price: Decimal
    stock: int
    category: str = Field(validation_alias=AliasPath("category", "slug"))
    created_at: Moment


class OrderLine(BaseModel):
    product_id: RowId
    quantity: Quantity


class OrderCreate(BaseModel):
    items: Annotated[list[OrderLine], Field(min_length=1, max_length=50)]

    @model_validator(mode="after")
    def each_product_once(self) -> Self:
        if len({line.product_id for line in self.items}) < len(self.items):
            raise ValueError("each product may be listed once")
        return self


class OrderItemOut(FromRow):
    product_id: int
    quantity: int
    unit_price: Decimal


class OrderOut(FromRow):
    id: int
    user_id: int
    status: OrderStatus
    items: list[OrderItemOut]
    total: Decimal
    created_at: Moment


class PageQuery(BaseModel):
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    offset: Annotated[int, Field(ge=0, le=MAX_ID)] = 0


class ProductQuery(PageQuery):
    category: Slug | None = None
    min_price: Annotated[Decimal, Field(ge=0, le=1_000_000)] | None = None
    max_price: Annotated[Decimal, Field(ge=0, le=1_000_000)] | None = None
    search: Search | None = None
    sort: Literal["id", "-id", "name", "-name", "price", "-price"] = "id"


class OrderQuery(PageQuery):
    status: OrderStatus | None = None
