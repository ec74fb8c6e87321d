"""The words of the page on loyalty."""

from metrics.cohort import IMMATURE, CohortValue
from metrics.query import NO_DATA, TOO_FEW
from metrics.text import Text

TITLE = Text(ko="충성도", en="Loyalty")

VARIANTS_SAID = Text(
    ko="{label}: 세는 방법에 따라 답하는 질문이 다릅니다. 서로 섞어 비교하지 마세요.",
    en="{label}: each way of counting answers another question. Do not compare one with the other.",
)

COHORTS = Text(ko="처음 온 달별로 본 재방문 (코호트)", en="Coming back, by the month of the first order (cohorts)")
COHORT = Text(ko="첫 구매 월", en="First order in")
SIZE = Text(ko="고객 수", en="Customers")
AGE = Text(ko="{age}개월", en="{age} mo")
ALL_COHORTS = Text(ko="전체 평균", en="All together")
COHORT_VALUE = Text(ko="무엇을 볼까요", en="What to show")
SHOW: dict[CohortValue, Text] = {
    CohortValue.RETURNED: Text(ko="그 달 구매", en="In that month"),
    CohortValue.REPURCHASED: Text(ko="누적 재구매", en="Again by then"),
    CohortValue.REVENUE: Text(ko="1인당 누적 매출", en="Revenue to date"),
}
CELL = Text(
    ko="{cohort} 첫 구매 고객 {size}명, {age}개월째: {value} (95% 구간 {low} ~ {high})",
    en="{size} customers first ordering in {cohort}, month {age}: {value} (95% {low} to {high})",
)
CELL_COUNT = Text(
    ko="{cohort} 첫 구매 고객 {size}명 가운데 {part}명, {age}개월째: {value} (95% 구간 {low} ~ {high})",
    en="{part} of {size} customers first ordering in {cohort}, month {age}: {value} (95% {low} to {high})",
)
CELL_STATES = {
    IMMATURE: Text(ko="아직 끝나지 않은 달", en="this month is not over yet"),
    TOO_FEW: Text(ko="고객이 적어 비공개", en="withheld: too few customers"),
    NO_DATA: Text(ko="알 수 없음", en="not known"),
}
COHORTS_SAID = Text(
    ko="첫 구매 {age}개월째 값: 가장 최근 코호트({cohort})는 {value}, 그 앞 코호트 평균은 {mean}입니다. 빗금은 아직 끝나지 않은 달이며 "
    "값이 낮은 것이 아닙니다. 데이터의 첫 반년에 온 고객은 첫 구매인지 알 수 없어 뺐습니다.",
    en="In month {age} after the first order the latest cohort ({cohort}) stands at {value}, those before it at {mean} on average. Hatched "
    "months are not over yet; they are not low. Who came in the first half-year of the data is left out: nobody knows a first order there.",
)
NO_COHORTS = Text(ko="코호트를 만들려면 반년보다 긴 주문 기록이 필요합니다.", en="Cohorts need orders of more than half a year.")

