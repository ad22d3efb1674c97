"Make README.md from the saved outputs of nbs/index.ipynb; its pictures go to nbs/images/readme_*.png"
import base64, json, os.path, re
from pathlib import Path

root = Path(__file__).resolve().parents[1]
nbs, images = root/'nbs', root/'nbs/images'
notice = '<!-- Made from nbs/index.ipynb by `make readme`; edit the notebook. -->'

def text(o): return o if isinstance(o, str) else ''.join(o)
def fence(s, lang=''): return f'```{lang}\n{s.rstrip()}\n```'

def relink(md):
    "Links of the notebook are relative to nbs/, those of the README to the repository"
    def fix(m): return m[1] + (m[2] if re.match(r'\w+:|#|/', m[2]) else os.path.normpath(f'nbs/{m[2]}'))
    return re.sub(r'(\]\(|(?:src|href)=")([^)"\s]+)', fix, md)

def picture(data, alt):
    "Save a PNG output and link it"
    images.mkdir(exist_ok=True)
    path = images/f"readme_{len(list(images.glob('readme_*.png'))) + 1}.png"
    path.write_bytes(base64.b64decode(text(data)))
    return f'![{alt}](nbs/images/{path.name})'

def output(o, alt):
    "An output as markdown: text, picture or printed lines"
    if o['output_type'] == 'stream': return fence(text(o['text']))
    if o['output_type'] == 'error': return fence(f"{o['ename']}: {o['evalue']}")
    data = o['data']
    if 'text/markdown' in data: return relink(text(data['text/markdown']))
    if 'image/png' in data: return picture(data['image/png'], alt)
    return fence(text(data['text/plain']))

def blocks(cell):
    "Markdown blocks of a cell, as its quarto directives ask"
    src = text(cell['source'])
    if cell['cell_type'] == 'markdown': return [relink(src)]
    flags = set(re.findall(r'^#\|\s*(.+?)\s*$', src, re.M))
    if cell['cell_type'] != 'code' or flags & {'hide', 'include: false'}: return []
    alt = re.findall(r'^#\|\s*fig-alt:\s*"(.*)"', src, re.M)
    code = re.sub(r'^#\|.*\n?', '', src, flags=re.M).strip()
    shown = [] if not code or 'echo: false' in flags else [fence(code, 'python')]
    return shown + ([] if 'output: false' in flags else [output(o, alt[0] if alt else '') for o in cell['outputs']])

for old in images.glob('readme_*.png'): old.unlink()
cells = json.loads((nbs/'index.ipynb').read_text(encoding='utf-8'))['cells']
parts = [notice] + [b for c in cells for b in blocks(c)]
(root/'README.md').write_text('\n\n'.join(parts) + '\n', encoding='utf-8', newline='\n')
