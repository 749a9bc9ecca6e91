"""The modifier reference (map of the package: see below; the arrows: docs/architecture.md)."""
