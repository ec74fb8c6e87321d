import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from errors import DangolError, UserError
from reports.typesetters import Typesetter, Typesetters


@pytest.fixture
def job(tmp_path: Path) -> Any:
    """A job by the text of its template, which says what it was given."""

    def made(template: str = "#sys.inputs.content", data: str = "Hello") -> dict[str, Any]:
        file = tmp_path / f"{len(list(tmp_path.iterdir()))}.typ"
        counted = "#context [#metadata((pages: counter(page).final().first(), charts: 0)) <counted>]"
        file.write_text(f'#set document(title: "t")\n#set text(font: "NanumGothic", lang: "en")\n{template}\n{counted}')
        return {"template": str(file), "root": str(tmp_path), "data": data, "timestamp": 0, "seconds": 60}

    return made


@pytest.fixture
def typesetter() -> Any:
    """One typesetter, ended after the test."""
    made = Typesetter()
    yield made
    made.close()


def pid(typesetter: Typesetter) -> int:
    assert typesetter._process is not None
    return typesetter._process.pid


def at_work(group: int) -> list[Path]:
    """The processes of a group that have not ended; nobody may have looked yet at how the others did."""
    said = {file: file.read_text().rpartition(")")[2].split() for file in Path("/proc").glob("[0-9]*/stat")}
    return [file for file, (state, _, own, *_) in said.items() if own == str(group) and state != "Z"]


def held_megabytes(typesetter: Typesetter) -> float:
    pages = sum(int(stat.with_name("statm").read_text().split()[1]) for stat in at_work(pid(typesetter)))
    return pages * os.sysconf("SC_PAGESIZE") / 1024**2


def test_one_process_sets_one_document_after_the_other(typesetter: Typesetter, job: Any) -> None:
    first = typesetter.printed(job(data="one"), 30)
    process = pid(typesetter)
    second = typesetter.printed(job("#sys.inputs.content #pagebreak() two"), 30)
    assert pid(typesetter) == process
    assert (first.pages, second.pages) == (1, 2) and first.pdf != second.pdf


def test_the_same_job_gives_the_same_bytes_from_a_new_process_and_from_a_warm_one(typesetter: Typesetter, job: Any) -> None:
    asked = job()
    cold, warm = (typesetter.printed(asked, 30).pdf for _ in range(2))
    typesetter.close()
    assert cold == warm == typesetter.printed(asked, 30).pdf


def test_a_document_that_does_not_end_is_stopped_and_the_next_one_is_set(typesetter: Typesetter, job: Any) -> None:
    typesetter.printed(job(), 30)
    process = pid(typesetter)
    with pytest.raises(UserError, match="not made within 1 seconds"):
        typesetter.printed(job("#{ let n = 0; for a in range(60000) { for b in range(60000) { n += 1 } } }"), 1)
    assert not at_work(process)
    assert typesetter.printed(job(), 30).pages == 1


def test_a_process_that_was_killed_between_two_documents_is_replaced(typesetter: Typesetter, job: Any) -> None:
    typesetter.printed(job(), 30)
    os.kill(pid(typesetter), signal.SIGKILL)
    assert typesetter._process is not None
    typesetter._process.wait()
    assert typesetter.printed(job(), 30).pages == 1


def test_a_process_keeps_nothing_of_what_it_has_set_before(typesetter: Typesetter, job: Any) -> None:
    held = list[float]()
    for number in range(4):
        long = job(f"#for page in range(60) {{ heading[Page #page of {number}]; lorem(400); pagebreak() }}")
        assert typesetter.printed(long, 30).pages > 60
        held.append(held_megabytes(typesetter))
    assert max(held) < min(held) + 30  # each of them takes 80


def test_the_same_document_again_is_set_by_who_has_set_it_and_another_by_another(typesetter: Typesetter, job: Any) -> None:
    one, other = job(), job(data="another")
    workers = []
    for asked in (one, one, other, one):
        typesetter.printed(asked, 30)
        workers.append({stat.parent.name for stat in at_work(pid(typesetter))} - {str(pid(typesetter))})
    first, again, second, third = workers
    assert first == again and len({*first, *second, *third}) == 3


def test_a_copy_that_was_killed_between_two_documents_costs_one_of_them(typesetter: Typesetter, job: Any) -> None:
    asked = job()
    typesetter.printed(asked, 30)
    (copy,) = (int(stat.parent.name) for stat in at_work(pid(typesetter)) if stat.parent.name != str(pid(typesetter)))
    os.kill(copy, signal.SIGKILL)
    with pytest.raises(DangolError, match="ended without a PDF"):
        typesetter.printed(asked, 30)
    assert typesetter.printed(asked, 30).pages == 1


def test_what_typst_refuses_is_told_and_costs_no_process(typesetter: Typesetter, job: Any) -> None:
    typesetter.printed(job(), 30)
    process = pid(typesetter)
    with pytest.raises(DangolError, match=r"(?s)Typst could not set the report.*unknown variable: nothing"):
        typesetter.printed(job("#nothing"), 30)
    assert pid(typesetter) == process


def test_a_document_reads_no_file_but_its_templates(typesetter: Typesetter, job: Any) -> None:
    with pytest.raises(DangolError, match="Typst could not set the report"):
        typesetter.printed(job('#read("/etc/passwd")'), 30)
    with pytest.raises(DangolError, match="Typst could not set the report"):
        typesetter.printed(job('#read("../../secret")'), 30)


def test_many_at_once_wait_for_one_another_and_get_their_own(job: Any) -> None:
    few = Typesetters(2)
    asked = [job(data=f"document {n}") for n in range(8)]
    with ThreadPoolExecutor(8) as threads:
        made = list(threads.map(lambda each: few.printed(each, 60).pdf, asked))
    alone = [few.printed(each, 60).pdf for each in asked]
    few.close()
    assert made == alone and len(set(made)) == 8
