import { addWithoutChecksum } from '../../../src/lint/rules/add-without-checksum.ts';
import { pipeToShell } from '../../../src/lint/rules/pipe-to-shell.ts';
import { plainHttp } from '../../../src/lint/rules/plain-http.ts';
import { signaturesOff } from '../../../src/lint/rules/signatures-off.ts';
import { tlsOff } from '../../../src/lint/rules/tls-off.ts';
import { unverifiedDownload } from '../../../src/lint/rules/unverified-download.ts';
import { testRule } from '../rule-table.ts';

testRule(pipeToShell, {
  ok: {
    data: 'FROM a:1\nRUN curl -fsS https://example.com/a | tar x && curl https://example.com/b | grep c\n',
    'with a script of its own':
      'FROM a:1\nRUN curl https://example.com/a | python3 -c "import sys" && curl https://example.com/b | node parse.js && curl https://example.com/c | python3 -m json.tool\n',
    'downloaded, then run': 'FROM a:1\nRUN curl -o a.sh https://example.com/a.sh && sh a.sh\n',
    'what is echoed': 'FROM a:1\nRUN echo true | sh\n',
  },
  bad: {
    sh: {
      dockerfile: 'FROM a:1\nRUN curl -fsSL https://example.com/a | sh\n',
      finds: ['curl -fsSL https://example.com/a | sh'],
    },
    'bash with arguments': {
      dockerfile: 'FROM a:1\nRUN wget -qO- https://example.com/a | bash -s -- --yes\n',
      finds: ['wget -qO- https://example.com/a | bash -s -- --yes'],
    },
    'through something else': {
      dockerfile: 'FROM a:1\nRUN curl https://example.com/a.gz | gunzip | sudo bash\n',
      finds: ['curl https://example.com/a.gz | gunzip | sudo bash'],
    },
    python: {
      dockerfile: 'FROM a:1\nRUN curl -sSL https://example.com/get.py | python3 -\n',
      finds: ['curl -sSL https://example.com/get.py | python3 -'],
    },
    'a substitution': {
      dockerfile: 'FROM a:1\nRUN bash -c "$(curl -fsSL https://example.com/a)"\n',
      finds: ['bash -c "$(curl -fsSL https://example.com/a)"'],
    },
    'a process': {
      dockerfile: 'FROM a:1\nRUN bash <(curl -s https://example.com/a)\n',
      finds: ['bash <(curl -s https://example.com/a)'],
    },
  },
});

testRule(tlsOff, {
  ok: {
    checked:
      'FROM a:1\nRUN curl -fsSLo /a https://example.com/a && wget -q https://example.com/b && git clone https://example.com/c\n',
    'a variable of another meaning': 'FROM a:1\nENV NODE_TLS_REJECT_UNAUTHORIZED=1 GIT_SSL_NO_VERIFY=0\n',
  },
  bad: {
    curl: {
      dockerfile:
        'FROM a:1\nRUN curl -fsSLk https://example.com/a && curl --insecure https://example.com/b\n',
      finds: ['-fsSLk', '--insecure'],
    },
    wget: {
      dockerfile: 'FROM a:1\nRUN wget --no-check-certificate https://example.com/a\n',
      finds: ['--no-check-certificate'],
    },
    pip: {
      dockerfile: 'FROM a:1\nRUN pip install --trusted-host example.com a==1\n',
      finds: ['--trusted-host'],
    },
    git: {
      dockerfile:
        'FROM a:1\nRUN git -c http.sslVerify=false clone https://example.com/a && git config --global http.sslVerify false\n',
      finds: ['http.sslVerify=false', 'git config --global http.sslVerify false'],
    },
    npm: {
      dockerfile: 'FROM a:1\nRUN npm config set strict-ssl false\n',
      finds: ['npm config set strict-ssl false'],
    },
    'a variable': {
      dockerfile: 'FROM a:1\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\n',
      finds: ['NODE_TLS_REJECT_UNAUTHORIZED=0'],
    },
    'an argument': {
      dockerfile: 'FROM a:1\nARG GIT_SSL_NO_VERIFY=true\n',
      finds: ['GIT_SSL_NO_VERIFY=true'],
    },
  },
});

testRule(signaturesOff, {
  ok: {
    checked: 'FROM a:1\nRUN apt-get install -y a && apk add b && dnf install -y c && rpm -i d.rpm\n',
    'packages that were just built':
      'FROM a:1\nRUN echo "deb [ trusted=yes ] file://$dir ./" > /etc/apt/a.list\n',
  },
  bad: {
    apt: {
      dockerfile:
        'FROM a:1\nRUN apt-get install -y --allow-unauthenticated a && apt-get --force-yes install b\n',
      finds: ['--allow-unauthenticated', '--force-yes'],
    },
    'yum and dnf': {
      dockerfile: 'FROM a:1\nRUN yum install -y --nogpgcheck a && dnf install -y --setopt=gpgcheck=0 b\n',
      finds: ['--nogpgcheck', '--setopt=gpgcheck=0'],
    },
    'apk, rpm, zypper': {
      dockerfile:
        'FROM a:1\nRUN apk add --allow-untrusted a.apk && rpm -i --nosignature b.rpm && zypper --no-gpg-checks in -y c\n',
      finds: ['--allow-untrusted', '--nosignature', '--no-gpg-checks'],
    },
    'a source': {
      dockerfile:
        'FROM a:1\nRUN echo "deb [trusted=yes] https://example.com/debian ./" > /etc/apt/sources.list.d/a.list\n',
      finds: ['"deb [trusted=yes] https://example.com/debian ./"'],
    },
  },
});

