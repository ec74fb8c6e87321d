"""The fixed words of reports."""

from metrics.change import Direction
from metrics.decisive import about
from metrics.goal import Goal, Verdict
from metrics.metric import Metric
from metrics.period import Grain
from metrics.text import Language, Text

TITLE_OF = Text(ko="{period} {kind}", en="{kind}, {period}")
TITLE_FOR = Text(ko="{company} {period} {kind}", en="{company}: {kind}, {period}")
ALL_TEAMS = Text(ko="모든 팀", en="All teams")
NO_TEAMS = Text(ko="볼 수 있는 팀 없음", en="No team")
NO_SNAPSHOT = Text(ko="없음 (불러온 자료 없음)", en="none (nothing loaded yet)")
TO = Text(ko="{low} ~ {high}", en="{low} to {high}")
RUNNING = Text(ko="진행 중", en="Still running")
FEW = Text(ko="표본 적음", en="Few answers")
TOO_FEW = Text(ko="{fewest}건 미만이라 표시 안 함", en="Fewer than {fewest}: not shown")
WITHHELD = Text(ko="다른 집단이 드러날 수 있어 표시 안 함", en="Not shown: it would give another group away")
NO_DATA = Text(ko="자료 없음", en="No data")
NO_GOAL = Text(ko="없음", en="none set")
NOT_FILTERED = Text(
    ko="이 지표는 {dimensions} 기준으로 나눌 수 없어, 이 조건은 적용하지 않았습니다.",
    en="This metric cannot be cut by {dimensions}, so that filter is not applied to it.",
)

FRESH = Text(ko="기간 전체 반영", en="Whole period")
ENDS_EARLY = Text(ko="기간의 마지막 {days}일 없음", en="Last {days} days missing")
WEEK = Text(ko="{first}~{last}", en="{first}–{last}")
TOGETHER = Text(ko="전체", en="All together")
OWN_GOALS_TOGETHER = Text(ko="팀 목표 합산", en="Teams' goals combined")
BULLET = Text(ko="{label} {value}, 95% 신뢰구간 {interval}, 목표 {goal}", en="{label}: {value}, 95% interval {interval}, goal {goal}")
TEAM_MARK = Text(ko="{team} {value}, 95% 신뢰구간 {interval}", en="{team}: {value}, 95% interval {interval}")
PAIR_PICTURE = Text(
    ko="같은 문의의 첫 응답 시간(위)과 만족도(아래)의 추세. {sentence}",
    en="First response time (above) and satisfaction (below) of the same tickets over time. {sentence}",
)
DRAWN = Text(
    ko="이 기간의 코멘트 {written}건 가운데 {drawn}건을 추첨했습니다. 사람이 고르지 않았고, 같은 스냅샷이면 늘 같은 코멘트입니다. "
    "개인정보는 가렸습니다.",
    en="{drawn} of the {written} comments of this period, drawn by lot: nobody chose them, and the same snapshot gives the same ones. "
    "Personal data are masked.",
)
TOO_FEW_WROTE = Text(
    ko="이 기간의 코멘트는 {fewest}건 미만이라, 누가 썼는지 드러날 수 있어 싣지 않습니다.",
    en="Fewer than {fewest} customers wrote something in this period, so it could be traced to them and is not printed.",
)
SCORED = Text(ko="{score}점", en="{score}")

YEAR_AGO = Text(ko="1년 전 대비", en="Against a year ago")

