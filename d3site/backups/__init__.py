"""Backups: made while the site runs, proven by restoring each one at once, thinned out, and put back (docs/adr/0027).

``manifest``    what a backup says of itself, and whether its files are what it says (pure)
``rotation``    which backups stay (pure)
``shelf``       the folder of backups: names, ages, the lock (pure)
``contents``    what a database holds, as far as two are compared by it (pure)
``files``       copying and linking so that a power cut leaves nothing half-written (pure)
``sqlite``      copy, check and replace a SQLite file and the stores beside it
``postgresql``  the same by ``pg_dump`` and ``pg_restore``
``rendering``   pages of a site as hashes, in a process of its own
``making``      make a backup and verify it
``restoring``   put one back
``checks``      settings and connections are such that nothing written is lost
"""
