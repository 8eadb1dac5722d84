"""Which blocks of a page are its text, and which are its frame: menus, banners, lists of links, small print.

Words are not counted and no list of common words is used, so that a page in Khmer, Tibetan or Chinese is judged as one
in English is: by how much of a block is links, and by where the long blocks stand together.
"""

from __future__ import annotations

from corpus_kit.readers.families.box_kinds import HIDDEN, PERHAPS
from corpus_kit.readers.families.page_text import BLANK, Block, Page

_LONG = 80  # a block that says so much is a sentence at least
_LONG_APART = 140  # the same outside of where the text of the page stands
_DENSE = 0.6  # from this share of links on, a block is a link
_RUN = 3  # so many links after one another are a list of links
_MOSTLY = 0.8
_FEW = 2  # an element with fewer blocks is a paragraph
_HOLDERS = frozenset(("article", "body", "center", "div", "fieldset", "form", "html", "main", "section", "table", "td"))


def shown(page: Page, without: tuple[str, ...] = ()) -> list[Block]:
    """Return all blocks that a browser shows, but for those in elements called as in `without`."""
    kinds = _kinds(page, frame=HIDDEN)
    for n, box in enumerate(page.boxes):
        kinds[n] = max(kinds[n], kinds[box.parent] if box.parent >= 0 else 0, HIDDEN if box.tag in without else 0)
    return [block for block in page.blocks if kinds[block.box] < HIDDEN]


def main_blocks(page: Page) -> list[Block]:
    """Return the blocks that are the text of the page; none where it holds nothing but links."""
    kinds = _kinds(page, frame=PERHAPS)
    candidates = [block for block in page.blocks if _may_be_text(block, kinds[block.box])]
    candidates = _declared_main(page, candidates)
    long = [block for block in candidates if block.prose >= _LONG and block.density < 0.5]
    if long:
        inside = _within(page, _container(page, candidates, long))
        first = next((n for n, block in enumerate(candidates) if block.box in inside), 0)
        candidates = [
            block
            for n, block in enumerate(candidates)
            if block.box in inside or _stands_alone(block) or (block.heading and n < first and not block.links)
        ]
    return _without_lone_headings(_without_link_lists(candidates))


def joined(blocks: list[Block], page: Page) -> str:
    """Return the text of blocks with the line ends and blank lines that stood between them."""
    positions = {id(block): n for n, block in enumerate(page.blocks)}
    parts: list[str] = []
    before = -2
    for block in blocks:
        position = positions[id(block)]
        if parts:
            parts.append("\n\n" if block.gap == BLANK or position != before + 1 else "\n")
        parts.append(block.text)
        before = position
    return "".join(parts)


def _may_be_text(block: Block, kind: int) -> bool:
    """Return whether a block may count: in what is perhaps frame only what reads like a paragraph does."""
    return kind < PERHAPS or (kind == PERHAPS and (_stands_alone(block) or (block.heading and not block.links)))


def _stands_alone(block: Block) -> bool:
    return block.prose >= _LONG_APART and block.density < 0.4


def _sums(page: Page, blocks: list[Block]) -> list[float]:
    """Return for each box how much prose of the blocks stands in it, at any depth."""
    sums = [0.0] * (len(page.boxes) + 1)
    for block in blocks:
        sums[block.box] += block.prose
    for n in range(len(page.boxes) - 1, -1, -1):
        sums[page.boxes[n].parent] += sums[n]
    return sums


def _kinds(page: Page, frame: int) -> list[int]:
    """Return what each box is, with what it stands in counted.

    What calls itself frame or is hidden and yet holds most of the prose is neither: a page whose wrapper is called
    `with-sidebar`, or one that a script would have shown. Nor is what is perhaps frame and reads like a text: a note
    beside the text.
    """
    sums = _sums(page, page.blocks)
    half = sums[-1] / 2
    read = [False] * (len(page.boxes) + 1)
    linked = [0.0] * (len(page.boxes) + 1)
    for block in page.blocks:
        read[block.box] |= _stands_alone(block)
        linked[block.box] += block.linked
    kinds = [0] * (len(page.boxes) + 1)
    for n in range(len(page.boxes) - 1, -1, -1):
        parent = page.boxes[n].parent
        linked[parent] += linked[n]
        read[parent] |= read[n]
    for n, box in enumerate(page.boxes):
        own = 0 if box.kind < frame or sums[n] > half else box.kind
        if own == PERHAPS and read[n] and linked[n] < 0.3 * sums[n]:
            own = 0
        kinds[n] = max(own, kinds[box.parent])
    return kinds


def _declared_main(page: Page, blocks: list[Block]) -> list[Block]:
    """Return the blocks in what the page itself calls its main part, where that holds a good deal of the text."""
    total = sum(block.prose for block in blocks)
    for tags, share in ((("main",), 0.3), (("article",), 0.5), ((), 0.5)):
        chosen = {n for n, box in enumerate(page.boxes) if box.main and (not tags or box.tag in tags)}
        if not chosen:
            continue
        inside = [False] * (len(page.boxes) + 1)
        for n, box in enumerate(page.boxes):
            inside[n] = n in chosen or inside[box.parent]
        kept = [block for block in blocks if inside[block.box]]
        if sum(block.prose for block in kept) >= share * total and kept:
            return kept
    return blocks


def _container(page: Page, blocks: list[Block], long: list[Block]) -> int:
    """Return the box that holds the text: the innermost with most of the prose, and what around it reads on."""
    sums = _sums(page, long)
    best, enough = -1, _MOSTLY * sums[-1]
    for n, box in enumerate(page.boxes):
        if box.parent == best and sums[n] >= enough:
            best = n
    inside = _within(page, best)
    while best >= 0 and (
        page.boxes[best].tag not in _HOLDERS or sum(block.box in inside for block in blocks) < _FEW
    ):  # a paragraph, whose neighbours belong to the text as well
        best = page.boxes[best].parent
        inside = _within(page, best)
    while best >= 0 and page.boxes[best].parent >= 0:
        parent = page.boxes[best].parent
        if page.boxes[parent].tag in ("body", "html"):
            break
        wider = _within(page, parent)
        around = [block for block in blocks if block.box in wider and block.box not in inside]
        told = any(block in around for block in long) or any(block.heading and not block.links for block in around)
        linked, written = sum(block.linked for block in around), sum(len(block.text) for block in around)
        if around and not (told and linked < 0.3 * written):
            break
        best, inside = parent, wider
    return best


def _within(page: Page, container: int) -> set[int]:
    inside = {container}
    for n, box in enumerate(page.boxes):
        if box.parent in inside:
            inside.add(n)
    return inside


def _without_link_lists(blocks: list[Block]) -> list[Block]:
    """Leave out lists of links, and single lines that are made of several."""
    kept: list[Block] = []
    run: list[Block] = []
    for block in [*blocks, None]:
        if block is not None and not block.heading and (_is_link(block) or (run and _is_separator(block))):
            run.append(block)
            continue
        if sum(map(_is_link, run)) < _RUN:
            kept += [one for one in run if not (one.links >= _RUN and _is_link(one))]
        run = []
        if block is not None:
            kept.append(block)
    return kept


def _is_link(block: Block) -> bool:
    return block.density > _DENSE


def _is_separator(block: Block) -> bool:
    return not any(character.isalpha() for character in block.text)


def _without_lone_headings(blocks: list[Block]) -> list[Block]:
    """Leave out headings at the end, with nothing under them, unless there is nothing else."""
    end = len(blocks)
    while end and blocks[end - 1].heading:
        end -= 1
    return blocks[:end] or [block for block in blocks if not _is_link(block)]
