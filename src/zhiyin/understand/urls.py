"""Addresses of understanding words and people."""

from django.urls import URLPattern, path

from zhiyin.understand.pages import (
    assistant,
    coding,
    corrections,
    learning,
    names,
    people_models,
    rereading,
    taxonomies,
    text_models,
)

app_name = "understand"

urlpatterns: list[URLPattern] = [
    path("settings/analyser", rereading.analyser, name="analyser"),
    path("settings/analyser/reread", rereading.begin, name="begin-rereading"),
    path("settings/analyser/<int:rereading_id>", rereading.decide, name="decide-rereading"),
    path("settings/analyser/<int:rereading_id>/progress", rereading.progress, name="rereading-progress"),
    path("settings/analyser/models", text_models.models, name="text-models"),
    path("settings/analyser/models/<slug:code>", text_models.model, name="text-model"),
    path("settings/analyser/drift", text_models.drift, name="drift"),
    path("settings/analyser/learning", learning.learning, name="learning"),
    path("settings/analyser/learning/learn", learning.learn, name="learn"),
    path("settings/analyser/learning/progress", learning.progress, name="learning-progress"),
    path("settings/analyser/learning/<int:attempt_id>/revert", learning.revert, name="revert-learning"),
    path("settings/assistant", assistant.assistant, name="assistant"),
    path("settings/assistant/switch", assistant.switch, name="switch-assistant"),
    path("settings/assistant/try", assistant.try_it, name="try-assistant"),
    path("listen/written/<int:written_id>", assistant.text, name="written"),
    path("listen/written/<int:written_id>/drop", assistant.drop, name="drop-written"),
    path(
        "listen/signals/<int:signal_id>/ask/translation",
        assistant.ask_about,
        {"use": "translation"},
        name="ask-translation",
    ),
    path("listen/signals/<int:signal_id>/ask/reply", assistant.ask_about, {"use": "reply"}, name="ask-reply"),
    path("listen/coding", coding.coding, name="coding"),
    path("listen/coding/<int:round_id>", coding.code, name="code"),
    path("listen/coding/<int:round_id>/results", coding.coded, name="coded"),
    path("listen/coding/<int:round_id>/close", coding.close, name="close-coding"),
    path("listen/signals/<int:signal_id>/correct", corrections.correct, name="correct"),
    path("customers/models", people_models.models, name="models"),
    path("customers/models/progress", people_models.progress, name="progress"),
    path("customers/models/terms", people_models.terms, name="terms"),
    path("customers/models/judge", people_models.judge_now, name="judge-now"),
    path("customers/models/<slug:code>", people_models.model, name="model"),
    path("settings/names", names.names, name="names"),
    path("settings/taxonomies", taxonomies.taxonomies, name="taxonomies"),
    path("settings/new-taxonomy", taxonomies.new_taxonomy, name="new-taxonomy"),
    path("settings/taxonomies/<slug:code>", taxonomies.taxonomy, name="taxonomy"),
    path("settings/taxonomies/<slug:code>/switch", taxonomies.switch, name="switch-taxonomy"),
    path("settings/taxonomies/<slug:code>/restore", taxonomies.restore, name="restore-taxonomy"),
    path("settings/taxonomies/<slug:code>/table", taxonomies.table, name="taxonomy-table"),
    path("settings/taxonomies/<slug:code>/import", taxonomies.import_table, name="import-taxonomy"),
    path("settings/taxonomies/<slug:code>/sample", taxonomies.sample, name="new-category-sample"),
    path("settings/taxonomies/<slug:code>/new-category", taxonomies.category, name="new-category"),
    path(
        "settings/taxonomies/<slug:code>/categories/<slug:category_code>",
        taxonomies.category,
        name="category",
    ),
    path(
        "settings/taxonomies/<slug:code>/categories/<slug:category_code>/sample",
        taxonomies.sample,
        name="category-sample",
    ),
    path(
        "settings/taxonomies/<slug:code>/categories/<slug:category_code>/remove",
        taxonomies.remove_category,
        name="remove-category",
    ),
]
