"""Serves the same rows through Django REST Framework, as a developer would write it in an afternoon.

It has the settings of a new Django project. PEER_TUNED=1 drops the middleware and apps that no answer needs and keeps
database connections open, as a developer would after measuring.
"""

import os

from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

wanted = conninfo_to_dict(os.environ["DATABASE_URL"])
tuned = os.environ.get("PEER_TUNED") == "1"
# Those of `django-admin startproject`.
APPS = ["admin", "auth", "contenttypes", "sessions", "messages", "staticfiles"]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
settings.configure(
    ALLOWED_HOSTS=["*"],
    SECRET_KEY="only for measuring",
    ROOT_URLCONF=__name__,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=[
        *(f"django.contrib.{app}" for app in APPS if not tuned or app in ("auth", "contenttypes")),
        "rest_framework",
        "rest_framework.authtoken",
    ],
    MIDDLEWARE=["django.middleware.common.CommonMiddleware"] if tuned else MIDDLEWARE,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": wanted.get("dbname"),
            "USER": wanted.get("user", ""),
            "PASSWORD": wanted.get("password", ""),
            "HOST": wanted.get("host", ""),
            "PORT": wanted.get("port", ""),
            **({"CONN_MAX_AGE": 600} if tuned else {}),
            "OPTIONS": {"options": "-c search_path=peer,public"},
        }
    },
    REST_FRAMEWORK={
        "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.TokenAuthentication"],
        "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    },
)

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import models  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework import generics, serializers  # noqa: E402
from rest_framework.pagination import CursorPagination  # noqa: E402
from rest_framework.response import Response  # noqa: E402
from rest_framework.views import APIView  # noqa: E402


class Employment(models.Model):
    class Meta:
        app_label = "peer"
        db_table = "employments"
        managed = False


class Lot(models.Model):
    class Meta:
        app_label = "peer"
        db_table = "lots"
        managed = False


class Hours(models.Model):
    employment = models.ForeignKey(Employment, models.PROTECT)
    lot = models.ForeignKey(Lot, models.PROTECT)
    month = models.IntegerField()
    worked = models.BigIntegerField()
    training = models.BigIntegerField()
    status = models.TextField()
    source = models.TextField()
    evidence_kind = models.TextField(null=True)
    evidence_reference = models.TextField(null=True)
    evidence_on = models.DateField(null=True)
    version = models.BigIntegerField()
    pending_version = models.BigIntegerField(null=True)
    updated_at = models.DateTimeField(auto_now=True)
    candidate_id = models.BigIntegerField()
    employer_id = models.BigIntegerField()
    public_contract_id = models.BigIntegerField()
    sector = models.TextField()
    contract_type = models.TextField()
    modality = models.TextField()
    prescriber_kind = models.TextField(null=True)
    sex = models.TextField()
    age_bracket = models.TextField()
    qualification_level = models.IntegerField(null=True)
    commune_code = models.TextField(null=True)
    neighbourhood_id = models.BigIntegerField(null=True)
    qpv_legal = models.BooleanField()
    rsa = models.BooleanField()
    in_plie = models.BooleanField()
    counted = models.BooleanField()

    class Meta:
        app_label = "peer"
        db_table = "hours"
        managed = False


class HoursSerializer(serializers.ModelSerializer):
    class Meta:
        model = Hours
        fields = "__all__"


class Row(HoursSerializer):
    """A row of a batch: the database checks its foreign keys, instead of one query for each row."""

    employment = serializers.IntegerField(source="employment_id")
    lot = serializers.IntegerField(source="lot_id")

    class Meta(HoursSerializer.Meta):
        validators = []


class Pages(CursorPagination):
    page_size = 50
    max_page_size = 500
    page_size_query_param = "limit"
    ordering = "id"


class Cells(generics.ListCreateAPIView):
    serializer_class = HoursSerializer
    pagination_class = Pages

    def get_queryset(self):
        return Hours.objects.filter(month=self.request.query_params["month"])


class Batches(APIView):
    def post(self, request):
        rows = Row(data=request.data, many=True)
        rows.is_valid(raise_exception=True)
        made = Hours.objects.bulk_create([Hours(**row) for row in rows.validated_data])
        return Response({"created": len(made)}, status=201)


class Cell(generics.RetrieveAPIView):
    serializer_class = HoursSerializer

    def get_object(self):
        return generics.get_object_or_404(Hours, **self.kwargs)


class Totals(APIView):
    def get(self, request):
        year = int(request.query_params["year"])
        rows = Hours.objects.filter(
            month__range=(year * 100 + 1, year * 100 + 12), status="validated", counted=True
        )
        figures = {
            "hours": models.Sum("worked"),
            "people": models.Count("candidate_id", distinct=True),
            "employments": models.Count("employment_id", distinct=True),
        }
        groups = rows.values("sector", "contract_type").annotate(**figures).order_by("sector", "contract_type")
        return Response({"total": rows.aggregate(**figures), "rows": list(groups)})


urlpatterns = [
    path("hours/", Cells.as_view()),
    path("hours/batches/", Batches.as_view()),
    path("hours/<int:employment_id>/<int:lot_id>/<int:month>/", Cell.as_view()),
    path("totals/", Totals.as_view()),
]

application = get_wsgi_application()


def prepare():
    """Creates the token tables and a token, and prints the token."""
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from rest_framework.authtoken.models import Token

    call_command("migrate", verbosity=0)
    user, _ = User.objects.get_or_create(username="load")
    print(Token.objects.get_or_create(user=user)[0].key)


if __name__ == "__main__":
    prepare()
