"""Base forms of English words, well enough to count «signed», "signing" and the lexicon's "sign" as one."""

from __future__ import annotations

from bot import memory

_IRREGULAR = {
    form: base
    for base, forms in {
        "be": "am is are was were been being", "have": "has had having", "do": "does did done doing",
        "go": "goes went gone going", "leave": "left leaving", "take": "took taken taking", "give": "gave given giving",
        "get": "got gotten getting", "tell": "told", "say": "said", "write": "wrote written writing", "send": "sent",
        "know": "knew known", "find": "found", "lose": "lost losing", "hold": "held", "keep": "kept", "lie": "lying",
        "make": "made making", "come": "came coming", "see": "saw seen", "think": "thought", "bring": "brought",
        "buy": "bought", "catch": "caught", "hide": "hid hidden hiding", "beat": "beaten beating", "run": "ran running",
        "tear": "tore torn", "throw": "threw thrown", "pay": "paid", "sell": "sold", "shoot": "shot shooting",
        "die": "died dying dead", "fight": "fought", "break": "broke broken", "steal": "stole stolen", "sit": "sat",
        "speak": "spoke spoken", "begin": "began begun", "become": "became", "fall": "fell fallen", "feel": "felt",
        "forget": "forgot forgotten", "meet": "met", "read": "reading", "stand": "stood", "understand": "understood",
        "sleep": "slept", "eat": "ate eaten", "drink": "drank drunk", "drive": "drove driven", "cut": "cutting",
        "child": "children kid kids", "man": "men", "woman": "women", "wife": "wives", "person": "people",
        "mother": "mom mum mama mommy", "father": "dad daddy papa", "prison": "jail", "ill": "sick illness",
    }.items()
    for form in forms.split()
}  # fmt: skip
_KEEP = frozenset("this his yes us bus less unless always news series boss miss pass class address during thing anything "
                  "nothing something king ring bring string need feed speed indeed bed red hundred".split())  # fmt: skip


@memory.for_a_turn(20_000)
def base(word: str) -> str:
    """The base form of a lower-case English word; a word of another kind comes back as it is."""
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word in _KEEP or len(word) < 4 or not word.isascii():
        return word
    for ending, instead in (("ies", "y"), ("ied", "y"), ("sses", "ss"), ("'s", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith(("ss", "us", "is")):
            return _short(word[: -len(ending)] + instead)
    return _short(word)


def _short(word: str) -> str:
    for ending in ("ing", "ed", "ment", "er", "e"):
        stem = word[: -len(ending)]
        if word.endswith(ending) and len(stem) >= 3 and any(letter in "aeiouy" for letter in stem):
            return stem[:-1] if len(stem) > 3 and stem[-1] == stem[-2] and stem[-1] not in "sl" else stem
    return word
