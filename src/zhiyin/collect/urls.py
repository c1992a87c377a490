"""The pages of `collect`."""

from django.urls import path

from zhiyin.collect.pages import columns, connectors, imports, receipt

app_name = "collect"
urlpatterns = [
    path("receipt", receipt.receipt, name="receipt"),
    path("listen/imports", imports.imports, name="imports"),
    path("listen/imports/new", columns.upload, name="upload"),
    path("listen/imports/<int:import_id>", imports.one, name="import"),
    path("listen/imports/<int:import_id>/columns", columns.columns, name="columns"),
    path("listen/imports/<int:import_id>/read-as", columns.read_as, name="read-as"),
    path("listen/imports/<int:import_id>/stop", imports.stop, name="stop-import"),
    path("listen/imports/<int:import_id>/go-on", imports.go_on, name="go-on"),
    path("listen/imports/<int:import_id>/undo", imports.undo, name="undo-import"),
    path("listen/imports/<int:import_id>/rejects.csv", imports.rejects, name="rejects"),
    path("listen/connectors", connectors.connectors, name="connectors"),
    path("listen/connectors/new/<slug:kind>", connectors.new_connector, name="new-connector"),
    path("listen/connectors/<int:connector_id>", connectors.connector, name="connector"),
    path("listen/connectors/<int:connector_id>/switch", connectors.switch, name="switch-connector"),
    path("listen/connectors/<int:connector_id>/run", connectors.run, name="run-connector"),
    path("listen/connectors/<int:connector_id>/remove", connectors.remove, name="remove-connector"),
]
