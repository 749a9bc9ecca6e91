"""All modifiers as one file, for software and for spreadsheets: what it holds and how it is written. Pure.

``items`` are what it holds, ``columns`` those of the table, ``writing`` the three forms.
:mod:`modifiers.pages.downloads` offers the files and keeps them.
"""
