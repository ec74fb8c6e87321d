"""The catalog: every theme, and every metric by its name."""

from collections.abc import Mapping

from errors import UnknownMetricError
from metrics.catalog.complaints import Complaints
from metrics.catalog.data_quality import DataQuality
from metrics.catalog.loyalty import Loyalty
from metrics.catalog.purchases import Purchases
from metrics.catalog.satisfaction import Satisfaction
from metrics.catalog.service import Service
from metrics.metric import Metric, Theme

CATALOG: tuple[type[Theme], ...] = (Loyalty, Satisfaction, Service, Complaints, Purchases, DataQuality)
METRICS: dict[str, Metric] = {metric.name: metric for theme in CATALOG for metric in theme.metrics}


def official(name: str, chosen: Mapping[str, str]) -> Metric:
    """The variant by which the company counts the metric called `name`: that which is chosen for it, or it itself.

    Args:
        chosen: by the name of a metric, the name of its variant.
    Raises:
        UnknownMetricError: there is no metric of either name, or one is no variant of the other.
    """
    asked = metric(name)
    variant = metric(chosen.get(asked.name, asked.name))
    if variant.family is not asked.family:
        raise UnknownMetricError.named(variant.name, [other.name for other in METRICS.values() if other.family is asked.family])
    return variant


def metric(name: str) -> Metric:
    """The metric called `name`.

    Raises:
        UnknownMetricError: there is none; says which is near.
    """
    if name not in METRICS:
        raise UnknownMetricError.named(name, METRICS)
    return METRICS[name]
