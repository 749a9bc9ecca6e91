"""Tests mirror the package; architecture/ tests the house itself, browser/ drives Chromium."""
