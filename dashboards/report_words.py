"""The words of the page Reports."""

from metrics.text import Text
from store.deliveries import DeliveryState
from store.runs import RunState
from store.schedules import ScheduleState

TITLE = Text(ko="보고서", en="Reports")
HELD = Text(ko="확인이 필요합니다", en="Waiting for you")
HELD_ABOUT = Text(
    ko="발송 전 점검을 통과하지 못해 아무에게도 보내지 않았습니다. 부족한 자료를 불러오면 자동으로 다시 점검합니다.",
    en="These did not pass their checks, so nobody has been sent them. Once the missing data are loaded they are checked again.",
)
NOTHING_HELD = Text(ko="보류된 보고서가 없습니다.", en="Nothing is held.")
RELEASE = Text(ko="그대로 보내기", en="Send as it is")
RECHECK = Text(ko="다시 점검", en="Check again")
SKIP = Text(ko="건너뛰기", en="Skip")
SEND_AGAIN = Text(ko="다시 보내기", en="Send again")
HAS_ARRIVED = Text(ko="도착했음", en="It has arrived")
SEND_MISSED = Text(ko="지금 보내기", en="Send now")
NOT_RELEASABLE = Text(
    ko="보낼 수 있는 보고서가 없어 그대로 보낼 수 없습니다.", en="There is no sound report to send, so it cannot be sent as it is."
)
MAILS = Text(ko="보내지 못한 메일", en="Mails that were not delivered")
MISSED = Text(ko="놓친 발송", en="Missed")
MISSED_ABOUT = Text(
    ko="발송 프로그램이 꺼져 있던 동안 지나간 시각입니다. 가장 최근 것만 자동으로 보냅니다.",
    en="These times passed while no worker was running. Only the latest of them is sent by itself.",
)

SCHEDULES = Text(ko="예약", en="Schedules")
SCHEDULE = Text(ko="예약", en="Schedule")
NO_SCHEDULES = Text(
    ko="아직 예약이 없습니다. 정해진 날에 보고서가 메일로 발송되게 해 보세요.",
    en="There is no schedule yet. Have a report mailed on a set day.",
)
NEW = Text(ko="새 예약", en="New schedule")
EDIT = Text(ko="고치기", en="Edit")
START = Text(ko="시작", en="Start")
PAUSE = Text(ko="일시 중지", en="Pause")
END = Text(ko="종료", en="End")
TRIAL = Text(ko="시험 발송", en="Send a trial")
PREVIEW = Text(ko="미리 보기", en="Preview")
NEXT = Text(ko="다음 발송", en="Next")
PEOPLE = Text(ko="받는 사람 {count}명", en="recipients: {count}")
BY = Text(ko="예약한 사람: {name}", en="by {name}")
STATES = {
    ScheduleState.DRAFT: Text(ko="시작 전", en="Not started"),
    ScheduleState.ACTIVE: Text(ko="발송 중", en="Active"),
    ScheduleState.PAUSED: Text(ko="일시 중지", en="Paused"),
    ScheduleState.ENDED: Text(ko="종료", en="Ended"),
}

COMING = Text(ko="발송 예정", en="Coming up")
NOTHING_COMING = Text(ko="예정된 발송이 없습니다.", en="Nothing is scheduled to be sent.")
WEEKDAYS = (
    Text(ko="월", en="Mon"),
    Text(ko="화", en="Tue"),
    Text(ko="수", en="Wed"),
    Text(ko="목", en="Thu"),
    Text(ko="금", en="Fri"),
    Text(ko="토", en="Sat"),
    Text(ko="일", en="Sun"),
)

ARCHIVE = Text(ko="보낸 보고서", en="Sent reports")
NOTHING_SENT = Text(ko="아직 보낸 보고서가 없습니다.", en="No report has been sent yet.")
REPORT = Text(ko="보고서", en="Report")
SCOPE = Text(ko="범위", en="Scope")
MADE = Text(ko="만든 시각", en="Made")
SENT_TO = Text(ko="발송", en="Sent")
SENT_OF = Text(ko="{sent} / {all}명", en="{sent} of {all}")
OPEN = Text(ko="PDF 보기", en="Open PDF")
WORKBOOK = Text(ko="엑셀", en="Excel")
DETAILS = Text(ko="받은 사람", en="Who got it")
MAKE_AGAIN = Text(ko="다시 만들어 비교", en="Make again and compare")
SAME = Text(
    ko="같은 자료로 다시 만든 파일이 보낸 파일과 1바이트도 다르지 않습니다.",
    en="Made again from the same data, the files are the same to the byte.",
)
NOT_SAME = Text(
    ko="다시 만든 파일이 보낸 파일과 다릅니다. 보낸 뒤에 프로그램이나 설정이 바뀌었습니다.",
    en="The files made again differ from those sent: the program or its settings have changed since.",
)
NAME, ADDRESS, STATE, WHEN, NOTE = (
    Text(ko="이름", en="Name"),
    Text(ko="주소", en="Address"),
    Text(ko="상태", en="State"),
    Text(ko="시각", en="When"),
    Text(ko="비고", en="Note"),
)
LANGUAGE = Text(ko="언어", en="Language")
ALL_TEAMS = Text(ko="모든 팀", en="All teams")
LANGUAGES = {"ko": Text(ko="한국어", en="Korean"), "en": Text(ko="영어", en="English")}
DELIVERIES = {
    DeliveryState.WAITING: Text(ko="대기 중", en="Waiting"),
    DeliveryState.CLAIMED: Text(ko="보내는 중", en="Being sent"),
    DeliveryState.SENDING: Text(ko="보내는 중", en="Being sent"),
    DeliveryState.SENT: Text(ko="발송됨", en="Sent"),
    DeliveryState.REFUSED: Text(ko="거부됨", en="Refused"),
    DeliveryState.GAVE_UP: Text(ko="실패", en="Given up"),
    DeliveryState.UNCERTAIN: Text(ko="도착 불확실", en="Uncertain"),
    DeliveryState.HELD: Text(ko="보내지 않음", en="Not sent"),
    DeliveryState.SKIPPED: Text(ko="건너뜀", en="Skipped"),
}
RUNS = {
    RunState.DUE: Text(ko="준비 중", en="Being made"),
    RunState.SENDING: Text(ko="보내는 중", en="Being sent"),
}

