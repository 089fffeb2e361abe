"""Endpoints on the answering path: plain Django views with msgspec, and their OpenAPI entries.

A DRF view costs more than the row it writes.  These have the same doors (token, or session with
CSRF), the same refusals and a place in the same document.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import msgspec
from django.db import OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from rest_framework.authentication import CSRFCheck, TokenAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts.domain.problems import RuleBroken
from accounts.messages import sentence
from accounts.web.errors import body, broken_body

Handler = Callable[..., tuple[int, Any]]
_MAX_BODY = 64 * 1024
_encode = msgspec.json.Encoder(enc_hook=str).encode


@dataclass(frozen=True, kw_only=True)
class Endpoint:
    """One method of one path. `wants` is the body's msgspec type, `gives` the answer's."""

    path: str
    method: str
    handler: Handler
    summary: str
    wants: type | None
    gives: type
    query: tuple[str, ...]


ENDPOINTS: list[Endpoint] = []


def endpoint(
    method: str,
    path: str,
    *,
    summary: str,
    gives: type,
    wants: type | None = None,
    query: tuple[str, ...] = (),
) -> Callable[[Handler], Handler]:
    """Register a handler `(request, [body,] **path arguments) -> (status, answer)` for the document."""

    def register(handler: Handler) -> Handler:
        ENDPOINTS.append(
            Endpoint(
                path=path,
                method=method,
                handler=handler,
                summary=summary,
                wants=wants,
                gives=gives,
                query=query,
            )
        )
        return handler

    return register


def view(**handlers: Handler) -> Callable[..., HttpResponse]:
    """One Django view of the registered handlers, by lower-case method: `view(get=…, post=…)`."""
    known = {one.handler: one for one in ENDPOINTS}
    by_method = {method.upper(): known[handler] for method, handler in handlers.items()}

    def dispatch(request: HttpRequest, **arguments: Any) -> HttpResponse:
        found = by_method.get(request.method or "")
        if found is None:
            return answer(405, body("method_not_allowed", sentence("method_not_allowed")))
        try:
            return _answered(found, request, arguments)
        except RuleBroken as error:
            return answer(error.status, broken_body(error))
        except Http404:
            return answer(404, body("not_found", sentence("not_found")))
        except OperationalError:
            return busy()

    return csrf_exempt(dispatch)


def _answered(found: Endpoint, request: HttpRequest, arguments: dict[str, Any]) -> HttpResponse:
    refused = _authenticate(request)
    if refused is not None:
        return refused
    if found.wants is None:
        status, result = found.handler(request, **arguments)
    else:
        try:
            wanted = _decoded(request, found.wants)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            return answer(400, _shape_fault(error))
        status, result = found.handler(request, wanted, **arguments)
    return answer(status, result)


def answer(status: int, result: Any) -> HttpResponse:
    response = HttpResponse(_encode(result), status=status, content_type="application/json")
    response["Cache-Control"] = "no-store"
    return response


def busy() -> HttpResponse:
    """503: a lock or the database did not come in time; nothing was changed."""
    response = answer(503, body("try_again_later", sentence("try_again_later")))
    response["Retry-After"] = "2"
    return response


def _authenticate(request: HttpRequest) -> HttpResponse | None:
    """Set `request.user` from a token, or take the session's after the CSRF check; else the refusal."""
    if request.headers.get("Authorization"):
        try:
            found = TokenAuthentication().authenticate(request)  # type: ignore[arg-type]
        except AuthenticationFailed:
            found = None
        if found is None:
            return answer(401, body("not_logged_in", sentence("not_logged_in")))
        request.user = found[0]
        return None
    if not request.user.is_authenticated:
        return answer(401, body("not_logged_in", sentence("not_logged_in")))
    if request.method not in ("GET", "HEAD") and _csrf_fails(request):
        return answer(403, body("not_allowed", sentence("not_allowed")))
    return None


def _csrf_fails(request: HttpRequest) -> bool:
    check = CSRFCheck(lambda request: HttpResponse())
    check.process_request(request)
    return check.process_view(request, lambda request: HttpResponse(), (), {}) is not None


def _decoded(request: HttpRequest, wants: type) -> Any:
    raw = request.body
    is_json = request.content_type == "application/json" or not raw
    if not is_json or len(raw) > _MAX_BODY:
        raise msgspec.DecodeError(_("请求须为不超过64KB的 JSON（Content-Type: application/json）。"))
    return msgspec.json.decode(raw or b"{}", type=wants)


def _shape_fault(error: Exception) -> dict[str, Any]:
    if not isinstance(error, msgspec.DecodeError):
        not_json = _("请求须为 UTF-8 编码的 JSON，层次不能太深。")
        return body("wrong_shape", sentence("wrong_shape"), {"body": [not_json]})
    text, _at, where = str(error).partition(" - at `$")
    field = where.rstrip("`").lstrip(".") or "body"
    return body("wrong_shape", sentence("wrong_shape"), {field: [text]})


def add_fast_endpoints(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """drf-spectacular's postprocessing hook: these endpoints in the same document."""
    types = [one for found in ENDPOINTS for one in (found.wants, found.gives) if one is not None]
    schemas, components = msgspec.json.schema_components(types, ref_template="#/components/schemas/{name}")
    by_type = dict(zip(types, schemas, strict=True))
    result.setdefault("components", {}).setdefault("schemas", {}).update(components)
    for found in ENDPOINTS:
        operation = _operation(found, by_type)
        result["paths"].setdefault(f"/api/v1/{found.path}", {})[found.method.lower()] = operation
    return result


def _operation(found: Endpoint, schemas: dict[type, Any]) -> dict[str, Any]:
    named = [part[1:-1] for part in found.path.split("/") if part.startswith("{")]
    operation: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", f"{found.method.lower()}_{found.path}").strip("_"),
        "summary": found.summary,
        "tags": [found.path.split("/")[0]],
        "security": [{"tokenAuth": []}, {"cookieAuth": []}],
        "parameters": [
            {"name": name, "in": "path", "required": True, "schema": {"type": "integer"}} for name in named
        ]
        + [{"name": name, "in": "query", "schema": {"type": "string"}} for name in found.query],
        "responses": {
            "200": {"description": "", "content": {"application/json": {"schema": schemas[found.gives]}}},
            **{status: {"description": text} for status, text in _REFUSALS.items()},
        },
    }
    if found.wants is not None:
        schema = {"application/json": {"schema": schemas[found.wants]}}
        operation["requestBody"] = {"required": True, "content": schema}
    return operation


_REFUSALS = {
    "400": "wrong shape: {code, message, fields}",
    "401": "not logged in: {code, message, fields}",
    "404": "not found or not yours: {code, message, fields}",
    "409": "the rules forbid it now: {code, message, fields}",
    "503": "busy, nothing was changed, try again: {code, message, fields}",
}
