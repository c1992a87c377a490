"""The pages of `act`."""

from django.urls import URLPattern, path
from django.views.generic import RedirectView

from zhiyin.act.pages import alerts, case, cases

app_name = "act"
urlpatterns: list[URLPattern] = [
    path("act/", RedirectView.as_view(pattern_name="act:cases"), name="act"),
    path("act/cases", cases.cases, name="cases"),
    path("act/cases/new", cases.open_by_hand, name="open"),
    path("act/cases/<int:case_id>", case.case, name="case"),
    path("act/cases/<int:case_id>/assign", case.assign, name="assign"),
    path("act/cases/<int:case_id>/comment", case.comment, name="comment"),
    path("act/cases/<int:case_id>/write", case.write, name="write"),
    path("act/cases/<int:case_id>/cause", case.cause, name="cause"),
    path("act/cases/<int:case_id>/resolve", case.resolve, name="resolve"),
    path("act/cases/<int:case_id>/reopen", case.reopen, name="reopen"),
    path("act/cases/<int:case_id>/undo", case.undo, name="undo"),
    path("act/alerts", alerts.alerts, name="alerts"),
    path("act/alerts/new", alerts.new_alert, name="new-alert"),
    path("act/alerts/<int:rule_id>", alerts.alert, name="alert"),
    path("act/alerts/<int:rule_id>/switch", alerts.switch, name="switch"),
]
