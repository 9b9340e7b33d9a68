"""What is said next: the state of a talk, what a message was heard as, one ordered list of rules, a plan.

Pure: no Rasa, no database, no clock, no texts. Time is in the state; the law is asked through a small port.
"""

from bot.dialogue.heard import Answer, Day, Heard
from bot.dialogue.lookups import Lookups
from bot.dialogue.order import ORDER, Outcome, decide
from bot.dialogue.plan import Plan, Say
from bot.dialogue.state import State

__all__ = ["ORDER", "Answer", "Day", "Heard", "Lookups", "Outcome", "Plan", "Say", "State", "decide"]
