"""Shapes of the account endpoints."""

from typing import Any

from rest_framework import serializers

from accounts.messages import sentence


class TokenIn(serializers.Serializer):
    """A staff number or phone number, and the password. Other fields are refused."""

    username = serializers.CharField(max_length=64)
    password = serializers.CharField(max_length=128, trim_whitespace=False, write_only=True)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        unknown = set(self.initial_data) - set(self.fields)
        if unknown:
            raise serializers.ValidationError({name: sentence("unknown_field") for name in sorted(unknown)})
        return attrs


class TokenOut(serializers.Serializer):
    token = serializers.CharField()
