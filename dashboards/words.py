"""Every word of the screens that no metric, grain or role brings along."""

from dashboards.view import Against
from metrics.facts import DIMENSIONS
from metrics.period import Grain
from metrics.text import LANGUAGES, Language, Text

BRAND = Text(ko="Dangol 단골", en="Dangol 단골")
LANGUAGE_NAMES: dict[Language, str] = dict(zip(LANGUAGES, ("한국어", "English"), strict=True))  # each in its own language

# Header
OVERVIEW = Text(ko="한눈에 보기", en="Overview")
HOME = Text(ko="처음 화면으로", en="To the start page")
TO_CONTENT = Text(ko="본문으로 건너뛰기", en="Skip to the content")
GRAIN = Text(ko="기간 단위", en="Period length")
PERIOD = Text(ko="기간", en="Period")
EARLIER = Text(ko="이전 기간", en="Previous period")
LATER = Text(ko="다음 기간", en="Next period")
ALL_TEAMS = Text(ko="모든 팀", en="All teams")
OWN_TEAMS = Text(ko="담당 팀 전체", en="All my teams")
NO_SUCH_CHOICE = Text(ko="해당하는 항목이 없습니다", en="Nothing found")
LANGUAGE = Text(ko="언어", en="Language")
COLOURS = Text(ko="화면 색상", en="Colour scheme")
LIGHT = Text(ko="밝게", en="Light")
DARK = Text(ko="어둡게", en="Dark")
AUTO = Text(ko="시스템 설정에 맞춤", en="As the system")
ACCOUNT = Text(ko="내 계정", en="My account")
SEES_ALL = Text(ko="모든 팀의 데이터를 봅니다", en="Sees all teams")
SEES = Text(ko="볼 수 있는 팀: {teams}", en="Sees: {teams}")
MENU = Text(ko="메뉴", en="Menu")
OPEN_MENU = Text(ko="메뉴 열기", en="Open the menu")
CLOSE = Text(ko="닫기", en="Close")
FILTERS = Text(ko="필터", en="Filters")
FILTERS_CHOSEN = Text(ko="필터 {count}", en="Filters: {count}")
ANY_VALUE = Text(ko="전체", en="All")
SIGN_OUT = Text(ko="로그아웃", en="Sign out")
SCHEDULE_REPORT = Text(ko="메일로 예약", en="Schedule by mail")
REPORT = Text(ko="보고서 내려받기 (PDF)", en="Download report (PDF)")

REPORT_FILE = Text(ko="고객 지표", en="customer metrics")

# What the numbers are made from
DAYS = Text(ko="{first} ~ {last}", en="{first} to {last}")
AS_OF = Text(ko="{last}까지의 데이터", en="Data up to {last}")
SNAPSHOT = Text(ko="스냅샷 {name}", en="Snapshot {name}")
SO_FAR = Text(ko="집계 중", en="So far")
SO_FAR_ABOUT = Text(
    ko="이 기간은 아직 끝나지 않았습니다. 지금까지 들어온 데이터만 집계한 값입니다.",
    en="This period is not over. The numbers hold what has come in so far.",
)

# Cards
CARDS = Text(ko="주요 지표", en="Key metrics")
SHOW_TREND = Text(ko="{metric} 추이 보기", en="Show the trend of {metric}")
SHOW_RECORDS = Text(ko="이 숫자의 근거 자료 보기", en="The records behind this number")
SHOW_COMMENTS = Text(ko="고객 의견 읽기", en="Read the comments")
PACE = Text(ko="{due} 예상 {value}", en="{value} expected by {due}")
ABOUT_METRIC = Text(ko="{metric} 설명", en="About {metric}")
NUMBER_OF = Text(ko="표본 {n}", en="n {n}")
INTERVAL = Text(ko="95% {low} ~ {high}", en="95%: {low} to {high}")
NO_INTERVAL = Text(ko="구간 없음", en="no interval")
SMALL_SAMPLE = Text(ko="표본이 적음", en="small sample")
NO_DATA = Text(ko="데이터 없음", en="No data")
NO_DATA_ABOUT = Text(ko="이 기간에 관측된 값이 없습니다.", en="Nothing was observed in this period.")
NO_DATA_WINDOW = Text(ko="{window} 데이터가 아직 다 쌓이지 않았습니다.", en="Needs data for {window}.")
TOO_FEW = Text(ko="비공개", en="Withheld")
TOO_FEW_ABOUT = Text(ko="{n}건뿐이라 표시하지 않습니다. 5건부터 표시합니다.", en="Only {n}: shown from 5 on.")
BETTER = Text(ko="개선", en="better")
WORSE = Text(ko="악화", en="worse")
AGAINST: dict[Grain, Text] = {
    Grain.DAY: Text(ko="전일 대비", en="vs the day before"),
    Grain.WEEK: Text(ko="전주 대비", en="vs last week"),
    Grain.MONTH: Text(ko="전월 대비", en="vs last month"),
    Grain.QUARTER: Text(ko="전 분기 대비", en="vs last quarter"),
    Grain.YEAR: Text(ko="전년 대비", en="vs last year"),
    Grain.WHOLE: Text(ko="이전 기간 대비", en="vs the period before"),
}
DECIDES = Text(ko="약 {n}건 필요", en="needs about {n}")
A_YEAR_AGO = Text(ko="1년 전 대비", en="vs a year ago")
DATA_UNTIL = Text(ko="{last}까지의 데이터", en="data up to {last}")
GOAL = Text(ko="목표 {sign} {value}", en="Goal {sign} {value}")
NO_GOAL = Text(ko="정한 목표 없음", en="No goal set")
SPARKLINE = Text(ko="최근 {count}개 기간의 추이", en="Trend over {count} periods")

