"""Tests of what is written down and counted."""
