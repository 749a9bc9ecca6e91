"""What a release is made of: known vulnerabilities (`make audit`) and the list of all parts (`make sbom`)."""
