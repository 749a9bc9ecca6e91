"""The site as a browser sees it: a real server, real files, Debian's Chromium."""
