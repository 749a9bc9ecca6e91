"""Files as CMS ships them → rows of a dataset, with each refused line and its reason. No Django here."""
