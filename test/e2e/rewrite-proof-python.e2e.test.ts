/** Rewrites of Python applications of pip, uv and poetry, built, run and compared by buildah. */
import { type Case, proveAll } from './support/rewrite-suite.ts';

const flask = `import sys
from flask import Flask, jsonify
from markupsafe import _speedups

app = Flask(__name__)

@app.get('/hello/<name>')
def hello(name):
    return jsonify(hello=name)

if __name__ == '__main__':
    answer = app.test_client().get('/hello/world')
    print(answer.status_code, answer.get_data(as_text=True).strip(), _speedups.__name__)
`;
const flaskPrints = /^200 \{"hello":"world"\} markupsafe\._speedups\n$/;

const cases: readonly Case[] = [
  {
    name: 'pip into a virtual environment, Python of the base',
    dockerfile: `FROM localhost/imgscan/python
ENV VIRTUAL_ENV=/opt/venv PATH=/opt/venv/bin:$PATH
RUN python3 -m venv $VIRTUAL_ENV
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-index --find-links /wheels -r requirements.txt
COPY app.py .
CMD ["python", "app.py"]
`,
    files: { 'requirements.txt': 'flask\n', 'app.py': flask },
    prints: flaskPrints,
    mostBytes: 90_000_000,
  },
  {
    name: 'pip for all, gunicorn, a native wheel',
    dockerfile: `FROM localhost/imgscan/python
WORKDIR /app
COPY requirements.txt .
RUN pip install --break-system-packages --no-index --find-links /wheels -r requirements.txt
COPY app.py .
EXPOSE 8371
CMD gunicorn --bind 127.0.0.1:8371 app:app
`,
    files: { 'requirements.txt': 'flask\ngunicorn\n', 'app.py': flask },
    options: ['--allow-network', '--probe', 'http://127.0.0.1:8371/hello/probe'],
    answers: /^200 \{"hello":"probe"\}/,
    mostBytes: 90_000_000,
  },
  {
    name: 'pip on Debian 12: Python 3.11 goes along',
    dockerfile: `FROM localhost/imgscan/python-bookworm
RUN python3 -m venv /venv
WORKDIR /app
COPY requirements.txt .
RUN /venv/bin/pip install --no-index --find-links /wheels -r requirements.txt
COPY app.py .
ENTRYPOINT ["/venv/bin/python", "-u", "app.py"]
`,
    files: { 'requirements.txt': 'flask\n', 'app.py': flask },
    prints: flaskPrints,
    mostBytes: 110_000_000,
  },
  {
    name: 'uv sync',
    dockerfile: `FROM localhost/imgscan/python AS uv
RUN pip install --break-system-packages --no-index --find-links /wheels uv
WORKDIR /app
COPY . .
RUN uv sync --offline --no-index --find-links /wheels --no-editable
CMD ["uv", "run", "--no-sync", "hello"]
`,
    files: {
      'pyproject.toml': `[project]
name = "hello"
version = "1.0.0"
requires-python = ">=3.13"
dependencies = ["flask"]
[project.scripts]
hello = "hello:main"
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
`,
      'src/hello/__init__.py': `from flask import Flask

def main():
    app = Flask(__name__)
    app.add_url_rule('/', view_func=lambda: 'hello of uv')
    print(app.test_client().get('/').get_data(as_text=True))
`,
    },
    prints: /^hello of uv\n$/,
    mostBytes: 90_000_000,
  },
  {
    name: 'poetry',
    dockerfile: `FROM localhost/imgscan/python-poetry
ENV POETRY_VIRTUALENVS_IN_PROJECT=true
WORKDIR /app
COPY pyproject.toml .
RUN poetry lock && poetry install --no-root --only main
COPY app.py .
CMD ["poetry", "run", "python", "app.py"]
`,
    files: {
      'pyproject.toml': `[tool.poetry]
name = "app"
version = "1.0.0"
description = ""
authors = []
[tool.poetry.dependencies]
python = "^3.13"
itsdangerous = { path = "/wheels/itsdangerous-2.2.0-py3-none-any.whl" }
[build-system]
requires = ["poetry-core"]
build-backend = "poetry.core.masonry.api"
`,
      'app.py': "from itsdangerous import Signer\nprint(Signer('secret').sign('poetry').decode())\n",
    },
    prints: /^poetry\./,
    mostBytes: 90_000_000,
  },
];

proveAll(cases, ['cc', 'python3']);
