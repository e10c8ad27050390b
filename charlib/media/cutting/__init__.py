"""Clips: windows of films as files of their own.

packets    the times of a film's packets, and which of them make a clip
plans      which packets and frames each window needs
decoding   one pass over packets: some copied, some decoded
clips      a window as a file of its own
encoding   the frames of a window encoded again, shown as in the film
labels     what a film says of itself, kept in its clips and stills
"""
