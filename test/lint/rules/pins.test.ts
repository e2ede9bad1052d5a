import { apkPin } from '../../../src/lint/rules/apk-pin.ts';
import { aptPin } from '../../../src/lint/rules/apt-pin.ts';
import { dnfPin } from '../../../src/lint/rules/dnf-pin.ts';
import { gemPin } from '../../../src/lint/rules/gem-pin.ts';
import { goPin } from '../../../src/lint/rules/go-pin.ts';
import { npmPin } from '../../../src/lint/rules/npm-pin.ts';
import { pipPin } from '../../../src/lint/rules/pip-pin.ts';
import { yumPin } from '../../../src/lint/rules/yum-pin.ts';
import { zypperPin } from '../../../src/lint/rules/zypper-pin.ts';
import { testRule } from '../rule-table.ts';

testRule(aptPin, {
  ok: {
    versions: 'FROM a:1\nRUN apt-get update && apt-get install -y a=1.2* b=1:2.5-1\n',
    'files and releases': 'FROM a:1\nRUN apt-get install -y ./a.deb b/stable /tmp/c.deb\n',
    'options with values':
      'FROM a:1\nRUN apt-get -t trixie-backports install -y --no-install-recommends -o Dpkg::Use-Pty=0 a=1\n',
    'packages that are removed': 'FROM a:1\nRUN apt-get install -y a=1 b-\n',
    'not known': `FROM a:1\nARG A\nRUN apt-get install -y $A \${B}\n`,
    'no install': 'FROM a:1\nRUN apt-get update && apt-get remove a && echo apt-get install a\n',
  },
  bad: {
    'a package': { dockerfile: 'FROM a:1\nRUN apt-get install -y nginx\n', finds: ['nginx'] },
    'several, with one pinned': {
      dockerfile: 'FROM a:1\nRUN apt-get update && apt-get -qq install a=1 b c d e\n',
      finds: ['b'],
    },
    'over lines': {
      dockerfile: 'FROM a:1\nRUN apt-get install -y \\\n    # the server\n    nginx \\\n    curl=8\n',
      finds: ['nginx'],
    },
    apt: { dockerfile: 'FROM a:1\nRUN apt install -y a\n', finds: ['a'] },
    'with sudo and env': {
      dockerfile: 'FROM a:1\nRUN sudo DEBIAN_FRONTEND=noninteractive apt-get install -y a\n',
      finds: ['a'],
    },
    'in a heredoc': { dockerfile: 'FROM a:1\nRUN <<EOF\napt-get install -y a\nEOF\n', finds: ['a'] },
    'in JSON': { dockerfile: 'FROM a:1\nRUN ["apt-get", "install", "-y", "a"]\n', finds: ['a'] },
    postponed: { dockerfile: 'FROM a:1\nONBUILD RUN apt-get install -y a\n', finds: ['a'] },
  },
});

testRule(apkPin, {
  ok: {
    versions: 'FROM a:1\nRUN apk add --no-cache a=1-r0 \'b>1\' b~1 c~=2 "d<3" e=~4\n',
    'virtual and repositories':
      'FROM a:1\nRUN apk add --virtual .build a=1 --repository https://example.com/edge && apk add -X https://example.com/edge b=2 -t .x\n',
    'files, forbidden, tagged': 'FROM a:1\nRUN apk add ./a.apk !b c@edge\n',
  },
  bad: {
    'a package': { dockerfile: 'FROM a:1\nRUN apk add --no-cache nginx\n', finds: ['nginx'] },
    'one of several': {
      dockerfile: 'FROM a:1\nRUN apk --no-cache add a=1 \\\n  b \\\n  c=2\n',
      finds: ['b'],
    },
  },
});

testRule(pipPin, {
  ok: {
    versions: "FROM a:1\nRUN pip install a==1 'b>=2' \"c~=3\" d!=1 e===2 'f<3'\n",
    files:
      'FROM a:1\nRUN pip3 install -r requirements.txt && pip install --requirement=r.txt && pip install . ./a b/c a.whl a.tar.gz\n',
    constraints:
      'FROM a:1\nRUN pip install a -c constraints.txt && pip install --constraint https://example.com/c a\n',
    'options with values':
      'FROM a:1\nRUN pip install --index-url https://example.com/simple --target /opt -t /x --root-user-action ignore a==1\n',
    'repositories at a tag':
      'FROM a:1\nRUN pip install git+https://example.com/a/b.git@v1#egg=b "c @ https://example.com/c.zip"\n',
    'other tools': 'FROM a:1\nRUN pipenv install a && uv pip install a\n',
    'python -m': 'FROM a:1\nRUN python3 -m pip install a==1\n',
  },
  bad: {
    'a package': { dockerfile: 'FROM a:1\nRUN pip install flask\n', finds: ['flask'] },
    'versions of pip': {
      dockerfile: 'FROM a:1\nRUN pip3 install a && pip2 install b && pip3.12 install c\n',
      finds: ['a', 'b', 'c'],
    },
    'python -m': { dockerfile: 'FROM a:1\nRUN python -m pip install --upgrade pip a==1\n', finds: ['pip'] },
    "a repository's head": {
      dockerfile: 'FROM a:1\nRUN pip install git+ssh://git@example.com/a/b.git#egg=b\n',
      finds: ['git+ssh://git@example.com/a/b.git#egg=b'],
    },
    pipx: { dockerfile: 'FROM a:1\nRUN pipx install black\n', finds: ['black'] },
    'an option with its value inside': {
      dockerfile: 'FROM a:1\nRUN pip install --root-user-action=ignore a\n',
      finds: ['a'],
    },
    extras: { dockerfile: "FROM a:1\nRUN pip install 'uvicorn[standard]'\n", finds: ["'uvicorn[standard]'"] },
  },
});

