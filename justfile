# `just` alone lists what there is.
default:
    @just --list

# Format, lint, strict types, tests: what a change must pass.
check: format lint types test

# Rewrite the code in the house format.
format:
    ruff format .

# Lint, with the safe fixes left to the author.
lint:
    ruff check .

# Strict types.
types:
    mypy

# All tests, or the ones named: just test tests/test_cli.py -k help
test *ARGS:
    python -m pytest {{ARGS}}

# The whole evaluation against its floors (needs ../shared/data).
eval:
    python eval/gate.py

# A small share of it, as continuous integration runs it.
eval-short:
    python eval/gate.py --short

# Make a corpus with planted copies, scan it and score the scan: just eval-scan /tmp/corpus
eval-scan DIR:
    python eval/corpus.py --out {{DIR}}
    python eval/scan.py {{DIR}}

# Kill a process that adds to an index, 200 times at random moments, and look whether all is there.
kills:
    python bench/kills.py

# Let every call that changes the disk fail, in every way, and look whether anything is lost.
faults:
    UNSPIN_FAULTS=1 python -m pytest tests/faults

# Fuzz the parsers, the aligner and the files of an index, for about so many minutes: just fuzz 30
fuzz MINUTES:
    UNSPIN_FUZZ=$(({{MINUTES}} * 150)) python -m pytest tests/fuzz

# Scan 400 files that want to crash, hang or fool a reader.
hostile:
    python -m pytest tests/hostile

# Say what disguised letters cost (needs ../shared/data).
evasion:
    python eval/evasion.py

# Flip 1,000 bits of an index and cut its files, and look whether each is noticed.
flips:
    python bench/flips.py --flips 1000

# Sketching and scanning beside other near-duplicate finders, on a folder that eval/corpus.py wrote.
bench-find DIR *ARGS:
    python bench/find.py {{DIR}} {{ARGS}}

# Scan on two Ray nodes and on this machine by turns (needs moto[server], boto3): a folder of eval/corpus.py
bench-cluster DIR *ARGS:
    python bench/cluster.py {{DIR}} {{ARGS}}

# Speed of each stage, and of peers on the same data.
bench *ARGS:
    python bench/speed.py {{ARGS}}

# Rewrite the readable report and command-line output that tests compare with.
snapshots:
    UNSPIN_REWRITE_SNAPSHOTS=1 python -m pytest tests/report

# Run the commands of every page, and look whether they print what it shows: some minutes.
pages:
    UNSPIN_PAGES=1 python -m pytest tests/test_docs_site.py

# Rewrite what the pages show: change codes, options, output of the commands, the notebook, the picture.
docs:
    python docs/make_changes.py
    python docs/make_cli.py
    python docs/make_figures.py
    python docs/run_pages.py
    python docs/run_notebook.py
    python docs/make_screenshot.py

# Build the pages as a site, into site/, with every broken link an error: just docs-site serve
docs-site COMMAND="build":
    NO_MKDOCS_2_WARNING=1 mkdocs {{COMMAND}} --strict

# Rebuild the word knowledge in src/unspin/data (see tools/build_lexicon.py for its sources).
data WORDNET NGRAMS VECTORS:
    python tools/build_lexicon.py --wordnet {{WORDNET}} --ngrams {{NGRAMS}} --vectors {{VECTORS}}
    PYTHONPATH=src python tools/build_thesaurus.py --wordnet {{WORDNET}}

# Two hundred clients on one page of a pair: just bench-serve found --a ID --b ID
bench-serve INDEX *ARGS:
    python bench/serve.py {{INDEX}} {{ARGS}}

# Try the API from its description for five minutes: just api http://127.0.0.1:8000
api ADDRESS:
    schemathesis run {{ADDRESS}}/openapi.json --checks all --continue-on-failure --max-time 300

# Write the lock files: exact versions and hashes of what users get, and of what developers get.
lock *ARGS:
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "just lock" --extra all pyproject.toml --output-file requirements.lock {{ARGS}}
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "just lock" --all-extras pyproject.toml --output-file requirements-dev.lock {{ARGS}}

# Write what a release is made of, as CycloneDX, into dist/.
sbom:
    python tools/sbom.py

# Build the wheel and try it in an environment of its own: just wheel --locked
wheel *ARGS:
    python tools/try_wheel.py {{ARGS}}
