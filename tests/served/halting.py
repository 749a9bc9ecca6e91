"""An import in a process of its own that halts at a marked moment, so that it can be killed there."""

from __future__ import annotations

IMPORT = """
import sys, time
from pathlib import Path
from django.core.management import CommandError, call_command
from modifiers.models.edition import CatalogueVersion
from modifiers.ncci import checks, importing, stores
from modifiers.ncci.parsing import ptp

ptp._BLOCK = {block}

def halt_in(owner, name, call=1):
    whole, calls = getattr(owner, name), []
    def halting(*given, **more):
        calls.append(name)
        if len(calls) == call:
            print("halted", flush=True)
            time.sleep(600)
        return whole(*given, **more)
    setattr(owner, name, halting)

{patch}
try:
    call_command("import_ncci", *{files!r}, "--setting=practitioner", "--accept-terms", "--allow-smaller")
except CommandError as error:
    print("refused:", error)
"""
"""A script for Django's shell. ``halt_in(owner, name, call)`` says "halted" and waits before that call."""
