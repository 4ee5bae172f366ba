"""The files of all back-ups in a folder, each once."""

import os
from pathlib import Path

from chat_app.launcher.backups.checksums import copied, sum_of
from chat_app.storage.files import make_folders, sync_path


class Pool:
    """`known` are the checksums of what an earlier back-up has, by key, which are not worked out again."""

    def __init__(self, folder: Path, known: dict[str, str]) -> None:
        self._folder = folder
        self._sums = known
        self.new = 0

    def take(self, source: Path, key: str) -> str | None:
        """Sees that the file is here and returns its checksum; None where the source is gone."""
        target = self._folder / key
        try:
            size = source.stat().st_size
            if target.exists() and target.stat().st_size == size:
                digest = self._sums.get(key) or sum_of(target)
            else:
                digest = self._taken(source, target)
                self.new += 1
        except FileNotFoundError:
            return None
        self._sums[key] = digest
        return digest

    def forget_all_but(self, wanted: set[str]) -> int:
        """Removes what no back-up has any more; returns how many files that were."""
        count = 0
        for folder, _, names in os.walk(self._folder, topdown=False):
            for name in names:
                path = Path(folder, name)
                if str(path.relative_to(self._folder)) not in wanted:
                    path.unlink()
                    count += 1
            if names and folder != str(self._folder):
                _remove_empty(Path(folder), self._folder)
        return count

    def _taken(self, source: Path, target: Path) -> str:
        """On the same disk a second name for the same bytes, which takes no room: they never change."""
        make_folders(target.parent)
        target.unlink(missing_ok=True)
        try:
            target.hardlink_to(source)
        except FileNotFoundError:
            raise
        except OSError:  # another disk, or one that has no such names
            return copied(source, target)
        sync_path(target.parent)
        return sum_of(target)


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top:
        try:
            folder.rmdir()
        except OSError:  # not empty
            return
        folder = folder.parent
