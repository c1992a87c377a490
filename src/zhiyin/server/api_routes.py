"""Which room answers under which prefix of /api/v1. One line a router."""

from zhiyin.accounts.endpoints import api_keys, events, me, units, users, waiting_names
from zhiyin.act.endpoints import alert_rules, cases
from zhiyin.collect.endpoints import connectors, customer_events, imports, receipts
from zhiyin.contact.endpoints import channels, contact_rules, messages, notifications, webhooks
from zhiyin.customers.endpoints import consents, joining, retention, rights, segments
from zhiyin.desk.endpoints import companies, people, signals, topics
from zhiyin.journeys.endpoints import personas
from zhiyin.measure.endpoints import measures
from zhiyin.server.api import add, api
from zhiyin.understand.endpoints import (
    assistant,
    coding,
    corrections,
    learning,
    names,
    people_models,
    readings,
    rereadings,
    slang,
    taxonomies,
    text_models,
    themes,
    words,
)

__all__ = ["api"]

add("/me", me.router)
add("/users", users.router)
add("/units/unsorted", waiting_names.router)
add("/units", units.router)
add("/api-keys", api_keys.router)
add("/events", events.router)
add("/signals", signals.router)
add("/signals", corrections.router)
add("/imports", imports.router)
add("/connectors", connectors.router)
add("/readings", readings.router)
add("/rereadings", rereadings.router)
add("/text-models", text_models.router)
add("/text-drift", text_models.drift_router)
add("/learning-attempts", learning.router)
add("/themes", themes.router)
add("/theme-runs", themes.runs_router)
add("/theme-topics", themes.topics_router)
add("/theme-alerts", themes.alerts_router)
add("/words-in-context", words.router)
add("/assistant", assistant.router)
add("/coding-rounds", coding.router)
add("/taxonomies", taxonomies.router)
add("/names", names.router)
add("/slang", slang.router)
add("/people-models", people_models.router)
add("/judging-terms", people_models.terms_router)
add("/messages", messages.router)
add("/notifications", notifications.router)
add("/channels", channels.router)
add("/contact-rules", contact_rules.router)
add("/webhooks", webhooks.router)
add("/cases", cases.router)
add("/alert-rules", alert_rules.router)
add("/measures", measures.router)
add("/metrics", measures.registry_router)
add("/topics", topics.router)
add("/customers", consents.router)
add("/consent-purposes", consents.purposes_router)
add("/retention-rules", retention.router)
add("/privacy", rights.router)
add("/receipts", receipts.router)
add("/segments", segments.router)
add("/customers", segments.of_customer_router)
add("/customers", people.router)
add("/customer-events", customer_events.router)
add("/companies", companies.router)
add("/customers", joining.router)
add("/customer-merges", joining.merges_router)
add("/customer-keys", joining.keys_router)
add("/customer-aparts", joining.aparts_router)
add("/joining-questions", joining.questions_router)
add("/personas", personas.router)
