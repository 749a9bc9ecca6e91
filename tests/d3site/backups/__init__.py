"""Backups, without a served site: see tests/served for those."""
