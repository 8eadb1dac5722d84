"""What the commands of LaTeX stand for: accents, signs, and how many arguments of a command are no text."""

from __future__ import annotations

import unicodedata

# Accents, as the combining character that they put on the letter after them.
ACCENTS = {
    "'": "\u0301", "`": "\u0300", "^": "\u0302", '"': "\u0308", "~": "\u0303", "=": "\u0304", ".": "\u0307",
    "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328", "d": "\u0323", "b": "\u0331",
    "r": "\u030a", "h": "\u0309", "t": "\u0361", "G": "\u030f", "U": "\u030e", "cb": "\u0326", "textcommabelow": "\u0326",
}  # fmt: skip

SIGNS = {
    "ss": "ß", "SS": "SS", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "aa": "å",
    "AA": "Å", "i": "ı", "j": "ȷ", "dh": "ð", "DH": "Ð", "th": "þ", "TH": "Þ", "dj": "đ", "DJ": "Đ", "ng": "ŋ", "NG": "Ŋ",
    "schwa": "ə", "textschwa": "ə", "CYRSCHWA": "Ә", "cyrschwa": "ә", "dots": "…", "ldots": "…", "textellipsis": "…",
    "textendash": "–", "textemdash": "—", "cyrdash": "—", "textbar": "|", "textless": "<", "textgreater": ">", "textbackslash": "\\",
    "textasciitilde": "~", "textasciicircum": "^", "textunderscore": "_", "textquotesingle": "'", "textquotedbl": '"',
    "textquoteleft": "‘", "textquoteright": "’", "textquotedblleft": "“", "textquotedblright": "”", "quotedblbase": "„",
    "quotesinglbase": "‚", "guillemotleft": "«", "guillemotright": "»", "guilsinglleft": "‹", "guilsinglright": "›",
    "flqq": "«", "frqq": "»", "og": "« ", "fg": " »", "glqq": "„", "grqq": "“", "lq": "‘", "rq": "’",
    "textregistered": "®", "texttrademark": "™", "copyright": "©", "textcopyright": "©", "pounds": "£", "textsterling": "£",
    "euro": "€", "texteuro": "€", "textdegree": "°", "degree": "°", "textnumero": "№", "No": "№", "S": "§", "P": "¶", "dag": "†", "ddag": "‡",
    "textbullet": "•", "textperiodcentered": "·", "textperthousand": "‰", "textmu": "µ", "textpm": "±", "texttimes": "×",
    "textdiv": "÷", "textonehalf": "½", "textonequarter": "¼", "textexclamdown": "¡", "textquestiondown": "¿",
    "textordfeminine": "ª", "textordmasculine": "º", "textcent": "¢", "textyen": "¥", "textvisiblespace": "␣",
    "TeX": "TeX", "LaTeX": "LaTeX", "LaTeXe": "LaTeX2e", "XeTeX": "XeTeX", "XeLaTeX": "XeLaTeX", "LuaTeX": "LuaTeX",
    "BibTeX": "BibTeX", "quad": " ", "qquad": " ", "enspace": " ", "thinspace": " ", "space": " ", "nobreakspace": "\u00a0",
    "newline": "\u2028", "linebreak": "\u2028", "par": "\n\n", "textsuperscript": "", "and": ", ", "hrulefill": "", "zwnj": "\u200c",
}  # fmt: skip

# Commands whose first arguments are no text: how many in braces are left out; what follows them is text.
LEFT_ARGUMENTS = {
    0: "maketitle tableofcontents listoffigures listoftables newpage clearpage pagebreak noindent centering hline midrule "
    "toprule bottomrule frontmatter mainmatter backmatter appendix printbibliography printindex item bigskip medskip "
    "smallskip indent raggedright raggedleft protect left right relax",
    1: "label ref eqref pageref autoref cref Cref nameref vref cite citep citet citealp citealt citeauthor citeyear textcite "
    "parencite footcite autocite fullcite nocite supercite index glossary gls Gls vspace hspace usepackage RequirePackage "
    "documentclass pagestyle thispagestyle pagenumbering bibliography bibliographystyle addbibresource hypersetup "
    "geometry setmainfont setsansfont setmonofont setCJKmainfont setCJKsansfont setCJKmonofont selectlanguage color "
    "textcolor colorbox foreignlanguage href hyperref fontfamily fontseries fontshape cline cmidrule linespread parbox "
    "raisebox makebox framebox setstretch hyphenation graphicspath lstset captionsetup newcounter stepcounter refstepcounter "
    "phantom hphantom vphantom thanks author date institute affiliation email orcid keywords bibitem input include "
    "subfile includegraphics includepdf includesvg usetheme usecolortheme usetikzlibrary setmainlanguage setdefaultlanguage "
    "setotherlanguage setotherlanguages tag pdfbookmark addtolength value arabic roman alph usefonttheme "
    "inputencoding setsidebar hypertarget hyperlink theoremstyle newlength DeclareGraphicsExtensions",
    2: "setcounter addtocounter setlength resizebox multicolumn fontsize addcontentsline markboth newtheorem DeclareMathOperator "
    "newfontfamily newCJKfontfamily definecolor rule settowidth fcolorbox newglossaryentry newacronym scalebox rotatebox multirow "
    "numberwithin setbeamertemplate setbeamercolor setbeamerfont",
    3: "addtocontents titleformat titlespacing",
}  # fmt: skip
ARGUMENTS = {name: count for count, names in LEFT_ARGUMENTS.items() for name in names.split()}
ARGUMENTS |= {"scalebox": 1, "rotatebox": 1, "multirow": 2}

