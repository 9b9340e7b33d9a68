"""The law as dated, cited data. Pure: no clock, no network, no database; time is an argument."""

from bot.law.absence import Absence, AbsenceStage, absence
from bot.law.answering import ShortAnswer, answer, supposed
from bot.law.asking import questions
from bot.law.assessing import Assessment, Risk, Standing, Step, assess
from bot.law.certainty import OPEN, Sure, Verdict
from bot.law.deadlines import Deadline, deadlines
from bot.law.diffing import Change, changes
from bot.law.endings import AHEAD, Ending, endings
from bot.law.errors import KnowledgeError, LawError, NotKnownError, ProfileError
from bot.law.ical import calendar
from bot.law.knowledge import Fact, Knowledge, Sentence, Topic
from bot.law.ladder import CourtPackError, Paper, Rung, check_court_pack, court_papers, ladder
from bot.law.loading import load
from bot.law.profile import CATEGORIES, Dependant, Profile
from bot.law.rough import day_of, is_rough, near, rough, span
from bot.law.text import Statement, Text

__all__ = [
    "AHEAD",
    "CATEGORIES",
    "OPEN",
    "Absence",
    "AbsenceStage",
    "Assessment",
    "Change",
    "CourtPackError",
    "Deadline",
    "Dependant",
    "Ending",
    "Fact",
    "Knowledge",
    "KnowledgeError",
    "LawError",
    "NotKnownError",
    "Paper",
    "Profile",
    "ProfileError",
    "Risk",
    "Rung",
    "Sentence",
    "ShortAnswer",
    "Standing",
    "Statement",
    "Step",
    "Sure",
    "Text",
    "Topic",
    "Verdict",
    "absence",
    "answer",
    "assess",
    "calendar",
    "changes",
    "check_court_pack",
    "court_papers",
    "day_of",
    "deadlines",
    "endings",
    "is_rough",
    "ladder",
    "load",
    "near",
    "questions",
    "rough",
    "span",
    "supposed",
]
