"""Bulk work, without its pages."""
