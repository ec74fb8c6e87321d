"""The contact export of HubSpot: customers as marketing knows them."""

from etl.parse import any_day, ref
from etl.source import From, Handle, Source
from metrics.facts import Customers
from metrics.text import Text

HUBSPOT_CONTACTS = Source(
    name="hubspot_contacts",
    label=Text(ko="허브스팟 연락처 내보내기", en="HubSpot contacts"),
    recognised_by=("Record ID", "Email", "Lead Status", "Create Date", "Contact owner"),
    into={
        Customers: {
            Customers.joined_on: From("Create Date", any_day),
            Customers.grade: From("Lifecycle Stage", also=("Lead Status",), optional=True),
            Customers.region: From("Country/Region", optional=True),
            Customers.acquisition_channel: From("Original Source", also=("Original Traffic Source",), optional=True),
        },
    },
    customer=From("Record ID", ref),
    known_by={Handle.EMAIL: From("Email", ref), Handle.PHONE: From("Phone Number", ref, optional=True)},
    note=Text(
        ko="'Create Date'는 연락처가 만들어진 날이며 첫 구매일이 아닙니다.",
        en="Create Date is the day on which the contact was made, not that of a first purchase.",
    ),
)