SEGMENTS = Text(ko="고객 구성 (RFM)", en="Who the customers are (RFM)")
SEGMENTS_AS_OF = Text(ko="{day} 기준, 그때까지 12개월 동안 구매한 고객", en="As of {day}: customers who bought in the 12 months up to then")
SEGMENT, SHARE = Text(ko="구분", en="Segment"), Text(ko="비율", en="Share")
A_YEAR_BEFORE = Text(ko="1년 전", en="Year before")
OF_REVENUE = Text(ko="매출 비중", en="Of revenue")
SEGMENTS_SAID = Text(
    ko="가장 많은 매출은 {top}({share}의 고객)에서 나왔습니다: 전체의 {revenue}.",
    en="Most revenue came from {top} ({share} of customers): {revenue} of all.",
)
MAP = Text(ko="최근에 샀나(가로) × 자주 샀나(세로)", en="How lately (across) by how often (up)")
MAP_CELL = Text(
    ko="최근성 {recency}점, 빈도 {frequency}점: 고객 {n}명, 매출 {revenue}",
    en="Recency {recency}, frequency {frequency}: {n} customers, revenue {revenue}",
)
CUSTOMERS = Text(ko="고객 목록", en="Customers behind a number")
MONTH = Text(ko="개월", en="Month")
OF_COHORT: dict[CohortValue, Text] = {
    CohortValue.RETURNED: Text(
        ko="{cohort}에 처음 구매한 고객 {size}명 가운데 {age}개월째({month})에 구매한 고객입니다.",
        en="Of the {size} customers who first ordered in {cohort}, those who bought in month {age} ({month}).",
    ),
    CohortValue.REPURCHASED: Text(
        ko="{cohort}에 처음 구매한 고객 {size}명 가운데 {age}개월째({month}) 말까지 다른 날에 다시 구매한 고객입니다.",
        en="Of the {size} customers who first ordered in {cohort}, those who bought on another day by the end of month {age} ({month}).",
    ),
    CohortValue.REVENUE: Text(
        ko="{cohort}에 처음 구매한 고객 {size}명입니다. 매출은 {age}개월째({month}) 말까지의 합계입니다.",
        en="The {size} customers who first ordered in {cohort}, with their revenue up to the end of month {age} ({month}).",
    ),
}
OF_SEGMENT = Text(ko="{segment}: {about}", en="{segment}: {about}")
OF_SCORES = Text(
    ko="최근성 {recency}점, 빈도 {frequency}점인 고객입니다.", en="Customers with a recency of {recency} and a frequency of {frequency}."
)
OF_TWELVE_MONTHS = Text(ko="{day}까지 12개월 동안의 구매입니다.", en="What they bought in the 12 months up to {day}.")
LISTED = Text(ko="고객 {n}명, 매출이 큰 순서", en="{n} customers, those who bring most first")
FIRST_ORDER = Text(ko="첫 구매", en="First order")
REVENUE = Text(ko="매출", en="Revenue")
MONETARY = Text(ko="금액", en="Amount")
SCORE_OF = Text(ko="{of} 점수", en="{of} score")
NOT_LISTED = Text(
    ko="누구인지 드러날 수 있어 {fewest}명보다 적은 고객은 목록으로 보여 드리지 않습니다. 기간이나 조건을 넓혀 주세요.",
    en="Fewer than {fewest} customers are not listed, since they could be traced. Take a longer period or fewer filters.",
)
NOBODY_ASKED = Text(
    ko="충성도 화면의 코호트 표나 고객 구성 표에서 숫자를 누르면 그 고객들이 여기에 나옵니다.",
    en="Choose a number in the tables of cohorts or segments on the page Loyalty, and its customers are listed here.",
)
TO_LOYALTY = Text(ko="충성도 화면으로", en="To the page Loyalty")
UNNAMED = Text(
    ko="이름과 연락처는 저장하지 않습니다. 고객 번호는 단골 안에서만 쓰는 번호입니다.",
    en="Names and contacts are not stored. A customer's number means nothing outside Dangol.",
)
RECENCY, FREQUENCY = Text(ko="최근성", en="Recency"), Text(ko="빈도", en="Frequency")
MAP_LOW, MAP_HIGH = Text(ko="낮음", en="low"), Text(ko="높음", en="high")
NO_SEGMENTS = Text(
    ko="이 시점까지 12개월의 주문이 없어 고객을 나눌 수 없습니다. 더 나중 기간을 선택해 주세요.",
    en="There are not 12 months of orders up to this day. Choose a later period.",
)

