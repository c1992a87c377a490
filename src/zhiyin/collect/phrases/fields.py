"""What columns, kinds and states are called."""

from typing import Final

from django.utils.translation import gettext_lazy

FIELD_LABELS: Final = {
    "attribute": gettext_lazy("Attribute (kept as it is)"),
    "ignore": gettext_lazy("Leave out"),
    "time": gettext_lazy("Time"),
    "text": gettext_lazy("Text"),
    "title": gettext_lazy("Title"),
    "unit": gettext_lazy("Unit (store, branch)"),
    "channel": gettext_lazy("Channel"),
    "nps": gettext_lazy("Score: NPS (0–10)"),
    "csat": gettext_lazy("Score: satisfaction"),
    "ces": gettext_lazy("Score: effort"),
    "rating": gettext_lazy("Score: rating or stars"),
    "number": gettext_lazy("Other number"),
    "choice": gettext_lazy("Question: one option"),
    "choices": gettext_lazy("Question: several options in one cell"),
    "option": gettext_lazy("Question: one of its options (0/1)"),
    "open": gettext_lazy("Question: in own words"),
    "id": gettext_lazy("Id of the feedback"),
    "customer_number": gettext_lazy("Customer: number"),
    "wecom": gettext_lazy("Customer: WeCom id"),
    "openid": gettext_lazy("Customer: WeChat openid"),
    "unionid": gettext_lazy("Customer: WeChat unionid"),
    "mobile": gettext_lazy("Customer: mobile number"),
    "email": gettext_lazy("Customer: e-mail"),
    "customer_name": gettext_lazy("Customer: name"),
    "tier": gettext_lazy("Customer tier"),
    "touchpoint": gettext_lazy("Touchpoint"),
    "kind": gettext_lazy("Kind of feedback"),
    "anonymous": gettext_lazy("Anonymous (yes/no)"),
    "population": gettext_lazy("Customer or test"),
    "more": gettext_lazy("Text added later"),
    "reply": gettext_lazy("Reply of the merchant"),
    "follow": gettext_lazy("Marks a text added later"),
    "parts": gettext_lazy("Score: parts of a rating in one cell"),
    "transcript": gettext_lazy("Transcript by speaker"),
    "clock": gettext_lazy("Time of day, beside a column of days"),
    # of purchases
    "order": gettext_lazy("Order or receipt"),
    "product": gettext_lazy("Product"),
    "product_code": gettext_lazy("Product: code"),
    "quantity": gettext_lazy("Quantity"),
    "price": gettext_lazy("Price of one"),
    "amount": gettext_lazy("Amount paid"),
    "discount": gettext_lazy("Discount"),
    "refund": gettext_lazy("Amount paid back"),
    "status": gettext_lazy("Status (paid, refunded, cancelled)"),
    # of customers
    "language": gettext_lazy("Language"),
    "born_on": gettext_lazy("Birthday"),
    "gender": gettext_lazy("Gender"),
    "city": gettext_lazy("City"),
    "joined": gettext_lazy("Joined on"),
    "left": gettext_lazy("Left (yes/no, or when)"),
    "acquisition_cost": gettext_lazy("Acquisition cost"),
    "company": gettext_lazy("Company"),
}

GROUP_LABELS: Final = {
    "feedback": gettext_lazy("Feedback"),
    "purchases": gettext_lazy("Purchases"),
    "customers": gettext_lazy("Customers"),
}

KIND_LABELS: Final = {
    "survey": gettext_lazy("Survey"),
    "review": gettext_lazy("Review"),
    "ticket": gettext_lazy("Ticket or complaint"),
    "call": gettext_lazy("Call"),
    "chat": gettext_lazy("Chat"),
    "post": gettext_lazy("Post"),
    "mystery_visit": gettext_lazy("Mystery visit"),
}

STATE_LABELS: Final = {
    "uploaded": gettext_lazy("Columns to be agreed"),
    "running": gettext_lazy("Under way"),
    "done": gettext_lazy("Done"),
    "failed": gettext_lazy("Stopped"),
    "cancelled": gettext_lazy("Called off"),
    "undoing": gettext_lazy("Being undone"),
    "undone": gettext_lazy("Undone"),
}
