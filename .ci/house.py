"""The rules of the house that a look at the code can check: which way imports run, and which cells may import"""
import ast, json, re

# Each imports from those before it; CONTRIBUTING.md has the same list
ROOMS = ('core', 'scans', 'phantom', 'data', 'models', 'metrics', 'predict', 'train', 'report', 'synth', 'viewer', 'gui', 'web',
         'commands', 'pipeline', 'demo', 'cli', 'start', 'all')
PACKAGE = 'liverseg_fastai'
# fastai takes seconds to import, and predicting never waits for it
FASTAI_IN = ('data.augment', 'data.block', 'train.', 'synth.training', 'synth.inner_training', 'all')

def module_name(path, package):
    return '.'.join(path.relative_to(package).with_suffix('').parts)

def definitions(tree):
    "Names that a module defines at its top level, those that are imported left out"
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.add(node.name)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
    return names

def absolute(node, module):
    "Dotted name, inside the package, of what a `from … import` imports from; None for other packages"
    if node.level == 0:
        name = node.module or ''
        return name[len(PACKAGE)+1:] if name.split('.')[0] == PACKAGE else None
    base = module.split('.')[:-node.level]
    return '.'.join(base + ([node.module] if node.module else []))

def complaints_about_imports(package):
    "Arrows that run up, private names, names taken from a module that does not define them, fastai where it has no place"
    paths = [p for p in sorted(package.rglob('*.py')) if p.name not in ('__init__.py', '_modidx.py')]
    trees = {module_name(p, package): ast.parse(p.read_text(encoding='utf-8')) for p in paths}
    defined = {module: definitions(tree) for module, tree in trees.items()}
    numbers = {module: number_of(path) for module, path in zip(trees, paths)}
    complaints = []
    for module, tree in trees.items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                complaints += about_one(module, node, absolute(node, module), defined, numbers)
            elif isinstance(node, ast.Import):
                complaints += [f'{module} imports fastai' for a in node.names if a.name.split('.')[0] == 'fastai' and not fastai_may(module)]
    return complaints

def number_of(path):
    "Number of the notebook that a module comes from, which orders the modules of a room"
    found = re.search(r'File to edit: \S*?(\d+)_\w+\.ipynb', path.read_text(encoding='utf-8'))
    return int(found[1]) if found else 0

def fastai_may(module):
    return module.startswith(FASTAI_IN)

def about_one(module, node, source, defined, numbers):
    "Complaints about one import statement"
    if source is None:
        at_top = node.col_offset == 0
        foreign = (node.module or '').split('.')[0]
        return [f'{module} imports fastai'] if foreign == 'fastai' and at_top and not fastai_may(module) else []
    if source == '':
        return []
    if source not in defined:
        return [f'{module} imports from {source}, which is no module']
    room, other = module.split('.')[0], source.split('.')[0]
    out = []
    upward = ROOMS.index(other) > ROOMS.index(room)
    if upward or room == other and numbers[source] >= numbers[module]:
        out.append(f'{module} imports from {source}, which comes after it in the list of rooms')
    for alias in node.names:
        if alias.name.startswith('_') and alias.name != '__version__':
            out.append(f'{module} imports the private name {alias.name} from {source}')
        elif alias.name != '*' and alias.name not in defined[source]:
            out.append(f'{module} imports {alias.name} from {source}, which does not define it')
    return out

def complaints_about_cells(tree, notebooks):
    "Cells that import and do something else: nbdev runs them alone when it makes the documentation"
    complaints = []
    for path in notebooks:
        for cell in json.loads((tree/path).read_text(encoding='utf-8'))['cells']:
            source = ''.join(cell['source'])
            if cell['cell_type'] != 'code' or re.search(r'^#\|\s*(export|hide|eval: false)', source, re.M):
                continue
            if mixes(re.sub(r'^\s*[%!].*$', '', source, flags=re.M)):
                complaints.append(f'{path}: cell {cell["id"]} imports and does something else; give the import a cell of its own')
    return complaints

def mixes(source):
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return False
    kinds = ast.Import, ast.ImportFrom
    imports = [isinstance(s, kinds) for s in statements]
    blocks = [s for s in statements if not isinstance(s, (*kinds, ast.FunctionDef, ast.ClassDef))]
    nested = any(isinstance(node, kinds) and not only_guards(block) for block in blocks for node in ast.walk(block))
    return nested or any(imports) and not all(imports)

def only_guards(block):
    "Whether a block imports what may be missing, says so if it is, and does nothing else"
    def harmless(node):
        skips = isinstance(getattr(node, 'value', None), ast.Call) and getattr(node.value.func, 'id', '') == 'skipped'
        return skips or isinstance(node, (ast.If, ast.Try, ast.Import, ast.ImportFrom))
    return all(harmless(node) for node in ast.walk(block) if isinstance(node, ast.stmt))
