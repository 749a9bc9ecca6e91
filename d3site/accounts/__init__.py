"""Accounts: who may work at the editing desk, how they sign in, and what is kept of it.

:mod:`.roles` says what each role may do; :mod:`.signing_in`, :mod:`.factors` and :mod:`.passkeys` are the one door
with its two locks; :mod:`.sessions` ends sessions; :mod:`.models` holds the log that nobody can change. Readers have
no accounts.
"""
