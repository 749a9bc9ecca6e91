"""Help texts for editors, field by field. They stand here and not in the models, where each word costs a migration.

``help_for`` looks for the model's own entry first, then for what holds wherever the field has this name.
"""

from __future__ import annotations

from typing import Any

ANYWHERE = {
    "name": "The short name at the head of the page. Our own words, or the official short name of a modifier.",
    "slug": "The page’s place in its address: small letters and hyphens. It stays as it is once published.",
    "summary": "One sentence that says it all; search engines show it. At most 155 characters.",
    "identity_sources": "Where the name, the summary and the dates come from. Type to search; + adds a new source.",
    "reviewed_on": "The day on which the whole page was last reviewed.",
    "reviewed_by": "Who reviewed it, as readers are to read it.",
    "review_due_on": "When to look at it next: within a year.",
    "text": "One idea, under 25 words a sentence. Link a modifier as [[59]], a denial as [[carc-97]].",
    "sources": "What this row rests on. Type to search by title or publisher; + adds a new source.",
    "checked_on": "The day on which you last compared this row with its sources.",
    "effective_on": "First day on which it holds. Empty when we do not know it.",
    "ended_on": "Last day on which it holds. Empty while it holds.",
}

OWN = {
    "modifier": {
        "system": "Who keeps the code: the AMA (CPT) or CMS (HCPCS Level II).",
        "depth": "A full page has every part; an entry says the least that a rare code needs.",
        "family": "What the family says is shown on this page too. Do not repeat it here.",
        "topics": "The lists of topics under which the page is found.",
        "successor": "For a code that has ended: the modifier to use now.",
        "summary": "One sentence that a coder could say aloud: what it tells the payer. At most 155 characters.",
        "effective_on": "First date of service. Empty when we do not know it.",
        "ended_on": "Last date of service. The page stays, and says that the code has ended.",
        "search_terms": "Everyday words and synonyms, one a line: what a coder types who does not know the code.",
    },
    "usecase": {"text": "A situation in which it is right, and which the record can prove. Link others as [[XS]]."},
    "exclusion": {
        "text": "Begin with “Do not”. Say when it is wrong; name what is right in “Instead”.",
        "instead": "The modifier to use instead, where there is one.",
    },
    "checklistitem": {"text": "Something that a reviewer can point to in the note."},
    "denialreason": {
        "says": "What the payer says, in our own words: never the text of the remittance code.",
        "codes": "The codes on the remittance, such as CO-97. Type to search.",
        "modifier_was": "Whether the denial comes with the modifier on the line, or because it was left off.",
        "text": "Why it happens.",
        "resolution": "The way out. Where an appeal is wrong, choose what is right.",
        "action": "What to do now, in one or two sentences.",
    },
    "payernote": {
        "payer": "Medicare first. A payer that is not listed is added under Payers.",
        "stance": "What the payer does with the modifier, in one choice. “No current policy found” is an answer.",
        "text": "What the policy says, and since when.",
        "differs": "Tick it where Medicare does otherwise.",
        "effective_on": "Since when the payer’s rule holds.",
        "ended_on": "Last day of the rule. Empty while it holds.",
    },
    "relatedmodifier": {
        "other": "The other modifier. Each pair is written once, on either page, and shown on both.",
        "kind": "How this modifier and the other stand to each other.",
        "text": "One line that tells them apart: use the one when …, the other when …",
    },
    "scenario": {
        "title": "A few words that name the case.",
        "is_right": "Clear it for an example that is billed wrong: each page shows at least one.",
        "text": "Why it is right or wrong.",
    },
    "misconception": {"text": "What is true."},
    "settinguse": {
        "setting": "A setting or specialty. One that is not listed is added under Settings.",
        "text": "What it is used for there.",
    },
    "denialcode": {
        "can_appeal": "Whether an appeal is open at all after this code.",
        "often_with": "Codes that stand on the same line.",
        "official_url": "The page of the official list on which the code stands.",
    },
    "payer": {"payer_kind": "Decides under which heading readers find the payer."},
    "payertimelimit": {
        "name": "What the step is called by the payer, such as “Redetermination”.",
        "road": "The way out for which the time runs.",
        "days": "Give the time in days, months or years: in one of the three.",
        "months": "In months, if the payer counts so.",
        "years": "In years, if the payer counts so.",
        "counted_from": "The day from which the time runs.",
        "text": "What must be known besides the time.",
    },
    "comparisonquestion": {"text": "A question that a coder can answer from the record."},
    "pagesection": {"heading": "The heading of the section."},
}


def help_for(db_field: Any) -> str:
    """The help text of a field; empty where the model's own is to stand."""
    own = OWN.get(db_field.model._meta.model_name, {})
    if db_field.name in own:
        return own[db_field.name]
    return "" if db_field.help_text and db_field.name != "summary" else ANYWHERE.get(db_field.name, "")
