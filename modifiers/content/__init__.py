"""Content as files: one YAML file for each subject, one for all sources, read, checked, loaded and written."""

from .check import Content, ContentError, Finding, check_content, read_folder
from .export import export
from .load import Loaded, load

__all__ = ["Content", "ContentError", "Finding", "Loaded", "check_content", "export", "load", "read_folder"]
