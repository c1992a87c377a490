"""The pages of `contact`."""

from django.urls import URLPattern, path

from zhiyin.contact.pages import channels, contact_rules, doors, notifications, outbox, unsubscribe, webhooks

app_name = "contact"
urlpatterns: list[URLPattern] = [
    path("act/outbox", outbox.outbox, name="outbox"),
    path("act/outbox/<int:message_id>", outbox.message, name="message"),
    path("act/outbox/<int:message_id>/mark-sent", outbox.mark, name="mark-sent"),
    path("act/outbox/<int:message_id>/send-again", outbox.again, name="send-again"),
    path("settings/channels", channels.channels, name="channels"),
    path("settings/channels/new/<str:kind>/<str:carrier>", channels.new_channel, name="new-channel"),
    path("settings/channels/<int:channel_id>", channels.channel, name="channel"),
    path("settings/channels/<int:channel_id>/switch", channels.switch, name="switch-channel"),
    path("settings/channels/<int:channel_id>/test", channels.test, name="test-channel"),
    path("settings/channels/doors/new", channels.new_door, name="new-door"),
    path("settings/channels/doors/<int:door_id>/close", channels.remove_door, name="close-door"),
    path("settings/contact-rules", contact_rules.rules, name="contact-rules"),
    path("settings/contact-rules/new", contact_rules.new_rule, name="new-contact-rule"),
    path("settings/contact-rules/<int:rule_id>", contact_rules.rule, name="contact-rule"),
    path("settings/contact-rules/<int:rule_id>/switch", contact_rules.switch, name="switch-contact-rule"),
    path("settings/contact-rules/<int:rule_id>/remove", contact_rules.remove, name="remove-contact-rule"),
    path("settings/webhooks", webhooks.webhooks, name="webhooks"),
    path("settings/webhooks/new", webhooks.new_webhook, name="new-webhook"),
    path("settings/webhooks/<int:webhook_id>", webhooks.webhook, name="webhook"),
    path("settings/webhooks/<int:webhook_id>/switch", webhooks.switch, name="switch-webhook"),
    path("settings/webhooks/<int:webhook_id>/secret", webhooks.secret, name="webhook-secret"),
    path("settings/webhooks/<int:webhook_id>/test", webhooks.test, name="test-webhook"),
    path("settings/webhooks/<int:webhook_id>/replay", webhooks.replay, name="replay-webhook"),
    path("settings/webhooks/<int:webhook_id>/remove", webhooks.remove, name="remove-webhook"),
    path("settings/webhooks/deliveries/<int:delivery_id>", webhooks.delivery, name="delivery"),
    path("settings/webhooks/deliveries/<int:delivery_id>/again", webhooks.again, name="replay-delivery"),
    path("in/mail/<str:token>", doors.mail, name="in-mail"),
    path("in/sms/<str:token>", doors.sms, name="in-sms"),
    path("u/<str:token>", unsubscribe.unsubscribe, name="unsubscribe"),
    path("notifications", notifications.notifications, name="notifications"),
    path("notifications/read", notifications.read, name="read"),
]
