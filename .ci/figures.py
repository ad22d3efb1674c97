"""Figures in README and model cards, held against the committed outputs of the cells that gave them.

A comment that no reader sees follows what it vouches for, up to the last such comment in the same paragraph or table row:

    Dice 0.956 <!-- from: nbs/tutorials/02_starter.ipynb#411a152c; 3D-IRCADb 1: 0.956255 -->
    2.5 mm a pixel <!-- given: 2.5 -->
    Dice 0.975 in 6 minutes <!-- by: make demo -->

Entries are separated by `;`. Before the colon stands what marks the line of the output, after it are the numbers as they
stand in that line; the text gives the same, or less of their digits. `given` names numbers that nobody measured: settings,
facts about others' data. `by` names the command that prints all numbers before it. Each number with a decimal point, `×` or `%`, and each count `of` another, must be vouched for."""
import json, re
from decimal import ROUND_HALF_UP, Decimal
from html import unescape
from pathlib import Path

COMMENT = re.compile(r'<!--\s*(from|given|by):\s*(.*?)\s*-->', re.S)
NUMBER = re.compile(r'(?<![\w.,/#])[-−]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?!\w|[.,]\d)')
FIGURE = re.compile(r'(?<![\w.,/#])(?<![A-Za-z]-)(?:[\d,]*\d\.\d+|[\d,]*\d(?=\s?[×%](?!\s?\d))|\d+(?= of \d))(?!\w|\.\d)')
BEFORE_STOP = re.compile(r'\s<!--(?:(?!-->).)*-->[.,;:]', re.S) # on the page, a space before the stop
UNREAD = re.compile(r'```.*?```|`[^`\n]*`|\]\([^)]*\)', re.S)

def value(text):
    return Decimal(text.replace(',', '').replace('−', '-'))

def same(shown, measured):
    "Whether a number in the text is a measured one, as it is, rounded, or as a percentage"
    exact, digits = value(measured), Decimal(1).scaleb(value(shown).as_tuple().exponent)
    return value(shown) in {(exact*factor).quantize(digits, ROUND_HALF_UP) for factor in (1, 100)}

def output_lines(cell):
    "What a cell's outputs say, line by line; a row of a table is a line"
    lines = []
    for output in cell['outputs']:
        data = output.get('data', {})
        said = ''.join(output.get('text') or data.get('text/html') or data.get('text/markdown') or data.get('text/plain', ''))
        said = re.sub(r'<style.*?</style>', '', said, flags=re.S)
        said = re.sub(r'</t[dh]>\s*', '  ', said) if '<tr' in said else said
        lines += unescape(re.sub(r'<[^>]+>', '', said)).splitlines()
    return lines

def complaints_about_source(tree, source, entries):
    "Numbers that a marker gives, and what is wrong with it"
    path, _, cell_id = source.partition('#')
    if not (tree/path).is_file():
        return [], [f'{source}: there is no such notebook']
    cells = {c['id']: c for c in json.loads((tree/path).read_text(encoding='utf-8'))['cells']}
    if not cells.get(cell_id, {}).get('outputs'):
        return [], [f'{source}: there is no such cell with an output']
    lines, numbers, wrong = output_lines(cells[cell_id]), [], []
    for entry in entries:
        row, _, given = entry.rpartition(':')
        asked = NUMBER.findall(given)
        numbers += asked
        rows = [line for line in lines if row.strip() in line]
        if not asked or not any(set(asked) <= set(NUMBER.findall(line)) for line in rows):
            wrong.append(f'{source} does not say "{entry.strip()}" in a line of its output')
    return numbers, wrong

def complaints_about_command(tree, command):
    "A command of the Makefile, whose figures nobody keeps"
    target = command.removeprefix('make ')
    known = re.findall(r'^([\w-]+):', (tree/'Makefile').read_text(encoding='utf-8'), re.M)
    return [] if target in known else [f'`{command}` is no command of the Makefile']

def complaints_about_block(tree, block):
    "Complaints about a paragraph, or a row of a table"
    complaints, start = [], 0
    text = UNREAD.sub(lambda m: ' '*len(m[0]), block)
    for comment in COMMENT.finditer(text):
        before = text[start:comment.start()]
        source, *entries = comment[2].split(';')
        if comment[1] == 'given':
            vouched, unshown = NUMBER.findall(comment[2]), []
        elif comment[1] == 'by':
            vouched, unshown = NUMBER.findall(before), []
            complaints += complaints_about_command(tree, comment[2])
        else:
            vouched, wrong = complaints_about_source(tree, source.strip(), entries)
            complaints += wrong
            unshown = [n for n in vouched if not any(same(shown, n) for shown in NUMBER.findall(before))]
        complaints += [f'the text before {source.strip()} does not give its {n}' for n in unshown]
        complaints += unvouched(before, vouched)
        start = comment.end()
    return complaints + unvouched(text[start:], [])

def unvouched(text, vouched):
    return [f'nothing vouches for {n} in "…{text.strip()[-60:]}"' for n in FIGURE.findall(text) if not any(same(n, v) for v in vouched)]

def markdown(path):
    "A text, or what stands between the code of a notebook"
    text = path.read_text(encoding='utf-8')
    if path.suffix != '.ipynb':
        return text
    return '\n\n'.join(''.join(c['source']) for c in json.loads(text)['cells'] if c['cell_type'] == 'markdown')

def complaints_about_figures(tree):
    "Complaints about README.md, the page of all that was measured, and the cards of models, each with its place"
    complaints = []
    for path in [tree/'README.md', tree/'nbs/benchmarks/00_measured.ipynb', *sorted(tree.glob('models/*/card.md'))]:
        text = re.sub(r'^```.*?^```', '', markdown(path), flags=re.S | re.M)
        blocks = re.split(r'\n\s*\n|\n(?=\s*[|*-] ?)', text)
        complaints += [f'{path.relative_to(tree)}: put "{m[-1]}" before the comment {m[1:40]}…' for m in BEFORE_STOP.findall(text)]
        complaints += [f'{path.relative_to(tree)}: {c}' for block in blocks for c in complaints_about_block(tree, block)]
    return complaints

if __name__ == '__main__':
    print(*complaints_about_figures(Path(__file__).resolve().parents[1]), sep='\n')
