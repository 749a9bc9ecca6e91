"""“Was this right?”: what readers say of a page, without anything of who they are.

``screening``  what in a text looks like something about a person (pure)
``asked``      what a reader sent, read and found fault with
``keeping``    counts and reports into their tables; editors meet them in :mod:`modifiers.admin.feedback`

Neither side of the house is known here: no session, no working copy (``docs/adr/0032``).
"""
