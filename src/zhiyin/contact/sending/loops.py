"""What the worker does for the outbox and the mailbox, over and over. A kind of channel has a thread of its own."""

from functools import partial

from zhiyin.accounts.actor import Actor
from zhiyin.contact.actions.fetch_mails import fetch_mails
from zhiyin.contact.phrases.channels import KINDS
from zhiyin.contact.sending.outbox import hold_the_interrupted, send_next
from zhiyin.contact.sending.staff import ask_about_staff
from zhiyin.contact.sending.webhooks import take_back_interrupted, tell_machines
from zhiyin.jobs.loops import loop

for kind in KINDS:
    loop(f"contact.send.{kind}", every=1.0, group=f"contact.{kind}")(partial(send_next, kind))
loop("contact.hold_interrupted", every=5.0, group="contact.mail")(hold_the_interrupted)
loop("contact.staff", every=300.0, group="contact.wecom_customer", alone=True)(ask_about_staff)
loop("contact.webhooks", every=0.5, group="contact.webhooks")(tell_machines)
loop("contact.webhooks_interrupted", every=5.0, group="contact.webhooks")(take_back_interrupted)


@loop("contact.mailbox", every=60.0, alone=True)
def _read_mailbox() -> bool:
    fetch_mails(Actor.system("doorkeeper"))
    return False
