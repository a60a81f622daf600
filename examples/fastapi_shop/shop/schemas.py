"""What the API takes and gives."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Generic, Literal, TypeVar

from fastapi import Path
from pydantic import AfterValidator, BaseModel, ConfigDict, EmailStr, Field, StringConstraints

from shop.models import OrderStatus, Role
from shop.security import MAX_PASSWORD_BYTES

MAX_ID = 2**31 - 1  # what an INTEGER column holds everywhere
MAX_OFFSET = 2**63 - 1
NO_NUL = r"^[^\x00]*$"
NO_NUL_NOT_BLANK = r"^[^\x00]*[^\x00\s][^\x00]*$"


def fits_bcrypt(password: str) -> str:
    if len(password.encode()) > MAX_PASSWORD_BYTES:
        message = f"Password should have at most {MAX_PASSWORD_BYTES} bytes"
        raise ValueError(message)
    return password


def omitted() -> Any:  # noqa: ANN401
    """Stand for a field that a PATCH left out: an explicit null is refused."""
    return None


PathId = Annotated[int, Path(ge=1, le=MAX_ID)]
Email = Annotated[EmailStr, AfterValidator(str.lower)]
Password = Annotated[
    str,
    Field(min_length=8, max_length=MAX_PASSWORD_BYTES, pattern=NO_NUL),
    AfterValidator(fits_bcrypt),
]
Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=120, pattern=NO_NUL_NOT_BLANK
    ),
]
Text = Annotated[str, Field(max_length=2000, pattern=NO_NUL)]
Sku = Annotated[str, Field(pattern=r"^[A-Z0-9]+(-[A-Z0-9]+)*$", min_length=3, max_length=40)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9-]+$", max_length=50)]
Price = Annotated[Decimal, Field(ge=Decimal("0.01"), le=Decimal("99999.99"), decimal_places=2)]
Stock = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Quantity = Annotated[int, Field(strict=True, ge=1, le=1_000)]


class Output(BaseModel):
    model_config = ConfigDict(from_attributes=True)


Item = TypeVar("Item")


class Page(Output, Generic[Item]):
    items: list[Item]
    total: int
    limit: int
    offset: int


class Paging(BaseModel):
    limit: int = Field(default=20, ge=1, le=100)
    offset: int = Field(default=0, ge=0, le=MAX_OFFSET)


class Token(BaseModel):
    access_token: str
    token_type: Literal["bearer"] = "bearer"  # noqa: S105


class Health(BaseModel):
    status: Literal["ok"] = "ok"
    started_at: datetime


class UserCreate(BaseModel):
    email: Email
    password: Password
    full_name: Line | None = None


class UserUpdate(BaseModel):
    email: Email = Field(default_factory=omitted)
    password: Password = Field(default_factory=omitted)
    full_name: Line | None = Field(default_factory=omitted)


class UserOut(Output):
    id: int
    email: str
    full_name: str | None
    role: Role
    is_verified: bool
    created_at: datetime


class VerificationSent(BaseModel):
    email: str
    expires_at: datetime


class VerificationConfirm(BaseModel):
    code: str = Field(pattern=r"^[0-9]{6}$")


class CategoryOut(Output):
    slug: str
    title: str


class ProductCreate(BaseModel):
    sku: Sku
    name: Line
    description: Text | None = None
    category: Slug
    price: Price
    stock: Stock = 0


class ProductUpdate(BaseModel):
    sku: Sku = Field(default_factory=omitted)
    name: Line = Field(default_factory=omitted)
    description: Text | None = Field(default_factory=omitted)
    category: Slug = Field(default_factory=omitted)
    price: Price = Field(default_factory=omitted)
    stock: Stock = Field(default_factory=omitted)


class ProductOut(Output):
    id: int
    sku: str
    name: str
    description: str | None
    category: str
    price: Decimal
    stock: int
    created_at: datetime


class ProductQuery(Paging):
    category: Slug | None = None
    min_price: Decimal | None = Field(default=None, ge=0, le=100_000, decimal_places=2)
    max_price: Decimal | None = Field(default=None, ge=0, le=100_000, decimal_places=2)
    search: Line | None = None
    sort: Literal["id", "name", "-name", "price", "-price"] = "id"


class OrderLine(BaseModel):
    product_id: int = Field(strict=True, ge=1, le=MAX_ID)
    quantity: Quantity


class OrderCreate(BaseModel):
    items: list[OrderLine] = Field(min_length=1, max_length=50)


class OrderItemOut(Output):
    product_id: int
    quantity: int
    unit_price: Decimal


class OrderOut(Output):
    id: int
    user_id: int
    status: OrderStatus
    items: list[OrderItemOut]
    total: Decimal
    created_at: datetime


class AuditOut(Output):
    id: int
    order_id: int
    user_id: int
    action: str
    created_at: datetime
