"""Every kind of person, and what the rules of the house give each of them: said here once more, independently."""

from dataclasses import dataclass

VISITOR = "visitor"
DESK = frozenset({"process", "view", "decide"})
ALL_SYSTEM = frozenset({"users", "units", "journal", "clients", "inquiries"})
# Units: a district, the province that it lies in, and what lies in another province.
DISTRICT, PROVINCE, THERE = frozenset({"district"}), frozenset({"district", "province"}), frozenset({"there"})
STATE = PROVINCE | THERE


@dataclass(frozen=True)
class Someone:
    """`owns`: families of objects that are theirs. `officer`: acts as one. `uses`: rights in force that are there to be
    used. `sees`, `works`, `handed_on`: families of dossiers that their rights let them see, that they are at work on,
    that their agency had before; `tree`: families of units in which the rights of an administrator count."""

    key: str
    who: str
    owns: frozenset[str] = frozenset()
    files: bool = True
    represents: bool = False
    officer: bool = False
    uses: frozenset[str] = frozenset()
    sees: frozenset[str] = frozenset()
    works: frozenset[str] = frozenset()
    handed_on: frozenset[str] = frozenset()
    tree: frozenset[str] = frozenset()

    @property
    def signed_in(self) -> bool:
        return self.key != VISITOR


def _officer(key: str, who: str, *, uses: set[str] | frozenset[str] = frozenset(), sees: str = "", works: str = "",
             **more: object) -> Someone:  # fmt: skip
    return Someone(
        key, who, officer=True, uses=frozenset(uses), sees=frozenset(sees.split()), works=frozenset(works.split()),
        owns=frozenset({key}), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _citizen(key: str, who: str, owns: str = "", **more: bool) -> Someone:
    return Someone(key, who, owns=frozenset({key, *owns.split()}), **more)


# Of the dossiers, "first" was handed over by the district's insurance to its committee, which holds it; "second" is a
# stranger's in the next district; "third" is a citizen's, at the insurance.
CAST: tuple[Someone, ...] = (
    Someone(VISITOR, "not signed in"),
    _citizen("citizen", "a citizen who has filed nothing"),
    _citizen("applicant", "the citizen whose dossier it is", "third"),
    _citizen("firm", "the business's representative", "first", represents=True),
    _citizen("filer", "who files for the business", "first"),
    _citizen("viewer", "who may see what the business filed", "first", files=False),
    _citizen("other", "a stranger's business", "second", represents=True),
    _citizen("himself", "the business's representative, as a citizen", represents=True),
    _officer("huyen", "the agency that holds it: process", uses={"process", "view"}, sees="first", works="first"),
    _officer("xem", "the agency that holds it: only view", uses={"view"}, sees="first"),
    _officer("khac", "the agency that holds it: process, of another service", uses={"process"}),
    _officer("thu", "the agency that held it before: process", uses={"process", "view"}, sees="first third",
             works="third", handed_on=frozenset({"first"})),
    _officer("ben", "the next district's agency: process", uses={"process"}, sees="second", works="second"),
    _officer("rong", "the province: view, in all of its units", uses={"view"}, sees="first second"),
    _officer("quay", "a counter clerk", uses={"counter"}),
    _officer("tinh1", "administrator of level 1 of the province", uses=ALL_SYSTEM, tree=PROVINCE),
    _officer("tinh2", "administrator of level 1 of another province", uses=ALL_SYSTEM, tree=THERE),
    _officer("huyen1", "administrator of level 2 of the district", uses={"users", "journal"}, tree=DISTRICT),
    _officer("cao", "top administrator of the province", uses={"users", "journal"}, tree=PROVINCE),
    _officer("nuoc", "administrator of the state", uses={"users", "journal"}, tree=STATE),
    _officer("viet", "an author of services in the province", uses={"enter"}, tree=PROVINCE),
    _officer("mo", "an approver of services in the province", uses={"publish"}, tree=PROVINCE),
    _officer("cho", "top administrator who waits for approval"),
    _officer("het", "an officer whose right has run out"),
    _officer("tuong", "an officer whose right begins later"),
    _citizen("thoi", "an officer whose place has ended"),
    _citizen("ngung", "an officer whose place is switched off"),
    _citizen("yeu", "an officer without a second factor today"),
)  # fmt: skip
BY_KEY = {someone.key: someone for someone in CAST}
