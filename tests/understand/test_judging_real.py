"""The run over real customers: CDNOW, a web shop with returns, contracts of a telephone company."""

import csv
import gzip
from collections.abc import Iterator
from datetime import date, datetime

import pytest

from tests.understand.buyers import bought, data, judged, met_people, standing
from zhiyin.customers.models import Customer, Standing
from zhiyin.understand.models import JudgingTerms

pytestmark = pytest.mark.django_db


def cdnow() -> Iterator[tuple[int, date, float]]:
    """The tenth of CDNOW's customers that the literature uses: (number in the sample, day, amount)."""
    for line in data("CDNOW_sample.txt").read_text().splitlines():
        _master, number, day, _discs, amount = line.split()
        yield int(number), datetime.strptime(day, "%Y%m%d").date(), float(amount)


def test_cdnow_agrees_with_the_published_figures() -> None:
    """METHODS A10, calibrated on 39 weeks; time counts in whole days here, as it does there."""
    rows = list(cdnow())
    met_people(2_357)
    bought(rows)
    JudgingTerms.objects.create(content={"horizon_weeks": 39, "yearly_discount": 0.0, "margin": 1.0})
    card = judged(until=date(1997, 9, 30))["value"]
    assert card.state == "ready"
    assert card.customers == 2_357
    assert card.card["buying"]["r"] == pytest.approx(0.2426, abs=0.0005)
    assert card.card["buying"]["alpha"] == pytest.approx(4.4135, abs=0.01)
    assert card.card["buying"]["a"] == pytest.approx(0.793, abs=0.005)
    assert card.card["buying"]["b"] == pytest.approx(2.426, abs=0.02)
    first = standing(1)
    assert first.alive == pytest.approx(0.7266, abs=0.001)
    assert first.expected_purchases == pytest.approx(1.2260, abs=0.003)
    assert first.value is not None
    assert first.value / first.expected_purchases == pytest.approx(24.66, abs=0.3)
    once = [
        row
        for row in Standing.objects.filter(purchases=0, frequency_score__isnull=False)[:2_000]
        if row.alive == 1
    ]
    assert len(once) == pytest.approx(2_357 - 946, abs=600)


def test_a_web_shop_with_returns_is_judged_on_two_thousand_of_its_customers() -> None:
    rows, orders, products = [], [], []
    with gzip.open(data("online_retail.csv.gz"), "rt", encoding="utf-8", errors="replace") as lines:
        for line in csv.DictReader(lines):
            who = line["CustomerID"].removesuffix(".0")
            if not who or int(who) % 2:
                continue
            amount = float(line["Quantity"]) * float(line["UnitPrice"])
            rows.append((int(who), datetime.fromisoformat(line["InvoiceDate"]).date(), amount))
            orders.append(line["InvoiceNo"])
            products.append(line["StockCode"])
    known = sorted({who for who, _, _ in rows})
    met_people(0)
    Customer.objects.bulk_create([Customer(id=key, person_id=key) for key in known])
    bought(rows, order=orders, product=products)
    found = judged(until=date(2011, 12, 9))
    assert {code: found[code].state for code in ("rfm", "value", "tiers", "loyalty", "next_product", "base")} == {
        "rfm": "ready", "value": "ready", "tiers": "ready", "loyalty": "ready", "next_product": "ready", "base": "ready",
    }  # fmt: skip
    assert found["value"].card["checked"]["beats_rule"] is True
    assert found["next_product"].card["hit_rates"][2]["model"]["value"] > 0.2
    assert found["churn"].state in ("ready", "not_enough")


def test_contracts_of_a_telephone_company_are_judged_with_interval_and_calibration() -> None:
    with gzip.open(data("telco_churn_train.csv.gz"), "rt", encoding="utf-8") as lines:
        told = [
            {name: value for name, value in line.items() if name != "rownames"}
            for line in csv.DictReader(lines)
        ]
    met_people(0)
    Customer.objects.bulk_create(
        [Customer(id=key, person_id=key, attributes=row) for key, row in enumerate(told, 1)], batch_size=1_000
    )
    JudgingTerms.objects.create(content={"left_attribute": "churn", "left_value": "Yes"})
    card = judged()["churn_contract"]
    assert card.state == "ready"
    auc = card.card["quality"]["auc"]
    assert 0.8 < auc["low"] < auc["value"] < auc["high"] < 0.9
    assert card.card["beats_rule"]
    assert 0.8 < card.card["quality"]["slope"]["value"] < 1.25
    assert card.card["judged"] == sum(row["churn"] == "No" for row in told)
    stayed = next(key for key, row in enumerate(told, 1) if row["churn"] == "No")
    assert standing(stayed).churn_risk is not None
    assert standing(stayed).relation == "contractual"