# The words that the template sets around the values, by the names it knows them under.
FIXED = {
    "period": Text(ko="기간", en="Period"),
    "scope": Text(ko="범위", en="Scope"),
    "until": Text(ko="자료 기준일", en="Data up to"),
    "snapshot": Text(ko="스냅샷", en="Snapshot"),
    "published": Text(ko="자료 반영 시각", en="Published"),
    "scorecard": Text(ko="한눈에 보기", en="At a glance"),
    "year_ago": YEAR_AGO,
    "value": Text(ko="값", en="Value"),
    "interval": Text(ko="95% 신뢰구간", en="95% interval"),
    "goal": Text(ko="목표", en="Goal"),
    "beside": Text(ko="함께 볼 지표", en="Always seen beside it"),
    "definition": Text(ko="계산 방법", en="How it is counted"),
    "rise_may_mean": Text(ko="오르면 이런 뜻일 수 있습니다", en="A rise may mean"),
    "check_first": Text(ko="먼저 확인할 것", en="Check first"),
    "does_not_prove": Text(ko="이것만으로는 알 수 없는 것", en="Does not prove"),
    "glossary": Text(ko="지표의 정의", en="Definitions"),
    "metric": Text(ko="지표", en="Metric"),
    "formula": Text(ko="계산식과 기간", en="Formula and window"),
    "source": Text(ko="출처", en="Source"),
    "summary": Text(ko="요약", en="Summary"),
    "contents": Text(ko="차례", en="Contents"),
    "moved": Text(ko="무엇이 움직였나", en="What moved"),
    "remarks": Text(ko="함께 알아 둘 것", en="Also to be known"),
    "change": Text(ko="변화", en="Change"),
    "trend": Text(ko="추세", en="Trend"),
    "verdict": Text(ko="판정", en="Verdict"),
    "teams": Text(
        ko="팀별 비교 (점은 값, 가로줄은 95% 신뢰구간, 점선은 목표)", en="By team (dot: value, line: 95% interval, dashes: goal)"
    ),
    "team": Text(ko="팀", en="Team"),
    "by_period": Text(ko="기간별 값", en="By period"),
    "noted": Text(ko="있었던 일 (번호는 그래프 위에 표시)", en="What happened when (numbered above the chart)"),
    "pair": Text(ko="속도와 만족도 (같은 문의)", en="Speed and satisfaction of the same tickets"),
    "voices": Text(ko="고객의 목소리", en="What customers wrote"),
    "weeks": Text(ko="팀별 주간 목표", en="Weekly goals of the teams"),
    "weeks_about": Text(
        ko="끝난 주만 판정합니다. ● 달성, × 미달, ◐ 판단 보류. 목표가 없는 주에는 값만 적었습니다.",
        en="Only weeks that are over are judged. ● met, × not met, ◐ too early to say. Without a goal there is the value alone.",
    ),
    "no_weeks": Text(
        ko="이 보고서의 지표에는 이 기간의 주간 목표가 없습니다. 목표 화면에서 정할 수 있습니다.",
        en="The metrics of this report have no weekly goals in this period. They can be set on the Goals page.",
    ),
    "quality": Text(ko="데이터 품질", en="Data quality"),
    "quality_about": Text(
        ko="이 보고서의 숫자를 얼마나 믿을 수 있는지 보여 줍니다.",
        en="How far the numbers of this report can be trusted.",
    ),
    "source_of_data": Text(ko="자료", en="Source of data"),
    "sources": Text(ko="출처별 자료 상태", en="State of each source"),
    "last_on": Text(ko="자료의 마지막 날", en="Data up to"),
    "loaded_on": Text(ko="반영한 날", en="Loaded on"),
    "accepted": Text(ko="반영 행", en="Rows taken"),
    "rejected": Text(ko="거부 행", en="Rows rejected"),
    "state": Text(ko="이 기간", en="This period"),
    "goal_and_value": Text(ko="목표와 값", en="Goal and value"),
    "on_screen": Text(ko="화면에서 같은 내용 보기", en="See the same on screen"),
    "reading": Text(ko="읽는 법", en="How to read this report"),
}

READING = (
    Text(
        ko="95% 신뢰구간은 참값이 있을 만한 범위입니다. n은 그 값을 계산한 건수이며, 적을수록 구간이 넓어집니다.",
        en="The 95% interval is where the true value may well lie. n is how many the value rests on: the fewer, the wider the interval.",
    ),
    Text(
        ko="{up} 상승과 {down} 하락은 우연으로 보기 어려운 변화입니다. {cannot_tell} 표시는 변화가 있다고 아직 말할 수 없거나, "
        "두 기간이 많이 겹쳐 검정하지 않았다는 뜻입니다.",
        en="{up} up and {down} down are changes that chance hardly explains. {cannot_tell} means that no change can be claimed yet, "
        "or that both windows share most of their days, so that none is tested.",
    ),
    Text(
        ko="{met} 달성과 {not_met} 미달은 신뢰구간 전체가 목표의 한쪽에 있을 때만 씁니다. "
        "구간이 목표에 걸치면 {too_early} 판단 보류입니다.",
        en="{met} met and {not_met} not met are said only where the whole interval lies on one side of the goal; "
        "where it holds the goal, it is {too_early} too early to say.",
    ),
    Text(
        ko="n이 {grey}보다 작은 값은 회색으로, {fewest}보다 작은 값은 사람이 드러날 수 있어 표시하지 않습니다. 자료 없음은 0이 아닙니다.",
        en="Values from fewer than {grey} are grey; from fewer than {fewest} they are withheld, since they could be traced to a person. "
        "No data is not zero.",
    ),
)

