"""A day in a form is written as browsers read it, in every language: else the field comes up empty and is lost."""

from datetime import date

import pytest
from django.utils import translation

from zhiyin.customers.profile_forms import CompanyForm, CorrectionForm


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_birthday_stands_in_the_form(language: str) -> None:
    with translation.override(language):
        shown = str(CorrectionForm(initial={"born_on": date(2002, 8, 27)})["born_on"])
    assert 'value="2002-08-27"' in shown


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_end_of_a_contract_stands_in_the_form(language: str) -> None:
    with translation.override(language):
        shown = str(CompanyForm([], initial={"renews_on": date(2027, 1, 31)})["renews_on"])
    assert 'value="2027-01-31"' in shown
