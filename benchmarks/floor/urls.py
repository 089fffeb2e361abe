"""One address. The table is made by the bench (`benchmarks.data.make_floor_table`)."""

from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import path

_INSERT = "INSERT INTO bench_floor (user_id, position, response, saved_at) VALUES (%s, %s, %s, now())"


def commit_one_row(request: HttpRequest, position: int) -> HttpResponse:
    if not request.user.is_authenticated:
        return HttpResponse(status=401)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [request.user.pk, position, request.body.decode()])
    return HttpResponse(b'{"saved": true}', status=201, content_type="application/json")


urlpatterns = [path("floor/<int:position>", commit_one_row)]
