"""The journal's law: what an entry is hashed from, the tree over the hashes, and what the check finds."""

from motcua.journal.rules.check import Check, Sealing, Verdict, known_roots
from motcua.journal.rules.content import (
    FIELDS,
    canonical,
    decoded,
    encoded,
    entry_leaf,
    moment,
    personal_numbers,
    plain,
    without_numbers,
)
from motcua.journal.rules.tree import (
    Frontier,
    consistency_proof,
    extends,
    includes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    split,
)

__all__ = [
    "FIELDS",
    "Check",
    "Frontier",
    "Sealing",
    "Verdict",
    "canonical",
    "consistency_proof",
    "decoded",
    "encoded",
    "entry_leaf",
    "extends",
    "includes",
    "inclusion_proof",
    "known_roots",
    "leaf_hash",
    "moment",
    "node_hash",
    "personal_numbers",
    "plain",
    "root",
    "split",
    "without_numbers",
]
