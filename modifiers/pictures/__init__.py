"""The pictures that other sites show beside a link to a page: what stands on them, drawn once, kept as files."""
