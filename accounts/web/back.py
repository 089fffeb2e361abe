"""Where a form leads back to."""

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme


def way_back(request: HttpRequest, otherwise: str) -> str:
    """The address on this site that the form carries as `next`, else `otherwise`."""
    wanted = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    # A bare word is no address: it would be taken for the name of a page.
    return wanted if is_ours and "/" in wanted else otherwise


def go_back(request: HttpRequest, otherwise: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(way_back(request, otherwise))
