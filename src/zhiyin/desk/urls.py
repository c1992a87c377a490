"""The pages of `desk`."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from zhiyin.desk.pages import company, home, inbox, people, person, signal

app_name = "desk"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("listen/", RedirectView.as_view(pattern_name="desk:inbox"), name="listen"),
    path("listen/inbox", inbox.inbox, name="inbox"),
    path("listen/signals/<int:signal_id>", signal.signal, name="signal"),
    path("customers/", people.people, name="people"),
    path("customers/<int:customer_id>", person.person, name="person"),
    path("customers/<int:customer_id>/reveal", person.reveal, name="reveal"),
    path("customers/companies/<int:company_id>", company.company, name="company"),
]
