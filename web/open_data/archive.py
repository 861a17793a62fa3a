"""A zip that is the same, byte for byte, whenever the same files are put into it."""

import io
import zipfile
from collections.abc import Callable, Mapping

MOMENT = (2000, 1, 1, 0, 0, 0)


def of(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as made:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, MOMENT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            made.writestr(entry, content)
    return out.getvalue()


def same_bytes(made: bytes, changed: Mapping[str, Callable[[bytes], bytes]]) -> bytes:
    """Another program's zip without the time it was made; `changed` parts are put through their function."""
    with zipfile.ZipFile(io.BytesIO(made)) as parts:
        return of({name: changed.get(name, bytes)(parts.read(name)) for name in parts.namelist()})
