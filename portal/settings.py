"""Settings, read from the environment; `.env` in the checkout fills what is unset.

SECRET_KEY, DEBUG, ALLOWED_HOSTS, CSRF_TRUSTED_ORIGINS, DATABASE_URL, CACHE_URL, HTTPS,
HSTS_INCLUDE_SUBDOMAINS, HSTS_PRELOAD, TRUSTED_PROXIES, SCRIPT_NAME, ARCHIVE_MEGABYTES; PORT is
read by gunicorn.
"""

import hashlib
from datetime import timedelta
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from portal.serving import environment

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_HOSTS = ["localhost", "127.0.0.1", "[::1]"]

environ.Env.read_env(BASE_DIR / ".env")

DEBUG = environment.switch("DEBUG", default=False)
SECRET_KEY = environment.text("SECRET_KEY") or ("only-for-debugging" if DEBUG else "")
if not SECRET_KEY:
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Put SECRET_KEY=<a long random text> into the environment,"
        " or run `make run`, which writes one to .env."
    )
ALLOWED_HOSTS = environment.hosts("ALLOWED_HOSTS", default=LOCAL_HOSTS)
CSRF_TRUSTED_ORIGINS = environment.origins("CSRF_TRUSTED_ORIGINS")
# The path below which the portal is served; never taken from a request's headers.
SCRIPT_NAME = environment.script_name("SCRIPT_NAME")
FORCE_SCRIPT_NAME = SCRIPT_NAME or None

INSTALLED_APPS = [
    "portal",
    "policies",
    "provinces",
    "portal.curation.apps.CurationConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "django_htmx",
    "simple_history",
    "axes",
]
if (BASE_DIR / "tests" / "bench").is_dir():
    INSTALLED_APPS.append("tests.bench")  # for its command make_corpus

MIDDLEWARE = [
    "portal.web.middleware.health.Health",
    "portal.web.middleware.compression.Compression",  # of what is not cached
    "portal.api.cross_origin.OpenToAllOrigins",
    "portal.web.response_cache.middleware.ResponseCache",
    "django.middleware.security.SecurityMiddleware",
    "portal.web.middleware.content_security.ContentSecurityPolicy",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "portal.web.middleware.read_only.ReadOnlyPages",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "portal.web.middleware.unavailable.Unavailable",
    "axes.middleware.AxesMiddleware",
    "portal.web.middleware.printable.Printable",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "NAME": "pages",
        "BACKEND": "portal.web.rendering.jinja.Pages",
        "DIRS": [BASE_DIR / "templates" / "pages"],
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "portal.web.rendering.jinja.environment",
            "context_processors": ["portal.web.rendering.context_processors.page"],
        },
    },
    {
        # The admin's, which extend those of Django's own.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

EMBEDDED_DATABASE = BASE_DIR / ".data" / "portal.sqlite3"
# Files that are made once for each version of the catalogue; whatever is in it can be made anew.
DOWNLOADS_FOLDER = BASE_DIR / ".data" / "downloads"
DATABASES = {"default": environment.database("DATABASE_URL", EMBEDDED_DATABASE)}
DATABASES["default"]["CONN_MAX_AGE"] = 60
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # Writers queue instead of failing, and readers never wait.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
            # Counting the hits of a common word reads and sorts some tens of megabytes.
            # The map of the file is shared; beside it each thread has a cache (kilobytes).
            "PRAGMA mmap_size=1073741824; PRAGMA cache_size=-8192; PRAGMA temp_store=MEMORY;"
        ),
    }
else:
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 2,
        # The planner overestimates the cost of the text index, because it assumes that the index's
        # expensive function runs for every hit. Without these options it would compile the
        # query (slower than the query itself), or share a scan without the index among workers.
        # With the default random_page_cost, meant for spinning disks, it would scan the whole
        # table for a rare word. Prefetching a common word's many pages costs as much as it saves.
        "options": (
            "-c jit=off -c max_parallel_workers_per_gather=0 -c random_page_cost=1.1"
            " -c effective_io_concurrency=0 -c work_mem=64MB"
        ),
        **DATABASES["default"].get("OPTIONS", {}),
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {"default": environment.cache("CACHE_URL", "locmemcache://portal")}

# Of whole answers in each process; none while templates are being edited, or without any cache.
_CACHES_NOTHING = DEBUG or "dummy" in CACHES["default"]["BACKEND"]
RESPONSE_CACHE_BYTES = 0 if _CACHES_NOTHING else 24_000_000

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
# The order of history is that of the change sets, not of a clock.
SIMPLE_HISTORY_DATE_INDEX = False

# Five wrong passwords for one name from one address cause 429 for a quarter of an hour. Not
# by address alone, because one person could then lock out an office.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "portal.serving.attempts.client_name"
AXES_CLIENT_IP_CALLABLE = "portal.serving.attempts.client_address"
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "429.html"
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

# Texts in code and templates are Chinese; English is the only translation.
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
# The catalogue of templates/ is the portal's; each app has one of its own.
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = "portal.formats"

STATIC_URL = f"{SCRIPT_NAME}/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / ".static-root"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
FIXTURE_DIRS = [BASE_DIR / "fixtures"]

# Public hosts are served over HTTPS only; a checkout on a developer's machine is not.
_PUBLIC = not DEBUG and not set(ALLOWED_HOSTS) <= set(LOCAL_HOSTS)
HTTPS = environment.switch("HTTPS", default=_PUBLIC)
# A proxy's headers are trusted only if the settings say that there is one.
TRUSTED_PROXIES = environment.number("TRUSTED_PROXIES", default=0)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
# These affect other sites of the same domain for a year or for good. So they are opt-in, and
# the checks that recommend them are silenced.
SECURE_HSTS_INCLUDE_SUBDOMAINS = environment.switch("HSTS_INCLUDE_SUBDOMAINS", default=False)
SECURE_HSTS_PRELOAD = environment.switch("HSTS_PRELOAD", default=False)
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
# Browsers share cookies between the ports of a host. The names depend on the secret key, so that
# two portals on one host do not log each other's curators out.
_OWN = hashlib.sha256(f"cookies of {SECRET_KEY}".encode()).hexdigest()[:8]
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"sessionid_{_OWN}", f"csrftoken_{_OWN}"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = f"{SCRIPT_NAME}/"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "portal.curation.accounts.signed_out.refuse"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"

# The largest file that a curator may archive as a copy of a source.
ARCHIVE_BYTES = environment.number("ARCHIVE_MEGABYTES", default=20) * 2**20

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

# Of the OpenAPI document (portal.api.schema); values stay where they are used, so that a client's
# names of them do not depend on other tables.
SPECTACULAR_SETTINGS = {"OAS_VERSION": "3.1.1", "POSTPROCESSING_HOOKS": []}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"brief": {"()": "portal.serving.logs.Brief"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["brief"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
