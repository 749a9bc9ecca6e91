"""Official tables about procedure codes: NCCI code pairs, unit limits, add-on codes, fee-schedule indicators.

An operator imports the files that CMS publishes; nothing of them is shipped but a small sample. In the order in which
the data travels:

``records``    what one row of each table says (pure)
``datasets``   the tables as columns, keys and indexes (pure)
``parsing``    files as CMS ships them → rows, with each refused line and its reason (pure)
``models``     which releases there are, where their rows lie, who accepted the terms
``stores``     where the rows of a release lie: a file of their own beside SQLite, a table of their own on PostgreSQL
``importing``  files → a release that serves, all or nothing
``releases``   the releases that answer now
``lookup``     what they say about codes
``verdict``    two codes, a date, the lines found → an answer that explains itself (pure)
``rationales`` why an edit exists, how a unit limit counts, in our words (pure)
``indicators`` what each fee-schedule indicator means and which modifiers it lets in or shuts out (pure)
"""
