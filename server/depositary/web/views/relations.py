"""The tables there are, each named once, in the order in which pages show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from depositary.web.views.desk import N_
from depositary.web.views.namings import NAMINGS
from depositary.web.views.specs import MAIN, Column, Spec

_FORCES = ("Basing", "Mission")
_FACILITY = Column(N_("Facility"), ("facility",))
_UNIT = Column(N_("Unit"), ("unitName",), "text")
_CONSENT = Column(N_("Consent of the host"), ("hostConsent",), "term")
_AGREEMENT = Column(N_("Agreement"), ("agreement",))
_TERM = Column(N_("Agreed until"), ("agreedUntil",), "date")
_HOST = Column(N_("Host"), ("hostState",))
_SENDER = Column(N_("Sender"), ("sendingState",))
_SORT = Column(N_("Kind"), ("type",), "kind")
_STATUS = Column(N_("Status"), ("membershipStatus",), "term")
_FOUNDER = Column(N_("Founding"), ("founding",), "flag")
_SIGNED = Column(N_("Signed"), ("signedOn",), "date")
_RATIFIED = Column(N_("Ratified"), ("ratifiedOn",), "date")
_ACCEDED = Column(N_("Acceded"), ("accededOn",), "date")
_NOTICE = Column(N_("Notice given"), ("noticeOn",), "date")
_FORCE = (N_("In force from"), N_("Ended"))
_KIND_OF_SUCCESSION = Column(N_("Kind"), ("successionKind",), "term")
_ARMS = (
    Column(N_("Weapon"), ("weapon",), "text"),
    Column(N_("Ordered"), ("quantityOrdered",), "text"),
    Column(N_("Delivered"), ("quantityDelivered",), "text"),
    Column(N_("Status"), ("transferStatus",), "term"),
)
SPECS: tuple[Spec, ...] = (
    Spec(
        "memberships",
        N_("Memberships"),
        ("Membership",),
        "member",
        (Column(N_("Organization"), ("organization",)), _STATUS, _FOUNDER),
    ),
    Spec(
        "members",
        N_("Members and others with a standing"),
        ("Membership",),
        "organization",
        (Column(N_("Member"), ("member",)), _STATUS, _FOUNDER),
        most=MAIN,
    ),
    Spec(
        "treaties",
        N_("Treaties"),
        ("TreatyParticipation",),
        "party",
        (Column(N_("Treaty"), ("treaty",)), _SIGNED, _RATIFIED, _ACCEDED, _NOTICE),
        span=_FORCE,
    ),
    Spec(
        "parties",
        N_("Parties and signatories"),
        ("TreatyParticipation",),
        "treaty",
        (Column(N_("Party"), ("party",)), _SIGNED, _RATIFIED, _ACCEDED, _NOTICE),
        span=_FORCE,
        most=MAIN,
    ),
    Spec(
        "hosted",
        N_("Foreign forces hosted"),
        _FORCES,
        "hostState",
        (_SENDER, _FACILITY, _UNIT, _SORT, _CONSENT, _AGREEMENT, _TERM),
    ),
    Spec(
        "sent",
        N_("Forces sent abroad"),
        _FORCES,
        "sendingState",
        (_HOST, _FACILITY, _UNIT, _SORT, _CONSENT, _AGREEMENT, _TERM),
    ),
    Spec(
        "uses",
        N_("Forces at this facility"),
        _FORCES,
        "facility",
        (_SENDER, _HOST, _UNIT, _SORT, _CONSENT, _AGREEMENT, _TERM),
        most=MAIN,
    ),
    Spec(
        "moved-here",
        N_("Forces that moved here"),
        _FORCES,
        "movedTo",
        (_SENDER, _FACILITY, _UNIT, _SORT, _CONSENT),
    ),
    Spec(
        "under",
        N_("Forces under this agreement"),
        _FORCES,
        "agreement",
        (_SENDER, _HOST, _FACILITY, _UNIT, _CONSENT, _TERM),
    ),
    Spec(
        "led",
        N_("Operations"),
        _FORCES,
        "leadOrganization",
        (Column(N_("Operation"), ("type",), "itself"), _SENDER, _HOST, _FACILITY, _CONSENT),
    ),
    Spec(
        "administered",
        N_("Forces where it is the local authority"),
        _FORCES,
        "localAuthority",
        (_SENDER, _HOST, _FACILITY, _UNIT, _CONSENT),
    ),
    Spec(
        "borders",
        N_("Neighbours by land"),
        ("LandBorder",),
        "borderOf",
        (Column(N_("Neighbour"), ("borderOf",), "other"),),
    ),
    Spec(
        "predecessors",
        N_("Predecessors"),
        ("Succession",),
        "successor",
        (Column(N_("Predecessor"), ("predecessor",)), _KIND_OF_SUCCESSION),
    ),
    Spec(
        "successors",
        N_("Successors"),
        ("Succession",),
        "predecessor",
        (Column(N_("Successor"), ("successor",)), _KIND_OF_SUCCESSION),
    ),
    Spec(
        "recognized-by",
        N_("Recognized by"),
        ("DiplomaticRecognition",),
        "recognizes",
        (Column(N_("Recognized by"), ("recognizedBy",)),),
    ),
    Spec(
        "recognizes",
        N_("Recognitions given"),
        ("DiplomaticRecognition",),
        "recognizedBy",
        (Column(N_("Recognized"), ("recognizes",)),),
    ),
    Spec(
        "diplomacy",
        N_("Diplomatic relations"),
        ("DiplomaticRelation",),
        "between",
        (Column(N_("With"), ("between",), "other"),),
    ),
    Spec(
        "holders",
        N_("Holders of the office"),
        ("OfficeHolding",),
        "office",
        (Column(N_("Person"), ("holder",)),),
    ),
    Spec(
        "offices-held",
        N_("Offices held"),
        ("OfficeHolding",),
        "holder",
        (Column(N_("Office"), ("office",)),),
    ),
    Spec(
        "arms-supplied",
        N_("Arms supplied"),
        ("ArmsTransfer",),
        "supplier",
        (Column(N_("Recipient"), ("recipient",)), *_ARMS),
        span=(N_("From"), N_("Completed")),
    ),
    Spec(
        "arms-received",
        N_("Arms received"),
        ("ArmsTransfer",),
        "recipient",
        (Column(N_("Supplier"), ("supplier",)), *_ARMS),
        span=(N_("From"), N_("Completed")),
    ),
    Spec(
        "territory-claimed",
        N_("Territorial claims made"),
        ("TerritorialClaim",),
        "claimant",
        (Column(N_("Territory"), ("territory",), "text"), Column(N_("Claimed from"), ("claimsFrom",))),
    ),
    Spec(
        "territory-disputed",
        N_("Territorial claims of others"),
        ("TerritorialClaim",),
        "claimsFrom",
        (Column(N_("Claimant"), ("claimant",)), Column(N_("Territory"), ("territory",), "text")),
    ),
    Spec(
        "projects",
        N_("Projects"),
        ("ProjectParticipation",),
        "participatingAgent",
        (Column(N_("Project"), ("project",)),),
    ),
    Spec(
        "partners",
        N_("Partners"),
        ("ProjectParticipation",),
        "project",
        (Column(N_("Partner"), ("participatingAgent",)),),
    ),
    Spec(
        "capital-of",
        N_("Capital of"),
        ("CapitalSeat",),
        "seat",
        (Column(N_("Capital of"), ("seatOf",)), Column(N_("Role"), ("seatRole",), "term")),
    ),
    Spec(
        "capitals",
        N_("Capitals"),
        ("CapitalSeat",),
        "seatOf",
        (Column(N_("Capital"), ("seat",)), Column(N_("Role"), ("seatRole",), "term")),
    ),
    Spec(
        "names",
        N_("Official names"),
        ("NameUse",),
        "named",
        (Column(N_("Name"), ("officialName",), "text"),),
    ),
    Spec(
        "codes",
        N_("Codes"),
        ("CodeAssignment",),
        "coded",
        (Column(N_("Scheme"), ("codeScheme",), "term"), Column(N_("Code"), ("code",), "text")),
    ),
    *NAMINGS,
)
"""In the order in which pages show them."""

BY_ID = {spec.id: spec for spec in SPECS}


def in_order(names: Sequence[str]) -> Iterator[Spec]:
    """Yield the specifications with these names, in the order of the names."""
    return (BY_ID[name] for name in names)
