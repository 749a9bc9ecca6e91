"""Search: what a reader means (:mod:`.query`) and where it is found (:mod:`.index`). In process, on any database."""
