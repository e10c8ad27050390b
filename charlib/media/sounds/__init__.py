"""Sound: how loud it is, cut from films, and kept as voices.

levels    loudness, clipping and length of samples, with the standard library only
decoding  the sound of a file or film as 16-bit samples; needs PyAV, except for WAV files
keeping   the kept file of a voice: a file as it is, or a part of a film as WAV
"""

from charlib.media.sounds.keeping import KeptSound, cut_sound, keep_sound, sound_part

__all__ = ["KeptSound", "cut_sound", "keep_sound", "sound_part"]
