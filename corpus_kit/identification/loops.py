"""The loops over characters: text to words, words to n-grams, n-grams to sums of the model's rows.

Everything is whole numbers, so that compiled and uncompiled runs, and any order of adding, give the same sums. The same
functions serve training: a feature is what `word_keys` says, nowhere else.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from corpus_kit.identification.compiling import compiled

LONGEST_WORD = 64  # longer runs, as in scripts without spaces, are cut there
LONGEST_GRAM = 5
KEYS_OF_WORD = (LONGEST_WORD + 2) * LONGEST_GRAM + 4
KEY_BITS = 24
SPACE, NOTHING = 0, 1  # folded values that are no letters: what separates words, and what is left out of them
DIMENSIONS = 32
MOST_CLOSE_KEYS = 6000  # features of one text by which close languages are told apart

# Classes of code points: what is no letter comes first, then the scripts; see `letters.tables`.
WHITE, DIGIT, MARK, STOP, CYRILLIC, HAN, FIRST_CLASS = 1, 2, 3, 4, 5, 6, 5

# A piece of text ends at a line end, or at the end of a sentence, once it holds so many letters; and in any case, at
# the end of a word, once it holds the most. A syllable or word sign counts for several letters.
FEWEST_LETTERS, SENTENCE_LETTERS, MOST_LETTERS = 12, 40, 240

Array = Any  # numba wants plain arrays; their types stand in the docstrings


@compiled
def _mixed(h: int) -> int:
    h ^= h >> 15
    h = (h * 0x2C1B3C6D) & 0xFFFFFFFF
    h ^= h >> 12
    h = (h * 0x297A2D39) & 0xFFFFFFFF
    h ^= h >> 15
    return h & 0xFFFFFF


@compiled
def word_keys(word: Array, length: int, keys: Array) -> int:
    """Write the keys of a word's n-grams into `keys` and return how many they are.

    `word` holds `length` folded code points. Grams have 2 to 5 characters, the word's ends counting as one each; single
    characters count from U+2E00 on (Han, kana, hangul), and a word of five letters or more as a whole.
    """
    n = 0
    for s in range(length + 2):
        h = 2166136261
        for k in range(s, min(s + 5, length + 2)):
            c = 32 if k == 0 or k == length + 1 else int(word[k - 1])
            h = ((h ^ c) * 16777619) & 0xFFFFFFFF
            if k == s and c < 0x2E00:
                continue
            keys[n] = _mixed((h + (k - s + 1) * 0x9E3779B1) & 0xFFFFFFFF)
            n += 1
    if length >= 5:
        h = 84696351
        for k in range(min(length, 30)):
            h = ((h ^ int(word[k])) * 16777619) & 0xFFFFFFFF
        keys[n] = _mixed((h + 77) & 0xFFFFFFFF)
        n += 1
    return n


@compiled
def known_rows(keys: Array, count: int, index: Array) -> int:
    """Replace keys by their rows in the model, leaving out what it does not know; return how many stay.

    A number of `index` (int64) stands for 32 keys: its lower half marks those that are known, its upper half counts the
    known ones before them. There is no branch in the loop, which would be mispredicted once in five keys.
    """
    known = 0
    for q in range(count):
        key = int(keys[q])
        word = int(index[key >> 5])
        below = key & 31
        v = word & ((1 << below) - 1)
        v = v - ((v >> 1) & 0x55555555)
        v = (v & 0x33333333) + ((v >> 2) & 0x33333333)
        v = (v + (v >> 4)) & 0x0F0F0F0F
        keys[known] = (word >> 32) + (((v * 0x01010101) & 0xFFFFFFFF) >> 24)
        known += (word >> below) & 1
    return known


@compiled
def add_rows(which: Array, count: int, rows: Array, steps: Array, total: Array) -> None:
    """Add the rows `which[:count]` to `total`; the room for three more in `which` is written to.

    A row (uint8) holds the first half of its numbers in low nibbles and the second in high ones, eight standing for
    nothing; the last row is empty. Four rows are added at once: their memory is then waited for together, which is
    five times faster than one after the other.
    """
    for q in range(count, count + 3):
        which[q] = rows.shape[0] - 1
    for q in range(0, count, 4):
        a, b, c, d = which[q], which[q + 1], which[q + 2], which[q + 3]
        s, t, u, v = int(steps[a]), int(steps[b]), int(steps[c]), int(steps[d])
        for k in range(DIMENSIONS // 2):
            total[k] += (
                ((int(rows[a, k]) & 15) - 8) * s
                + ((int(rows[b, k]) & 15) - 8) * t
                + ((int(rows[c, k]) & 15) - 8) * u
                + ((int(rows[d, k]) & 15) - 8) * v
            )
        for k in range(DIMENSIONS // 2):
            total[k + DIMENSIONS // 2] += (
                ((int(rows[a, k]) >> 4) - 8) * s
                + ((int(rows[b, k]) >> 4) - 8) * t
                + ((int(rows[c, k]) >> 4) - 8) * u
                + ((int(rows[d, k]) >> 4) - 8) * v
            )


@compiled
def _decoded(data: Array, i: int) -> tuple[int, int]:
    """Return the code point at byte `i` of valid UTF-8, and where the next begins."""
    b = int(data[i])
    if b < 0x80:
        return b, i + 1
    if b < 0xE0:
        return ((b & 31) << 6) | (int(data[i + 1]) & 63), i + 2
    if b < 0xF0:
        return ((b & 15) << 12) | ((int(data[i + 1]) & 63) << 6) | (int(data[i + 2]) & 63), i + 3
    return (
        ((b & 7) << 18) | ((int(data[i + 1]) & 63) << 12) | ((int(data[i + 2]) & 63) << 6) | (int(data[i + 3]) & 63),
        i + 4,
    )


@compiled
def _counted(kind: int, first: int, firsts: int, other: int, others: int) -> tuple[int, int, int, int]:
    """Return how many letters of a word are of the class of its first one, and of another, with one more of `kind`."""
    if kind < FIRST_CLASS:
        return first, firsts, other, others
    if kind == first or not first:
        return kind, firsts + 1, other, others
    return first, firsts, kind, others + 1


@compiled
def _leading_class(first: int, firsts: int, other: int, others: int) -> int:
    return other if others > firsts else first


@compiled
def _untwin(word: Array, length: int, twins: Array) -> None:
    """Make the Latin look-alikes in a Cyrillic word Cyrillic."""
    for k in range(length):
        if word[k] < twins.shape[0] and twins[word[k]]:
            word[k] = twins[word[k]]


@compiled
def fold_line(data: Array, start: int, end: int, tables: Array, wanted: int, out: Array) -> int:
    """Write the folded words of class `wanted` of `data[start:end]` into `out`, a space (32) after each.

    Returns the length. `data` is UTF-8 (uint8), in which a character may reach beyond `end`; `tables` is what `measure`
    takes.
    """
    folds, classes, twins = tables
    word = np.zeros(LONGEST_WORD, np.int64)
    length, n, i = 0, 0, start
    first, firsts, other, others = 0, 0, 0, 0
    over = False
    while not over:
        over = i >= end
        f = SPACE
        c = 0
        if not over:
            c, i = _decoded(data, i)
            f = int(folds[c]) if c < folds.shape[0] else SPACE
        if f == NOTHING:
            continue
        if f != SPACE:
            word[length] = f
            length += 1
            first, firsts, other, others = _counted(int(classes[c]), first, firsts, other, others)
        if length and (f == SPACE or length == LONGEST_WORD):
            if firsts and _leading_class(first, firsts, other, others) == wanted:
                if others and firsts and wanted == CYRILLIC:
                    _untwin(word, length, twins)
                for k in range(length):
                    out[n] = word[k]
                    n += 1
                out[n] = 32
                n += 1
            length, first, firsts, other, others = 0, 0, 0, 0, 0
    return n


@compiled
def close_keys(points: Array, size: int, salt: int, out: Array) -> int:
    """Write the keys by which close languages are told apart into `out`, as many as it holds; return how many.

    `points` holds `size` folded code points, a space after each word. Features are n-grams of 1 to 6 characters within
    words, words, and pairs of words; `salt` keeps the groups of languages apart.
    """
    n, i, before, room = 0, 0, 0, out.shape[0]
    while i < size:
        j = i
        while j < size and points[j] != 32:
            j += 1
        length = j - i
        for s in range(length + 2):
            h = 2166136261 ^ salt
            for k in range(s, min(s + 6, length + 2)):
                c = 32 if k == 0 or k == length + 1 else int(points[i + k - 1])
                h = ((h ^ c) * 16777619) & 0xFFFFFFFF
                if (k > s or c != 32) and n < room:
                    out[n] = _mixed((h + (k - s + 1) * 0x9E3779B1) & 0xFFFFFFFF)
                    n += 1
        whole = 84696351 ^ salt
        for k in range(i, j):
            whole = ((whole ^ int(points[k])) * 16777619) & 0xFFFFFFFF
        if n + 1 < room:
            out[n] = _mixed((whole + 77) & 0xFFFFFFFF)
            out[n + 1] = _mixed((whole + ((before * 31) & 0xFFFFFFFF)) & 0xFFFFFFFF)
            n += 2
        before = whole
        i = j + 1
    return n


@compiled
def measure(
    data: Array,
    spans: Array,
    first_text: int,
    tables: Array,
    grams: Array,
    whole: Array,
    dense: int,
    texts: Array,
    pieces: Array,
    sums: Array,
) -> tuple[int, int]:
    """Measure texts from `first_text` on; return the next text and how many pieces were written.

    `data` is UTF-8 (uint8) and `spans` (int64, texts x 3) says where each text starts and ends in it and how many
    characters of it count. `tables` are folds (int32), classes (uint8) by code point and twins (int32); `grams` are
    index (int64), rows (uint8, rows x dimensions / 2) and their steps (int32). `whole` holds the weight of a letter by
    class. Of a text that has `dense` weighted letters behind it, only the grams of every third word are looked up: its
    language is mostly clear.

    Written are, a text: characters, letters, visible characters, code marks, digits, signs of letters (a set of 62
    bits); a piece: text, first and last character, class, letters, grams known, grams unknown, words, words with a
    capital (of Han: kana); and the sum of its grams' rows. A text for which the room is not enough is not written, and
    stands next.
    """
    folds, classes, twins = tables
    index, rows, steps = grams
    word = np.zeros(LONGEST_WORD, np.int64)
    keys = np.zeros(KEYS_OF_WORD, np.int64)
    current = np.zeros(256, np.int64)  # the open piece of each class, plus one
    used, room = 0, pieces.shape[0]
    for t in range(first_text, spans.shape[0]):
        i, end, most = spans[t, 0], spans[t, 1], spans[t, 2]
        start_of_text = used
        at, letters, visible, marks, digits, signs, held, read, turn = 0, 0, 0, 0, 0, 0, 0, 0, 0
        length, first, firsts, other, others, began, capital = 0, 0, 0, 0, 0, 0, 0
        current[:] = 0
        skipping = False
        before = 0
        while True:
            over = i >= end or at >= most
            c = 32
            if not over:
                c, i = _decoded(data, i)
            f = int(folds[c]) if c < folds.shape[0] else SPACE
            kind = int(classes[c]) if c < folds.shape[0] else 0
            if not over:
                if kind != WHITE:
                    visible += 1
                    if kind == MARK:
                        marks += 1
                    elif kind == DIGIT:
                        digits += 1
            if skipping:  # the rest of an address
                if kind == WHITE or over:
                    skipping = False
                f = SPACE
            if f == NOTHING and not over:
                at += 1
                continue
            if f != SPACE:
                if length == 0:
                    began = at
                    capital = 1 if f != c and f < 0x2E00 else 0
                word[length] = f
                length += 1
                first, firsts, other, others = _counted(kind, first, firsts, other, others)
            if length and (f == SPACE or length == LONGEST_WORD):
                address = (c == 58 and i + 1 < end and data[i] == 47 and data[i + 1] == 47) or c == 64
                address = address or (c == 46 and length == 3 and word[0] == 119 and word[1] == 119 and word[2] == 119)
                if address:
                    skipping = True
                elif firsts:
                    lead = _leading_class(first, firsts, other, others)
                    if firsts and others and lead == CYRILLIC:
                        _untwin(word, length, twins)
                    u = current[lead] - 1
                    if u < 0:
                        if used >= room:
                            return t, start_of_text
                        u = used
                        used += 1
                        current[lead] = used
                        pieces[u, :] = 0
                        pieces[u, 0] = t
                        pieces[u, 1] = began
                        pieces[u, 3] = lead
                        sums[u, :] = 0
                    n, known, turn = 0, 0, turn + 1
                    if read < dense or turn % 3 == 0:
                        n = word_keys(word, length, keys)
                        known = known_rows(keys, n, index)
                        add_rows(keys, known, rows, steps, sums[u])
                        for k in range(length):
                            signs |= 1 << (int(word[k]) % 62)
                    pieces[u, 2] = at + (1 if f != SPACE else 0)
                    pieces[u, 4] += length
                    pieces[u, 5] += known
                    pieces[u, 6] += n - known
                    pieces[u, 7] += 1
                    if lead == HAN:
                        for k in range(length):
                            if 0x3041 <= word[k] <= 0x30FF or 0x31F0 <= word[k] <= 0x31FF:
                                capital += 1
                    pieces[u, 8] += capital
                    letters += length
                    held += length * whole[lead]
                    read += length * whole[lead]
                length, first, firsts, other, others = 0, 0, 0, 0, 0
            if over:
                break
            at += 1
            ends = c == 10 and held >= FEWEST_LETTERS
            ends = ends or (held >= SENTENCE_LETTERS and kind == WHITE and before == STOP)
            ends = ends or (held >= SENTENCE_LETTERS and kind == STOP and c > 0x2E00)
            if ends or (held >= MOST_LETTERS and f == SPACE):
                current[:] = 0
                held = 0
            before = kind
        texts[t, 0] = at
        texts[t, 1] = letters
        texts[t, 2] = visible
        texts[t, 3] = marks
        texts[t, 4] = digits
        texts[t, 5] = signs
    return spans.shape[0], used


@compiled
def measure_close(
    data: Array, spans: Array, kind: int, salt: int, tables: Array, grams: Array, sums: Array, known: Array
) -> None:
    """Sum the weights of a close group's features over each text: into `sums` (texts x width), and count the known.

    `spans` holds start and end of each text in `data`; only words of the class `kind` count.
    """
    index, weights = grams
    keys = np.zeros(MOST_CLOSE_KEYS, np.int64)
    longest = 0
    for t in range(spans.shape[0]):
        longest = max(longest, spans[t, 1] - spans[t, 0])
    points = np.zeros(2 * longest + 16, np.int32)
    for t in range(spans.shape[0]):
        size = fold_line(data, spans[t, 0], spans[t, 1], tables, kind, points)
        n = close_keys(points, size, salt, keys)
        known[t] = known_rows(keys, n, index)
        for q in range(known[t]):
            for k in range(sums.shape[1]):
                sums[t, k] += weights[keys[q], k]
