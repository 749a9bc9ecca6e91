"""Watching: what is written down and counted of the answers, and what never is.

:mod:`.request_ids` names a request; :mod:`.routes` says where it led in words of ours; :mod:`.answering` stands around
the whole application and counts; :mod:`.access` makes the line of the access log; :mod:`.metrics` holds the numbers,
:mod:`.kept` those of processes that have ended, and :mod:`.scrape` answers Prometheus. Nothing here holds what a
reader typed: labels and log fields are names of routes, methods and numbers (docs/adr/0028).
"""
