"""Check that all systems give the same answers, before anything is measured."""

from collections.abc import Sequence

from msgspec.json import decode

from bench.operations import MeasuredOperation
from bench.systems import RunningSystem
from bench.workload import Workload

SHOWN = 1_500
"""Characters of an answer that an error quotes."""


async def compare_answers(
    operation: MeasuredOperation, running: Sequence[RunningSystem], workload: Workload
) -> None:
    """Raise `RuntimeError` if the systems give different answers to the same request."""
    answers = dict[str, object]()
    for each in running:
        make, shape_answer = each.system.requests.get(operation.key), each.system.shape_answer
        if make and shape_answer:
            found = await each.load([make(workload, 0)[:1]], 0)
            answers[each.system.title] = operation.normalise(shape_answer(decode(found.body)))
    for title, answer in answers.items():
        if answer != next(iter(answers.values())):
            shown = "\n".join(
                f"{each}: {str(answers[each])[:SHOWN]}" for each in (next(iter(answers)), title)
            )
            raise RuntimeError(f"different answers to {operation.title}\n{shown}")
