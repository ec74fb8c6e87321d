"""Voice: what customers wrote beside their scores, to be read before anything is done about a number."""

import dash_mantine_components as dmc
from dash import dcc, html
from dash.development.base_component import Component

from dashboards import paths
from dashboards.comments import BAND, Comment, Comments, comments, parted
from dashboards.own import Parameter, chooser
from dashboards.page import PERIOD, Group, Page
from dashboards.visit import Visit
from metrics.bands import Band
from metrics.facts import value_label
from metrics.text import Text

WORDS, AT = "q", "at"
TITLE = Text(ko="고객의 목소리", en="Voice")
BAND_LABEL, WORDS_LABEL = Text(ko="점수대", en="Score band"), Text(ko="의견에서 찾기", en="Search the comments")
AT_LABEL = Text(ko="쪽", en="Page")
EVERY_BAND = Text(ko="모두", en="All")
PLACEHOLDER = Text(ko="예: 배송, 환불, refund", en="e.g. delivery, refund")
COUNTED = Text(ko="{band}: 응답 {answers}건, 의견 {written}건", en="{band}: {answers} answers, {written} with a comment")
FOUND = Text(ko="의견 {n}건", en="{n} comments")
FOUND_WITH = Text(ko="'{words}'이(가) 들어간 의견 {n}건", en="{n} comments with '{words}'")
RULE = Text(
    ko="순서는 스냅샷 {snapshot}의 추첨으로 정해 누가 보아도 같습니다. 첫 쪽은 조건에 맞는 의견 전체의 공정한 무작위 표본입니다. "
    "연락처는 가려져 있습니다.",
    en="The order is drawn by lot for snapshot {snapshot} and the same for everybody, so the first page is a fair random sample of all "
    "that fit. Contacts are masked.",
)
EDGES_RULE = Text(
    ko="점수대: NPS 0~6 / 7~8 / 9~10, 5점 척도 1~2 / 3 / 4~5, 7점 척도 1~3 / 4 / 5~7.",
    en="Bands: NPS 0–6 / 7–8 / 9–10, scales of five 1–2 / 3 / 4–5, of seven 1–3 / 4 / 5–7.",
)
NOTHING = Text(
    ko="조건에 맞는 의견이 없습니다. 기간을 넓히거나 찾는 말을 바꿔 보세요.", en="No comment fits. Take a longer period or other words."
)
SCORE = Text(ko="{score}점 / {most}점", en="{score} of {most}")
EARLIER, LATER = Text(ko="← 이전 쪽", en="← Previous page"), Text(ko="다음 쪽 →", en="Next page →")
OF_PAGES = Text(ko="{page} / {pages}쪽", en="Page {page} of {pages}")
TONES = {Band.LOW: "bad", Band.MIDDLE: "unsure", Band.HIGH: "good"}
MARKS = {Band.LOW: "▼", Band.MIDDLE: "◆", Band.HIGH: "▲"}


def layout(visit: Visit) -> Component:
    """What to look for, how many there are, and a page of them."""
    language = visit.language
    named, words = visit.own.one(BAND), visit.own.one(WORDS)
    page = visit.own.one(AT)
    found = comments(visit, Band(named) if named else None, words, int(page) if page.isascii() and page.isdigit() else 1)
    bands = [{"value": "", "label": EVERY_BAND.of(language)}, *({"value": each.value, "label": each.label.of(language)} for each in Band)]
    search = html.Div(
        [
            dmc.SegmentedControl(id=chooser(BAND), data=bands, value=named, **{"aria-label": BAND_LABEL.of(language)}),
            dmc.TextInput(
                id=chooser(WORDS),
                value=words,
                debounce=400,
                placeholder=PLACEHOLDER.of(language),
                className="grows",
                attributes={"input": {"aria-label": WORDS_LABEL.of(language)}},
            ),
        ],
        className="form-line voice-search",
    )
    said = (FOUND_WITH.format(words=words, n=f"{found.found:,}") if words else FOUND.format(n=f"{found.found:,}")).of(language)
    inside: list[Component] = [search, _counts(visit, found), html.H2(said)]
    if found.shown:
        inside.append(html.Ul([_comment(visit, each, words) for each in found.shown], className="comments"))
        inside.append(_pager(visit, found))
    else:
        inside.append(html.P(NOTHING.of(language), className="nothing"))
    rule = f"{RULE.format(snapshot=visit.snapshot.name).of(language)} {EDGES_RULE.of(language)}"
    return html.Section([*inside, html.P(rule, className="summary")], className="panel")


def _counts(visit: Visit, found: Comments) -> Component:
    lines = [
        html.Li(
            [
                html.Span(MARKS[band], className=TONES[band], **{"aria-hidden": "true"}),
                " ",
                COUNTED.format(
                    band=band.label.of(visit.language), answers=f"{found.answers[band]:,}", written=f"{found.with_comment[band]:,}"
                ).of(visit.language),
            ]
        )
        for band in Band
    ]
    return html.Ul(lines, className="band-counts")


def _comment(visit: Visit, comment: Comment, words: str) -> Component:
    language = visit.language
    score = SCORE.format(score=f"{comment.score:g}", most=f"{comment.scale_max:g}").of(language)
    about = [
        value_label("survey", comment.survey).of(language),
        comment.on.isoformat(),
        *(each for each in (comment.team, comment.channel) if each),
    ]
    text = [html.Mark(part) if is_hit else part for part, is_hit in parted(comment.text, words)]
    mark = html.Span([html.Span(MARKS[comment.band], **{"aria-hidden": "true"}), f" {score}"], className=f"verdict {TONES[comment.band]}")
    return html.Li([html.Div([mark, html.Span(" · ".join(about), className="muted")], className="comment-head"), html.P(text)])


def _pager(visit: Visit, found: Comments) -> Component:
    language = visit.language
    kept = {name: value for name in (BAND, WORDS) if (value := visit.own.one(name))}

    def to(page: int, text: Text) -> list[Component]:
        is_there = 1 <= page <= found.pages
        return [dcc.Link(text.of(language), href=visit.href(paths.VOICE, **kept, **{AT: str(page)}), className="way")] if is_there else []

    said = html.Span(OF_PAGES.format(page=found.page, pages=found.pages).of(language), className="muted")
    return html.Div([*to(found.page - 1, EARLIER), said, *to(found.page + 1, LATER)], className="pager")


PAGE = Page(
    path=paths.VOICE,
    title=TITLE,
    layout=layout,
    group=Group.NUMBERS,
    icon="voice",
    filters=(PERIOD, "team", "channel", "survey"),
    own=(Parameter(BAND, BAND_LABEL, values=tuple(Band)), Parameter(WORDS, WORDS_LABEL), Parameter(AT, AT_LABEL, longest=5)),
)
