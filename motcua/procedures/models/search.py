"""What the search looks into: one narrow row for each public version, and the words that they are made of."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models

from motcua.procedures.models.records import Procedure, ProcedureVersion


class SearchEntry(models.Model):
    """A public version as the search sees it; written by `commands.indexing` alone.

    `words` holds folded words of everything that is searched, and filters as `rules.searching.facet` writes them.
    """

    version = models.OneToOneField(ProcedureVersion, models.CASCADE, primary_key=True, related_name="+")
    procedure = models.ForeignKey(Procedure, models.CASCADE, related_name="+")
    parent = models.ForeignKey(
        Procedure, models.CASCADE, null=True, related_name="+", help_text="the national procedure"
    )
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=1000)
    told = models.CharField(max_length=500, help_text="field and publisher, for a line of the list")
    title = models.CharField(max_length=1100, help_text="the name's folded words, between spaces")
    marks = models.CharField(max_length=1500, help_text="the same with their marks")
    online = models.CharField(max_length=10, blank=True, help_text="the highest level at which it is done online")
    asked = models.IntegerField(default=0, help_text="dossiers of a year, as last counted")
    weight = models.IntegerField(default=0, help_text="how popular: `asked`, and the provinces that have it")
    words = SearchVectorField()
    public_from = models.DateField()
    public_to = models.DateField(null=True)

    class Meta:
        indexes = [
            GinIndex(name="search_words", fields=["words"], fastupdate=False),
            # Most questions are answered by the national procedures and those that exist in one province only.
            GinIndex(name="search_words_of_heads", fields=["words"], fastupdate=False, condition=models.Q(parent=None)),
            models.Index(name="search_weight_of_heads", fields=["-weight", "code"], condition=models.Q(parent=None)),
            models.Index(name="search_code", fields=["code"], opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class SearchWord(models.Model):
    """A word that some procedure has, under itself and under what is left of it without each of its letters."""

    rest = models.CharField(max_length=60)
    word = models.CharField(max_length=60)
    many = models.IntegerField(default=0, help_text="about how many versions have it; told where rest is the word")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rest", "word"], name="search_word_once")]