VERDICT_SIGNS = {Verdict.MET: "●", Verdict.NOT_MET: "×", Verdict.TOO_EARLY: "◐"}
DIRECTION_SIGNS = {Direction.UP: "▲", Direction.DOWN: "▼", Direction.CANNOT_TELL: "◇", Direction.OVERLAPS: "◇", Direction.UNKNOWN: "◇"}
DIRECTION_WORDS = {
    Direction.CANNOT_TELL: Text(ko="아직 알 수 없음", en="cannot tell yet"),
    Direction.OVERLAPS: Text(ko="검정 안 함", en="not tested"),
}
# How many would tell what cannot be told yet.
DECIDES_CHANGE = Text(ko="기간마다 약 {n}건이면 판단 가능", en="about {n} in each period would tell")
DECIDES_GOAL = Text(ko="약 {n}건이면 판단 가능", en="about {n} would tell")
GOOD = Text(ko="개선", en="better")
BAD = Text(ko="악화", en="worse")
NOTHING_TO_COMPARE = Text(ko="비교할 값 없음", en="nothing to compare with")

COMPARED_WITH = {
    Grain.DAY: Text(ko="전일 대비", en="Against the day before"),
    Grain.WEEK: Text(ko="전주 대비", en="Against the week before"),
    Grain.MONTH: Text(ko="전월 대비", en="Against the month before"),
    Grain.QUARTER: Text(ko="전 분기 대비", en="Against the quarter before"),
    Grain.YEAR: Text(ko="전년 대비", en="Against the year before"),
}
TREND_BY = {
    Grain.DAY: Text(ko="일별 추세", en="Trend by day"),
    Grain.WEEK: Text(ko="주별 추세", en="Trend by week"),
    Grain.MONTH: Text(ko="월별 추세", en="Trend by month"),
    Grain.QUARTER: Text(ko="분기별 추세", en="Trend by quarter"),
    Grain.YEAR: Text(ko="연도별 추세", en="Trend by year"),
}
BAND = Text(ko="띠는 95% 신뢰구간", en="the band is the 95% interval")
DASHED = Text(ko="점선과 빈 점은 진행 중인 기간", en="dashed and hollow: still running")
PARTS = Text(ko="분자", en="Part")
WHOLES = Text(ko="n (분모)", en="n (whole)")

_BOUNDS = {
    "≥": Text(ko="{value} 이상", en="{value} or more"),
    ">": Text(ko="{value} 초과", en="more than {value}"),
    "≤": Text(ko="{value} 이하", en="{value} or less"),
    "<": Text(ko="{value} 미만", en="less than {value}"),
}


def goal_in_words(goal: Goal, metric: Metric, language: Language, currency: str) -> str:
    """The bound as people say it: "50.0% 이상", "5.0% or less"."""
    return _BOUNDS[goal.sign].of(language).format(value=metric.unit.show(goal.value, language, currency))


def decided_by(text: Text, n: int | None, language: Language) -> list[str]:
    """How many would tell, to two digits; nothing where it is told already or no prospect."""
    return [] if n is None else [text.of(language).format(n=f"{about(n):,}")]


def in_sentence(label: Text, language: Language) -> str:
    """A label as it stands inside a sentence: English ones lose their capital, abbreviations keep it."""
    text = label.of(language)
    return text if language == "ko" or text[1:2].isupper() else text[:1].lower() + text[1:]
