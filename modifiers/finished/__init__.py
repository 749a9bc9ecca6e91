"""Finished bytes: answers kept whole, in front of Django, for as long as the catalogue stands (docs/adr/0026).

A public page is a pure function of the editions, the day and its address. So its answer is made once for each state of
the catalogue, compressed once, and given to everybody who asks:

``answer``   one answer with its body in every encoding; which of them a reader gets, and when 304 is enough
``asked``    which requests may be answered so, and under which key
``shelf``    the answers that are kept, bounded in bytes; the least read go first
``front``    the WSGI application around Django's: at most one render of an address at a time
``warming``  what has been read most is made anew after a publish, beside the requests
"""

from .asked import Rules
from .front import Finished
from .warming import Warmer

__all__ = ["Finished", "Rules", "Warmer"]
