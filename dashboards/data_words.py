"""The words of the Data page's upload half."""

from metrics.facts import Customers, Orders, Responses, Tickets
from metrics.text import Text

TITLE = Text(ko="데이터", en="Data")
FILE, SOURCE, DATES, SHEET = (
    Text(ko="파일", en="File"),
    Text(ko="어느 시스템에서 내보낸 파일인가요?", en="Which system exported it?"),
    Text(ko="날짜 순서", en="Order of dates"),
    Text(ko="시트", en="Sheet"),
)
STEP_1, STEP_2, STEP_3 = (
    Text(ko="1. 파일 올리기", en="1. Upload a file"),
    Text(ko="2. 제대로 읽혔는지 확인하기", en="2. Check that it is read right"),
    Text(ko="3. 미리 계산하고 불러오기", en="3. Rehearse, then load"),
)
CHOOSE = Text(ko="파일 고르기", en="Choose a file")
DROP = Text(ko="내보낸 파일을 여기에 끌어다 놓거나 골라 주세요.", en="Drop an export here, or choose one.")
LIMITS = Text(
    ko="CSV, TSV, xlsx, xls, JSON, Parquet와 이를 zip이나 gz로 압축한 파일. {file} MiB, {rows}행, {columns}열까지. "
    "올린 파일은 불러온 뒤 바로 지우고, 불러오지 않으면 하루 뒤에 지웁니다.",
    en="CSV, TSV, xlsx, xls, JSON, Parquet, or one of these in a zip or gz. Up to {file} MiB, {rows} rows and {columns} columns. "
    "The file is deleted once it is loaded, and after a day if it is not.",
)
SENDING = Text(ko="올리는 중", en="Uploading")
LOST = Text(ko="올리지 못했습니다. 연결을 확인하고 다시 시도해 주세요.", en="The upload failed. Check your connection and try again.")
ANOTHER = Text(ko="다른 파일 올리기", en="Upload another file")
GONE = Text(
    ko="올린 파일을 찾을 수 없습니다. 이미 불러왔거나 하루가 지나 지워졌습니다. 다시 올려 주세요.",
    en="This upload is no longer here: it was loaded already, or deleted after a day. Upload it again.",
)
NO_FILE = Text(ko="보낸 파일이 없습니다. 파일을 골라 다시 올려 주세요.", en="No file was sent. Choose a file and upload it again.")

READ_AS = {
    "rows": Text(ko="행", en="Rows"),
    "kind": Text(ko="형식", en="Format"),
    "encoding": Text(ko="글자 인코딩", en="Encoding"),
    "separator": Text(ko="구분 기호", en="Separator"),
    "sheet": Text(ko="시트", en="Sheet"),
    "header": Text(ko="열 이름이 있는 줄", en="Header on line"),
    "size": Text(ko="크기", en="Size"),
}
SEPARATORS = {
    ",": Text(ko="쉼표", en="comma"),
    ";": Text(ko="세미콜론", en="semicolon"),
    "\t": Text(ko="탭", en="tab"),
    "|": Text(ko="세로줄(|)", en="bar"),
}
REAL_ROWS = Text(ko="파일의 처음 {count}행", en="The first {count} rows of the file")
REAL_ROWS_ABOUT = Text(
    ko="글자가 깨져 보이면 불러오지 말고 파일을 다시 내려받아 주세요. 전화번호·이메일·계좌번호는 가려서 보여 줍니다.",
    en="If letters look garbled, do not load it; download it again. Phone numbers, e-mail addresses and accounts are masked here.",
)
MORE_COLUMNS = Text(ko="열 {count}개 더", en="{count} more columns")
LINE = Text(ko="줄", en="Line")
RECOGNISED = Text(ko="'{source}' 파일로 알아보았습니다.", en="Recognised as '{source}'.")
NOT_RECOGNISED = Text(
    ko="어느 시스템의 파일인지 알 수 없습니다. 위에서 가장 가까운 것을 고르고, 아래에서 열을 연결해 주세요.",
    en="No known export looks like this. Choose the nearest one above, then connect its columns below.",
)
BY_ITSELF = Text(ko="파일에서 알아보기", en="As the file tells")
ORDERS_OF_DATES = {
    "": Text(ko="파일에서 알아보기", en="As the file tells"),
    "day-first": Text(ko="일-월-연 (03/04/2025 = 4월 3일)", en="Day first (03/04/2025 is 3 April)"),
    "month-first": Text(ko="월-일-연 (03/04/2025 = 3월 4일)", en="Month first (03/04/2025 is March 4)"),
    "year-first": Text(ko="연-월-일 (25.01.20 = 2025년 1월 20일)", en="Year first (25.01.20 is 20 January 2025)"),
}
CONNECT = Text(ko="열 연결", en="Connect columns")
CONNECT_ABOUT = Text(
    ko="왼쪽 항목을 파일의 어느 열에서 읽을지 정합니다. 꼭 필요한 항목에는 *가 있습니다.",
    en="Says from which column of the file each item is read. Those with * are needed.",
)
NOT_THERE = Text(ko="파일에 없음", en="not in the file")

