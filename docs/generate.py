"""The pages of docs/ that are read off the code. `make docs` writes them; a test says when one is out of date."""

from pathlib import Path

from etl.source import Like, Source
from etl.sources import SOURCES
from metrics.catalog import CATALOG
from metrics.facts import DIMENSIONS, FACTS, name_of
from metrics.metric import Metric
from metrics.text import LANGUAGES, Language, Text
from settings import Settings

DOCS = Path(__file__).parent
MADE = {
    "ko": "이 문서는 `make docs`가 코드에서 만듭니다. 직접 고치지 마세요.",
    "en": "Made from the code by `make docs`; do not edit by hand.",
}
WORDS = {
    "title": Text(ko="용어집: 지표의 뜻", en="Glossary: what each number means"),
    "formula": Text(ko="계산", en="Formula"),
    "goal": Text(ko="기본 목표", en="Default goal"),
    "no_goal": Text(ko="없음", en="none"),
    "interval": Text(ko="95% 구간", en="95% interval"),
    "cuts": Text(ko="나눠 볼 기준", en="Can be split by"),
    "rise": Text(ko="오르면 이런 뜻일 수 있습니다", en="A rise may mean"),
    "check": Text(ko="먼저 확인할 것", en="Check first"),
    "not": Text(ko="이것을 증명하지는 않습니다", en="It does not prove"),
    "example": Text(ko="계산 예의 결과", en="Worked example gives"),
    "source": Text(ko="출처", en="Source"),
}


def glossary(language: Language) -> str:
    """Every metric of the catalog, theme by theme, in one language."""

    def say(name: str) -> str:
        return WORDS[name].of(language)

    def entry(metric: Metric) -> list[str]:
        unit, goal = metric.unit, metric.goal
        aim = say("no_goal") if goal is None else f"{goal.sign} {unit.show(goal.value, language)}"
        cuts = ", ".join(text.of(language) for name, text in DIMENSIONS.items() if name in metric.dimensions)
        return [
            f"### {metric.label.of(language)} `{metric.name}`",
            "",
            metric.about.of(language),
            "",
            f"- {say('formula')}: {metric.definition.of(language)}",
            f"- {say('interval')}: {metric.formula.doubt.of(language)}",
            f"- {say('goal')}: {aim}",
            f"- {say('cuts')}: {cuts}",
            f"- {say('rise')}: {metric.rise_may_mean.of(language)}",
            f"- {say('check')}: {metric.check_first.of(language)}",
            f"- {say('not')}: {metric.does_not_prove.of(language)}",
            f"- {say('example')}: {unit.show(metric.example.gives, language)} (`tests/metrics/test_catalog.py`)",
            f"- {say('source')}: {metric.source}",
            "",
        ]

    lines = [f"# {say('title')}", "", MADE[language], ""]
    for theme in CATALOG:
        lines += [f"## {theme.label.of(language)}: {theme.question.of(language)}", ""]
        for metric in theme.metrics:
            lines += entry(metric)
    return "\n".join(lines)


def settings_page() -> str:
    """Every setting with its variable, default and meaning."""
    lines = [
        "# Settings",
        "",
        MADE["en"],
        "",
        "A setting is a `DANGOL_*` variable or a line of `dangol.toml` in the data folder; the variable wins. "
        "Both are read when a command starts.",
        "",
        "| variable | in dangol.toml | default | meaning |",
        "| --- | --- | --- | --- |",
    ]
    for name, field in Settings.model_fields.items():
        default = field.get_default(call_default_factory=True)
        shown = "" if default in (None, "") else f"`{default}`"
        lines.append(f"| `DANGOL_{name.upper()}` | `{name}` | {shown} | {field.description} |")
    return "\n".join(lines) + "\n"


def sources_page() -> str:
    """Every export that Dangol knows, and every column it takes from it."""

    def entry(source: Source) -> list[str]:
        known_by = ", ".join(_shown(one) for one in source.recognised_by)
        lines = [f"## {source.label.en} / {source.label.ko} `{source.name}`", "", f"Recognised by {known_by}.", ""]
        lines += [source.note.en, "", source.note.ko, ""] if source.note else []
        lines += ["| fact | column | taken from |", "| --- | --- | --- |"]
        parts = [(fact, source.columns(fact)) for fact in source.facts]
        parts += [(each.fact, {column.name: value for column, value in each.columns.items()}) for each in source.also]
        for fact, columns in parts:
            for column, value in columns.items():
                taken = ", ".join(f"`{cell.header}`" for cell in value.cells) or f"always `{getattr(value, 'value', '')}`"
                lines.append(f"| {name_of(fact)} | {column} | {taken} |")
        return [*lines, ""]

    lines = [
        "# Sources",
        "",
        MADE["en"],
        "",
        "Columns are found by name, whatever their order, case and spacing. Other columns are not read.",
        "",
    ]
    for source in SOURCES:
        lines += entry(source)
    return "\n".join(lines)


def _shown(wanted: str | tuple[str, ...] | Like) -> str:
    match wanted:
        case Like(pattern):
            return "a question like `" + pattern.replace("|", "` or `") + "`"
        case str():
            return f"`{wanted}`"
        case _:
            return f"`{wanted[0]}`"


def facts_page() -> str:
    """The four fact tables and their columns."""
    lines = ["# Facts", "", MADE["en"], ""]
    for fact in FACTS:
        grain = (fact.__doc__ or "").strip().splitlines()[0]
        lines += [f"## {name_of(fact)}", "", grain, "", "| column | type | key | may be empty |", "| --- | --- | --- | --- |"]
        for name, column in fact.columns().items():
            lines.append(f"| {name} | {column.dtype} | {'yes' if column.primary_key else ''} | {'yes' if column.nullable else ''} |")
        lines.append("")
    return "\n".join(lines)


def pages() -> dict[Path, str]:
    """Every generated page by its path."""
    made = {DOCS / f"glossary.{language}.md": glossary(language) for language in LANGUAGES}
    return made | {DOCS / "settings.md": settings_page(), DOCS / "sources.md": sources_page(), DOCS / "facts.md": facts_page()}


if __name__ == "__main__":
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