HEADINGS = frozenset(
    [
        "part",
        "chapter",
        "section",
        "subsection",
        "subsubsection",
        "paragraph",
        "subparagraph",
        "frametitle",
        "framesubtitle",
        "caption",
        "title",
        "subtitle",
        "captionof",
    ]
)
CODE = frozenset(
    [
        "verbatim",
        "Verbatim",
        "lstlisting",
        "minted",
        "alltt",
        "filecontents",
        "algorithm",
        "algorithmic",
        "tikzcode",
        "sagesilent",
        "pycode",
        "program",
        "BVerbatim",
    ]
)
FORMULAS = frozenset(
    [
        "equation",
        "align",
        "gather",
        "multline",
        "displaymath",
        "math",
        "eqnarray",
        "flalign",
        "alignat",
        "dmath",
        "subequations",
        "array",
        "matrix",
        "pmatrix",
        "cases",
    ]
)
PICTURES = frozenset(["tikzpicture", "pspicture", "picture", "asy", "forest", "tikzcd", "circuitikz"])
# Arguments in braces after \begin{…} that are no text.
ENVIRONMENT_ARGUMENTS = {
    "tabular": 1, "tabularx": 2, "tabulary": 2, "longtable": 1, "supertabular": 1, "minipage": 1, "multicols": 1, "CJK": 2, "wrapfigure": 2,
    "wraptable": 2, "adjustbox": 1, "thebibliography": 1, "tabbing": 0, "column": 1, "otherlanguage": 1, "list": 2, "textblock": 1,
    "xltabular": 2, "tblr": 1, "longtblr": 1, "spacing": 1, "figwindow": 1,
}  # fmt: skip

LANGUAGES = {
    "arabic": "ar", "armenian": "hy", "azerbaijani": "az", "azeri": "az", "bashkir": "ba", "belarusian": "be", "bengali": "bn", "bulgarian": "bg", "burmese": "my", "chinese": "zh",
    "croatian": "hr", "czech": "cs", "english": "en", "american": "en-US", "british": "en-GB", "UKenglish": "en-GB",
    "USenglish": "en-US", "farsi": "fa", "persian": "fa", "french": "fr", "francais": "fr", "georgian": "ka", "german": "de", "ngerman": "de", "greek": "el",
    "hebrew": "he", "hindi": "hi", "indonesian": "id", "italian": "it", "japanese": "ja", "kannada": "kn", "kazakh": "kk", "khmer": "km",
    "korean": "ko", "kurdish": "ku", "kurmanji": "kmr", "kyrgyz": "ky", "lao": "lo", "macedonian": "mk", "malay": "ms", "malayalam": "ml",
    "marathi": "mr", "mongolian": "mn", "nepali": "ne", "pashto": "ps", "polish": "pl", "portuguese": "pt", "punjabi": "pa", "romanian": "ro",
    "russian": "ru", "sanskrit": "sa", "serbian": "sr", "serbianc": "sr-Cyrl", "sinhala": "si", "spanish": "es", "swahili": "sw", "syriac": "syr",
    "tajik": "tg", "tamil": "ta", "tatar": "tt", "telugu": "te", "thai": "th", "tibetan": "bo", "turkish": "tr", "turkmen": "tk", "ukrainian": "uk",
    "urdu": "ur", "uyghur": "ug", "uzbek": "uz", "vietnamese": "vi",
}  # fmt: skip
# Languages whose babel gives a quotation mark before a hyphen or bracket a meaning of its own.
WITH_SHORTHANDS = frozenset(["ru", "uk", "bg", "be", "mn", "kk", "de", "mk", "sr"])


def accented(accent: str, letter: str) -> str:
    """Return `letter` with the accent that the command `accent` puts on it; a dotless i takes its dot's place."""
    first, rest = (letter[:1], letter[1:]) if letter else (" ", "")
    return unicodedata.normalize("NFC", {"ı": "i", "ȷ": "j"}.get(first, first) + ACCENTS[accent] + rest)
