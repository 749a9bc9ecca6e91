"""From a denied line to a letter of appeal, when a letter is right (docs/adr/0019).

``questions``   what is asked, as data; an address → the case that it holds, and back
``advice``      whether a letter can win, before one is written
``blocks``      the parts of a letter, and the runs of words and blanks in them
``blanks``      what the sender fills in
``fitting``     whether a published statement may stand in a letter
``letter``      a case and the published pages → a letter as a list of blocks
``argument``    the letter's argument in sentences of a language model, if there are any
``note``        what its sender should know
``text``        a letter as plain text
``word``        a letter as a Word file
``collecting``  what the case needs from the catalogue and from the code pairs

All but the last are pure. A case holds codes, ticks and slugs; nothing here ever sees a patient.
"""
