"""Watching: what is written down and counted of the answers, and what never is.

``request_ids``  the name of a request
``routes``       where it led, in words of ours
``outermost``    stands around the finished bytes, names and counts
``answering``    stands around Django, times and counts
``access``       the line of the access log; ``server_log`` makes gunicorn write it
``metrics``      the numbers; ``kept`` those of processes that have ended
``scrape``       answers Prometheus

Nothing here holds what a reader typed: labels and log fields are names of routes, methods and numbers (docs/adr/0028).
"""
