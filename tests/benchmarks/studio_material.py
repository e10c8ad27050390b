"""What the studio's page is measured with: pictures of all characters, films of ten minutes."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from charlib.library import open_library

PICTURES = 300
_SIDE = 640
_MINUTES, _FPS = 10, 25
_CYCLE = 24 * _FPS
"""Frames that are encoded; the film repeats them."""
_GOP = 2 * _FPS
_EVERYBODY = """
    INSERT INTO window (uid, source_id, character_id, start_ms, end_ms, created_at, keeping)
    SELECT 'bench' || character.id, first.source_id, character.id, first.start_ms, first.end_ms,
        first.created_at, first.keeping
    FROM character
    JOIN (SELECT * FROM window WHERE id IN (SELECT window_id FROM kept) LIMIT 1) AS first
    WHERE NOT EXISTS (SELECT 1 FROM window JOIN kept ON kept.window_id = window.id
        WHERE window.character_id = character.id)
"""
_THEIRS = """
    INSERT INTO kept (window_id, role, position, medium_id)
    SELECT window.id, 'still', 0, medium.id
    FROM window JOIN medium ON medium.id = ? + window.character_id % ?
    WHERE window.uid LIKE 'bench%'
"""


def add_pictures(home: Path) -> None:
    """Keep a picture of every character of a library, unless that was done before."""
    with open_library(home) as lib:
        people = lib.page(limit=PICTURES, everywhere=True).people
        if any(each.main.kept for each in people):
            return
        for number, person in enumerate(people):
            still = home / "still.jpg"
            cv2.imwrite(str(still), picture(number))
            lib.keep(f"{person.project}/{person.handle}", still=still)
            still.unlink()
    with closing(sqlite3.connect(home / "library.db")) as database, database:
        first, count = database.execute("SELECT min(id), count(*) FROM medium").fetchone()
        database.execute(_EVERYBODY)
        database.execute(_THEIRS, [first, count])


def picture(number: int) -> Any:
    """A picture with as much detail as a portrait."""
    rng = np.random.default_rng(number)
    blocks = rng.integers(40, 220, (9, 9, 3), dtype=np.uint8)
    smooth = cv2.resize(blocks, (_SIDE, _SIDE), interpolation=cv2.INTER_CUBIC)
    noise = rng.normal(0, 6, (_SIDE, _SIDE, 1))
    return np.clip(smooth + noise, 0, 255).astype(np.uint8)


def ten_minutes(folder: Path, number: int) -> Path:
    """A film of 720p that moves, and repeats after 24 seconds; another one for each number."""
    path = folder / f"film-{number}.mp4"
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=_FPS)
        stream.width, stream.height, stream.pix_fmt = 1280, 720, "yuv420p"
        stream.codec_context.gop_size = _GOP
        stream.codec_context.max_b_frames = 0
        stream.options = {"preset": "veryfast", "crf": "23", "sc_threshold": "0"}
        packets = []
        for index in range(_CYCLE):
            frame = av.VideoFrame.from_ndarray(_frame(index + number), format="bgr24")
            frame.pts, frame.time_base = index, Fraction(1, _FPS)
            packets += stream.encode(frame)
        packets += stream.encode(None)
        parts = [(bytes(each), each.is_keyframe, each.time_base) for each in packets]
        for index in range(_MINUTES * 60 * _FPS):
            content, is_key, unit = parts[index % len(parts)]
            packet = av.Packet(content)
            packet.stream, packet.time_base, packet.is_keyframe = stream, unit, is_key
            packet.pts = packet.dts = round(index / _FPS / unit)
            out.mux(packet)
    return path


def _frame(number: int) -> Any:
    wide = cv2.resize(picture(number // 100), (1400, 800), interpolation=cv2.INTER_LINEAR)
    wide = cv2.GaussianBlur(wide, (5, 5), 0)  # cameras and models leave less noise
    left, top = number % 100, number % 60
    return np.ascontiguousarray(wide[top : top + 720, left : left + 1280])


def keyframes_s(path: Path) -> float:
    """The seconds that decoding the keyframes of a film takes, and nothing else."""
    begun = time.perf_counter()
    with av.open(str(path)) as film:
        stream = film.streams.video[0]
        stream.codec_context.skip_frame = "NONKEY"
        for _ in film.decode(stream):
            pass
    return time.perf_counter() - begun
