"""The modifier reference. A map of the package, in the order in which content travels:

``codes``        what people type, as value objects (modifier, procedure, pair, denial code)
``documents``    what an edition stores, a content file holds and a template renders; canonical JSON
``models``       the working copy that editors write (rows), and the editions that readers read
``publishing``   rows → document → checks → edition; editions back to rows; the diff of two documents
``content``      documents ↔ files in ``fixtures/``: load, export, check
``hcpcs``        the official HCPCS Level II file of CMS: read, compare, import into the working copies
``official``     what readers of official files have in common
``ncci``         the official tables about procedure codes: import, look-up, the verdict on a code pair
``catalogue``    all live editions as one immutable snapshot in memory; nothing public reads more
``search``       what a reader asked for, and where it is found
``gaps``         what readers looked for and did not find, counted without keeping what they wrote
``denials``      a denied line → its way out, by what the published documents say
``appeals``      a denied line → a letter of published statements, where a letter can win
``asking``       a question in plain words → the statements that answer it
``wording``      an operator's language model, given statements alone and checked against them
``pages``        the public site: one module per kind of page
``admin``        where the working copy is edited, previewed and published
``api``          the same as JSON
``management``   thin commands

Imports run one way (``docs/architecture.md``), and a test proves it.
"""
