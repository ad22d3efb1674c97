"""Whether the outputs that a notebook shows are those that its cells give today: numbers may differ, their kind may not.

Compared cell by cell: whether there is an output at all, how many figures, which columns of tables, which keys of dictionaries."""
import ast, re
from html import unescape

WIDGET = 'application/vnd.jupyter.widget-view+json' # a progress bar

def texts(outputs):
    "What outputs say, HTML last"
    for output in outputs:
        data = output.get('data') or {}
        yield from (''.join(data[kind]) for kind in ('text/html', 'text/markdown', 'text/plain') if kind in data)
        yield ''.join(output.get('text') or '')

def n_figures(outputs):
    return sum('image/png' in (o.get('data') or {}) or 'image/jpeg' in (o.get('data') or {}) for o in outputs)

def kind(name):
    "A column's name as it is in short runs and in long ones"
    name = re.sub(r'\d[\d.,]*', 'N', name)
    return name.replace('N epochs', 'N epoch').replace(', short run', '')

def columns(outputs):
    "Column names of tables in HTML"
    found = set()
    for text in texts(outputs):
        for head in re.findall(r'<thead>.*?</thead>', text, re.S):
            if 'train_loss' in head: continue # fastai writes its progress as text where no notebook shows it
            found |= {unescape(re.sub('<.*?>', '', name)).strip() for name in re.findall(r'<th[ >].*?</th>', head, re.S)}
    return {kind(name) for name in found} - {'', 'N', 'time'}

def keys(outputs):
    "Keys of the dictionaries that cells end with"
    found = set()
    for output in outputs:
        text = ''.join((output.get('data') or {}).get('text/plain', ''))
        if text.startswith('{'):
            try: value = ast.literal_eval(text)
            except (SyntaxError, ValueError): continue
            found |= set(map(str, value)) if isinstance(value, dict) else set()
    return found

def complaints_about_outputs(committed, fresh, all_ran):
    "What differs in kind between the outputs in the file and those of a run, both by cell id"
    complaints = []
    for cell_id, given in fresh.items():
        old, new = ([o for o in outputs if o.get('name') != 'stderr' and WIDGET not in o.get('data', {})] for outputs in (committed.get(cell_id, []), given))
        if not all_ran and not (old and new): continue
        for what, of in (('outputs', bool), ('figures', n_figures), ('columns', columns), ('keys', keys)):
            if of(old) != of(new):
                complaints.append(f'cell {cell_id} shows other {what} than a run gives, {describe(of(old), of(new))}: run it and save it')
                break
    return complaints

def describe(old, new):
    if not isinstance(old, set): return f'{old:d} in place of {new:d}'
    return '; '.join(f'{word} {", ".join(sorted(names))}' for word, names in (('it lacks', new-old), ('only it has', old-new)) if names)
