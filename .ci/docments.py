"""Has every public symbol a docstring, and each of its parameters a comment, where fastcore's docments look for it?

A comment belongs to what begins last in its line: `mask, # Integer labels` to `mask`, `x, y)->int: # Their sum` to the result.
Where that is `None`, it belongs to the last parameter."""
import ast, io, re, tokenize
from house import module_name

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
# What Qt, fastai, PyTorch and Starlette call by these names, and explain
EVENTS = re.compile(r'\w+Event|(before|after)_\w+')
METRIC = 'reset', 'accumulate', 'name', 'value' # of a fastai `Metric`
GIVEN = 'request',
# The class says what these of its methods do
SAID_BY_CLASS = 'forward', 'encodes', 'decodes'
CALLED = '__init__', '__call__'
RECORDS = 'dataclass', 'NamedTuple'

def last_name(node):
    "The name of a decorator or a base, without its call and its module"
    return ast.unparse(node).split('(')[0].split('.')[-1]

def comments_of(text):
    "Lines with a comment, and of these the ones with nothing else"
    found = [t for t in tokenize.generate_tokens(io.StringIO(text).readline) if t.type == tokenize.COMMENT]
    return {t.start[0] for t in found}, {t.start[0] for t in found if t.line.lstrip().startswith('#')}

def uncommented(begins, comments, alone):
    "Names, out of pairs (line, name), that own no comment in their line, nor one alone above it"
    last = dict(begins)
    return [name for line, name in begins
            if not (line in comments and last[line] == name or line - 1 in alone)]

def about_function(function, owner, comments, alone):
    "What a public function or method lacks"
    decorators = [last_name(d) for d in function.decorator_list]
    arguments = function.args
    given = [*arguments.posonlyargs, *arguments.args]
    if (owner or 'patch' in decorators) and 'staticmethod' not in decorators:
        given = given[1:]
    begins = [(a.lineno, a.arg) for a in [*given, *arguments.kwonlyargs]]
    if function.returns and ast.unparse(function.returns) != 'None':
        begins.append((function.returns.lineno, 'return'))
    lacking = [f'comment on `{name}`' for name in uncommented(begins, comments, alone) if name not in ('return', *GIVEN)]
    silent = function.name in (*CALLED, *SAID_BY_CLASS) or ast.get_docstring(function)
    return lacking if silent else ['docstring', *lacking]

def about_class(node, comments, alone):
    "Pairs (name, what it lacks) of a public class"
    named = [last_name(n) for n in (*node.bases, *node.decorator_list)]
    if not ast.get_docstring(node):
        yield node.name, 'docstring'
    fields = [n for n in node.body if isinstance(n, ast.AnnAssign) and set(named) & set(RECORDS)]
    begins = [(n.lineno, n.target.id) for n in fields if n.target.id[0] != '_']
    yield from ((node.name, f'comment on `{name}`') for name in uncommented(begins, comments, alone))
    for method in node.body:
        if isinstance(method, FUNCTIONS) and is_ours(method.name) and not ('Metric' in named and method.name in METRIC):
            yield from ((f'{node.name}.{method.name}', what) for what in about_function(method, True, comments, alone))

def is_ours(name):
    "Is a function public, and meant and named by this package?"
    return name in CALLED or name[0] != '_' and not EVENTS.fullmatch(name)

def about_module(text):
    "Pairs (name, what it lacks) of all public symbols of a module"
    comments, alone = comments_of(text)
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef) and node.name[0] != '_':
            yield from about_class(node, comments, alone)
        elif isinstance(node, FUNCTIONS) and is_ours(node.name):
            yield from ((node.name, what) for what in about_function(node, False, comments, alone))

def complaints_about_docments(package):
    "Public symbols without a docstring, and their parameters without a comment; `*args` and `**kwargs` are passed on"
    paths = [p for p in sorted(package.rglob('*.py')) if p.name not in ('__init__.py', '_modidx.py', 'all.py')]
    return [f'{module_name(path, package)}: `{name}` has no {what}'
            for path in paths for name, what in about_module(path.read_text(encoding='utf-8'))]