testRule(unverifiedDownload, {
  ok: {
    compared:
      'FROM a:1\nRUN curl -fsSLo a.tgz https://example.com/a.tgz && echo "00  a.tgz" | sha256sum -c && tar xf a.tgz\n',
    signed:
      'FROM a:1\nRUN wget -q https://example.com/a.tgz https://example.com/a.tgz.asc && gpg --verify a.tgz.asc && tar xf a.tgz\n',
    'a key':
      'FROM a:1\nRUN curl -fsSL https://example.com/key.asc -o /etc/apt/keyrings/a.asc && chmod 644 /etc/apt/keyrings/a.asc\n',
    'another file used later':
      'FROM a:1\nRUN curl -sSL https://example.com/a.bin > /srv/a && apk del curl && tar xf /srv/other.tgz\n',
    'not used here': 'FROM a:1\nRUN curl -fsSLo /srv/data.bin https://example.com/data.bin\n',
    'run by a shell, which another rule tells': 'FROM a:1\nRUN curl https://example.com/a | sh\n',
    'a request': 'FROM a:1\nRUN curl -X POST https://example.com/a && chmod 755 /b\n',
    itself: 'FROM a:1\nRUN curl http://localhost:8080/a -o a && chmod +x a\n',
  },
  bad: {
    unpacked: {
      dockerfile: 'FROM a:1\nRUN curl -fsSLo a.tgz https://example.com/a.tgz && tar xf a.tgz\n',
      finds: ['https://example.com/a.tgz'],
    },
    'unpacked on the way': {
      dockerfile: 'FROM a:1\nRUN curl -fsSL https://example.com/a.tgz | tar xz -C /opt\n',
      finds: ['https://example.com/a.tgz'],
    },
    'made executable': {
      dockerfile:
        'FROM a:1\nRUN wget -O /usr/local/bin/a https://example.com/a && chmod +x /usr/local/bin/a\n',
      finds: ['https://example.com/a'],
    },
    installed: {
      dockerfile: 'FROM a:1\nRUN curl -O https://example.com/a.deb && dpkg -i a.deb\n',
      finds: ['https://example.com/a.deb'],
    },
    'found by a pattern, a variable or its folder': {
      dockerfile:
        'FROM a:1\nRUN curl -O https://example.com/a.deb; wget https://example.com/b?x=1; curl -o "$f" https://example.com/c; curl -o /opt/d/e https://example.com/e; dpkg -i *.deb; chmod +x ./b; tar xf "$f"; chmod -R 755 /opt/d/\n',
      finds: [
        'https://example.com/a.deb',
        'https://example.com/b?x=1',
        'https://example.com/c',
        'https://example.com/e',
      ],
    },
    'run itself': {
      dockerfile: 'FROM a:1\nRUN curl -o run.sh https://example.com/a && ./run.sh --now\n',
      finds: [{ at: 'https://example.com/a', message: /goes to `run.sh`/ }],
    },
    'a checksum in another step': {
      dockerfile:
        'FROM a:1\nRUN sha256sum --version\nRUN curl -O https://example.com/a.deb && dpkg -i a.deb\n',
      finds: ['https://example.com/a.deb'],
    },
  },
});

testRule(plainHttp, {
  ok: {
    encrypted: 'FROM a:1\nADD https://example.com/a /b\nRUN curl https://example.com/a\n',
    'itself and private networks':
      'FROM a:1\nRUN curl http://localhost/a && curl http://10.0.0.1/b && wget -q http://mirror/c && curl http://repo.internal/d\n',
    'a checksum': 'FROM a:1\nADD --checksum=sha256:00 http://example.com/a /b\n',
    'a source of signed packages':
      'FROM a:1\nRUN echo "deb http://deb.debian.org/debian trixie main" > /etc/apt/sources.list\n',
  },
  bad: {
    ADD: { dockerfile: 'FROM a:1\nADD http://example.com/a.tgz /b\n', finds: ['http://example.com/a.tgz'] },
    curl: {
      dockerfile: 'FROM a:1\nRUN curl -fsSL http://example.com/a -o /b\n',
      finds: ['http://example.com/a'],
    },
    'wget, with a password that is not told': {
      dockerfile: 'FROM a:1\nRUN wget -q http://user:pw@example.com/a\n',
      finds: ['http://user:pw@example.com/a'],
    },
  },
});

testRule(addWithoutChecksum, {
  ok: {
    'a checksum': 'FROM a:1\nADD --checksum=sha256:00 https://example.com/a /b\n',
    files: 'FROM a:1\nADD a.tgz /b\n',
    'a commit': 'FROM a:1\nADD https://example.com/a.git#0123456789abcdef0123456789abcdef01234567 /b\n',
    'not known': 'FROM a:1\nARG U\nADD $U /b\n',
  },
  bad: {
    'a URL': {
      dockerfile: 'FROM a:1\nADD https://example.com/a.tgz /b\n',
      finds: ['https://example.com/a.tgz'],
    },
    'a branch': {
      dockerfile: 'FROM a:1\nADD git@example.com:a/b.git#main /b\n',
      finds: ['git@example.com:a/b.git#main'],
    },
    'by variable': {
      dockerfile: 'FROM a:1\nARG V=1\nADD https://example.com/a-$V.tgz /b\n',
      finds: ['https://example.com/a-$V.tgz'],
    },
  },
});
