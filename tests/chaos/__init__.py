"""What can be tried of ``make chaos`` in a few seconds; the rest has its own tests in ``tests/served``."""
