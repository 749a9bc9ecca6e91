"""How collected static files are named: by their content, the modules that a script of ours imports as well."""

from __future__ import annotations

from django.contrib.staticfiles.storage import HashedFilesMixin
from whitenoise.storage import CompressedManifestStaticFilesStorage

_, _OF_IMPORTS = HashedFilesMixin._js_module_import_aggregation_patterns  # type: ignore[attr-defined]  # not in the stubs


class HashedFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, with the addresses of ``import`` replaced too, so that those files are kept for ever.

    In our own folder alone: Django's switch for this stumbles over a file of another package that imports what is not
    shipped with it.
    """

    patterns = (*HashedFilesMixin.patterns, ("js/*.js", _OF_IMPORTS))
