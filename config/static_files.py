"""Static files under names that tell their content, compressed."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

_IMPORT = (r"""(?P<matched>from "(?P<url>\./[^"]+)")""", 'from "%(url)s"')


class StaticFiles(CompressedManifestStaticFilesStorage):
    """Also what one of our scripts imports from another gets its new name.

    Otherwise a module would be loaded twice, under two names: two of everything that should be one.
    """

    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (_IMPORT,)))
