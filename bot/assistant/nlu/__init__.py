"""Understanding of messages: normalised words, field lexicon, sentence encoder, intent model, Rasa components.

Only ``classifier``, ``extractor``, ``featurizer`` and ``tokenizer`` know Rasa; ``understanding`` does the same without it.
"""

# Files that only judge or show what a trained model says: a change in them needs no training.
AFTER_TRAINING = frozenset(
    {"bars.py", "clauses.py", "lint.py", "parse.py", "score.py", "thresholds.py", "understanding.py"}
)