testRule(npmPin, {
  ok: {
    "the project's own": 'FROM a:1\nRUN npm install && npm ci && npm install --omit=dev\n',
    versions: 'FROM a:1\nRUN npm install -g a@1 @b/c@2.1 d@"^3" e@next\n',
    'files and archives': 'FROM a:1\nRUN npm i ./a ../b /c ~/d e.tgz f.tar.gz https://example.com/g.tgz\n',
    'repositories at a commit':
      'FROM a:1\nRUN npm install git+https://example.com/a/b.git#v1 github:a/b#semver:^2\n',
    'other words of npm': 'FROM a:1\nRUN npm run install a && npm --version\n',
    'options with values':
      'FROM a:1\nRUN npm install --registry https://example.com --loglevel verbose a@1\n',
  },
  bad: {
    'a package': { dockerfile: 'FROM a:1\nRUN npm install --global serve\n', finds: ['serve'] },
    'a scope': { dockerfile: 'FROM a:1\nRUN npm i @angular/cli\n', finds: ['@angular/cli'] },
    'one of several': { dockerfile: 'FROM a:1\nRUN npm install a@1 b c@2\n', finds: ['b'] },
    "a repository's head": {
      dockerfile: 'FROM a:1\nRUN npm install git+ssh://git@example.com/a/b.git\n',
      finds: ['git+ssh://git@example.com/a/b.git'],
    },
    latest: { dockerfile: 'FROM a:1\nRUN npm install -g npm@latest\n', finds: ['npm@latest'] },
  },
});

testRule(gemPin, {
  ok: {
    versions: 'FROM a:1\nRUN gem install a:1 b:2.3 && gem i c:1\n',
    'an option':
      "FROM a:1\nRUN gem install a -v 1.2 && gem install b --version '~> 2' && gem install c --version=3\n",
    'a file, and what the compiler gets':
      'FROM a:1\nRUN gem install ./a.gem && gem install b:1 -- --with-x y\n',
    'no install': 'FROM a:1\nRUN gem update --system && gem list\n',
  },
  bad: {
    'a gem': { dockerfile: 'FROM a:1\nRUN gem install rake\n', finds: ['rake'] },
    'one of several': { dockerfile: 'FROM a:1\nRUN gem i a:1 b --no-document\n', finds: ['b'] },
  },
});

testRule(yumPin, {
  ok: {
    versions: 'FROM a:1\nRUN yum install -y a-1.2 b-c-1:2.3-4.el9 gcc-c++-11.4\n',
    'files and groups': 'FROM a:1\nRUN yum install -y ./a.rpm https://example.com/b.rpm @development\n',
    modules: 'FROM a:1\nRUN yum module install -y nodejs:22 && yum module enable php\n',
    'not known': 'FROM a:1\nARG V\nRUN yum install -y a-$V\n',
  },
  bad: {
    'a package': { dockerfile: 'FROM a:1\nRUN yum install -y httpd\n', finds: ['httpd'] },
    'a name with a dash': { dockerfile: 'FROM a:1\nRUN yum -y install rpm-sign\n', finds: ['rpm-sign'] },
    'a module': { dockerfile: 'FROM a:1\nRUN yum module install -y nodejs\n', finds: ['nodejs'] },
  },
});

testRule(dnfPin, {
  ok: {
    versions: 'FROM a:1\nRUN dnf install -y a-1.2 && microdnf install -y b-2:1-1.fc42\n',
    groups: 'FROM a:1\nRUN dnf -y group install "Development Tools" && dnf install -y \'@base\'\n',
    modules: 'FROM a:1\nRUN dnf module install -y nodejs:22\n',
    'options with values':
      'FROM a:1\nRUN dnf install -y --releasever 42 --setopt install_weak_deps=False a-1\n',
  },
  bad: {
    'a package': { dockerfile: 'FROM a:1\nRUN dnf install -y httpd\n', finds: ['httpd'] },
    microdnf: { dockerfile: 'FROM a:1\nRUN microdnf install -y httpd-tools\n', finds: ['httpd-tools'] },
    in: { dockerfile: 'FROM a:1\nRUN dnf in -y a b c d\n', finds: ['a'] },
  },
});

testRule(zypperPin, {
  ok: {
    versions: "FROM a:1\nRUN zypper install -y a=1 'b>=2' c\\>3 d\\<4 ./e.rpm\n",
  },
  bad: {
    'a package': { dockerfile: 'FROM a:1\nRUN zypper --non-interactive in nginx\n', finds: ['nginx'] },
  },
});

testRule(goPin, {
  ok: {
    versions:
      'FROM a:1\nRUN go install example.com/a@v1.2.3 && go run example.com/b@v1 x y && go get -tool example.com/c@v2\n',
    "the module's own":
      'FROM a:1\nRUN go install ./... && go run . && go run main.go && go get ./x && go install .\n',
    'options with values': 'FROM a:1\nRUN go install -ldflags "-s -w" -tags a,b ./cmd/x\n',
    'no install': 'FROM a:1\nRUN go build -o /a example.com/a\n',
  },
  bad: {
    'no version': { dockerfile: 'FROM a:1\nRUN go install example.com/a\n', finds: ['example.com/a'] },
    latest: {
      dockerfile: 'FROM a:1\nRUN go install example.com/a@latest && go run example.com/b@latest arg\n',
      finds: ['example.com/a@latest', 'example.com/b@latest'],
    },
    'go get': { dockerfile: 'FROM a:1\nRUN go get example.com/a\n', finds: ['example.com/a'] },
  },
});
