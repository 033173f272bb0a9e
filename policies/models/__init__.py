from policies.models.bodies import BETWEEN_NAMES, Body, BodyAlias, BodyPeriod
from policies.models.citations import MilestoneCitation, PolicyCitation
from policies.models.differences import Difference
from policies.models.document_facts import Status
from policies.models.entries import Entry, Kind, Milestone, Policy, Precision
from policies.models.errata import MilestoneErratum, PolicyErratum
from policies.models.found_differences import FoundDifference
from policies.models.issuances import MilestoneIssuance, PolicyIssuance
from policies.models.relations import MilestoneRelation, PolicyRelation, Relation
