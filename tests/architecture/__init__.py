"""Tests of the house itself: what must hold whatever is built in it."""
