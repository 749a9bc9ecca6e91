"""What readers looked for and did not find, counted without keeping anything that a reader wrote.

``harmless``   which words of a query may be counted: only those that stand in our own files (pure)
``tally``      counts in the memory of one process (pure)
``keeping``    the counts of this process, and from time to time into the table
``noticing``   what the pages tell of: a list that was shown, a list from which somebody went on

Neither side of the house is known here: no session, no working copy (``docs/adr/0016``).
"""
