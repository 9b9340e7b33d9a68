"""Channels: how a person's messages come in and the replies go out. One module each, all over `ChatPort`."""
