"""Raport: which lawful ways out of service are open today, what each risks, and the report to sign."""
