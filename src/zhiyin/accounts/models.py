"""Who uses Zhiyin and how the organisation is built."""

from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _
from treebeard.mp_tree import MP_Node


class Unit(MP_Node):  # type: ignore[misc]  # treebeard has no types
    """A node of the organisation tree: group, region, store. `path` is its place, four characters a level."""

    steplen = 4
    path: str
    depth: int
    numchild: int

    code = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    short_name = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=20, default="store")  # group, region, area, store, branch, team
    city = models.CharField(max_length=60, blank=True)
    is_active = models.BooleanField(default=True)
    ownership = models.CharField(max_length=10, blank=True)  # own, franchise; empty = not said
    is_unsorted = models.BooleanField(default=False)  # arrived in data before anybody placed it
    # the unit that this name turned out to mean; what was and will be heard under it goes there
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # None: its parent's, and the calendar "default" at the top
    calendar = models.ForeignKey(
        "Calendar", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["path"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return self.short_name or self.name

    def add_child(self, **fields: Any) -> "Unit":
        """A new unit under this one, last among its siblings."""
        child: Unit = Unit.objects.add_child(self, fields)
        return child

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self._state.adding:
            self.path = never_used(self.path)
        super().save(*args, **kwargs)


def never_used(path: str) -> str:
    """The path, or the next sibling path that no unit ever had.

    Signals keep the path of their day: a path given away twice would show one unit's history to another.
    """
    while FormerPlace.objects.filter(path=path).exists():
        step = Unit._str2int(path[-Unit.steplen :]) + 1
        path = Unit._get_path(path[: -Unit.steplen], len(path) // Unit.steplen, step)
    return path


class FormerPlace(models.Model):
    """A path that a unit left when it, or a unit above it, was moved. It is never given to another unit."""

    path = models.CharField(max_length=255, unique=True)
    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="former_places")
    left_at = models.DateTimeField(auto_now_add=True)  # when that was entered
    # from which day on it lay elsewhere; empty: it never lay there, the path only said that its place was unknown
    left_on = models.DateField(null=True)


class UnitChange(models.Model):
    """A dated change of a unit. What was heard stays with the unit as it was on that day."""

    KINDS = ("opened", "renamed", "moved", "closed", "reopened", "ownership", "merged", "split")

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10)
    on = models.DateField()  # the first day on which it holds, in the organisation's zone
    before = models.CharField(max_length=255, blank=True)  # a name, a path, an ownership
    after = models.CharField(max_length=255, blank=True)
    note = models.CharField(max_length=200, blank=True)
    by_kind = models.CharField(max_length=10)
    by_id = models.CharField(max_length=40)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["unit", "on"], name="change_of_unit")]


class TreeVersion(models.Model):
    """One row with a random token that changes with every change of the tree, its names or its aliases."""

    token = models.BigIntegerField()


class UnitAlias(models.Model):
    """Another name under which data speak of a unit, e.g. a review platform's 品牌(某某店)."""

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="aliases")
    alias = models.CharField(max_length=150, unique=True)
    # how it came: a person, a file, a merged name, a former name, or the same reading (spelling, brand, city, code)
    origin = models.CharField(max_length=10, default="person")
    until = models.DateField(null=True)  # of a former name: the day from which the unit bears another
    added_at = models.DateTimeField(auto_now_add=True, null=True)


class NameVerdict(models.Model):
    """What a person said of a name in the queue: it is not that unit, like none of them, or to be asked later."""

    NOT_THIS, NONE, LATER = "not_this", "none", "later"

    name = models.CharField(max_length=150)  # folded
    verdict = models.CharField(max_length=10)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.CASCADE, related_name="+")
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "verdict", "unit"], name="verdict_once_of_a_unit"),
            models.UniqueConstraint(
                fields=["name", "verdict"],
                condition=models.Q(unit__isnull=True),
                name="verdict_once_of_a_name",
            ),
        ]


class BrandWord(models.Model):
    """A word that stands before or behind the names of places: the organisation's brand, as platforms write it."""

    word = models.CharField(max_length=60, unique=True)


class User(AbstractUser):
    """A person who signs in."""

    display_name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(max_length=10, blank=True)  # "zh-hans", "en"; empty = the browser's
    theme = models.CharField(max_length=10, blank=True)  # "light", "dark"; empty = the system's
    must_change_password = models.BooleanField(
        default=False
    )  # signed in with a password made by somebody else

    def __str__(self) -> str:
        return self.display_name or self.username


class RoleGrant(models.Model):
    """One role that a user holds at one unit; no unit means the whole organisation."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20)
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "role", "unit"], name="role_once_at_a_unit"),
            models.UniqueConstraint(
                fields=["user", "role"], condition=models.Q(unit__isnull=True), name="role_once_for_the_whole"
            ),
        ]


class ApiKey(models.Model):
    """A program's key: shown once, kept as SHA-256 with a readable prefix."""

    prefix = models.CharField(max_length=20, unique=True)
    digest = models.CharField(max_length=64, unique=True)
    label = models.CharField(max_length=100)
    role = models.CharField(max_length=20)
    scopes: "models.JSONField[Any, Any]" = models.JSONField(default=list)  # permissions; narrows the role
    unit = models.ForeignKey(Unit, null=True, blank=True, on_delete=models.CASCADE)
    created_by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True)


class Employee(models.Model):
    """A person who serves customers, whether or not they sign in."""

    number = models.CharField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    unit = models.ForeignKey(Unit, null=True, on_delete=models.SET_NULL)
    user = models.OneToOneField(User, null=True, blank=True, on_delete=models.SET_NULL)
    job = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)


class Calendar(models.Model):
    """Working hours by weekday, with holidays and make-up days; the clock of cases runs by it (METHODS E)."""

    code = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    time_zone = models.CharField(max_length=60, default="Asia/Shanghai")
    # {"1": [["09:00", "18:00"]], ...}: ISO weekday -> open intervals
    weekly: "models.JSONField[Any, Any]" = models.JSONField(default=dict)


class CalendarDay(models.Model):
    """A day that departs from the week: a holiday (no intervals) or a make-up working day."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    name = models.CharField(max_length=60, blank=True)
    intervals: "models.JSONField[Any, Any]" = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "day"], name="calendar_day_once")]
