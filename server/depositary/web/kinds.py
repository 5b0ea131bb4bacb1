"""What our classes are called in the languages of the site, and which kinds of things have a list of their own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from depositary.web.languages import gettext


def _(text: str) -> str:
    """Mark a text for the catalogues; it is translated when it is shown."""
    return text


CLASSES: Mapping[str, str] = {
    "AccessionTreaty": _("Accession treaty"),
    "Agent": _("Agent"),
    "AllianceTreaty": _("Alliance treaty"),
    "ArmsControlTreaty": _("Arms control treaty"),
    "ArmsTransfer": _("Arms transfer"),
    "Basing": _("Basing"),
    "BasingAgreement": _("Basing agreement"),
    "BindingForce": _("Binding force"),
    "BorderTreaty": _("Border treaty"),
    "CapitalSeat": _("Seat of a capital"),
    "Claim": _("Claim"),
    "ClaimKind": _("Kind of claim"),
    "CodeAssignment": _("Code assignment"),
    "CodeScheme": _("Code scheme"),
    "Concept": _("Concept"),
    "Confidence": _("Confidence"),
    "DeFactoState": _("De facto state"),
    "DiplomaticRecognition": _("Diplomatic recognition"),
    "DiplomaticRelation": _("Diplomatic relation"),
    "Document": _("Document"),
    "EconomicUnion": _("Economic union"),
    "Event": _("Event"),
    "Facility": _("Facility"),
    "FacilityKind": _("Kind of facility"),
    "ForcePresence": _("Presence of forces"),
    "Forum": _("Forum"),
    "FoundingTreaty": _("Founding treaty"),
    "FriendshipTreaty": _("Friendship treaty"),
    "HostConsent": _("Consent of the host"),
    "LandBorder": _("Land border"),
    "Location": _("Location"),
    "Meeting": _("Meeting"),
    "Membership": _("Membership"),
    "MembershipStatus": _("Standing in an organization"),
    "MilitaryAlliance": _("Military alliance"),
    "Mission": _("Mission"),
    "NameUse": _("Use of a name"),
    "Office": _("Office"),
    "OfficeHolding": _("Holding of an office"),
    "Organization": _("Organization"),
    "Person": _("Person"),
    "Place": _("Place"),
    "PoliticalEntity": _("Political entity"),
    "Project": _("Project"),
    "ProjectParticipation": _("Participation in a project"),
    "Rank": _("Rank"),
    "Reading": _("Reading of the record"),
    "RegionalOrganization": _("Regional organization"),
    "SeatRole": _("Role of a seat"),
    "State": _("State"),
    "Succession": _("Succession"),
    "SuccessionKind": _("Kind of succession"),
    "TerritorialClaim": _("Territorial claim"),
    "TimedRelation": _("Dated relation"),
    "TradeAgreement": _("Trade agreement"),
    "TransferStatus": _("Status of a transfer"),
    "Treaty": _("Treaty"),
    "TreatyParticipation": _("Participation in a treaty"),
    "UniversalOrganization": _("Universal organization"),
}


@dataclass(frozen=True)
class Listing:
    """A list of all things of a kind: where it is, the kind in their IRIs, its title, and what it shows of each."""

    path: str
    kind: str
    title: str
    columns: tuple[tuple[str, str], ...] = ()


LISTINGS = (
    Listing("states", "state", _("States"), (("established", _("Established")), ("dissolved", _("Dissolved")))),
    Listing(
        "organizations",
        "organization",
        _("Organizations"),
        (("established", _("Established")), ("dissolved", _("Dissolved")), ("headquarters", _("Headquarters"))),
    ),
    Listing(
        "treaties",
        "treaty",
        _("Treaties"),
        (("concludedOn", _("Concluded")), ("inForceOn", _("In force")), ("terminatedOn", _("Terminated"))),
    ),
    Listing(
        "facilities",
        "facility",
        _("Facilities"),
        (("facilityKind", _("Kind")), ("locatedIn", _("Located in")), ("place", _("Place"))),
    ),
    Listing("documents", "document", _("Documents"), (("publisher", _("Publisher")), ("issued", _("Issued")))),
    Listing("persons", "person", _("Persons")),
    Listing("offices", "office", _("Offices"), (("officeOf", _("Office of")),)),
    Listing("events", "event", _("Events"), (("happenedOn", _("Day")),)),
    Listing("places", "place", _("Places")),
)


def class_name(name: str) -> str:
    """Return what a class of ours is called in the language of the request; its own name where it is not known."""
    return gettext(CLASSES[name]) if name in CLASSES else name
