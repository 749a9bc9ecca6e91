"""The import of the official HCPCS file. Its files are built here, of made-up rows and a few real ones."""
