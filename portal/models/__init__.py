"""What both other apps stand on."""

from portal.changes.models import ChangeSet, Revision
from portal.models.bookkeeping import BulkLoad, LoadedRecord
from portal.models.derived.index import (
    Combination,
    Document,
    DocumentLink,
    DocumentText,
    LinkedName,
    Summary,
)
from portal.models.derived.names import KnownName, NamesRead
from portal.models.derived.suggestions import Suggestion, SuggestionKey, SuggestionsBuilt
from portal.models.evidence.citations import Citation
from portal.models.evidence.copies import ArchivedCopy, StoredFile
from portal.models.records import Erratum, Record, Slugged, Source, SourceLine, Versioned
from portal.models.revertible import ImportBatch, Merger
from portal.models.timestamps import Timestamped
