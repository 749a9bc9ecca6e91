"""The accessibility statement as it ships: its standard, the last test by a person, known gaps, and whom to tell."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from django.conf import settings

PAGE = yaml.safe_load((Path(settings.BASE_DIR) / "fixtures/pages/accessibility.yaml").read_text("utf-8"))
SAID = {section["key"]: " ".join(section["paragraphs"]) for section in PAGE["sections"]}


def test_it_names_standard_last_test_gaps_and_contact():
    assert "version 2.2, level AA" in SAID["standard"]
    assert "Contact at the foot of any page" in SAID["contact"]
    assert len(SAID["gaps"]) > 100
    by_a_person = re.search(r"(No person has tested)|tested by a person .* on (\d{1,2} \w+ \d{4})", SAID["tested"])
    assert by_a_person, "it says neither when a person tested the site last, nor that nobody has"
    if by_a_person[1]:
        assert "has not been tried with" in SAID["gaps"], "that nobody has is a gap"


def test_it_is_gone_over_every_year():
    assert 0 < (PAGE["review_due_on"] - PAGE["reviewed_on"]).days <= 366
