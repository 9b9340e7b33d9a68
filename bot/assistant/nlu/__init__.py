"""Understanding of messages: normalised words, field lexicon, sentence encoder, classifier, Rasa components.

The modules ``words``, ``morph``, ``translit``, ``spelling``, ``language`` and ``lexicon`` are plain Python and
know nothing of Rasa; ``components`` holds what Rasa loads.
"""
