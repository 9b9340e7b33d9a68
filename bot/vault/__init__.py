"""Keys, sealing and keyed hashes. The only room that imports cryptography."""
