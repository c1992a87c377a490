"""The WSGI application that granian serves."""

import os

from django.core.wsgi import get_wsgi_application

from zhiyin.server.processes import end_with_parent

end_with_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zhiyin.server.settings")
application = get_wsgi_application()
