"""The measurements: what they generate and write."""
