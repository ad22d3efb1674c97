"""Links between the texts: the file must be there, and so must the heading that an anchor names.

Anchors are those of Quarto and nbdev: lower case, spaces as hyphens, no punctuation but `_`, `-` and `.`, as in
`10_case.ipynb#what-it-is-read-from`; Jupyter, which keeps the case, opens the page at its top. A symbol of an exported cell has
an anchor of its own, its name. In `.md` files they are GitHub's, which also leaves out dots and keeps numbers at the beginning."""
import json, re
from html import unescape
from urllib.parse import unquote

LINK = re.compile(r'\]\(([^)\s]+)(?:\s+"[^"]*")?\)|(?:href|src)="([^"]+)"')
HEADING = re.compile(r'^(#{1,6})\s+(.*?)\s*#*$', re.M)
FENCE = re.compile(r'^(```|~~~).*?^\1', re.M | re.S)
SYMBOL = re.compile(r'^(?:async def|def|class) (\w+)', re.M)
ELSEWHERE = re.compile(r'\w+:|/')
TEXTS = '*.md', 'models/**/*.md'

def cells_of(path, kind):
    cells = json.loads(path.read_text(encoding='utf-8'))['cells']
    return [''.join(c['source']) for c in cells if c['cell_type'] == kind]

def text_of(path):
    "Markdown of a text, without blocks of code"
    whole = '\n\n'.join(cells_of(path, 'markdown')) if path.suffix == '.ipynb' else path.read_text(encoding='utf-8')
    return FENCE.sub('', whole)

def links_of(text):
    "Targets of the links in a text; what stands in backticks or in a comment is none"
    read = re.sub(r'<!--.*?-->|`[^`\n]*`', '', text, flags=re.S)
    return [unescape(markdown or html) for markdown, html in LINK.findall(read)]

def slug(heading, notebook):
    "The anchor of a heading"
    shown = re.sub(r'\[([^\]]*)\]\([^)]*\)', r'\1', re.sub(r'<[^>]*>', '', heading)).strip().lower()
    if not notebook:
        return re.sub(r'[^\w\- ]', '', shown).replace(' ', '-')
    kept = re.sub(r'\s+', '-', re.sub(r'[^\w\-. ]', '', shown).strip())
    return re.sub(r'^[\W\d_]+', '', kept) or 'section'

def anchors_of(path):
    "Anchors of a page; headings of one text are numbered from the second on, a notebook's first is the title of its page"
    notebook = path.suffix == '.ipynb'
    headings = [words for level, words in HEADING.findall(text_of(path)) if not (notebook and level == '#')]
    seen, anchors = {}, set()
    for name in (slug(words, notebook) for words in headings):
        anchors.add(f'{name}-{seen[name]}' if name in seen else name)
        seen[name] = seen.get(name, 0) + 1
    exported = [code for code in cells_of(path, 'code') if code.startswith('#| export')] if notebook else []
    return anchors | {name.lower() for code in exported for name in SYMBOL.findall(code)}

def complaint_about(tree, page, link, anchors):
    "What is wrong with a link, if anything; `anchors` keeps those of pages that were looked at"
    name, _, anchor = link.partition('#')
    target = (tree/page.parent/unquote(name)).resolve() if name else (tree/page).resolve()
    if not target.is_relative_to(tree.resolve()) or not target.exists():
        return f'{page}: the link {link} leads nowhere'
    if not anchor or target.suffix not in ('.ipynb', '.md'):
        return None
    if target not in anchors:
        anchors[target] = anchors_of(target)
    if anchor in anchors[target]:
        return None
    near = [o for o in anchors[target] if o.replace('-', '') == re.sub(r'\W', '', anchor.lower()).replace('-', '')]
    return f'{page}: {name or "the page"} has no heading #{anchor}' + (f'; write #{near[0]}' if near else '')

def complaints_about_links(tree, notebooks):
    "Links that lead nowhere, in Markdown files and in Markdown cells"
    pages = [*(p.relative_to(tree) for pattern in TEXTS for p in sorted(tree.glob(pattern))), *notebooks]
    known = {}
    found = [complaint_about(tree, page, link, known)
             for page in pages for link in links_of(text_of(tree/page)) if not ELSEWHERE.match(link)]
    return list(filter(None, found))
