"""The offline pack: the whole public reference as files that open from a disk or lie on any static host.

Every page is what the site answers at its address, with its links led to the files beside it. ``addresses``,
``rewriting`` and ``checking`` are pure; ``packing`` asks the site and writes (docs/adr/0031).
"""
