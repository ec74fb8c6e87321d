"""The certificate of a person's erasure: what was removed and what stays, in both languages, without a word by which to know them."""

from etl.forgotten import Forgotten
from metrics.text import Text

TITLE = Text(ko="개인정보 삭제 확인서", en="Certificate of erasure")
LINES = (
    Text(ko="번호: {number}", en="Number: {number}"),
    Text(ko="회사: {company}", en="Company: {company}"),
    Text(ko="삭제한 시각(UTC): {at:%Y-%m-%d %H:%M:%S}", en="Erased at (UTC): {at:%Y-%m-%d %H:%M:%S}"),
    Text(ko="삭제 뒤의 스냅샷: {snapshot}", en="Snapshot afterwards: {snapshot}"),
    Text(ko="지운 고객 식별 정보(해시): {refs:,}건", en="Hashes of refs, phone numbers and addresses removed: {refs:,}"),
    Text(ko="지운 고객 통합 기록: {merges:,}건", en="Records of merged customers removed: {merges:,}"),
    Text(ko="지운 제외 행: {rejects:,}건", en="Rejected rows removed: {rejects:,}"),
    Text(ko="무작위 값으로 바꾼 고객 번호: {customers:,}건", en="Customer numbers replaced by random ones: {customers:,}"),
    Text(ko="지운 의견: {comments:,}건", en="Comments removed: {comments:,}"),
    Text(ko="지운 데이터 파일(이전 스냅샷 포함): {files:,}개", en="Data files removed, older snapshots included: {files:,}"),
    Text(
        ko="남긴 기록: 누구의 것인지 알 수 없는 주문, 상담, 응답 {kept:,}건. 지표의 값은 달라지지 않습니다.",
        en="Kept: {kept:,} orders, contacts and answers that are nobody's any more. The figures do not change.",
    ),
    Text(
        ko="이 프로그램 밖에 있는 내보내기 파일, 백업, 원래 시스템의 기록은 따로 지워야 합니다. "
        "같은 고객이 들어 있는 파일을 다시 불러오면 새 고객으로 등록됩니다.",
        en="Exports, backups and the systems that the data came from are outside of this program, and must be dealt with there. "
        "Loading a file that has the same customer again makes them a new one.",
    ),
)


def certificate(done: Forgotten, company: str) -> str:
    """The certificate as text, Korean first."""
    said = [line.format(**vars(done), company=company or "-") for line in LINES]
    korean = [TITLE.ko, "", *(line.ko for line in said)]
    english = [TITLE.en, "", *(line.en for line in said)]
    return "\n".join([*korean, "", "", *english, ""])
