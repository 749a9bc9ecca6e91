"""The public pages: one module per kind of page, fed by the catalogue and documents alone.

``urls`` names every address; ``answering`` turns a view's context into a response with its cache
headers; ``prose`` makes statements ready to show (cross-links that answer, numbered sources);
``words`` says the documents' one-word values in plain English. The rest is one module per page.
"""
