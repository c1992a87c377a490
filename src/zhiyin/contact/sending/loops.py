"""What the worker does for the outbox, over and over."""

from zhiyin.contact.sending.outbox import hold_the_interrupted, send_next
from zhiyin.jobs.loops import loop

loop("contact.send", every=1.0, group="contact")(send_next)
loop("contact.hold_interrupted", every=5.0, group="contact")(hold_the_interrupted)
