"""The pattern language of the word lists: folding of spellings, look-up of words, search for phrases.

Two rooms read people's words by it: ``bot.safety`` (what is heard before everything) and ``bot.reports`` (what may not
stand on paper). It knows neither of them. It runs on Python 3.10 too.
"""
