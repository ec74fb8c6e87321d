"""The words of the page on service and complaints."""

from metrics.text import Text

TITLE = Text(ko="응대와 불만", en="Service and complaints")

TABLE = Text(ko="응대 지표", en="How tickets are handled")
OVER_TIME = Text(ko="{metric}: 추이", en="{metric} over time")
TWO_CLOCKS = Text(
    ko="{metric}: 영업시간으로는 {business}, 고객이 실제로 기다린 시간(밤과 휴일 포함)으로는 {calendar}입니다.",
    en="{metric}: {business} in business time, {calendar} as the customer waits it, nights and holidays included.",
)
ONE_CLOCK = Text(ko="{metric}: {value}.", en="{metric}: {value}.")
NO_LINE = Text(ko="이 기간에는 그릴 수 있는 값이 없습니다.", en="There is nothing to draw for this period.")
PERIOD = Text(ko="기간", en="Period")

WAITING = Text(ko="지금 기다리는 문의", en="Waiting now")
WAITING_AS_OF = Text(
    ko="{day} 기준 (기간 선택과 관계없이 데이터의 마지막 날)", en="As of {day}, the end of the data, whatever period is chosen"
)
WAITING_SAID = Text(
    ko="{n}건이 첫 응답을 기다리고 있습니다. 이 가운데 {old}건은 {days}일 넘게 기다렸고, 가장 오래된 문의는 {oldest}째입니다. "
    "오래된 문의는 담당자가 닫지 않은 것인지 먼저 확인해 주세요.",
    en="{n} tickets wait for a first reply; {old} of them have waited over {days} days, the oldest {oldest}. See first whether old ones "
    "were merely never closed.",
)
NOBODY_WAITS = Text(ko="첫 응답을 기다리는 문의가 없습니다.", en="No ticket waits for a first reply.")
TEAM, ALL = Text(ko="팀", en="Team"), Text(ko="전체", en="All")
NO_TEAM = Text(ko="(팀 미지정)", en="(no team)")

PARETO = Text(ko="{metric}: {dimension}별", en="{metric} by {dimension}")
PARETO_SAID = Text(
    ko="{period}에는 {top} {metric} {n}건으로 가장 많았고, 전체 {all}건의 {share}입니다.",
    en="In {period}, {metric}: most from {top}, {n} of {all} ({share}).",
)
PARETO_ROSE = Text(ko="직전 기간보다 뚜렷하게 늘어난 것: {names}.", en="Clearly more than in the period before: {names}.")
PARETO_FELL = Text(ko="뚜렷하게 줄어든 것: {names}.", en="Clearly fewer: {names}.")
MOVED_ONE = Text(ko="{name}({before}건 → {now}건)", en="{name} ({before} → {now})")
COUNT, BEFORE = Text(ko="건수", en="Count"), Text(ko="직전 기간", en="Before")
SHARE, CUMULATIVE = Text(ko="비율", en="Share"), Text(ko="누적", en="Cumulative")
NONE_OF_THEM = Text(ko="이 기간에는 접수된 불만이 없습니다.", en="There were no complaints in this period.")
NO_VALUE = Text(ko="(없음)", en="(none given)")
WITHHELD = Text(ko="비공개", en="withheld")

CONTROL = Text(ko="평소와 다른 주가 있었나 (관리도)", en="Was there an unusual week? (control chart)")
CONTROL_METRIC = Text(ko="관리도의 지표", en="Metric of the control chart")
CONTROL_OUT = Text(
    ko="평소 범위를 벗어난 주: {weeks}. 평소 범위는 {first}부터 {last}까지의 {count}주로 정해 두었고, 뒤의 값에 따라 바뀌지 않습니다.",
    en="Weeks out of the usual range: {weeks}. That range was set by the {count} weeks from {first} to {last}; later ones do not move it.",
)
CONTROL_IN = Text(
    ko="모든 주가 평소 범위 안에 있습니다. 평소 범위는 {first}부터 {last}까지의 {count}주로 정해 두었습니다.",
    en="Every week lies in the usual range, which was set by the {count} weeks from {first} to {last}.",
)
OUT_ONE = Text(ko="{week}({value}, {signal})", en="{week} ({value}, {signal})")
WEEK, RANGE = Text(ko="주", en="Week"), Text(ko="평소 범위", en="Usual range")
VALUE, SAMPLE, SIGNAL = Text(ko="값", en="Value"), Text(ko="표본", en="n"), Text(ko="판정", en="Verdict")
