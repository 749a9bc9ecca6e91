"""What a release is made of: known vulnerabilities (`make audit`), the list of all parts (`make sbom`)."""
