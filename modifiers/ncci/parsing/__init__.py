"""Files as CMS ships them → rows of a dataset, with each refused line and its reason. No Django here.

``opening``       the one file that holds the table, from a zip or bare, with bombs and other files refused
``sheets``        rows of a workbook as texts
``tables``        rows of CSV, tab-delimited text or workbook under captions
``ptp``, ``mue``, ``add_on``, ``fee_schedule``
                  a reader for each dataset: ``rows(opened, …, tally)`` yields lists of rows in the order of its columns
``tally``         what is counted meanwhile
``naming``        what the names of files tell
"""
