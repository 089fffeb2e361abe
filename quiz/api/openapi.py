"""The OpenAPI entries of the endpoints that are plain Django views."""

from typing import Any


def add_fast_endpoints(result: dict[str, Any], generator: Any, request: Any, public: bool) -> dict[str, Any]:
    """A drf-spectacular postprocessing hook."""
    return result
