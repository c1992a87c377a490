"""What the worker does for this room: judging people and finding themes at night, what the assistant was asked for,
jobs of reading again."""

import zhiyin.understand.actions.learn_from_corrections
import zhiyin.understand.actions.pin_theme
import zhiyin.understand.actions.replace_readings
import zhiyin.understand.actions.reread  # noqa: F401
from zhiyin.jobs.loops import loop
from zhiyin.understand.actions.find_copies import look_at_the_rest
from zhiyin.understand.actions.find_themes import find_when_due
from zhiyin.understand.actions.judge_people import judge_when_due
from zhiyin.understand.assistant.writing import write_what_waits

loop("understand.judge_people", every=600, alone=True)(judge_when_due)
loop("understand.find_copies", every=30, alone=True)(look_at_the_rest)
loop("understand.find_themes", every=600, alone=True)(find_when_due)
loop("understand.assistant", every=1.0)(write_what_waits)
