"""A talk as the service would lead it, in a process of its own that keeps nothing: for trainers and for recordings.

Everything of the service is real but the doors: the database lies in memory under keys made for the occasion, Rasa's
model and its rules are asked in a process beside (`bot.assistant.overhear`), and what is decided is told with its
reasons. When the process ends nothing of it is left.
"""
