"""What the names of files tell. The names are those that CMS has used."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from modifiers.ncci.parsing.naming import Told, told


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (
            "medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f1.zip",
            Told("ptp", "practitioner", "medicare", "2026-07", "v322r0", 1),
        ),
        ("ccioph-v323r0-f2.txt", Told("ptp", "hospital", "medicare", "2026-10", "v323r0", 2)),
        ("ccipra-v313r0-f1.TXT", Told("ptp", "practitioner", "medicare", "2025-10", "v313r0", 1)),
        ("ccipra-v320r1-f4.xlsx", Told("ptp", "practitioner", "medicare", "2026-01", "v320r1", 4)),
        (
            "medicaid-ncci-2026-q3-ptp-edits-practitioner-services.zip",
            Told("ptp", "practitioner", "medicaid", "2026-07"),
        ),
        (
            "medicaid-ncci-q2-2026-ptp-edits-durable-medical-equipment-services.zip",
            Told("ptp", "supplier", "medicaid", "2026-04"),
        ),
        (
            "MCR_MUE_PractitionerServices_Eff_07-01-2026.csv",
            Told("mue", "practitioner", "medicare", "2026-07"),
        ),
        ("MCR_MUE_OutpatientHospitalServices_Eff_10-01-2026.csv", Told("mue", "hospital", "medicare", "2026-10")),
        ("MCR_MUE_DMESupplierServices_Eff_04-01-2024.xlsx", Told("mue", "supplier", "medicare", "2024-04")),
        (
            "medicare-ncci-2026-q2-facility-outpatient-hospital-services-mue-table.zip",
            Told("mue", "hospital", "medicare", "2026-04"),
        ),
        ("medicare-ncci-2026-q2-dme-supplier-services-mue-table.zip", Told("mue", "supplier", "medicare", "2026-04")),
        (
            "facilityoutpatienthospitalservicesmuetable-effective-10-01-2026.zip",
            Told("mue", "hospital", "", "2026-10"),
        ),
        ("AOC_V2026Q2-MCR.xlsx", Told("add_on", "", "medicare", "2026-04")),
        ("AOC_V2025Q4_01-MCR.txt", Told("add_on", "", "medicare", "2025-10")),
        ("AOC_V2026Q2-F-MCR.txt", Told("add_on", "", "medicare", "2026-04")),
        ("add-code-edits-medicare-effective-06012026.zip", Told("add_on", "", "medicare", "2026-04")),
        (
            "add-code-edits-replacement-file-medicare-effective-01012026-zip.zip",
            Told("add_on", "", "medicare", "2026-01"),
        ),
        ("RVU26A.zip", Told("fee_schedule", "", "medicare", "2026-01")),
        ("RVU26AR.zip", Told("fee_schedule", "", "medicare", "2026-01")),
        ("rvu24c", Told("fee_schedule", "", "medicare", "2024-07")),
        ("rvu26c-updated-06-30-2026.zip", Told("fee_schedule", "", "medicare", "2026-07")),
        ("PPRRVU2026_Jul_nonQPP.csv", Told("fee_schedule", "", "medicare", "2026-07")),
        ("PPRRVU24_JAN.xlsx", Told("fee_schedule", "", "medicare", "2024-01")),
        ("PPRRVU25_JAN1.csv", Told("fee_schedule", "", "medicare", "2025-01")),
        ("PPRRVU2026_Oct_QPP.txt", Told("fee_schedule", "", "medicare", "2026-10")),
        ("download.zip", Told()),
        ("ccipra-v325r0-f1.txt", Told("ptp", "practitioner", "medicare", "", "", 1)),
        ("MCR_MUE_PractitionerServices_Eff_31-31-2026.csv", Told("mue", "practitioner", "medicare")),
        ("acme-preview.csv", Told()),
        ("", Told()),
    ],
)
def test_a_name(name, expected):
    assert told(name) == expected


def test_the_folder_tells_nothing():
    assert told("medicare-ncci-2026q3/ccioph/notes.txt") == Told()


def test_the_member_wins_over_the_zip_and_the_zip_fills_in():
    assert told("ccioph-v323r0-f2.txt", "medicare-ncci-2026q3-practitioner-ptp-edits-ccipra-v322r0-f1.zip") == Told(
        "ptp", "hospital", "medicare", "2026-10", "v323r0", 2
    )
    assert told("edits.txt", "medicaid-ncci-2026-q3-ptp-edits-practitioner-services.zip") == Told(
        "ptp", "practitioner", "medicaid", "2026-07"
    )


@given(st.lists(st.text(max_size=60), max_size=3))
def test_any_name_tells_a_quarter_or_none(names):
    found = told(*names)
    assert found.quarter == "" or found.quarter[5:] in {"01", "04", "07", "10"}
