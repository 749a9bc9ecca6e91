"""The blanks that every letter has. What goes into them names people; it is filled in by the sender alone. Pure.

Of a request for a redetermination 42 CFR 405.944 wants the patient's name and Medicare number, the service with its
date, and the name of the party (``cfr-405-944``); the rest is what claims departments need to find the line.
"""

from __future__ import annotations

from .blocks import Blank

PRACTICE = Blank("practice", "Provider or practice")
PRACTICE_ADDRESS = Blank("practice-address", "Its address")
NPI = Blank("npi", "NPI")
TAX_ID = Blank("tin", "tax ID", asked="Tax ID")
TODAY = Blank("today", "Date of this letter")
PAYER_ADDRESS = Blank("payer-address", "Address for appeals, from the notice")
PATIENT = Blank("patient", "Patient’s name")
MEDICARE_NUMBER = Blank("member", "Medicare number")
MEMBER_ID = Blank("member", "Member ID")
GROUP_NUMBER = Blank("group", "group number", asked="Group number")
CLAIM = Blank("claim", "Claim number, from the notice")
SERVICE = Blank("service", "Date of service")
AMOUNT = Blank("amount", "amount billed", asked="Amount billed")
EARLIER_CODE = Blank("earlier-code", "its code", asked="Code of the earlier procedure")
EARLIER_DAY = Blank("earlier-day", "its date", asked="Date of the earlier procedure")
EARLIER_DAYS = Blank("earlier-days", "its global days", asked="Global days of the earlier procedure")
EARLIER_FOR = Blank("earlier-for", "what it was for", asked="What the earlier procedure was for")
NOTICE = Blank("notice", "Date of the remittance")
DECIDER = Blank("decider", "Who decided")
DECIDED_ON = Blank("decided-on", "Date of that decision")
DECISION = Blank("decision", "What it decided, and why", is_long=True)
ANSWER = Blank("answer", "Where it is wrong, by the record", is_long=True)
RESULT = Blank("result", "The exact result, such as the amount or who owes it", is_long=True, asked="What you ask for")
SIGNATURE = Blank("signature", "Signature")
SIGNER = Blank("signer", "Name and title")
CONTACT = Blank("contact", "Phone or address for questions")


def place(tick: str, item: str) -> Blank:
    """Where in the record an item of the checklist shows."""
    label, asked = "page and line, and what stands there", f"Where it shows: {item}"
    return Blank(f"at-{tick.replace('.', '-')}", label, is_long=True, asked=asked)


def reason_against(code: str) -> Blank:
    """Why another modifier does not fit."""
    return Blank(f"not-{code.lower()}", f"why {code} does not fit here", is_long=True, asked=f"Why {code} does not fit")
