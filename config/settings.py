"""Django settings. Every value from outside comes through `config.env`."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from . import env, sqlite
from .celery import app as celery_app  # noqa: F401 - tasks find their application wherever settings are

BASE_DIR = env.BASE_DIR
DATA_DIR = env.DATA_DIR
EMBEDDED = env.EMBEDDED
DEBUG = env.DEBUG
SECRET_KEY = env.SECRET_KEY
PHONE_KEY = env.PHONE_KEY
ALLOWED_HOSTS = env.ALLOWED_HOSTS
BASE_URL = env.BASE_URL
HELP_PHONE = env.HELP_PHONE
SPEECH = env.SPEECH
TRUSTED_PROXY = env.TRUSTED_PROXY
CONTENT_DIR = BASE_DIR / "content"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "rest_framework.authtoken",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "django_htmx",
    "axes",
    "csp",
    "accounts",
    "quiz",
    "learning",
    "leaderboard",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "accounts.web.middleware.personal_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.web.middleware.Person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "accounts.web.middleware.content_policy",
    "django_htmx.middleware.HtmxMiddleware",
    "accounts.web.middleware.request_clock",
    "accounts.web.middleware.display_mode",
    "accounts.web.middleware.elders_stay",
    "accounts.web.middleware.password_first",
    "accounts.web.middleware.bounded_upload",
    "accounts.web.middleware.rule_broken_page",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "accounts.web.context.display",
                "quiz.web.context.review_desk",
                "learning.web.context.news",
            ],
        },
    }
]

# ── Databases ─────────────────────────────────────────────────────────────────
_wal = sqlite.wal_is_sound(sqlite.linked_version())
_SQLITE_OPTIONS = {
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": (
        f"PRAGMA journal_mode={'WAL' if _wal else 'DELETE'}; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
    ),
}
# The threshold concerns `accounts.prepared` alone; other cursors bind on this side and prepare nothing.
_POSTGRESQL_OPTIONS = {"options": "-c synchronous_commit=on", "prepare_threshold": 2}
DATABASES = {"default": {**env.DATABASE, "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = _SQLITE_OPTIONS
else:
    DATABASES["default"]["ENGINE"] = "config.postgresql"
    DATABASES["default"]["OPTIONS"] = {**DATABASES["default"].get("OPTIONS", {}), **_POSTGRESQL_OPTIONS}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ── People ────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
# What a session of somebody who has a password names.
LOGIN_BACKEND = "accounts.web.backends.StaffNumberOrPhoneBackend"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    LOGIN_BACKEND,
    "accounts.web.backends.CardBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_HASHERS = ["config.hashers.OfficeArgon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
LOGIN_URL = "/login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
# A whole office shares one address: guessing is counted per person and address together.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.web.lockout.locked_out"
AXES_USERNAME_CALLABLE = "accounts.web.lockout.counted_name"
AXES_CLIENT_IP_CALLABLE = "accounts.web.lockout.client_address"
# What is noted of a failed login names nobody: staff numbers, phones, names, secrets of forms.
AXES_SENSITIVE_PARAMETERS = ["username", "phone", "name", "key", "u", "next"]
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True

# Sessions live in the database: they must outlive a dead Redis.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
# In 长辈版, from the last day on which something was sent.
ELDER_SESSION_AGE = 60 * 60 * 24 * 120
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.web.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [BASE_URL] if urlsplit(BASE_URL).scheme else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.HTTPS
SECURE_SSL_REDIRECT = env.HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if env.HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = env.HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXY else None
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "media-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}
# Only a bounded upload is read at all; importers set tighter bounds.
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# ── API ───────────────────────────────────────────────────────────────────────
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.TokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "accounts.web.errors.api_exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "科普擂台 API",
    "DESCRIPTION": "Contests, attempts, boards and awards.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "accounts.api.fast.add_fast_endpoints",
    ],
}

# ── Redis and Celery ──────────────────────────────────────────────────────────
# Rows are the queue; a message only rings. What rings may be lost, late or doubled.
REDIS_URL = env.REDIS_URL
SWEEP_SECONDS = env.SWEEP_SECONDS
# How long what people wrote beside prizes and objections is kept.
TEXTS_KEPT_DAYS = env.TEXTS_KEPT_DAYS
# What `manage.py sweep` runs, lower floors first; each takes `now` and returns counts.
SWEEPS = [
    "accounts.services.sweep.sweep",
    "quiz.services.sweep.sweep",
    "learning.services.sweep.sweep_trials",
    "leaderboard.services.sweep.sweep",
]
# The same for work that takes its time: an import, a look through everything.
SLOW_SWEEPS = [
    "accounts.services.roster_work.serve_rosters",
    "accounts.services.sweep.forget_sessions",
    "quiz.services.import_sweep.serve_imports",
    "quiz.services.statistics_requests.sweep_statistics",
    "learning.services.sweep.sweep_contests",
    "learning.services.sweep.sweep_schedules",
    "learning.services.points.sweep_points",
    "learning.services.sweep.sweep_fitting",
    "leaderboard.services.activity_contests.sweep_activities",
    "leaderboard.services.nightly.inspect_nightly",
    "leaderboard.services.free_texts.forget_texts",
]
# What upper floors add to a rehearsal: winners, on_the_board, sequence and forget, each of a contest's id.
REHEARSAL_OUTCOME = "leaderboard.services.rehearsal"
DEMO = env.DEMO
CELERY_BROKER_URL = env.broker_url(REDIS_URL) or None
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
# A task that kills its worker is tried three times more, five seconds apart, and then dropped.
CELERY_TASK_RETRY_ON_WORKER_LOST = True
CELERY_TASK_ANNOTATIONS = {"*": {"max_retries": 3, "default_retry_delay": 5}}
# Both limits lie below the visibility timeout: no task is handed out twice while it runs.
CELERY_TASK_SOFT_TIME_LIMIT = 90
CELERY_TASK_TIME_LIMIT = 120
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# Whoever rings waits a second at most and does not try again; `config.celery` gives workers more.
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 180,
    "unacked_restore_interval": 5,
    "socket_timeout": 1,
    "socket_connect_timeout": 1,
    "health_check_interval": 10,
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ROUTES = {
    "quiz.score_waiting": {"queue": "critical"},
    "leaderboard.*": {"queue": "critical"},
    "accounts.*": {"queue": "bulk"},
    "learning.*": {"queue": "bulk"},
    "quiz.refresh_statistics": {"queue": "bulk"},
    "quiz.read_imports": {"queue": "bulk"},
}

# ── Language, time, files ─────────────────────────────────────────────────────
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static_files.StaticFiles"
    },
}
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_URL = "/media/"
APPEND_SLASH = False

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "quiz": {"level": "INFO"},
        "learning": {"level": "INFO"},
        "leaderboard": {"level": "INFO"},
        "axes": {"level": "ERROR"},
        # A refusal by the rules is no event for whoever runs the site; a traceback is.
        "django.request": {"level": "ERROR"},
    },
}

SILENCED_SYSTEM_CHECKS: list[str] = []
Path(MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
