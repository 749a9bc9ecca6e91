"""The JSON API: what the reference holds, for other software, to read only (docs/api.md).

``urls`` names every address and ``routers`` every group of operations; ``answering`` is the one door through which
all of them answer; ``shapes`` are the answers, ``parameters`` the questions, ``problems`` the refusals.
"""