COLUMNS: dict[str, Text] = {
    "customer": Text(ko="고객 번호", en="Customer number"),
    Orders.order_id.name: Text(ko="주문 번호", en="Order number"),
    Orders.ordered_at.name: Text(ko="주문 일시", en="Ordered at"),
    Orders.net_revenue.name: Text(ko="결제 금액", en="Amount paid"),
    Orders.status.name: Text(ko="주문 상태", en="Order status"),
    Orders.channel.name: Text(ko="채널", en="Channel"),
    Orders.team.name: Text(ko="팀", en="Team"),
    Orders.product_category.name: Text(ko="상품 분류", en="Product category"),
    Tickets.ticket_id.name: Text(ko="문의 번호", en="Ticket number"),
    Tickets.opened_at.name: Text(ko="접수 일시", en="Opened at"),
    Tickets.first_response_at.name: Text(ko="첫 응답 일시", en="First response at"),
    Tickets.resolved_at.name: Text(ko="해결 일시", en="Resolved at"),
    Tickets.first_response_minutes.name: Text(ko="첫 응답까지 걸린 시간", en="Time to first response"),
    Tickets.first_response_business_minutes.name: Text(ko="첫 응답까지 업무 시간", en="Business time to first response"),
    Tickets.first_resolution_minutes.name: Text(ko="첫 해결까지 걸린 시간", en="Time to first resolution"),
    Tickets.resolution_minutes.name: Text(ko="해결까지 걸린 시간", en="Time to resolution"),
    Tickets.resolution_business_minutes.name: Text(ko="해결까지 업무 시간", en="Business time to resolution"),
    Tickets.reopened_count.name: Text(ko="재문의 횟수", en="Reopened"),
    Tickets.is_complaint.name: Text(ko="불만 여부", en="Is a complaint"),
    Tickets.category.name: Text(ko="문의 유형", en="Contact reason"),
    Tickets.agent_ref.name: Text(ko="상담원", en="Agent"),
    Responses.response_id.name: Text(ko="응답 번호", en="Answer number"),
    Responses.survey.name: Text(ko="설문 종류", en="Survey"),
    Responses.asked_on.name: Text(ko="발송일", en="Asked on"),
    Responses.answered_at.name: Text(ko="응답 일시", en="Answered at"),
    Responses.score.name: Text(ko="점수", en="Score"),
    Responses.comment.name: Text(ko="의견", en="Comment"),
    Responses.order_id.name: Text(ko="주문 번호", en="Order number"),
    Customers.joined_on.name: Text(ko="가입일", en="Joined on"),
    Customers.grade.name: Text(ko="등급", en="Grade"),
    Customers.region.name: Text(ko="지역", en="Region"),
    Customers.acquisition_channel.name: Text(ko="가입 경로", en="Acquisition channel"),
}

