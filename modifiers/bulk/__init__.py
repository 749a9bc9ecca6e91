"""Many working copies at once: tables of sources, payers and denial codes, document files, and what follows a source.

Everything begins as a :class:`.plan.Plan`, which says of every row or file what it would do and is made without
writing; :func:`.writing.write` then does all of it or nothing, puts it down as one batch, and publishes nothing.

* :mod:`.cells` and :mod:`.sheets` (pure) read tables, :mod:`.tables` holds them against the working copies.
* :mod:`.parcels` reads document files, :mod:`.documents` holds them against the working copies.
* :mod:`.keeping` keeps an upload between its preview and the decision.
* :mod:`.batches` knows what one act touched.
* :mod:`.sources` replaces one source by another, :mod:`.duplicates` finds those that are one.
* :mod:`.link_watch` finds what has grown old or died, :mod:`.opening` opens addresses when it is asked to.
"""
