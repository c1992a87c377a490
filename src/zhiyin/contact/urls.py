"""The pages of `contact`."""

from django.urls import URLPattern, path

from zhiyin.contact.pages import notifications, outbox

app_name = "contact"
urlpatterns: list[URLPattern] = [
    path("act/outbox", outbox.outbox, name="outbox"),
    path("act/outbox/<int:message_id>", outbox.message, name="message"),
    path("act/outbox/<int:message_id>/mark-sent", outbox.mark, name="mark-sent"),
    path("act/outbox/<int:message_id>/send-again", outbox.again, name="send-again"),
    path("notifications", notifications.notifications, name="notifications"),
    path("notifications/read", notifications.read, name="read"),
]