TRY, LOAD = Text(ko="미리 계산해 보기", en="Rehearse"), Text(ko="불러오기", en="Load")
TRY_ABOUT = Text(
    ko="저장하지 않고, 몇 행을 불러오고 지표가 어떻게 바뀔지 먼저 보여 줍니다.",
    en="Shows how many rows would be loaded and what that does to the KPIs, without storing anything.",
)
EXPECTED = Text(ko="보낸 곳의 숫자와 맞춰 보기 (선택)", en="Check against the sender's own figures (optional)")
EXPECTED_ABOUT = Text(
    ko="원래 시스템이 알려 준 행 수나 금액 합계를 적으면, 파일이 그와 다를 때 불러오지 않고 알려 줍니다.",
    en="Type in the number of rows or the sum that the system itself shows. If the file differs, it is held and you are told.",
)
EXPECTED_ROWS = Text(ko="행 수", en="Rows")
EXPECTED_TOTAL = Text(ko="금액 합계 ({currency})", en="Sum of amounts ({currency})")
STAGES = {
    "wait": Text(ko="차례를 기다리는 중", en="Waiting for its turn"),
    "read": Text(ko="파일을 읽는 중", en="Reading the file"),
    "check": Text(ko="행을 검사하는 중", en="Checking the rows"),
    "write": Text(ko="저장 준비 중", en="Putting the rows in"),
    "measure": Text(ko="지표를 계산하는 중", en="Measuring the KPIs"),
    "publish": Text(ko="마무리하는 중", en="Publishing"),
    "done": Text(ko="끝", en="Done"),
}
COUNTS = {
    "rows": Text(ko="파일의 행", en="Rows in the file"),
    "accepted": Text(ko="받아들임", en="Accepted"),
    "rejected": Text(ko="거부", en="Rejected"),
    "grouped": Text(ko="같은 주문의 줄", en="Lines of the same order"),
}
STORED = Text(
    ko="새로 {inserted}행, 바뀐 {updated}행, 그대로인 {unchanged}행입니다.", en="{inserted} new, {updated} changed, {unchanged} unchanged."
)
WHY = Text(ko="거부 이유", en="Why rejected")
COUNT, LINES = Text(ko="행 수", en="Rows"), Text(ko="처음 나온 줄", en="First on lines")
NONE_REJECTED = Text(ko="거부된 행이 없습니다.", en="No row is rejected.")
FOUND = Text(ko="불러오기 전에 확인해 주세요", en="Look at this before you load it")
CONFIRMED = Text(ko="확인했습니다. 이대로 불러옵니다.", en="I have looked at it; load it as it is.")
NOT_CONFIRMED = Text(ko="위 내용을 확인하고 확인란에 표시해 주세요.", en="Look at what is said above, then tick the box.")
EFFECT = Text(ko="지표가 이렇게 바뀝니다 ({period})", en="What changes in the KPIs ({period})")
METRIC, BEFORE, AFTER, CHANGE = (
    Text(ko="지표", en="Metric"),
    Text(ko="지금", en="Now"),
    Text(ko="불러온 뒤", en="After loading"),
    Text(ko="차이", en="Change"),
)
KNOWN = Text(
    ko="같은 내용의 파일을 이미 불러왔습니다. 다시 불러와도 바뀌는 것이 없습니다.",
    en="A file with the same content was loaded before. Loading it again changes nothing.",
)
MERGES = Text(
    ko="같은 사람으로 확인된 고객 {count}명이 하나로 합쳐집니다.", en="{count} customers turn out to be the same person and are merged."
)
DONE = Text(
    ko="{accepted}행을 불러왔습니다. 스냅샷 {snapshot}부터 지표에 들어갑니다.",
    en="{accepted} rows loaded. They count from snapshot {snapshot} on.",
)
ALREADY = Text(ko="이미 불러온 파일입니다. 바뀐 것이 없습니다.", en="This file was loaded before. Nothing was changed.")
SAME = Text(ko="그대로", en="same")
SEE = Text(ko="바뀐 지표 보기", en="See the KPIs")
SAVE_MAPPING = Text(ko="이 열 연결을 파일로 저장", en="Save this mapping as a file")
KEEP_MAPPING = Text(
    ko="이 열 연결에 이름을 붙여 두면 다음부터 같은 파일을 바로 알아봅니다.",
    en="Name this mapping, and files like this one are recognised from now on.",
)
KEEP = Text(ko="이름 붙여 두기", en="Keep it")
KEPT = Text(ko="저장해 둔 열 연결", en="Kept mappings")
KEPT_ABOUT = Text(
    ko="이 열 이름을 가진 파일은 자동으로 알아봅니다. 파일로 저장해 다른 곳에서 쓸 수 있고, 그 파일을 위에 올리면 다시 들어옵니다.",
    en="Files with these headers are recognised. A mapping saved as a file can be used elsewhere; upload that file above to bring it in.",
)
DROP_MAPPING = Text(ko="지우기", en="Delete")
