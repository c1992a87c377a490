"""What follows for the lake from what happens elsewhere."""

from zhiyin.journal.models import Event
from zhiyin.journal.registry import reaction

PATIENCE = 30.0  # seconds: longer than a feeder needs for a batch


@reaction("understand.readings_replaced")
def make_the_lake_again(event: Event) -> None:
    """Every number moves at once: readers stay on the old lake until the feeder has made the new one."""
    from zhiyin.measure.feeding.feeder import lake  # noqa: PLC0415  (slow to import)
    from zhiyin.measure.feeding.rebuilding import begin  # noqa: PLC0415

    if event.data["many"]:
        with lake().writing(wait=PATIENCE):
            begin(lake())
