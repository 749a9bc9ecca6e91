"""From rows to editions and back: compose, check, publish, withdraw, restore, compare.

Everything that changes what readers read goes through here. After the commit :data:`edition_published` is sent.
"""

from . import wording, workflow
from .apply import Applied, apply, apply_many
from .checks import Known, check, prose
from .compose import compose, compose_many, try_compose_many
from .diff import DocumentDiff, FieldChange, ListChange, PatchError, Piece, RowChange, diff, patch
from .foresee import foresee
from .hashes import refresh_all, refresh_citing, refresh_hash, refresh_hashes
from .problems import ApplyError, ComposeError, Problem, PublishRefused, Refused, from_validation
from .publish import edition_published, known, publish, publish_batch, restore, withdraw
from .references import Reference, references
from .standing import Stage, Standing, reviewers, standing, standings_of
from .state import Scheduled, State, state, states_of

__all__ = [
    "Applied",
    "ApplyError",
    "ComposeError",
    "DocumentDiff",
    "FieldChange",
    "Known",
    "ListChange",
    "PatchError",
    "Piece",
    "Problem",
    "PublishRefused",
    "Reference",
    "Refused",
    "RowChange",
    "Scheduled",
    "Stage",
    "Standing",
    "State",
    "apply",
    "apply_many",
    "check",
    "compose",
    "compose_many",
    "diff",
    "edition_published",
    "foresee",
    "from_validation",
    "known",
    "patch",
    "prose",
    "publish",
    "publish_batch",
    "references",
    "refresh_all",
    "refresh_citing",
    "refresh_hash",
    "refresh_hashes",
    "restore",
    "reviewers",
    "standing",
    "standings_of",
    "state",
    "states_of",
    "try_compose_many",
    "withdraw",
    "wording",
    "workflow",
]
