"""The project: settings, security policy, addresses, server, health, logging. No content lives here."""
