"""The words of the Data page's ledger half."""

from metrics.facts import Fact, Orders, Responses, Tickets
from metrics.text import Text

LOAD, BEFORE, DONE_NAME = (
    Text(ko="불러오기", en="Load"),
    Text(ko="이전 기록", en="Earlier loads"),
    Text(ko="한 일", en="Done"),
)
LEDGER = Text(ko="불러오기 기록", en="Loads")
NOTHING_LOADED = Text(
    ko="아직 불러온 파일이 없습니다. 위에서 주문, 문의, 설문 파일을 하나씩 올려 주세요.",
    en="Nothing has been loaded yet. Upload an export of orders, tickets or survey answers above.",
)
OLDER, NEWEST = Text(ko="이전 기록 더 보기", en="Earlier loads"), Text(ko="최근 기록부터 보기", en="Back to the newest")
WHEN, WHAT, ROWS, ACCEPTED, REJECTED, GROUPED, WHO, STATE = (
    Text(ko="불러온 때", en="When"),
    Text(ko="파일", en="File"),
    Text(ko="파일의 행", en="Rows"),
    Text(ko="받아들임", en="Accepted"),
    Text(ko="거부", en="Rejected"),
    Text(ko="묶음", en="Grouped"),
    Text(ko="누가", en="Who"),
    Text(ko="상태", en="State"),
)
STATES: dict[str, Text] = {
    "received": Text(ko="불러오는 중이거나 끊김", en="Running, or broken off"),
    "waiting": Text(ko="확인 필요", en="Waits for you"),
    "held": Text(ko="보류 후 다시 판단함", en="Held, judged again since"),
    "dropped": Text(ko="불러오지 않기로 함", en="Dropped"),
    "done": Text(ko="반영됨", en="In the figures"),
    "failed": Text(ko="실패", en="Failed"),
    "replaced": Text(ko="다시 불러와 대체됨", en="Replaced by a later run"),
    "undone": Text(ko="되돌림", en="Taken back"),
}
TONES = {"waiting": "warning", "done": "good", "failed": "bad"}
ACTORS: dict[str, Text] = {
    "cli": Text(ko="명령줄", en="Command line"),
    "watch": Text(ko="폴더 감시", en="Watched folder"),
    "": Text(ko="기록 없음", en="Not recorded"),
}

HELD = Text(ko="확인이 필요한 파일", en="Files that wait for you")
HELD_ABOUT = Text(
    ko="평소와 다른 점이 있어 아직 불러오지 않았습니다. 맞는 파일이면 확인하고 불러오고, 아니면 불러오지 않기를 눌러 주세요.",
    en="Something about these is unusual, so nothing of them was loaded. If a file is right, look at it and load it; if not, drop it.",
)
LOOK_AND_LOAD = Text(ko="확인하고 불러오기", en="Look at it and load it")
DROP = Text(ko="불러오지 않기", en="Drop it")
SEND_AGAIN = Text(
    ko="올린 파일이 이미 지워졌거나 다른 사람이 올린 파일입니다. 불러오려면 위에서 같은 파일을 다시 올려 주세요.",
    en="The file itself is not here any more, or somebody else sent it. To load it, upload the same file again above.",
)
HELD_IN_FOLDER = Text(
    ko="화면 밖에서 불러온 파일입니다. 위에서 같은 파일을 올리거나, 명령줄에서 'dangol load 파일 --confirm'으로 불러와 주세요.",
    en="It was not loaded from this page. Upload the same file above, or run 'dangol load FILE --confirm'.",
)

SOURCES = Text(ko="데이터 상태", en="How the data stand")
FACTS: dict[type[Fact], Text] = {
    Orders: Text(ko="주문", en="orders"),
    Tickets: Text(ko="문의", en="tickets"),
    Responses: Text(ko="설문 응답", en="survey answers"),
}
MATCHED = Text(ko="{fact} {count}건 중 {share}가 고객과 연결되었습니다.", en="{share} of {count} {fact} matched to a customer.")
CUSTOMERS = Text(ko="고객 {count}명이 있습니다.", en="{count} customers.")
TO_MEND = Text(ko="고칠 행이 {count}개 있습니다.", en="{count} rejected rows wait to be mended.")
NOTHING_TO_MEND = Text(ko="고칠 행이 없습니다.", en="No row waits to be mended.")
UNTIL = Text(ko="{day}까지의 자료이며 {loaded}에 마지막으로 불러왔습니다.", en="Data up to {day}, last loaded on {loaded}.")
LAST_LOADED = Text(ko="{loaded}에 마지막으로 불러왔습니다.", en="Last loaded on {loaded}.")

BACK = Text(ko="불러오기 기록으로 돌아가기", en="Back to the loads")
NO_LOAD = Text(ko="그런 불러오기 기록이 없습니다. 목록에서 다시 골라 주세요.", en="There is no such load. Choose one from the list.")
BY = Text(ko="{source} · {when} · {who}", en="{source} · {when} · {who}")
SIZE = Text(ko="{size} KiB", en="{size} KiB")
OUTDATED = Text(
    ko="{count}행은 더 새로운 값이 이미 있어 그대로 두었습니다.", en="{count} rows were left as they were: what is known of them is newer."
)
EFFECT = Text(ko="지표에 준 영향 ({period})", en="What it did to the KPIs ({period})")
EFFECT_ABOUT = Text(
    ko="이 불러오기 바로 앞과 뒤의 데이터로 같은 기간을 계산했습니다.",
    en="The same period, measured on the data just before this load and just after it.",
)
EFFECT_BEFORE, EFFECT_AFTER = Text(ko="불러오기 전", en="Before"), Text(ko="불러온 뒤", en="After")
NO_EFFECT_KEPT = Text(
    ko="그 뒤에 고객 정보를 삭제하면서 이전 데이터도 지웠기 때문에 비교할 수 없습니다.",
    en="It cannot be compared any more: a customer was erased since, and the older data with them.",
)
ONLY_ALL_TEAMS = Text(
    ko="모든 팀의 행이 들어 있어, 모든 팀을 볼 수 있는 담당자에게만 보여 줍니다.",
    en="This holds rows of all teams, so only those who see all teams are shown it.",
)

