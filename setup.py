"Package metadata, all of it from settings.ini"
import re
from configparser import ConfigParser
from pathlib import Path
from setuptools import find_packages, setup

here = Path(__file__).parent
config = ConfigParser(delimiters='=')
config.read(here/'settings.ini', encoding='utf-8')
cfg = config['DEFAULT']

statuses = ('1 - Planning', '2 - Pre-Alpha', '3 - Alpha', '4 - Beta', '5 - Production/Stable', '6 - Mature', '7 - Inactive')
licenses = {'apache2': 'Apache-2.0'}
suffix = '_requirements'
extras = {key[:-len(suffix)]: cfg[key].split() for key in cfg if key.endswith(suffix)}
extras['all'] = sorted({req for name, reqs in extras.items() if name != 'dev' for req in reqs})
readme = here/'README.md'

def absolute(text):
    "A README whose links work on another site too"
    def link(m):
        kind = 'raw' if m[1].endswith('.png') else 'blob'
        return f"]({cfg['git_url']}/{kind}/{cfg['branch']}/{m[1]})"
    return re.sub(r'\]\((?!\w+:|#)([^)\s]+)\)', link, text)

# Committed models travel in the wheel, beside the code that finds them
weights = {f"{cfg['lib_path']}.weights.{f.parent.name}": f"models/{f.parent.name}" for f in sorted(here.glob('models/starter*/model.json'))}

setup(
    name=cfg['lib_name'],
    version=cfg['version'],
    description=cfg['description'],
    long_description=absolute(readme.read_text(encoding='utf-8')) if readme.exists() else '',
    long_description_content_type='text/markdown',
    keywords=cfg['keywords'],
    author=cfg['author'],
    author_email=cfg['author_email'],
    license=licenses[cfg['license']],
    url=cfg['git_url'],
    project_urls={'Documentation': cfg['doc_host'] + cfg['doc_baseurl']},
    classifiers=[
        f"Development Status :: {statuses[int(cfg['status']) - 1]}",
        f"Intended Audience :: {cfg['audience']}",
        f"Natural Language :: {cfg['language']}",
        'Programming Language :: Python :: 3',
        *(f'Programming Language :: Python :: 3.{minor}' for minor in range(int(cfg['min_python'].split('.')[1]), 14)),
        'Operating System :: OS Independent',
        'Framework :: Jupyter',
        'Typing :: Typed',
        'Topic :: Scientific/Engineering :: Artificial Intelligence',
        'Topic :: Scientific/Engineering :: Image Processing',
        'Topic :: Scientific/Engineering :: Medical Science Apps.',
    ],
    packages=find_packages(include=[cfg['lib_path'] + '*']) + list(weights),
    package_dir=weights,
    package_data={name: ['*', 'inside/*'] for name in weights} | {cfg['lib_path']: ['py.typed', 'static/*']},
    include_package_data=True,
    python_requires='>=' + cfg['min_python'],
    install_requires=cfg['requirements'].split(),
    extras_require=extras,
    entry_points={
        'console_scripts': cfg['console_scripts'].split(),
        'nbdev': [f"{cfg['lib_name']}={cfg['lib_path']}._modidx:d"],
    },
)
