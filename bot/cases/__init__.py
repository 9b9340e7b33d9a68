"""The persistent heart: conversations, turns, replies, drafts; retention and erasure. All words are sealed."""
