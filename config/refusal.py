"""What a bad setting raises. Apart from `env`, which raises it while it is imported."""


class BadSetting(Exception):
    """An environment variable holds a value that cannot be used; the text names it and the cure."""