REJECTS = Text(ko="거부된 행", en="Rejected rows")
MENDED = Text(ko="이미 고침", en="Mended since")
REJECTS_ABOUT = Text(
    ko="엑셀로 내려받아 이유를 보고 고친 뒤 다시 올리면 여기에서 사라집니다. 가려진 값(•••)은 저장하지 않은 개인 정보이니 "
    "원본 파일에서 옮겨 적어 주세요.",
    en="Download them as Excel, mend them and upload them again: that clears them here. Masked values (•••) are personal data that "
    "were not kept; copy them from the original file.",
)
DOWNLOAD = Text(ko="고칠 행 {count}개를 엑셀로 내려받기", en="Download {count} rows to mend as Excel")
REJECTS_FILE = Text(ko="고칠 행", en="Rows to mend")
ALL_MENDED = Text(ko="남은 행은 고칠 필요가 없습니다.", en="Nothing is left to mend.")
FIRST_REJECTS = Text(ko="처음 {count}행", en="The first {count}")
VALUES = Text(ko="파일에 있던 값", en="What the file had there")

MERGES = Text(ko="하나로 합친 고객", en="Merged customers")
MERGES_OF = Text(
    ko="모두 {count}건 가운데 최근 {shown}건입니다. 나머지는 각 불러오기의 기록에 있습니다.",
    en="The latest {shown} of {count}; the others are in the records of their loads.",
)
ALL_MERGES = Text(ko="모두 {count}건입니다.", en="All {count}.")
NO_MERGES = Text(
    ko="합친 고객이 없습니다. 여러 시스템에서 전화번호, 이메일, 회원번호가 같은 고객을 찾으면 여기에 나타납니다.",
    en="Nobody was merged. Customers with the same phone number, e-mail address or member number in several systems appear here.",
)
HANDLES: dict[str, Text] = {
    "phone": Text(ko="전화번호가 같습니다.", en="Same phone number."),
    "email": Text(ko="이메일이 같습니다.", en="Same e-mail address."),
    "member": Text(ko="회원번호가 같습니다.", en="Same member number."),
}
WHY_MERGED, SIDES = Text(ko="합친 이유", en="Why"), Text(ko="두 고객의 기록", en="Records of the two")
PAIR = Text(ko="{one}건과 {other}건", en="{one} and {other}")
PARTED = Text(ko="{day}에 되돌림", en="Taken back on {day}")
UNMERGE_ABOUT = Text(
    ko="다시 두 고객으로 셉니다. 나중에 불러오는 파일도 이 둘을 합치지 않습니다.",
    en="They count as two customers again, and later files do not merge them.",
)

UNDO = Text(ko="되돌리기", en="Take back")
UNDO_ASK = Text(ko="되돌리기…", en="Take it back…")
UNDO_LOAD = Text(ko="이 불러오기 되돌리기", en="Take this load back")
UNDO_ABOUT = Text(
    ko="{file}에서 불러온 {accepted}행이 지표에서 빠지고, 모든 사람이 보는 숫자가 불러오기 전으로 돌아갑니다. "
    "같은 파일은 나중에 다시 불러올 수 있습니다.",
    en="The {accepted} rows of {file} leave the figures, and everybody sees them as they were before. The same file can be loaded again.",
)
ONLY_LAST = Text(
    ko="마지막 불러오기만 되돌릴 수 있습니다. 이것을 되돌리려면 그 뒤에 불러온 파일부터 차례로 되돌려 주세요.",
    en="Only the last load can be taken back. To take this one back, begin with those loaded after it.",
)
REASON = Text(ko="이유 (감사 기록에 남습니다)", en="Why (it is kept in the audit)")
YES_UNDO = Text(ko="네, 되돌립니다", en="Yes, take it back")
DONE: dict[str, Text] = {
    "undo": Text(
        ko="되돌렸습니다. 모든 숫자가 그 불러오기 전과 같습니다.", en="Taken back. All figures are as they were before that load."
    ),
    "drop": Text(ko="그 파일은 불러오지 않기로 했습니다.", en="That file will not be loaded."),
    "unmerge": Text(ko="두 고객으로 다시 나누었습니다.", en="They count as two customers again."),
    "keep": Text(
        ko="열 연결을 저장했습니다. 그 열 이름을 가진 파일은 이제 자동으로 알아봅니다.",
        en="The mapping is kept. Files with its headers are recognised from now on.",
    ),
    "forget-mapping": Text(
        ko="저장해 둔 열 연결을 지웠습니다. 그것으로 불러온 데이터는 그대로입니다.",
        en="The mapping is deleted. What was loaded by it stays.",
    ),
}
NO_MAPPING = Text(ko="그런 열 연결이 없습니다. 목록을 새로 열어 확인해 주세요.", en="There is no such mapping. Open the list again.")
SEE_RECORD = Text(ko="이 불러오기의 기록과 지표 영향 보기", en="See this load and what it did to the KPIs")