OUTLOOK = Text(ko="앞으로 12개월의 기대 매출", en="Expected revenue in the next 12 months")
ESTIMATE = Text(ko="추정", en="Estimate")
OUTLOOK_AS_OF = Text(
    ko="{day} 기준의 추정입니다. 기간 선택과 관계없이 데이터의 마지막 날부터 내다봅니다.",
    en="An estimate as of {day}, the end of the data, whatever period is chosen.",
)
BY_COHORT, BY_GRADE = Text(ko="첫 구매 분기별", en="By quarter of the first order"), Text(ko="등급별", en="By grade")
GROUP = Text(ko="고객", en="Customers who")
COUNT = Text(ko="인원", en="Number")
TO_DATE = Text(ko="지금까지 1인당", en="Each so far")
EXPECTED = Text(ko="앞으로 1인당 (95% 범위)", en="Each from now (95% range)")
ALTOGETHER = Text(ko="기대 합계", en="Expected in all")
EARLIER_COHORT = Text(ko="그 이전", en="earlier")
NO_GRADE = Text(ko="(등급 없음)", en="(no grade)")
OUTLOOK_SAID = Text(
    ko="고객 {n}명에게서 앞으로 12개월 동안 {total}이 기대됩니다. 1인당 기대가 가장 큰 쪽은 {top}입니다({value}).",
    en="{total} is expected of {n} customers in the next 12 months; most of each of {top} ({value}).",
)
CARD = Text(ko="모형 카드: 이 추정을 얼마나 믿을 수 있나", en="Model card: how far to believe this")
CARD_MADE = Text(
    ko="고객 {customers}명(두 번 이상 구매 {repeat}명), {days}일의 주문으로 만들었습니다. BG/NBD와 Gamma-Gamma 모형입니다.",
    en="Made of {customers} customers ({repeat} of them with two or more orders) over {days} days, by BG/NBD and Gamma-Gamma.",
)
CARD_HELD = Text(
    ko="마지막 {days}일을 가리고 예측해 보았습니다. 주문: 예측 {orders}({orders_low} ~ {orders_high}), 실제 {orders_actual}. 매출: 예측 "
    "{value}({value_low} ~ {value_high}), 실제 {value_actual}.",
    en="Asked for the last {days} days without having seen them. Orders: predicted {orders} ({orders_low} to {orders_high}), actual "
    "{orders_actual}. Revenue: predicted {value} ({value_low} to {value_high}), actual {value_actual}.",
)
PASSED = Text(ko="실제 결과가 예측 범위 안에 있었습니다.", en="What came lay within the predicted ranges.")
PARAMETERS = Text(ko="모수 (표준오차)", en="Parameters (standard errors)")
WAITING = Text(
    ko="고객의 다음 구매를 추정하고 있습니다. 잠시만 기다려 주세요.", en="Estimating the customers' next orders. One moment, please."
)

AT_RISK = Text(ko="먼저 챙길 고객", en="Customers to look after first")
AT_RISK_SAID = Text(
    ko="앞으로 {days}일 동안 구매하지 않을 확률과 12개월 기대 매출을 곱해 큰 순서로 {shown}명입니다. 목록 전체({all}명)의 기대 매출은 "
    "{value}, 확률로 무게를 준 금액은 {stake}입니다.",
    en="The {shown} customers with the largest product of the chance to buy nothing in {days} days and their expected revenue. All "
    "{all} on the list are expected to bring {value}; weighed by that chance, {stake} is at stake.",
)
RANK = Text(ko="순위", en="Rank")
REFERENCE = Text(ko="고객 번호 (CRM)", en="Customer (CRM)")
ORDERS = Text(ko="구매한 날", en="Order days")
LAST_ORDER = Text(ko="마지막 구매", en="Last order")
SILENT = Text(ko="{days}일 미구매 확률", en="Chance of no order in {days} days")
VALUE = Text(ko="12개월 기대 매출", en="Expected, 12 months")
STAKE = Text(ko="위험 금액", en="At stake")
HIDDEN = Text(ko="비공개", en="hidden")
HIDDEN_WHY = Text(
    ko="고객 번호는 고객을 챙기는 팀장과 관리자에게만 보입니다.", en="Customer references are shown to team leads and administrators only."
)
REASON = Text(ko="내려받는 이유", en="Reason for the download")
REASON_HINT = Text(ko="예: 11월 재방문 쿠폰 대상 선정", en="e.g. choosing who gets the November coupon")
DOWNLOAD = Text(ko="목록 내려받기 (CSV)", en="Download the list (CSV)")
RECORDED = Text(ko="누가 언제 왜 내려받았는지 감사 기록에 남습니다.", en="Who downloaded it, when and why goes into the audit record.")
LIST_FILE = Text(ko="먼저 챙길 고객", en="customers to look after")
NO_REASON = Text(
    ko="고객 목록을 내려받으려면 이유를 5자 이상 적어 주세요. 뒤로 돌아가 다시 시도해 주세요.",
    en="Give a reason of five letters or more to download the list of customers. Go back and try again.",
)
NO_LIST = Text(ko="내려받을 고객 목록이 없습니다.", en="There is no list of customers to download.")
LOW, HIGH = Text(ko="95% 하한", en="95% low"), Text(ko="95% 상한", en="95% high")
LEADS = Text(
    ko="{leading} {at} 다른 팀을 뚜렷하게 앞섭니다(다음 {second} {second_value}).",
    en="{team} is clearly ahead with {value} (next: {second}, {second_value}).",
)
NO_LEADER = Text(
    ko="팀 사이의 차이는 우연과 구분되지 않습니다(가장 좋은 팀: {team} {value}, 다음 {second} {second_value}).",
    en="Teams cannot be told apart from chance (best: {team} {value}, next {second} {second_value}).",
)