# Trend
TREND = Text(ko="{metric} 추이", en="{metric}: trend")
LEGEND_LINE = Text(ko="값", en="Value")
LEGEND_BAND = Text(ko="95% 구간", en="95% interval")
LEGEND_YEAR = Text(ko="1년 전", en="A year before")
LEGEND_RUNNING = Text(ko="집계 중인 기간", en="Period so far")
LEGEND_FEW = Text(ko="표본이 적어 비공개", en="Withheld: too few")
NOTHING_TO_DRAW = Text(
    ko="그릴 수 있는 값이 없습니다. 기간이나 팀을 바꿔 보세요.",
    en="There is nothing to draw. Try another period or team.",
)
SUMMARY_OF_ONE = Text(ko="{last}의 {metric}: {value}.", en="{metric} in {last}: {value}.")
SUMMARY = Text(
    ko="{last}의 {metric}: {value}. {span} 동안 가장 높았던 때는 {high_period}({high}), 가장 낮았던 때는 {low_period}({low})입니다.",
    en="{metric} in {last}: {value}. Over {span} it was highest in {high_period} ({high}) and lowest in {low_period} ({low}).",
)
REMARKED = Text(ko="아래 목록에서 설명하는 기간: {places}.", en="Periods explained in the list below: {places}.")
NUMBERS = Text(ko="표로 보기", en="The same numbers as a table")
COMPARED: dict[Against, Text] = {
    Against.BEFORE: Text(ko="이전 대비", en="vs before"),
    Against.YEAR: Text(ko="1년 전 대비", en="vs a year ago"),
    Against.GOAL: Text(ko="목표와의 차이", en="From goal"),
}
FEAST_MOVED = Text(ko="{feast} 시기 다름", en="{feast} moved")
COPY_IMAGE = Text(ko="이미지 복사", en="Copy image")
COPIED = Text(ko="복사했습니다", en="Copied")
SAVED_IMAGE = Text(ko="파일로 저장했습니다", en="Saved as a file")
VALUE = Text(ko="값", en="Value")
INTERVAL_COLUMN = Text(ko="95% 구간", en="95% interval")
SAMPLE = Text(ko="표본", en="n")
NOTE = Text(ko="비고", en="Note")

GOAL_COLUMN = Text(ko="목표", en="Goal")
NO_SEGMENTS = Text(ko="이 기간에는 데이터가 없습니다.", en="There is no data in this period.")

# Explanation
IN_GLOSSARY = Text(ko="용어집에서 자세히 보기", en="More in the glossary")
READING = Text(ko="이 숫자를 읽는 법", en="How to read this number")
DEFINITION = Text(ko="계산 방법", en="How it is counted")
RISE_MAY_MEAN = Text(ko="올랐다면", en="A rise may mean")
CHECK_FIRST = Text(ko="먼저 확인할 것", en="Check first")
DOES_NOT_PROVE = Text(ko="이것만으로는 알 수 없는 것", en="Does not prove")
SOURCE = Text(ko="출처", en="Source")

# Facts, as people call them
FACTS = {
    "customers": Text(ko="고객", en="Customers"),
    "orders": Text(ko="주문", en="Orders"),
    "tickets": Text(ko="문의", en="Contacts"),
    "responses": Text(ko="설문 응답", en="Survey answers"),
    "loads": Text(ko="적재", en="Loads"),
}

# When something is missing or wrong
NOT_SHOWN_AS_ASKED = Text(
    ko="주소에 있는 조건 가운데 일부({names})는 쓸 수 없어 기본값으로 보여 드립니다.",
    en="Part of this address ({names}) cannot be used, so the default is shown instead.",
)
ASKED: dict[str, Text] = {
    "grain": GRAIN,
    "period": PERIOD,
    "metric": Text(ko="지표", en="metric"),
    "lang": LANGUAGE,
    "against": Text(ko="비교 기준", en="comparison"),
    "by": Text(ko="나눠 볼 기준", en="breakdown"),
    **DIMENSIONS,
}
NO_SCOPE = Text(
    ko="아직 볼 수 있는 팀이 없습니다. 관리자에게 팀을 지정해 달라고 요청해 주세요.",
    en="No team has been assigned to you yet. Ask your administrator for one.",
)
FIRST_STEPS_ABOUT = Text(
    ko="아직 불러온 데이터가 없습니다. 주문, 상담, 설문 내보내기 파일을 불러오면 이 화면에 고객 지표가 나타납니다.",
    en="No data has been loaded yet. Load the exports of your orders, tickets and surveys, and your customer metrics appear here.",
)
NOT_POSSIBLE = Text(ko="요청하신 화면을 보여 드릴 수 없습니다", en="This view cannot be shown")
FAILED = Text(
    ko="문제가 생겨 화면을 보여 드리지 못했습니다. 잠시 뒤 다시 시도해 주시고, 계속되면 문의 번호 {reference}를 관리자에게 알려 주세요.",
    en="Something went wrong on our side. Try again in a moment; if it stays, give your administrator this reference: {reference}.",
)
NOT_FOUND = Text(ko="찾으시는 페이지가 없습니다. 주소를 확인해 주세요.", en="There is no such page. Check the address.")
BACK = Text(ko="처음으로", en="Back to the start")
