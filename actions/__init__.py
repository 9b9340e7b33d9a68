"""Custom actions: thin. Each turns slots into one call of a use case and passes the ready text back."""
