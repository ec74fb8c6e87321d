"""The export of Salesforce's Account object: customers that are companies."""

from etl.parse import any_day, ref
from etl.source import From, Source
from metrics.facts import Customers
from metrics.text import Text

SALESFORCE_ACCOUNTS = Source(
    name="salesforce_accounts",
    label=Text(ko="세일즈포스 거래처 내보내기", en="Salesforce accounts"),
    recognised_by=("Id", "IsDeleted", "MasterRecordId", "BillingCountry", "AccountSource", "CreatedDate"),
    into={
        Customers: {
            Customers.joined_on: From("CreatedDate", any_day),
            Customers.grade: From("Rating", also=("Type",), optional=True),
            Customers.region: From("BillingState", also=("BillingCity", "BillingCountry"), optional=True),
            Customers.acquisition_channel: From("AccountSource"),
        },
    },
    customer=From("Id", ref),
    customers_of="salesforce",
    note=Text(
        ko="거래처의 대표 전화는 여러 거래처가 함께 쓰므로 같은 고객을 찾는 데 쓰지 않습니다. 아이디는 대소문자를 구별합니다.",
        en="An account's phone may be shared by others, so nobody is matched by it. Ids are told apart by upper and lower case.",
    ),
)
