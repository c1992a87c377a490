"""The pages of `desk`."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from zhiyin.desk.pages import (
    company,
    home,
    inbox,
    people,
    person,
    quick,
    signal,
    summary,
    theme,
    themes,
    topics,
    words,
)

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("listen/", RedirectView.as_view(pattern_name="desk:inbox"), name="listen"),
    path("listen/inbox", inbox.inbox, name="inbox"),
    path("listen/inbox/<int:signal_id>/correct", quick.correct, name="correct-here"),
    path("listen/inbox/summary", summary.summarise, name="summarise"),
    path("listen/words", words.words, name="words"),
    path("listen/signals/<int:signal_id>", signal.signal, name="signal"),
    path("insight/themes", themes.themes, name="themes"),
    path("insight/themes/watch", themes.watch, name="watch-themes"),
    path("insight/themes/runs/<int:run_id>/progress", themes.progress, name="themes-progress"),
    path("insight/themes/runs/<int:run_id>/cancel", themes.cancel, name="cancel-themes"),
    path("insight/themes/topics/<int:topic_id>/unpin", theme.unpin, name="unpin-topic"),
    path("insight/themes/<int:theme_id>", theme.theme, name="theme"),
    path("insight/topics", topics.topics_page, name="topics"),
    path("insight/topics/download", topics.download_page, name="topics-download"),
    path("insight/topics/<str:code>", topics.topic_page, name="topic"),
    path("customers/", people.people, name="people"),
    path("customers/<int:customer_id>", person.person, name="person"),
    path("customers/<int:customer_id>/reveal", person.reveal, name="reveal"),
    path("customers/companies/<int:company_id>", company.company, name="company"),
]
