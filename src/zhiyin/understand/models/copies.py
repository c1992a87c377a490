"""What is kept of texts so that their copies are found."""

from django.db import models

from zhiyin.collect.models import Signal


class TextPrint(models.Model):
    """The print of a text that is no copy of an earlier one (science.understand.duplicates.Signatures).

    Each band has an index of its own; null where so many prints agree in it already that it tells nothing.
    """

    # the earliest of the signals that say it; null for the moment after that one changed its words or went
    first = models.ForeignKey(Signal, null=True, on_delete=models.SET_NULL, related_name="+")
    digest = models.BigIntegerField(db_index=True)  # equal for texts that differ in numbers and names only
    band_1 = models.BigIntegerField(null=True, db_index=True)
    band_2 = models.BigIntegerField(null=True, db_index=True)
    band_3 = models.BigIntegerField(null=True, db_index=True)
    band_4 = models.BigIntegerField(null=True, db_index=True)
    minima = models.BinaryField()  # 64 numbers of four bytes
