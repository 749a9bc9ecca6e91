"""The site as `make serve` runs it: a real gunicorn on a throw-away data directory."""

from .site import Site, build, start

__all__ = ["Site", "build", "start"]
