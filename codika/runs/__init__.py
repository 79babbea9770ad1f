"""The record of every run, and the tracker that keeps it true."""

from codika.runs.drafts import Draft, DraftStore
from codika.runs.ids import is_id, new_id
from codika.runs.languages import LanguageStore
from codika.runs.overruled import Overruled, OverruledStore
from codika.runs.presets import Preset, PresetStore
from codika.runs.service import RunService
from codika.runs.sqlite import SqliteRunStore
from codika.runs.store import UNSET, RunFilter, RunPage, RunStore, Unset, UsualTime
from codika.runs.stored import stored_result
from codika.runs.tracker import Tracker
from codika.runs.views import View, ViewStore

__all__ = [
    "UNSET",
    "Draft",
    "DraftStore",
    "LanguageStore",
    "Overruled",
    "OverruledStore",
    "Preset",
    "PresetStore",
    "RunFilter",
    "RunPage",
    "RunService",
    "RunStore",
    "SqliteRunStore",
    "Tracker",
    "Unset",
    "UsualTime",
    "View",
    "ViewStore",
    "is_id",
    "new_id",
    "stored_result",
]
