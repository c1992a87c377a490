"""One's own account."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhiyin.accounts.actions.save_profile import save_profile
from zhiyin.accounts.actions.set_password import change_own_password
from zhiyin.accounts.errors import WeakPassword, WrongPassword
from zhiyin.accounts.forms.people import PasswordForm, ProfileForm
from zhiyin.accounts.pages.frame import settings_page, signed_in
from zhiyin.accounts.pages.preferences import keep_language, keep_theme
from zhiyin.accounts.queries.users import own_account


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    account = own_account(actor)
    form = ProfileForm(
        request.POST or None,
        initial={
            "display_name": account.display_name,
            "language": account.language,
            "theme": account.theme,
        },
    )
    if request.method == "POST" and form.is_valid():
        save_profile(actor, **form.cleaned_data)
        language = form.cleaned_data["language"]
        with translation.override(language or translation.get_language()):
            messages.success(request, _("Saved."))
        response = redirect("accounts:profile")
        keep_language(response, language)
        keep_theme(response, form.cleaned_data["theme"])
        return response
    context = {"form": form, "account": account}
    return settings_page(request, "accounts/profile.html", context, status=422 if form.errors else 200)


@sensitive_post_parameters("present", "new", "again")
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    actor = signed_in(request)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = change_own_password(
                actor, present=form.cleaned_data["present"], new=form.cleaned_data["new"]
            )
        except WrongPassword as error:
            form.add_error("present", str(error))
        except WeakPassword as error:
            form.add_error("new", str(error))
        else:
            update_session_auth_hash(request, user)  # this session goes on, all others end
            messages.success(request, _("The new password holds. You were signed out everywhere else."))
            return redirect("accounts:profile")
    context = {"form": form, "account": own_account(actor)}
    return settings_page(request, "accounts/password.html", context, status=422 if form.errors else 200)
