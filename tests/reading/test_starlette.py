"""Starlette's way of speaking of a request, which is FastAPI's too."""

from __future__ import annotations

import pytest
from readings import codes, names

PARTS = {
    "json": ("(await request.json())['a']", "json", ["a*"]),
    "json get": ("(await request.json()).get('a')", "json", ["a"]),
    "form": ("(await request.form())['a']", "form", ["a*"]),
    "query": ("request.query_params['a']", "query", ["a*"]),
    "query get": ("request.query_params.get('a', 'x')", "query", ["a"]),
    "headers": ("request.headers['a']", "headers", ["a*"]),
    "cookies": ("request.cookies.get('a')", "cookies", ["a"]),
    "session": ("request.session['a']", "session", ["a*"]),
    "state": ("request.state.a", "context", ["a"]),
    "user": ("request.user.is_authenticated", "context", ["user"]),
    "loads": ("json.loads(await request.body())['a']", "json", ["a*"]),
}


@pytest.mark.parametrize("case", PARTS)
def test_parts(starlette_view, case):
    use, part, expected = PARTS[case]
    reads = starlette_view(f"async def view(request: Request):\n    x = {use}\n")
    assert names(getattr(reads, part)) == expected


@pytest.mark.parametrize(
    "signature",
    [
        "request: Request",
        "request",
        "asked: Request",
        "self, asked",
        "a: int, asked: Request",
        "*, asked: Request, x: int = 1",
        "asked: 'Request'",
        "asked: Request | None = None",
        "asked: Annotated[Request, 'it']",
        "asked: Own",
    ],
)
def test_the_request_is_known_by_its_annotation_or_comes_first(starlette_view, signature):
    name = "asked" if "asked" in signature else "request"
    source = (
        "from typing import Annotated\nclass Own(Request): pass\n"
        f"async def view({signature}):\n    return {name}.query_params['a']\n"
    )
    assert names(starlette_view(source).query) == ["a*"]


def test_another_parameter_is_no_request(starlette_view):
    source = (
        "async def view(item: dict, x=None):\n    return item.query_params['a'], x.headers['b']\n"
    )
    reads = starlette_view(source)
    assert not reads.query.touched
    assert not reads.headers.touched


def test_a_method_of_an_endpoint(module):
    from readings import strict

    loaded = module("""
        from starlette.endpoints import HTTPEndpoint

        class Items(HTTPEndpoint):
            key = "a"

            async def post(self, request):
                return (await self.body(request))[self.key]

            async def body(self, request):
                return await request.json()
    """)
    reads = strict("starlette").read(loaded.Items.post, method="POST", owner=loaded.Items)
    assert names(reads.json) == ["a*"]


def test_a_form_inside_of_with(starlette_view):
    source = """
        async def view(request):
            async with request.form() as form:
                return form["a"]
    """
    assert names(starlette_view(source).form) == ["a*"]


def test_what_is_used_as_a_file_is_one(starlette_view):
    source = """
        async def view(request):
            form = await request.form()
            print(form["image"].filename, await form["image"].read(), form["title"])
    """
    reads = starlette_view(source)
    assert names(reads.files) == ["image*"]
    assert names(reads.form) == ["title*"]


STATUSES = {
    "raised": ("raise HTTPException(status_code=404)", [404]),
    "raised by position": ("raise HTTPException(403, 'no')", [403]),
    "subclass": ("raise Missing()", [404]),
    "constant": ("raise HTTPException(status.HTTP_409_CONFLICT)", [409]),
    "json": ("return JSONResponse({}, status_code=201)", [201]),
    "json by position": ("return JSONResponse({}, 202)", [202]),
    "response": ("return Response(status_code=204)", [204]),
    "plain": ("return PlainTextResponse('x')", [200]),
    "redirect": ("return RedirectResponse('/')", [307]),
    "redirect elsewhere": ("return RedirectResponse('/', status_code=303)", [303]),
    "set": ("response = Response('x')\n    response.status_code = 418\n    return response", [418]),
    "a value": ("return {'a': 1}", []),
    "a tuple": ("return {}, 404", []),
    "caught": (
        "try:\n        raise HTTPException(400)\n    except HTTPException:\n        return {}",
        [],
    ),
}


@pytest.mark.parametrize("case", STATUSES)
def test_statuses(starlette_view, case):
    body, expected = STATUSES[case]
    source = (
        "from starlette import status\n"
        "class Missing(HTTPException):\n"
        "    def __init__(self): super().__init__(status_code=404)\n"
        f"async def view(request):\n    {body}\n"
    )
    assert codes(starlette_view(source)) == expected


def test_a_wrapper_finds_the_request_among_its_keywords(starlette_view):
    source = """
        import functools

        def guarded(function):
            @functools.wraps(function)
            async def wrapper(*args, **kwargs):
                if kwargs["request"].headers.get("X-Key") != "k":
                    raise HTTPException(401)
                return await function(*args, **kwargs)
            return wrapper

        @guarded
        async def view(request: Request):
            return (await request.json())["a"]
    """
    reads = starlette_view(source)
    assert names(reads.headers) == ["X-Key*"]
    assert names(reads.json) == ["a*"]
    assert codes(reads) == [401]


def test_a_middleware(starlette_view):
    source = """
        async def view(request, call_next):
            if request.headers.get("Authorization", "").split(" ")[0] != "Bearer":
                return JSONResponse({"detail": "no"}, status_code=401)
            return await call_next(request)
    """
    reads = starlette_view(source)
    assert next(iter(reads.headers)).prefixes == ("Bearer",)
    assert codes(reads) == [401]
