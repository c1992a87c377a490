"""What the worker does at night for this room."""

from zhiyin.jobs.loops import loop
from zhiyin.understand.actions.judge_people import judge_when_due

loop("understand.judge_people", every=600, alone=True)(judge_when_due)
