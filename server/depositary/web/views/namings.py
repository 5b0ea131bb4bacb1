"""Tables of what names a thing without dates of its own: facilities, offices, treaties, claims, readings."""

from __future__ import annotations

from depositary.web.views.desk import N_
from depositary.web.views.specs import Column, Spec

_CLAIM = (
    Column(N_("Claim"), ("paraphrase",), "claim"),
    Column(N_("Asserted by"), ("asserter", "asserterText"), "either"),
    Column(N_("For"), ("assertedOn",), "date"),
    Column(N_("Kind"), ("claimKind",), "term"),
    Column(N_("Stated in"), ("statedIn",)),
    Column(N_("Verdict"), ("type",), "verdict"),
)
_TREATY = (
    Column(N_("Treaty"), ("type",), "itself"),
    Column(N_("Concluded"), ("concludedOn",), "date"),
    Column(N_("In force from"), ("inForceOn",), "date"),
    Column(N_("Ended"), ("terminatedOn",), "date"),
)
_TREATIES = (
    "Treaty",
    "AccessionTreaty",
    "AllianceTreaty",
    "ArmsControlTreaty",
    "BasingAgreement",
    "BorderTreaty",
    "FoundingTreaty",
    "FriendshipTreaty",
    "TradeAgreement",
)
_ORGANIZATIONS = (
    "Organization",
    "MilitaryAlliance",
    "EconomicUnion",
    "RegionalOrganization",
    "UniversalOrganization",
    "Forum",
)
_BODY = Column(N_("Organization"), ("type",), "itself")

NAMINGS: tuple[Spec, ...] = (
    Spec(
        "facilities",
        N_("Facilities on its territory"),
        ("Facility",),
        "locatedIn",
        (
            Column(N_("Facility"), ("type",), "itself"),
            Column(N_("Kind"), ("facilityKind",), "term"),
            Column(N_("Place"), ("place",), "text"),
        ),
        dated=False,
    ),
    Spec("offices", N_("Offices"), ("Office",), "officeOf", (Column(N_("Office"), ("type",), "itself"),), dated=False),
    Spec("bodies", N_("Bodies"), _ORGANIZATIONS, "partOf", (_BODY,), dated=False),
    Spec("followed-by", N_("Followed by"), _ORGANIZATIONS, "precededBy", (_BODY,), dated=False),
    Spec("founded-by", N_("Founding instruments"), _TREATIES, "founds", _TREATY, dated=False),
    Spec("deposited", N_("Treaties of which it is the depositary"), _TREATIES, "depositary", _TREATY, dated=False),
    Spec("amended-by", N_("Amended by"), _TREATIES, "amends", _TREATY, dated=False),
    Spec("replaced-by", N_("Replaced by"), _TREATIES, "replaces", _TREATY, dated=False),
    Spec("prolonged-by", N_("Prolonged by"), _TREATIES, "prolongs", _TREATY, dated=False),
    Spec("implemented-by", N_("Implemented by"), _TREATIES, "implements", _TREATY, dated=False),
    Spec("terminated-by", N_("Ended by"), _TREATIES, "terminates", _TREATY, dated=False),
    Spec("text-of", N_("Text of"), _TREATIES, "text", _TREATY, dated=False),
    Spec(
        "events",
        N_("Events"),
        ("Event", "Meeting"),
        "participant",
        (Column(N_("Event"), ("type",), "itself"), Column(N_("Date"), ("happenedOn",), "date")),
        dated=False,
    ),
    Spec("claims", N_("Claims about it"), ("Claim",), "about", _CLAIM, False, most=20),
    Spec("statements", N_("Statements"), ("Claim",), "asserter", _CLAIM, False, most=20),
    Spec("parts", N_("Parts of the claim"), ("Claim",), "claimPartOf", _CLAIM, False),
    Spec("restated-by", N_("Restated by"), ("Claim",), "restates", _CLAIM, False),
    Spec("disputed-by", N_("Disputed by"), ("Claim",), "disputes", _CLAIM, False),
    Spec(
        "readings",
        N_("Readings that it holds"),
        ("Reading",),
        "heldBy",
        (
            Column(N_("Reading"), ("readingText", "label"), "text"),
            Column(N_("Of"), ("readingOf",)),
            Column(N_("From"), ("readingStart",), "date"),
            Column(N_("Ended"), ("readingEnd",), "date"),
            Column(N_("Rank"), ("rank",), "term"),
        ),
        dated=False,
        most=20,
    ),
)
"""In the order in which pages show them, after the relations."""
