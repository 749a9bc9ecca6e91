"""The site as `make serve` runs it: a real gunicorn on a throw-away data directory."""

from .site import Site, build

__all__ = ["Site", "build"]
