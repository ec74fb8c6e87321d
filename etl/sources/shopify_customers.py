"""The customer export of Shopify. Its ids begin with an apostrophe, so that a spreadsheet does not round them."""

from etl.parse import ref
from etl.source import From, Handle, Source
from metrics.facts import Customers
from metrics.text import Text

SHOPIFY_CUSTOMERS = Source(
    name="shopify_customers",
    label=Text(ko="쇼피파이 고객 내보내기", en="Shopify customers"),
    recognised_by=("Customer ID", "Email", "Total Spent", "Total Orders", "Accepts Email Marketing"),
    into={
        Customers: {
            Customers.region: From("Default Address Province Code", also=("Default Address Country Code",), optional=True),
        },
    },
    customer=From("Customer ID", ref),
    known_by={Handle.EMAIL: From("Email", ref), Handle.PHONE: From("Phone", ref, also=("Default Address Phone",), optional=True)},
    note=Text(
        ko="주문에는 고객 번호가 없어 이메일과 전화번호로 주문의 고객과 잇습니다. 'Total Spent'는 읽지 않고 주문에서 계산합니다.",
        en="Orders carry no customer id, so they meet by e-mail and phone. Total Spent is not read: it is computed from the orders.",
    ),
)