NO_WORKER = Text(
    ko="발송 프로그램이 실행되고 있지 않습니다. 서버에서 'dangol worker'를 실행해 주세요.",
    en="No worker is running, so nothing is sent. Run 'dangol worker' on the server.",
)
NO_SERVER = Text(
    ko="메일 서버가 설정되어 있지 않아 아무것도 보내지 않습니다. 운영자가 smtp_host와 smtp_sender를 설정해 주세요.",
    en="No mail server is set, so nothing is sent. The operator sets smtp_host and smtp_sender.",
)

DONE = {
    "save": Text(ko="예약을 저장했습니다.", en="The schedule is saved."),
    "start": Text(ko="예약을 시작했습니다.", en="The schedule has been started."),
    "pause": Text(ko="예약을 일시 중지했습니다.", en="The schedule is paused."),
    "end": Text(
        ko="예약을 종료했습니다. 보낸 보고서는 그대로 보관됩니다.", en="The schedule has ended. What it sent stays in the archive."
    ),
    "trial": Text(
        ko="시험 메일을 본인에게 보냅니다. 잠시 후 메일함을 확인해 주세요.",
        en="A trial is on its way to you. Look into your mailbox in a moment.",
    ),
    "release": Text(ko="보고서를 그대로 보냅니다.", en="The report is being sent as it is."),
    "recheck": Text(ko="보고서를 다시 점검합니다.", en="The report is being checked again."),
    "skip": Text(ko="이 보고서는 보내지 않습니다.", en="This report will not be sent."),
    "missed": Text(ko="보고서를 만들어 보냅니다.", en="The report is being made and sent."),
    "again": Text(ko="메일을 다시 보냅니다.", en="The mail is being sent again."),
    "arrived": Text(ko="도착한 것으로 표시했습니다.", en="It is noted as arrived."),
    "leave": Text(ko="이 메일은 보내지 않습니다.", en="This mail will not be sent."),
    "same": SAME,
    "other": NOT_SAME,
}

FORM = {
    "name": Text(ko="예약 이름", en="Name"),
    "kind": Text(ko="보고서 종류", en="Kind of report"),
    "metrics": Text(ko="지표", en="Metrics"),
    "teams": Text(ko="팀", en="Teams"),
    "teams_about": Text(
        ko="비워 두면 받는 사람마다 볼 수 있는 팀 전체가 들어갑니다.", en="Left empty, each recipient gets all teams that they may see."
    ),
    "paper": Text(ko="용지", en="Paper"),
    "cadence": Text(ko="주기", en="How often"),
    "weekday": Text(ko="요일", en="Weekday"),
    "day": Text(ko="날짜", en="Day of the month"),
    "at": Text(ko="시각", en="Time"),
    "zone": Text(ko="시간대", en="Time zone"),
    "closed": Text(ko="휴무일이면", en="On closed days"),
    "workbook": Text(ko="Excel 파일도 첨부", en="Attach the numbers as Excel"),
    "users": Text(ko="받는 사람 (사용자)", en="Recipients who sign in"),
    "users_about": Text(ko="각자의 팀과 언어로 받습니다.", en="Each gets their own teams, in their own language."),
    "addresses": Text(ko="받는 사람 (메일 주소)", en="Recipients by address"),
    "addresses_about": Text(
        ko="로그인하지 않는 사람입니다. 허용된 도메인: {domains}", en="People who never sign in. Allowed domains: {domains}"
    ),
    "shown": Text(ko="이 주소로 보낼 팀", en="Teams whose figures go to these addresses"),
    "language": Text(ko="이 주소로 보낼 언어", en="Language for these addresses"),
    "times": Text(ko="다음 발송 시각", en="The next times"),
    "save": Text(ko="저장", en="Save"),
    "cancel": Text(ko="취소", en="Cancel"),
    "first": Text(
        ko="먼저 저장한 뒤 미리 보기와 시험 발송을 해 보고 시작해 주세요.",
        en="Save it first; then preview it, send yourself a trial, and start it.",
    ),
    "no_email": Text(ko="{name} (메일 주소 없음)", en="{name} (no address)"),
}
DAY_OF = Text(ko="{day}일", en="day {day}")
ON_WEEKDAY = Text(ko="{day}요일", en="{day}")
LAST_DAY = Text(ko="말일", en="last day")
