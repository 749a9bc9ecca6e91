"""What must not break the site, done to it on a scratch copy: ``make chaos``, and ten minutes of it: ``make soak``."""
