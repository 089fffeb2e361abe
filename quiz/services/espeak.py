"""The plug-in for espeak-ng: speech without a network, from a program of a few megabytes."""

import shutil
import subprocess
import tempfile
from pathlib import Path

from django.conf import settings

from accounts.domain.problems import RuleBroken
from quiz.domain.mulaw import smaller
from quiz.domain.speech import Speaker

_PROGRAM = "espeak-ng"
_SECONDS = 60
# Syllables come slower than the program's own 175 words a minute, for elderly ears.
_WORDS_A_MINUTE = "140"


class Espeak:
    """espeak-ng's Mandarin voice; the text goes in by its standard input, no shell sees it."""

    name = _PROGRAM

    def speak(self, text: str) -> bytes:
        program = shutil.which(_PROGRAM)
        if program is None:
            raise RuleBroken("speech_missing", program=_PROGRAM)
        with tempfile.TemporaryDirectory(prefix="kepu-speech-") as folder:
            made = Path(folder) / "said.wav"
            command = [program, "-v", "cmn", "-s", _WORDS_A_MINUTE, "-b", "1", "--stdin", "-w", str(made)]
            try:
                done = subprocess.run(  # noqa: S603 - our own arguments alone
                    command, input=text.encode(), capture_output=True, timeout=_SECONDS, check=False
                )
            except subprocess.TimeoutExpired as error:
                raise RuleBroken("speech_failed", program=_PROGRAM, said=f"{_SECONDS} s") from error
            if done.returncode or not made.exists():
                said = done.stderr.decode("utf-8", "replace").strip()[:200]
                raise RuleBroken("speech_failed", program=_PROGRAM, said=said)
            return smaller(made.read_bytes())


def chosen_speaker() -> Speaker:
    """The plug-in that SPEECH names. Raises RuleBroken("speech_off") where none is."""
    if settings.SPEECH != _PROGRAM:
        raise RuleBroken("speech_off")
    return Espeak()
