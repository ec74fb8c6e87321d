"""The words of the page on speed and satisfaction."""

from metrics.change import Direction
from metrics.text import Text

TITLE = Text(ko="속도와 만족도", en="Speed and satisfaction")
AGAINST = Text(ko="비교 기준", en="Compared with")
YEAR = Text(ko="1년 전", en="A year before")
BEFORE = Text(ko="직전 기간", en="The period before")
COMPARED = Text(ko="{period} · 비교 기준 {before}", en="{period} compared with {before}")
PAIRED = Text(
    ko="종료된 문의 가운데 {share}({part}건)가 응답과 평가를 모두 받았고, 위 숫자는 이 문의들의 것입니다.",
    en="{share} of the closed tickets ({part}) were both answered and rated; the numbers above are theirs.",
)
PARTED = Text(
    ko="두 값은 {period}에 함께 달라졌습니다. 첫 응답 {speed_before} → {speed}, 만족도 {content_before} → {content}.",
    en="Both changed at once in {period}: first response {speed_before} → {speed}, satisfaction {content_before} → {content}.",
)
PARTED_MARK = Text(ko="{period}부터", en="since {period}")
WOULD_TELL = Text(
    ko="{side}: 기간마다 평가받은 문의가 약 {n}건이면 판단할 수 있습니다.",
    en="{side}: about {n} rated tickets in each period would tell.",
)
NOTHING = Text(
    ko="이 기간에는 응답과 평가를 모두 받은 문의가 없습니다. 상담 내보내기와 만족도 설문 내보내기를 함께 불러오면 이 화면이 채워집니다.",
    en="No ticket of this period was both answered and rated. Load the exports of tickets and of the satisfaction survey.",
)
SIDES = Text(ko="같은 문의의 두 숫자", en="Two numbers of the same tickets")

OVER_TIME = Text(ko="시간에 따라: 같은 문의의 속도와 만족도", en="Over time: speed and satisfaction of the same tickets")
TREND_SAID = Text(
    ko="{first}부터 {last}까지. 첫 응답 시간(중앙값)은 {speed_first}에서 {speed_last}, 같은 문의의 만족도는 {content_first}에서 "
    "{content_last}. 띠는 95% 구간입니다.",
    en="From {first} to {last}: median first response {speed_first} to {speed_last}, satisfaction of the same tickets {content_first} "
    "to {content_last}. The bands are 95% intervals.",
)
PERIOD = Text(ko="기간", en="Period")
SPEED = Text(ko="첫 응답 (중앙값)", en="First response (median)")
CONTENT = Text(ko="만족도", en="Satisfaction")
INTERVAL = Text(ko="95% 구간", en="95% interval")
SAMPLE = Text(ko="표본", en="n")
VERDICT = Text(ko="판정", en="Verdict")

DOSE = Text(ko="얼마나 기다렸을 때 얼마나 만족했나", en="How content customers were, by how long they had waited")
DOSE_SPAN = Text(ko="{now} (비교: {before})", en="{now} (against {before})")
DOSE_FELL = Text(
    ko="같은 시간을 기다렸는데도 만족도가 낮아진 구간: {bands}. 기다린 시간만으로는 설명되지 않는 하락입니다.",
    en="Less content after the same wait: {bands}. The waiting time alone does not account for the fall.",
)
DOSE_ROSE = Text(ko="같은 시간을 기다렸는데 만족도가 높아진 구간: {bands}.", en="More content after the same wait: {bands}.")
DOSE_SAME = Text(
    ko="같은 시간을 기다린 고객의 만족도가 달라졌다고 말할 수 있는 구간은 없습니다.",
    en="For no waiting time can it be told that customers were more or less content than before.",
)
WAITED = Text(ko="첫 응답까지 (영업시간)", en="First reply (business time)")
NOW, THEN = Text(ko="최근", en="Now"), Text(ko="비교", en="Then")

TEAMS = Text(ko="팀마다: 속도와 만족도", en="By team: speed and satisfaction")
TEAMS_SAID = Text(
    ko="{trapped}: {teams}. 화살표는 비교 기간의 자리에서 시작하고, 십자는 95% 구간입니다.",
    en="{trapped}: {teams}. Arrows start where a team was in the period compared with; crosses are 95% intervals.",
)
TEAMS_OF = Text(ko="{count}개 팀 가운데 {of}개 팀이 '{verdict}'", en="{of} of {count} teams: '{verdict}'")
TEAM = Text(ko="팀", en="Team")
NO_TEAM = Text(ko="(팀 미지정)", en="(no team)")
NO_TEAMS = Text(ko="팀을 아는 문의가 없습니다.", en="No ticket has a team.")

BEHIND = Text(ko="이 숫자를 만든 문의", en="The tickets behind these numbers")
BEHIND_SAID = Text(
    ko="{period}에 종료되어 응답과 평가를 모두 받은 문의 {n}건 가운데 {shown}건입니다. 불만족한 문의를 먼저, 그 안에서는 빨리 "
    "응답한 문의를 먼저 보여 드립니다. 만족은 4~5점, 불만족은 1~3점입니다.",
    en="{shown} of the {n} tickets closed in {period} that were answered and rated: the unhappy first, the "
    "soonest answered first. Content is 4–5, not content 1–3.",
)
BAND = Text(ko="대기 시간", en="Waiting time")
EVERY_WAIT = Text(ko="모든 대기 시간", en="Every waiting time")
TICKET = Text(ko="문의 번호", en="Ticket")
CLOSED = Text(ko="종료일", en="Closed")
CHANNEL, CATEGORY = Text(ko="채널", en="Channel"), Text(ko="유형", en="Reason")
RATING = Text(ko="평가", en="Rating")
HAPPY, UNHAPPY = Text(ko="만족", en="content"), Text(ko="불만족", en="not content")
WAIT = Text(ko="첫 응답까지", en="First reply")
NO_TICKETS = Text(ko="조건에 맞는 문의가 없습니다.", en="No ticket fits.")
TO_VOICE = Text(ko="이 기간의 고객 의견 읽기", en="Read what these customers wrote")
RUNNING = Text(ko="집계 중", en="so far")

SIGNS = {Direction.UP: "▲", Direction.DOWN: "▼", Direction.CANNOT_TELL: "≈", Direction.OVERLAPS: "≈", Direction.UNKNOWN: "–"}
