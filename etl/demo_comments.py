"""What the demo company's customers write beside their score, by what happened to them."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Word = TypeVar("Word", bound=str)

# Opening sentences per theme; `{goods:을/를}` is what was bought, with the particle that fits its last sound.
_OPENINGS: dict[str, tuple[str, ...]] = {
    "copied": (
        "답변은 빨랐지만 복사한 답변이었어요.",
        "답은 금방 왔는데 복사해서 붙인 글 같았습니다.",
        "빨리 답해 주신 건 좋은데 제 질문과 상관없는 안내문이었습니다.",
        "5분 만에 답변이 왔지만 매크로 답변이라 아무 도움이 안 됐어요.",
        "똑같은 안내문만 두 번 받았습니다.",
        "{goods} 관련해서 물었는데 엉뚱한 안내문이 왔어요.",
        "속도만 빠르고 내용이 없습니다.",
        "질문을 읽어 보긴 하신 건지 모르겠네요.",
        "자동 응답인 줄 알았습니다.",
        "답변이 빠른 건 알겠는데 문제는 그대로예요.",
    ),
    "slow": (
        "답변이 너무 늦었습니다.",
        "하루를 꼬박 기다렸어요.",
        "문의하고 잊을 때쯤 답이 왔네요.",
        "급한 일이었는데 답이 늦어서 곤란했습니다.",
        "주말 지나고서야 연락을 받았습니다.",
        "기다리다가 결국 전화를 다시 드렸어요.",
    ),
    "unsolved": (
        "설명이 어려워서 이해하지 못했습니다.",
        "상담원마다 말이 달라요.",
        "{goods} 교환이 아직도 안 됐습니다.",
        "환불 규정을 처음부터 안내해 주셨으면 좋았을 텐데요.",
        "부서를 세 군데나 거쳤습니다.",
        "말투가 조금 퉁명스러웠어요.",
        "해결이 반만 된 느낌입니다.",
    ),
    "fair": (
        "보통이에요.",
        "무난했습니다.",
        "그냥저냥 괜찮았어요.",
        "친절하긴 한데 특별한 건 없었습니다.",
        "해결은 됐지만 과정이 번거로웠어요.",
        "나쁘지 않았습니다.",
    ),
    "helped": (
        "상담원분이 정말 친절하셨어요.",
        "끝까지 챙겨 주셔서 감사합니다.",
        "제 상황을 잘 이해하고 답해 주셨습니다.",
        "{goods} 때문에 문의했는데 바로 해결됐어요.",
        "한 번에 해결돼서 좋았습니다.",
        "설명이 자세해서 이해하기 쉬웠어요.",
        "사진까지 보내 주시며 알려 주셔서 도움이 됐습니다.",
        "기다린 만큼 꼼꼼하게 봐 주셨어요.",
        "다시 전화까지 주셔서 감동받았습니다.",
    ),
    "late": (
        "배송이 너무 늦었어요.",
        "{goods:이/가} 약속한 날보다 닷새나 늦게 왔습니다.",
        "택배가 물류센터에서 움직이지 않더라고요.",
        "배송 조회가 며칠째 그대로였습니다.",
        "늦는다는 연락이라도 주셨으면 좋았을 텐데요.",
        "집들이 선물이었는데 날짜를 놓쳤어요.",
        "{goods:을/를} 결국 못 받고 취소했습니다.",
    ),
    "broken": (
        "{goods:이/가} 생각보다 약해요.",
        "{goods} 한쪽에 흠집이 있었어요.",
        "사진과 색이 많이 다릅니다.",
        "포장이 부실해서 상자가 다 찌그러져 있었어요.",
        "가격에 비해 마감이 아쉽습니다.",
        "{goods:을/를} 한 달 썼는데 벌써 망가졌어요.",
        "반품 절차가 너무 복잡합니다.",
    ),
    "passive": (
        "{goods:은/는} 괜찮은데 배송비가 부담돼요.",
        "품질은 좋은데 가격이 조금 비쌉니다.",
        "전반적으로 만족하지만 종류가 더 많았으면 해요.",
        "무난하게 잘 쓰고 있습니다.",
        "쿠폰이 더 자주 나오면 좋겠어요.",
        "{goods} 색상이 더 다양하면 좋겠습니다.",
        "다른 곳과 큰 차이는 모르겠어요.",
    ),
    "regular": (
        "{goods:을/를} 벌써 두 번째 샀어요.",
        "{goods:이/가} 사진보다 실물이 더 예뻐요.",
        "가격 대비 품질이 훌륭합니다.",
        "친구에게도 추천했습니다.",
        "포장이 꼼꼼해서 선물하기 좋았어요.",
        "단골 된 지 오래됐는데 늘 만족합니다.",
        "배송도 빠르고 상태도 완벽했어요.",
        "이사하면서 살림을 거의 다 여기서 샀습니다.",
        "{goods} 덕분에 집 분위기가 달라졌어요.",
    ),
    "online": (
        "앱에서 주문하기가 정말 편해요.",
        "앱 알림으로 배송을 알려 줘서 좋았습니다.",
        "온라인몰 후기가 많아서 고르기 쉬웠어요.",
        "재구매 버튼 하나로 끝나서 편합니다.",
        "오늘 주문했는데 내일 왔어요.",
        "{goods:을/를} 앱 특가로 잘 샀습니다.",
        "반품도 앱에서 바로 돼서 믿고 삽니다.",
    ),
    "shop": (
        "매장 직원분이 친절하게 골라 주셨어요.",
        "매장에서 직접 보고 살 수 있어 좋습니다.",
        "매장이 넓고 정리가 잘돼 있어요.",
        "{goods:을/를} 매장에서 만져 보고 바로 샀습니다.",
    ),
}

_CLOSINGS: dict[str, tuple[str, ...]] = {
    "low": (
        "개선 부탁드립니다.",
        "다음에는 다른 곳을 알아보려고요.",
        "실망했습니다.",
        "ㅠㅠ",
        "다시 문의하기도 지칩니다.",
        "신경 써 주세요.",
        "아쉬움이 큽니다.",
    ),
    "middle": ("조금만 더 신경 써 주세요.", "앞으로 기대해 볼게요.", "그래도 또 쓸 것 같아요.", "수고하세요."),
    "high": (
        "감사합니다.",
        "또 이용할게요!",
        "번창하세요~",
        "ㅎㅎ 최고예요.",
        "계속 이렇게 부탁드려요.",
        "추천합니다.",
        "덕분에 기분이 좋았어요.",
    ),
}
_LOW = frozenset({"copied", "slow", "unsolved", "late", "broken"})
_MIDDLE = frozenset({"fair", "passive"})

_ENGLISH = {
    "low": ("The reply was quick but clearly copied.", "Delivery took far too long.", "Please read the question before answering."),
    "middle": ("It was okay.", "Good products, a bit pricey."),
    "high": ("Great service, thank you!", "Love this shop, very fast delivery.", "Very kind and helpful."),
}

# Some customers leave how to reach them; none of these numbers and addresses can be real.
_CONTACTS = (
    "연락 주세요 010-0000-{number}",
    "제 번호는 0100000{number}입니다.",
    "답은 dangol{number}@example.com으로 부탁드려요.",
    "메일 주세요: customer{number}@example.com",
)


class Goods(str):
    """A Korean noun that takes its particle from the format: `f"{Goods('이불'):을/를}"` is 이불을."""

    def __format__(self, particles: str) -> str:
        if not particles:
            return str(self)
        closed, open_ = particles.split("/")
        return str(self) + (closed if (ord(self[-1]) - ord("가")) % 28 else open_)


GOODS: dict[str, tuple[Goods, ...]] = {
    "주방용품": (Goods("프라이팬"), Goods("도마"), Goods("머그컵"), Goods("밀폐용기"), Goods("칼 세트")),
    "침구": (Goods("이불"), Goods("베개"), Goods("매트리스 커버"), Goods("여름 담요")),
    "욕실용품": (Goods("수건 세트"), Goods("욕실 매트"), Goods("샤워기")),
    "수납·정리": (Goods("수납함"), Goods("옷걸이"), Goods("선반"), Goods("서랍장")),
    "조명": (Goods("스탠드"), Goods("무드등"), Goods("펜던트 조명")),
    "가구": (Goods("의자"), Goods("책상"), Goods("거실 테이블"), Goods("책장")),
    "인테리어 소품": (Goods("액자"), Goods("화분"), Goods("러그"), Goods("커튼"), Goods("향초")),
}


def comment(rng: np.random.Generator, theme: str, category: str) -> str:
    """One comment on what happened (`theme`), by someone who bought of `category`."""
    mood = "low" if theme in _LOW else "middle" if theme in _MIDDLE else "high"
    draws: npt.NDArray[np.float64] = rng.random(6)
    if draws[0] < 0.02:
        return _one(_ENGLISH[mood], draws[1])
    openings, goods = _OPENINGS[theme], _one(GOODS[category], draws[2])
    said = _one(openings, draws[1]).format(goods=goods)
    if draws[3] > 0.7:
        said += " " + _one(openings, (draws[1] + draws[4] * 0.6 + 0.2) % 1).format(goods=goods)
    if 0.35 < draws[3] < 0.85:
        said += " " + _one(_CLOSINGS[mood], draws[4])
    if draws[5] < 0.02:
        said += " " + _one(_CONTACTS, draws[5] / 0.02).format(number=f"{int(draws[4] * 10_000):04d}")
    return said


def _one(choices: tuple[Word, ...], draw: float) -> Word:
    """The choice that a draw between 0 and 1 falls on."""
    return choices[int(draw * len(choices))]
