"""One turn, end to end: receive once, safety first, then the dialogue engine, then the answer; and nothing lost."""
