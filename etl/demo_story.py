"""What is planted in the demo company's numbers: when it happens, and how large it comes out.

Nothing here is painted on a figure. The causes below (copied replies, late parcels, shut days) drive the customers of
the files beside this one, and the effects are what a reader then measures.
"""

from dataclasses import dataclass
from datetime import date

from metrics.text import Text

COMPANY = Text(ko="단골상회", en="Dangol Store")
ZONE = "Asia/Seoul"
COUNTRY = "KR"
HOURS = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), "09:00-18:00")

FIRST_DAY = date(2024, 11, 1)
END = date(2026, 11, 1)  # the first day that the exports do not cover
DAYS = (END - FIRST_DAY).days

# About how many rows each export has. Answers are the survey rows with a score.
CUSTOMERS, ORDERS, TICKETS, ANSWERS = 20_000, 60_000, 25_000, 12_000
DIRTY_SHARE = 0.02

TEAMS = ("수도권1팀", "수도권2팀", "영남팀", "호남·충청팀", "온라인팀")
ONLINE_TEAM = TEAMS[4]


@dataclass(frozen=True)
class Effect:
    """One thing a reader can find: `measure` is about `usual`, but `planted` from `starts_on` until before `ends_on`."""

    name: str
    told: Text
    measure: str
    starts_on: date
    ends_on: date
    usual: float
    planted: float


FASTER_REPLIES = Effect(
    name="faster_replies",
    told=Text(
        ko="2026년 3월부터 첫 응답이 약 두 배 빨라졌습니다.",
        en="From March 2026 the first reply comes about twice as fast.",
    ),
    measure="median first response, business minutes",
    starts_on=date(2026, 3, 1),
    ends_on=END,
    usual=180,
    planted=85,
)
LESS_SATISFIED = Effect(
    name="less_satisfied",
    told=Text(
        ko="같은 상담의 만족도는 떨어졌습니다. 고객은 복사해 붙인 답변을 알아봅니다.",
        en="The satisfaction of the same tickets fell: customers notice copied replies.",
    ),
    measure="share of answers 4 and 5 on 1-5",
    starts_on=date(2026, 3, 1),
    ends_on=END,
    usual=0.82,
    planted=0.72,
)
LATE_PARCELS = Effect(
    name="late_parcels",
    told=Text(
        ko="2026년 5월 11일부터 3주 동안 물류센터 장애로 배송 불만이 세 배 넘게 늘었습니다.",
        en="For three weeks from 11 May 2026 a failing parcel hub more than tripled the complaints about delivery.",
    ),
    measure="delivery complaints per order",
    starts_on=date(2026, 5, 11),
    ends_on=date(2026, 6, 1),
    usual=0.024,
    planted=0.09,
)
COMPLAINTS_IN_MAY = Effect(
    name="complaints_in_may",
    told=Text(
        ko="그래서 2026년 5월의 불만율은 7%를 넘고 NPS도 내려갑니다.",
        en="So the complaint rate of May 2026 is above 7 %, and NPS dips.",
    ),
    measure="complaint tickets opened / orders of the month",
    starts_on=date(2026, 5, 1),
    ends_on=date(2026, 6, 1),
    usual=0.036,
    planted=0.08,
)
SHUT_DAYS = tuple(
    Effect(
        name=name,
        told=Text(
            ko=f"{ko} 연휴에는 주문과 문의가 줄고 답변은 연휴가 끝난 뒤에 나갑니다.",
            en=f"Over {en} orders and contacts drop, and replies wait.",
        ),
        measure="orders per day, relative to the month around",
        starts_on=starts_on,
        ends_on=ends_on,
        usual=1.0,
        planted=0.4,
    )
    for name, ko, en, starts_on, ends_on in (
        ("seollal_2025", "2025년 설", "Seollal 2025", date(2025, 1, 28), date(2025, 1, 31)),
        ("chuseok_2025", "2025년 추석", "Chuseok 2025", date(2025, 10, 5), date(2025, 10, 9)),
        ("seollal_2026", "2026년 설", "Seollal 2026", date(2026, 2, 16), date(2026, 2, 19)),
        ("chuseok_2026", "2026년 추석", "Chuseok 2026", date(2026, 9, 24), date(2026, 9, 27)),
    )
)
ONLINE_COMES_BACK = Effect(
    name="online_comes_back",
    told=Text(
        ko="온라인팀 고객은 절반 넘게 다시 구매합니다(회사 전체는 47% 안팎).",
        en="More than half of the online team's customers come back (about 47 % of the company's).",
    ),
    measure="repurchase rate, trailing 12 months to the end",
    starts_on=date(2025, 11, 1),
    ends_on=END,
    usual=0.47,
    planted=0.54,
)
ONLINE_RECOMMENDS = Effect(
    name="online_recommends",
    told=Text(
        ko="온라인팀의 NPS는 70을 넘습니다(회사 전체는 40대).",
        en="The online team's NPS is above 70 (in the forties for the company).",
    ),
    measure="net promoter score, trailing 12 months to the end",
    starts_on=date(2025, 11, 1),
    ends_on=END,
    usual=0.44,
    planted=0.75,
)

STORY: tuple[Effect, ...] = (
    FASTER_REPLIES,
    LESS_SATISFIED,
    LATE_PARCELS,
    COMPLAINTS_IN_MAY,
    *SHUT_DAYS,
    ONLINE_COMES_BACK,
    ONLINE_RECOMMENDS,
)
