"""Which kind of danger a message speaks of: each has three things of its own to do now."""

from collections.abc import Collection

# The kinds of ``words/dangers.yml``, the most pressing first; ``wounded_sent`` is of two of its rules. Who is
# held is not told to go to people, whatever else is done to him.
KINDS = ("wounded", "wounded_sent", "held", "threatened", "beaten", "sick", "assault_threat", "made_to_sign", "taken")
ILL = frozenset({"sick", "doctor"})  # a doctor is needed now: these words need no model to be believed
# Who is hurt and not bleeding now, and is about to be sent, needs other things than who lies in a field.
SENT = frozenset({"taken", "assault_threat"})
# What the rules of ``words/danger.yml`` speak of, where no kind was heard in so many words.
_OF_RULE = {
    "wounded_and_left": "wounded", "left_behind_now": "wounded",
    "gun_now": "threatened", "killing_seen": "threatened", "killing_announced": "threatened",
    "execution_now": "threatened",
    "beaten_now": "beaten", "beaten_for_hours": "beaten", "torture_now": "beaten",
    "held_now": "held", "held_question": "held", "tied_now": "held", "starved_in_hold": "held",
    "taken_to_assault": "taken", "said_to_be_moved": "taken", "assault_hour": "taken", "driven_forward": "taken",
}  # fmt: skip


def kind_of(beside: Collection[str], rules: Collection[str] = ()) -> str | None:
    """Return the most pressing kind, heard ``beside`` or failing that by the ``rules`` of a danger; None: no kind."""
    found = [kind for kind in KINDS if kind in beside or (kind == "sick" and ILL & set(beside))]
    if SENT & set(beside) and {"wounded", "hurt"} & set(beside) and "bleeding" not in beside:
        return "wounded_sent"
    told = [kind for kind in KINDS if any(_OF_RULE.get(rule) == kind for rule in rules)]
    return next(iter([*found, *told]), None)
