"""What stands in code blocks of the texts: commands must be those that the command line knows, Python must run"""
import contextlib, importlib.util, io, json, re, shlex, sys
from pathlib import Path

BLOCK = re.compile(r'^```(\w+)\n(.*?)^```', re.M | re.S)
INLINE = re.compile(r'`((?:liverseg|make) [^`\n]+)`')

def texts(tree, notebooks):
    "Name and Markdown of each text; code cells of notebooks are run as such"
    for path in sorted(tree.glob('*.md')):
        yield path.relative_to(tree), path.read_text(encoding='utf-8')
    for path in notebooks:
        cells = json.loads((tree/path).read_text(encoding='utf-8'))['cells']
        yield path, '\n\n'.join(''.join(c['source']) for c in cells if c['cell_type'] == 'markdown')

def commands(text):
    "Commands of a text, and whether they are whole: those in shell blocks are, those in a sentence need not be"
    for language, body in BLOCK.findall(text):
        if language in ('bash', 'sh', 'console'):
            lines = re.sub(r'\\\n', ' ', body).splitlines()
            yield from ((part, True) for line in lines for part in split(line))
    yield from ((words, False) for line in INLINE.findall(BLOCK.sub('', text)) for words in split(line))

def split(line):
    "Words of the commands of a line, without comments"
    words = shlex.split(line.replace('$(which liverseg)', 'liverseg'), comments=True)
    while words:
        end = words.index('&&') if '&&' in words else len(words)
        yield words[:end]
        words = words[end+1:]

def complaint_about(words, whole, parsers, targets):
    "What is wrong with a command: an option that does not exist, a target that `make` does not have"
    if words[:1] == ['make'] and words[1:] and words[1] not in targets:
        return f'there is no `make {words[1]}`'
    if 'liverseg' not in words:
        return None
    name, *rest = words[words.index('liverseg')+1:] or ['--help']
    if name.startswith('-') or name in ('help', 'COMMAND'):
        return None
    if name not in parsers:
        return f'there is no command `liverseg {name}`'
    parser = parsers[name]()
    if not whole:
        unknown = [word for word in rest if word.startswith('--') and word not in parser.format_help()]
        return f'there is no option {unknown[0]} of `liverseg {name}`' if unknown else None
    said = io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            parser.parse_args(rest)
        except SystemExit as stopped:
            return f'`{" ".join(words)}`: {said.getvalue().strip().splitlines()[-1]}' if stopped.code else None

def complaints_about_commands(tree, notebooks):
    from liverseg_fastai.cli import COMMANDS, SYNONYMS, parser_of
    known = {**COMMANDS, **{word: COMMANDS[name] for word, name in SYNONYMS.items()}}
    parsers = {name: (lambda function=function: parser_of(function)) for name, function in known.items()}
    targets = set(re.findall(r'^([a-z-]+)(?: [a-z-]+)*:', (tree/'Makefile').read_text(encoding='utf-8'), re.M))
    targets |= set(re.findall(r'^\.PHONY: (.*)', (tree/'Makefile').read_text(encoding='utf-8'), re.M)[0].split())
    found = []
    for name, text in texts(tree, notebooks):
        found += [f'{name}: {said}' for words, whole in commands(text)
                  if (said := complaint_about(words, whole, parsers, targets))]
    return found

def python_blocks(tree, notebooks):
    "Name and code of the Python in Markdown cells, which nobody else runs"
    for name, text in texts(tree, notebooks):
        if name.suffix == '.ipynb':
            for language, body in BLOCK.findall(text):
                if language in ('python', 'py'):
                    yield name, body

def lacks(code):
    "Does it import what is not installed here?"
    modules = re.findall(r'^\s*(?:from|import) (\w+)', code, re.M)
    return [module for module in modules if importlib.util.find_spec(module) is None]

if __name__ == '__main__': # a tree, and the notebooks in it
    sys.exit('\n'.join(complaints_about_commands(Path(sys.argv[1]), list(map(Path, sys.argv[2:])))) or 0)
