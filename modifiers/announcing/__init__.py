"""Telling search engines which public addresses have changed, by the IndexNow protocol (docs/search-engines.md).

Nothing is queued when something is published: what is due is the difference between the catalogue and what has been
told. So no publish waits, nothing that is not live can be told, and what could not be sent is due again.
"""
