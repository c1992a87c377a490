"""People: list, add, edit, roles, new password, deactivate."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiyin.accounts.actions.create_user import create_user
from zhiyin.accounts.actions.deactivate_user import deactivate_user, reactivate_user
from zhiyin.accounts.actions.grant_role import grant_role
from zhiyin.accounts.actions.revoke_role import revoke_role
from zhiyin.accounts.actions.save_user import save_user
from zhiyin.accounts.actions.set_password import reset_password
from zhiyin.accounts.errors import CannotManageUser, NameTaken
from zhiyin.accounts.forms.people import NewUserForm, RoleForm, UserForm
from zhiyin.accounts.pages.frame import confirm, settings_page, signed_in
from zhiyin.accounts.queries.users import (
    keys_made_by,
    permission_overview,
    user_in_scope,
    users_in_scope,
)
from zhiyin.journal.errors import NotFound

PAGE = 50


@require_safe
def users(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    search = request.GET.get("q", "").replace("\0", "").strip()[:100]
    after = request.GET.get("after", "").replace("\0", "")[:150]
    found = users_in_scope(actor, search=search, after=after, limit=PAGE + 1)
    older = ""
    if len(found) > PAGE:
        found = found[:PAGE]
        older = "?" + urlencode({"q": search, "after": found[-1].username})
    newer = "?" + urlencode({"q": search}) if after else ""
    context = {"people": found, "search": search, "older_url": older, "newer_url": newer}
    return settings_page(request, "accounts/users.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add_user(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    actor.require("users.manage")
    form = NewUserForm(actor, request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            user_id, password = create_user(
                actor,
                username=data["username"],
                display_name=data["display_name"],
                email=data["email"],
                language=data["language"],
                role=data["role"],
                unit_id=data["unit"],
            )
        except NameTaken as error:
            form.add_error("username", str(error))
        else:
            context = {"person": user_in_scope(actor, user_id), "password": password, "is_new": True}
            return settings_page(request, "accounts/one_time_password.html", context)
    return settings_page(
        request, "accounts/user_add.html", {"form": form}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "HEAD", "POST"])
def user(request: HttpRequest, user_id: str) -> HttpResponse:
    actor = signed_in(request)
    person = user_in_scope(actor, user_id)
    if request.method == "POST" and not person.may_manage:
        raise CannotManageUser()
    form = UserForm(
        request.POST or None,
        initial={"display_name": person.display_name, "email": person.email, "language": person.language},
    )
    if request.method == "POST" and form.is_valid():
        save_user(actor, user_id=user_id, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:user", user_id=user_id)
    context = {
        "person": person,
        "form": form,
        "role_form": RoleForm(actor),
        "overview": permission_overview(person),
        "is_self": actor.id == str(person.id),
    }
    return settings_page(request, "accounts/user.html", context, status=422 if form.errors else 200)


@require_POST
def add_role(request: HttpRequest, user_id: str) -> HttpResponse:
    actor = signed_in(request)
    person = user_in_scope(actor, user_id)
    form = RoleForm(actor, request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose a role and a unit from the lists."))
    elif grant_role(
        actor, user_id=person.id, role=form.cleaned_data["role"], unit_id=form.cleaned_data["unit"]
    ):
        messages.success(request, _("%(name)s has the role now.") % {"name": person.name})
    else:
        messages.info(request, _("%(name)s had the role already.") % {"name": person.name})
    return redirect("accounts:user", user_id=user_id)


@require_http_methods(["GET", "HEAD", "POST"])
def remove_role(request: HttpRequest, user_id: str, grant_id: str) -> HttpResponse:
    actor = signed_in(request)
    person = user_in_scope(actor, user_id)
    held = next((h for h in person.held if str(h.id) == grant_id), None)
    if held is None:
        raise NotFound()
    if request.method == "POST":
        revoke_role(actor, user_id=user_id, grant_id=grant_id)
        messages.success(request, _("%(name)s no longer has the role.") % {"name": person.name})
        return redirect("accounts:users")
    where = held.unit_label or _("the whole organisation")
    return confirm(
        request,
        title=_("Take the role %(role)s from %(name)s?") % {"role": held.role_label, "name": person.name},
        text=[
            _("It is held at: %(where)s. What it allows there ends at once.") % {"where": where},
        ],
        action=_("Take it away"),
        back=reverse("accounts:user", kwargs={"user_id": user_id}),
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def new_password(request: HttpRequest, user_id: str) -> HttpResponse:
    actor = signed_in(request)
    person = user_in_scope(actor, user_id)
    if not person.may_manage:
        raise CannotManageUser()
    if request.method == "POST":
        context = {"person": person, "password": reset_password(actor, user_id=user_id), "is_new": False}
        return settings_page(request, "accounts/one_time_password.html", context)
    return confirm(
        request,
        title=_("Give %(name)s a new password?") % {"name": person.name},
        text=[
            _("The present password stops working and open sessions end."),
            _("The new one is shown to you once; it has to be changed at the next sign-in."),
        ],
        action=_("Make a new password"),
        back=reverse("accounts:user", kwargs={"user_id": user_id}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def deactivate(request: HttpRequest, user_id: str) -> HttpResponse:
    actor = signed_in(request)
    person = user_in_scope(actor, user_id)
    if not person.may_manage:
        raise CannotManageUser()
    if request.method == "POST":
        deactivate_user(actor, user_id=user_id)
        messages.success(request, _("%(name)s can no longer sign in.") % {"name": person.name})
        return redirect("accounts:user", user_id=user_id)
    text = [_("Signing in stops working and open sessions end. What was done and written stays.")]
    keys = keys_made_by(actor, person.id)
    if keys:
        text.append(
            ngettext(
                "%(count)d API key that this person made goes on working. Revoke it if the person knows it.",
                "%(count)d API keys that this person made go on working. Revoke those that the person knows.",
                keys,
            )
            % {"count": keys}
        )
    return confirm(
        request,
        title=_("Deactivate %(name)s?") % {"name": person.name},
        text=text,
        action=_("Deactivate"),
        back=reverse("accounts:user", kwargs={"user_id": user_id}),
    )


@require_POST
def reactivate(request: HttpRequest, user_id: str) -> HttpResponse:
    actor = signed_in(request)
    reactivate_user(actor, user_id=user_id)
    messages.success(request, _("May sign in again."))
    return redirect("accounts:user", user_id=user_id)
