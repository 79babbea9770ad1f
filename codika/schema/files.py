"""
The file field, which Codika's API has no way to fill.

There is no public upload: files are for the platform's own screens.  What a
workflow receives there is an object with a signed `downloadUrl`, and sending
one of our own, or the id of a document that Codika already has, may work with
workflows that read it.  So a value is taken if it is one of these two, and the
form says how much that is worth.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from codika.language import say
from codika.schema import properties, values
from codika.schema.fields import Field, field_type
from codika.schema.properties import Spelled


@field_type
@dataclass(frozen=True, slots=True, kw_only=True)
class FileField(Field):
    """A document, by id or by an address to download it from."""

    type: ClassVar[str] = "file"
    can_hold_secrets: ClassVar[bool] = False

    max_size: Annotated[int | None, Spelled("maxSize", read=properties.count)] = None
    """Bytes."""
    allowed_types: Annotated[
        tuple[str, ...], Spelled("allowedMimeTypes", read=properties.words)
    ] = ()
    """MIME types, `image/*` and extensions such as `.docx`, mixed; none means any."""
    show_preview: Annotated[bool, Spelled("showPreview", read=properties.flag)] = False
    tags: Annotated[tuple[str, ...], Spelled("tags", read=properties.words)] = ()
    max_files: Annotated[int | None, Spelled("maxFiles", read=properties.count)] = None
    """In old documentation only; the platform's types know nothing of it, nor do we use it."""

    def allows(self, name: str, mime_type: str = "") -> bool:
        """Whether a file of this name and MIME type is wanted."""
        name, mime_type = name.lower(), mime_type.lower().partition(";")[0].strip()
        return not self.allowed_types or any(
            _fits(allowed.lower(), name, mime_type) for allowed in self.allowed_types
        )

    def problem(self, value: Any) -> str | None:
        """Return what keeps the value from being a document id, or an object to download."""
        if isinstance(value, str):
            return None
        if not isinstance(value, Mapping) or not _is_address(value.get("downloadUrl")):
            return say("must be a document id, or an object with a downloadUrl")
        size: Any = value.get("fileSize")
        if self.max_size is not None and values.is_number(size) and size > self.max_size:
            return say("must be at most {n} bytes", n=str(self.max_size))
        name, mime_type = value.get("fileName"), value.get("mimeType")
        name = name if isinstance(name, str) else ""
        mime_type = mime_type if isinstance(mime_type, str) else ""
        if (name or mime_type) and not self.allows(name, mime_type):
            return say("must be of type {types}", types=", ".join(self.allowed_types))
        return None


def _fits(allowed: str, name: str, mime_type: str) -> bool:
    if allowed.startswith("."):
        return name.endswith(allowed)
    if allowed in ("*", "*/*"):
        return True
    if allowed.endswith("/*"):
        return mime_type.startswith(allowed[:-1])
    return mime_type == allowed


def _is_address(value: Any) -> bool:
    return isinstance(value, str) and value.lower().startswith(("https://", "http://"))
