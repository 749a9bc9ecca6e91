"""The words that a sentence may use although its statements do not: they join things and are none. Pure.

No numbers, no negations, no names, no verbs that tell a reader to do something outside a claim.
"""

from __future__ import annotations

from modifiers.search.text import listed

JOINING = listed(
    "a an the this that these those it its they them their there here which who whom whose what where when while "
    "and or but so because since as if then than also both each every any some such same other another "
    "of in on at to for from by with within into onto over under about between among during through per via "
    "is are was were be been being has have having had do does did done would will "
    "applies apply applied use uses used using make makes made means mean "
    "says say said states state stated tells tell told shows show shown given gives give according therefore thus "
    "however more most less least too "
    "case cases way ways thing things one's how why "
    "modifier modifiers code codes claim claims line lines service services rule rules statement statements "
    "apart rather instead whether either"
)
"""Words that say nothing by themselves. Must, may and can are not among them: they are the rule."""

NEGATIONS = listed(
    "no not never none neither nor without unless except only cannot cant dont doesnt isnt arent wont mustnt shouldnt "
    "nothing nobody exclude excludes excluded excluding prohibit prohibited prohibits forbid forbidden"
)
"""Words that turn a statement round or narrow it: a sentence has them exactly if its statements do."""

NUMBERS = listed(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million half halves "
    "quarter quarters third thirds twice double triple dozen percent percentage"
)
"""Numbers in words, which must stand in the statements as they are."""

IRREGULAR = {
    "paid": "pay",
    "sent": "send",
    "written": "write",
    "wrote": "write",
    "kept": "keep",
    "held": "hold",
    "chosen": "choose",
    "gave": "give",
    "taken": "take",
    "took": "take",
}
"""Forms that no stemmer knows, so that “is paid” may be said of “pays”."""

MONTHS = listed("january february march april may june july august september october november december")
"""Months, which must stand before the same number in the statements too."""

UNITS = listed(
    "percent % day days hour hours minute minutes month months year years week weeks unit units dollar dollars"
)
"""What a number may count: the two must stand side by side in the statements too."""
