"""The product's settings, with a data directory of the test run's own and fast password hashing."""

import os
import tempfile

_data = tempfile.mkdtemp(prefix="zhiyin-test-")
os.environ.setdefault("ZHIYIN_DATA", _data)
os.environ.setdefault("ZHIYIN_SECRET_KEY", "only-for-tests")

from zhiyin.server.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": os.path.join(_data, "uploads")},
    },
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
ALLOWED_HOSTS = ["*"]
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
