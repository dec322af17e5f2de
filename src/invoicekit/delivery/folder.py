"""Putting documents into a folder, one folder a delivery, each file whole or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from invoicekit.errors import DeliveryFailed
from invoicekit.model.status import DeliveryStatus
from invoicekit.ports import Envelope, Sent
from invoicekit.whole_files import write_whole


@dataclass(frozen=True)
class Folder:
    """A folder that somebody or something picks documents up from."""

    root: Path
    name: str = "folder"

    def send(self, envelope: Envelope) -> Sent:
        """Writes the files and returns the fate of each recipient; again writes the same again.

        Raises:
            DeliveryFailed: The disk is full or refuses; worth a retry.
        """
        target = Path(self.root) / envelope.id
        try:
            target.mkdir(parents=True, exist_ok=True)
            for file in envelope.files:
                write_whole(target / Path(file.name).name, file.data)
        except OSError as problem:
            raise DeliveryFailed(
                f"the folder {self.root} cannot be written: {problem.strerror}",
                retryable=True,
                where=str(self.root),
            ) from problem
        done = dict.fromkeys(envelope.recipients, (DeliveryStatus.DELIVERED, None))
        return Sent(dict(done), envelope.id)


CHANNEL = Folder
