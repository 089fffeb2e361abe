"""One shape for every refusal: {code, message, fields} for programs, a page for people."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from accounts.domain.problems import RuleBroken
from accounts.messages import explain, sentence

_CODES = {
    400: "wrong_shape",
    401: "not_logged_in",
    403: "not_allowed",
    404: "not_found",
    503: "try_again_later",
}


def body(code: str, message: str, fields: Any = None) -> dict[str, Any]:
    return {"code": code, "message": message, "fields": fields or {}}


def broken_body(error: RuleBroken) -> dict[str, Any]:
    return body(error.code, explain(error), error.fields)


def refusal(request: HttpRequest, error: RuleBroken) -> HttpResponse:
    """The answer to a broken rule, as JSON below /api/ and as a page elsewhere."""
    if request.path.startswith("/api/"):
        return JsonResponse(broken_body(error), status=error.status)
    context = {"code": error.code, "message": explain(error), "status": error.status}
    context["back_url"] = _came_from(request)
    return render(request, "errors/refused.html", context, status=error.status)


def _came_from(request: HttpRequest) -> str:
    """The page of ours whose form was refused; empty where the browser does not say, or on this page."""
    there = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(there, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(there)
    path = parts._replace(scheme="", netloc="", fragment="").geturl()
    is_page = path.startswith("/") and not path.startswith("//")
    return path if is_page and (request.method == "POST" or parts.path != request.path) else ""


def api_exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    if isinstance(error, RuleBroken):
        return Response(broken_body(error), status=error.status)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None:
        return None
    fields = error.get_full_details() if isinstance(error, exceptions.ValidationError) else {}
    code = _CODES.get(response.status_code, getattr(error, "default_code", "error"))
    message = sentence(code) if code in _CODES.values() else str(getattr(error, "detail", ""))
    response.data = body(code, message, fields)
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse(body("not_allowed", sentence("not_allowed")), status=403)
    return render(request, "errors/csrf.html", status=403)


def _page(template: str, code: str, status: int):
    def view(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        if request.path.startswith("/api/"):
            return JsonResponse(body(code, sentence(code)), status=status)
        return render(request, template, {"code": code, "message": sentence(code)}, status=status)

    return view


bad_request = _page("errors/refused.html", "wrong_shape", 400)
forbidden = _page("errors/refused.html", "not_allowed", 403)
not_found = _page("errors/refused.html", "not_found", 404)
server_error = _page("errors/server.html", "try_again_later", 500)
