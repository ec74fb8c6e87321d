"""The catalog: every theme, and every metric by its name."""

from errors import UnknownMetricError
from metrics.catalog.complaints import Complaints
from metrics.catalog.loyalty import Loyalty
from metrics.catalog.satisfaction import Satisfaction
from metrics.catalog.service import Service
from metrics.metric import Metric, Theme

CATALOG: tuple[type[Theme], ...] = (Loyalty, Satisfaction, Service, Complaints)
METRICS: dict[str, Metric] = {metric.name: metric for theme in CATALOG for metric in theme.metrics}


def metric(name: str) -> Metric:
    """The metric called `name`.

    Raises:
        UnknownMetricError: there is none; says which is near.
    """
    if name not in METRICS:
        raise UnknownMetricError.named(name, METRICS)
    return METRICS[name]
