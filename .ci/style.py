"""A table of how the exported package reads, beside the aims: `make style`. It fails nothing; symptoms are no goals.

`body` counts the characters of a function below its `def` line, signature comments included; `names` the local names."""
import ast, re, sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BRANCHES = (ast.If, ast.For, ast.While, ast.ExceptHandler, ast.IfExp, ast.comprehension, ast.Assert, ast.With)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)

def complexity(function):
    "Decisions + 1"
    nodes = list(ast.walk(function))
    return 1 + sum(isinstance(n, BRANCHES) for n in nodes) + sum(len(n.values) - 1 for n in nodes if isinstance(n, ast.BoolOp))

def local_names(function):
    return {n.id for n in ast.walk(function) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}

def only_imports(tree):
    return all(isinstance(n, (ast.Import, ast.ImportFrom)) or isinstance(n, ast.Assign) and ast.unparse(n).startswith('__all__')
               for n in tree.body)

def measure(path):
    "What one module adds to the table"
    text = path.read_text(encoding='utf-8')
    tree, lines = ast.parse(text), text.splitlines()
    functions = [n for n in ast.walk(tree) if isinstance(n, FUNCTIONS)]
    cells = [ast.parse(c) for c in re.split(r'^# %% .*$', text, flags=re.M)[1:]]
    cells = [c for c in cells if c.body and not only_imports(c)]
    imported = [a.name for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.level for a in n.names]
    return dict(
        body=[sum(len(line.strip()) for line in lines[f.lineno:f.end_lineno]) for f in functions],
        length=[f.end_lineno - f.lineno + 1 for f in functions],
        lines=[len(line) for line in lines if line.strip() and not line.lstrip().startswith('#')],
        cell=[c.body[-1].end_lineno - min(c.body[0].lineno, *(d.lineno for d in getattr(c.body[0], 'decorator_list', [])), c.body[0].lineno) + 1
              for c in cells],
        crowd=[sum(isinstance(n, (*FUNCTIONS, ast.ClassDef)) for n in c.body) >= 3 for c in cells],
        names=[len(name) <= 2 for f in functions for name in local_names(f)],
        helpers=[sum(n.name.startswith('_') for n in tree.body if isinstance(n, (*FUNCTIONS, ast.ClassDef)))],
        private=[name.startswith('_') and name != '__version__' for name in imported],
        complex=[complexity(f) > 10 for f in functions])

def share(values):
    return f'{sum(values) / max(1, len(values)):.1%}'

def quantile(values, q):
    return sorted(values)[min(len(values) - 1, int(q * len(values)))] if values else 0

def row(name, parts):
    "One line of the table, over one or more modules"
    v = {key: [x for part in parts for x in part[key]] for key in parts[0]}
    long, paragraphs = [n > 120 for n in v['lines']], sum(n > 160 for n in v['lines'])
    return (name, len(v['body']), f"{quantile(v['body'], .5)} / {quantile(v['body'], .9)}", f"{quantile(v['length'], .5)} / {quantile(v['length'], .9)}",
            share(long), paragraphs, f"{quantile(v['cell'], .5)} / {quantile(v['cell'], .9)}", share(v['crowd']), share(v['names']),
            f"{sum(v['helpers']) / len(v['helpers']):.1f}", sum(v['private']), share(v['complex']))

HEAD = ('room', 'functions', 'body', 'lines', '>120', '>160', 'cell', '≥3 in cell', 'names ≤2', 'helpers', 'private', 'complex')
AIMS = ('aim', '', '160 / 500', '6 / 15', '2.0%', 0, '10', '8.0%', '45.0%', '5.0', 0, '1.0%')

def table(package):
    paths = [p for p in sorted(package.rglob('*.py')) if p.name not in ('__init__.py', '_modidx.py', 'all.py')]
    rooms = {}
    for path in paths:
        rooms.setdefault(path.relative_to(package).parts[0].removesuffix('.py'), []).append(measure(path))
    everything = [part for parts in rooms.values() for part in parts]
    return [HEAD, AIMS, row('all', everything)] + [row(name, parts) for name, parts in rooms.items()]

def main():
    package = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT/'liverseg_fastai'
    rows = [[str(cell) for cell in line] for line in table(package)]
    widths = [max(len(line[i]) for line in rows) for i in range(len(HEAD))]
    for line in rows:
        print('  '.join(cell.ljust(w) if i == 0 else cell.rjust(w) for i, (cell, w) in enumerate(zip(line, widths))))

if __name__ == '__main__':
    main()
