"""Finding the windows of a film that show somebody well.

    scanning   one pass over all frames: small planes, what changes between them, a few samples kept
    shots      cuts and dissolves, out of what changes
    faces      who is in a picture: detectors behind one protocol
    looks      how a face looks: sharp, lit, frontal, uncovered
    subjects   what stands out where no face is: animals, drawings, things
    watching   all of it, block by block, into a record of numbers
    windows    every window of a film scored at once, the best of them told apart
    suggesting from a film to suggestions

Cheap things come first, and faces are looked for only in stretches that are lit, sharp and still.
Nothing depends on chance or on the number of threads: one film gives one answer.
"""
