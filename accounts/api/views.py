"""Account endpoints."""

from django.contrib.auth import authenticate
from django.contrib.auth.signals import user_logged_in
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.api.serializers import TokenIn, TokenOut
from accounts.domain.problems import RuleBroken
from accounts.models import User


class TokenView(APIView):
    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="post_auth_token",
        summary="A token for programs, for a staff number or phone number and its password",
        tags=["auth"],
        auth=[],
        request=TokenIn,
        responses={
            200: TokenOut,
            400: OpenApiResponse(description="wrong shape: {code, message, fields}"),
            401: OpenApiResponse(description="wrong login: {code, message, fields}"),
            429: OpenApiResponse(description="too many attempts, see Retry-After: {code, message, fields}"),
        },
    )
    def post(self, request: Request) -> Response:
        """The same token until the password changes; send it as `Authorization: Token …`."""
        wanted = TokenIn(data=request.data)
        wanted.is_valid(raise_exception=True)
        # The bare request: the login guard marks it when it refuses.
        user = authenticate(request._request, **wanted.validated_data)
        if user is None:
            raise RuleBroken("wrong_login", status=401)
        user_logged_in.send(sender=User, request=request._request, user=user)
        token, _ = Token.objects.get_or_create(user=user)
        return Response(TokenOut({"token": token.key}).data)
