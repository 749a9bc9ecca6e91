"""From a line of a remittance to the way out: correct, send anew, reopen, appeal, bill, or let it be (docs/adr/0018).

``facts``        the codes of a denied line, and what else the answer depends on
``identifiers``  what may name a person, dropped before anything is read
``remittance``   835 segments → lines
``typed``        what people type or copy from a screen → lines
``reading``      the one way in: text → lines, and what was dropped
``fields``       the fields of a form, an address or a program → a line, or what is wrong with them
``matching``     which denial reasons of the modifiers on a line fit it
``router``       facts and published documents → ``route``: the road, and the statements that it rests on
``deadlines``    the days that the road is open
``contradictions`` what does not fit together
``wording``      the router's own sentences
``collecting``   the catalogue's documents, as the router takes them

All but the last is pure: no Django, no catalogue, no clock. Nothing here keeps or logs what it is given.
"""
