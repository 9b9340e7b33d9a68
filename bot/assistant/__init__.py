"""Rasa's side, Python 3.10: launcher, tracker store, channel, NLU components. Imports only bot.vault.sealing of bot."""
