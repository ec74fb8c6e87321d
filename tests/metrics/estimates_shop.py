"""A shop that keeps the models' assumptions to the letter, simulated customer by customer without the models' code."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl

OPENED = date(2024, 1, 1)
DAYS = 560


@dataclass(frozen=True)
class Shop:
    """How its customers behave: rates ~ Gamma(r, alpha days), leaving ~ Beta(a, b), spend ~ Gamma(p, Gamma(q, v))."""

    customers: int
    seed: int
    r: float = 0.8
    alpha: float = 60.0
    a: float = 0.7
    b: float = 3.5
    p: float = 5.0
    q: float = 4.0
    v: float = 20_000.0

    def orders(self) -> pl.DataFrame:
        """Rows of the fact `orders`, as far as a model needs them; customers keep joining for 400 days."""
        rng = np.random.default_rng(self.seed)
        rows: list[tuple[int, date, int, str]] = []
        for key in range(self.customers):
            day, rate, leaving = rng.uniform(0, 400), rng.gamma(self.r, 1 / self.alpha), rng.beta(self.a, self.b)
            scale = 1 / rng.gamma(self.q, 1 / self.v)
            while day < DAYS:
                rows.append((key, OPENED + timedelta(days=int(day)), round(scale * rng.gamma(self.p)) + 1, "delivered"))
                if len(rows) > 1 and rows[-2][0] == key and rng.random() < leaving:
                    break
                day += rng.exponential(1 / rate)
        return orders(rows)


def orders(rows: list[tuple[int | None, date, int | None, str]] | list[tuple[int, date, int, str]]) -> pl.DataFrame:
    """Orders written down: customer_key, ordered_on, net_revenue, status."""
    return pl.DataFrame(
        rows,
        schema={"customer_key": pl.Int64, "ordered_on": pl.Date, "net_revenue": pl.Int64, "status": pl.String},
        orient="row",
    )
