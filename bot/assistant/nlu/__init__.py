"""Understanding of messages: normalised words, field lexicon, sentence encoder, intent model, Rasa components.

Only ``classifier``, ``extractor``, ``featurizer`` and ``tokenizer`` know Rasa; ``understanding`` does the same without it.
"""

# Files here and among the facts that only judge or show what a trained model says: a change in them needs no training.
AFTER_TRAINING = frozenset(
    {
        "ask.py",
        "asked.py",
        "bars.py",
        "clauses.py",
        "hearing.py",
        "lint.py",
        "parse.py",
        "read.py",
        "score.py",
        "thresholds.py",
        "understanding.py",
    }
)
