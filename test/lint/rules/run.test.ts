import { cdInsteadOfWorkdir } from '../../../src/lint/rules/cd-instead-of-workdir.ts';
import { consecutiveRuns } from '../../../src/lint/rules/consecutive-runs.ts';
import { linkShell } from '../../../src/lint/rules/link-shell.ts';
import { pipefail } from '../../../src/lint/rules/pipefail.ts';
import { pointlessCommand } from '../../../src/lint/rules/pointless-command.ts';
import { sudo } from '../../../src/lint/rules/sudo.ts';
import { useraddSparse } from '../../../src/lint/rules/useradd-sparse.ts';
import { wgetAndCurl } from '../../../src/lint/rules/wget-and-curl.ts';
import { wgetProgress } from '../../../src/lint/rules/wget-progress.ts';
import { testRule } from '../rule-table.ts';

testRule(pointlessCommand, {
  ok: {
    'installed, not run': 'FROM a:1\nRUN apt-get install -y vim ssh\n',
    'started for the step': 'FROM a:1\nRUN service postgresql start && createdb a\n',
    'a server of the step ended': 'FROM a:1\nRUN mysqld & sleep 5 && kill 1\n',
    'ssh with the agent': 'FROM a:1\nRUN --mount=type=ssh ssh -T git@example.com\n',
    'units enabled': 'FROM a:1\nRUN systemctl enable nginx\n',
  },
  bad: {
    'a service': { dockerfile: 'FROM a:1\nRUN service nginx start\n', finds: ['service'] },
    "a terminal's": { dockerfile: 'FROM a:1\nRUN top\n', finds: ['top'] },
    several: {
      dockerfile: 'FROM a:1\nRUN free -m && ps aux && mount /dev/sda1 /mnt\n',
      finds: ['free', 'ps', 'mount'],
    },
    ssh: { dockerfile: 'FROM a:1\nRUN ssh user@example.com ls\n', finds: ['ssh'] },
    postponed: { dockerfile: 'FROM a:1\nONBUILD RUN vim /etc/hosts\n', finds: ['vim'] },
  },
});

testRule(cdInsteadOfWorkdir, {
  ok: {
    WORKDIR: 'FROM a:1\nWORKDIR /srv\nRUN make\n',
    'in a subshell': 'FROM a:1\nRUN (cd /srv && make) && ls\n',
    'on the way': 'FROM a:1\nRUN curl -O https://example.com/a.tgz && tar xf a.tgz && cd a && make\n',
  },
  bad: {
    first: {
      dockerfile: 'FROM a:1\nRUN cd /srv && make\n',
      finds: ['cd /srv'],
      fixed: 'FROM a:1\nWORKDIR /srv\nRUN make\n',
    },
    alone: { dockerfile: 'FROM a:1\nRUN cd /srv\n', finds: ['cd /srv'], fixed: 'FROM a:1\nWORKDIR /srv\n' },
    last: { dockerfile: 'FROM a:1\nRUN mkdir /srv && cd /srv\n', finds: ['cd /srv'] },
    'first, to where only the shell knows': {
      dockerfile: 'FROM a:1\nRUN cd $HOME && make\n',
      finds: ['cd $HOME'],
    },
    'after set': { dockerfile: 'FROM a:1\nRUN set -e; cd /srv; make\n', finds: ['cd /srv'] },
    postponed: { dockerfile: 'FROM a:1\nONBUILD RUN cd /srv && make\n', finds: ['cd /srv'] },
    'first in a heredoc': { dockerfile: 'FROM a:1\nRUN <<EOF\ncd /srv\nmake\nEOF\n', finds: ['cd /srv'] },
  },
});

testRule(sudo, {
  ok: {
    'installed, not run': 'FROM a:1\nRUN apt-get install -y sudo && echo "sudo make"\n',
  },
  bad: {
    sudo: {
      dockerfile: 'FROM a:1\nRUN sudo make install\n',
      finds: ['sudo'],
      fixed: 'FROM a:1\nRUN make install\n',
    },
    'in a chain': {
      dockerfile: 'FROM a:1\nRUN make && sudo -E make install\n',
      finds: ['sudo'],
      fixed: 'FROM a:1\nRUN make && make install\n',
    },
    'as root already': {
      dockerfile: 'FROM a:1\nUSER root\nRUN sudo make install\n',
      finds: ['sudo'],
      fixed: 'FROM a:1\nUSER root\nRUN make install\n',
    },
    'as somebody else': { dockerfile: 'FROM a:1\nRUN sudo -u app make\n', finds: ['sudo'] },
    alone: { dockerfile: 'FROM a:1\nRUN sudo -n\n', finds: ['sudo'] },
    'after other starters': { dockerfile: 'FROM a:1\nRUN env A=1 sudo make\n', finds: ['env'] },
    postponed: {
      dockerfile: 'FROM a:1\nONBUILD RUN sudo make\n',
      finds: ['sudo'],
      fixed: 'FROM a:1\nONBUILD RUN make\n',
    },
    'in JSON, for which there is no fix': { dockerfile: 'FROM a:1\nRUN ["sudo", "make"]\n', finds: ['sudo'] },
  },
});

testRule(useraddSparse, {
  ok: {
    'a low id': 'FROM a:1\nRUN useradd app && useradd -u 12345 app\n',
    'without the log': 'FROM a:1\nRUN useradd -l -u 1234567 app && useradd --no-log-init --uid=1234567 app\n',
    adduser: 'FROM a:1\nRUN adduser -u 1234567 app\n',
  },
  bad: {
    'a high id': {
      dockerfile: 'FROM a:1\nRUN useradd -m -u 1000123 -G sudo app\n',
      finds: ['useradd'],
      fixed: 'FROM a:1\nRUN useradd --no-log-init -m -u 1000123 -G sudo app\n',
    },
    'a long option': {
      dockerfile: 'FROM a:1\nRUN useradd --uid=1000123 app\n',
      finds: ['useradd'],
      fixed: 'FROM a:1\nRUN useradd --no-log-init --uid=1000123 app\n',
    },
  },
});

testRule(wgetProgress, {
  ok: {
    'quiet of each kind':
      'FROM a:1\nRUN wget -q a && wget --quiet a && wget -nv a && wget --no-verbose a && wget -qO- a\n',
    progress: 'FROM a:1\nRUN wget --progress=dot:giga a\n',
    'logged elsewhere': 'FROM a:1\nRUN wget -o /log a && wget --append-output=/log a && wget a 2>/dev/null\n',
    'no download': 'FROM a:1\nRUN wget --version && apt-get install -y wget\n',
  },
  bad: {
    wget: {
      dockerfile: 'FROM a:1\nRUN wget https://example.com/a\n',
      finds: ['wget'],
      fixed: 'FROM a:1\nRUN wget --progress=dot:giga https://example.com/a\n',
    },
    'with a file': {
      dockerfile: 'FROM a:1\nRUN apt-get install -y a && wget -O /a https://example.com/a\n',
      finds: ['wget'],
      fixed: 'FROM a:1\nRUN apt-get install -y a && wget --progress=dot:giga -O /a https://example.com/a\n',
    },
    'that of BusyBox, which has another option': {
      dockerfile: 'FROM alpine:3.22\nRUN wget -O /a https://example.com/a\n',
      finds: ['wget'],
      fixed: 'FROM alpine:3.22\nRUN wget -q -O /a https://example.com/a\n',
    },
  },
});

testRule(consecutiveRuns, {
  ok: {
    one: 'FROM a:1\nRUN a\n',
    'something between': 'FROM a:1\nRUN a\nWORKDIR /x\nRUN b\n',
    'joined ones': 'FROM a:1\nRUN a && b\nRUN c\nCMD ["x"]\n',
    'different mounts': 'FROM a:1\nRUN --mount=type=secret,id=a a\nRUN b\n',
    'where only the build is': 'FROM a:1 AS x\nRUN a\nRUN b\nFROM c:1\nCOPY --from=x /a /a\n',
    heredocs: 'FROM a:1\nRUN <<EOF\na\nEOF\nRUN b\n',
  },
  bad: {
    two: { dockerfile: 'FROM a:1\nRUN a\nRUN b\n', finds: ['RUN'] },
    'with a comment between': { dockerfile: 'FROM a:1\nRUN a\n# why b\nRUN b\n', finds: ['RUN'] },
    three: { dockerfile: 'FROM a:1\nRUN a\nRUN b\nRUN c\n', finds: ['RUN', 'RUN'] },
    'the same mounts': {
      dockerfile: 'FROM a:1\nRUN --mount=type=cache,target=/c a\nRUN --mount=type=cache,target=/c b\n',
      finds: ['RUN'],
    },
  },
});

testRule(wgetAndCurl, {
  ok: {
    'one of them': 'FROM a:1\nRUN wget -q a\nRUN wget -q b\n',
    'in different stages': 'FROM a:1\nRUN wget -q a\nFROM b:1\nRUN curl a\n',
    'installed, not run': 'FROM a:1\nRUN apt-get install -y wget curl\n',
  },
  bad: {
    'both in a step': { dockerfile: 'FROM a:1\nRUN wget -q a && curl b\n', finds: ['curl'] },
    'both in a stage': {
      dockerfile: 'FROM a:1\nRUN wget -q a\nRUN true\nRUN curl a\nRUN wget -q b\n',
      finds: ['curl', 'wget'],
    },
  },
});

testRule(linkShell, {
  ok: {
    'other links': 'FROM a:1\nRUN ln -s /bin/sh /bin/x && ln -sf /bin/true /sbin/initctl\n',
  },
  bad: {
    sh: { dockerfile: 'FROM a:1\nRUN ln -sf /bin/bash /bin/sh\n', finds: ['ln -sf /bin/bash /bin/sh'] },
    'below usr': {
      dockerfile: 'FROM a:1\nRUN rm /bin/sh && ln -s bash /usr/bin/sh\n',
      finds: ['ln -s bash /usr/bin/sh'],
    },
  },
});

testRule(pipefail, {
  ok: {
    'no pipe': 'FROM a:1\nRUN a && b\n',
    SHELL: 'FROM a:1\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b\n',
    'SHELL in other spellings':
      'FROM a:1\nSHELL ["/usr/bin/bash", "-euxo", "pipefail", "-c"]\nRUN a | b\nSHELL ["/bin/zsh", "-o", "errexit", "-o", "pipefail", "-c"]\nRUN a | b\n',
    'set in the script': 'FROM a:1\nSHELL ["/bin/bash", "-c"]\nRUN set -o pipefail && a | b\n',
    'set by a shell of its own': 'FROM a:1\nRUN bash -o pipefail -c "a | b"\n',
    'other languages':
      'FROM a:1\nSHELL ["pwsh", "-Command"]\nRUN a | b\nSHELL ["cmd", "/S", "/C"]\nRUN a | b\n',
    'nothing to fail': 'FROM a:1\nRUN echo a | tee /b && printf x | sh\n',
    'asked for': 'FROM a:1\nRUN if a | grep -q b; then c; fi\n',
    "BusyBox's own shell": 'FROM alpine:3.22\nSHELL ["/bin/sh", "-o", "pipefail", "-c"]\nRUN a | b\n',
    'text that is changed': 'FROM a:1\nRUN ls /a | sort | tr a b | xargs -r rm\n',
  },
  bad: {
    'a pipe': {
      dockerfile: 'FROM debian:13\nRUN curl https://example.com/a | tar x\n',
      finds: ['curl https://example.com/a'],
      fixed:
        'FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN curl https://example.com/a | tar x\n',
    },
    'two steps, one fix': {
      dockerfile: 'FROM debian:13\nRUN a | b\nRUN c | d\n',
      finds: ['a', 'c'],
      fixed: 'FROM debian:13\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b\nRUN c | d\n',
    },
    BusyBox: {
      dockerfile: 'FROM alpine:3.22\nRUN a | b\n',
      finds: ['a'],
      fixed: 'FROM alpine:3.22\nSHELL ["/bin/ash", "-eo", "pipefail", "-c"]\nRUN a | b\n',
    },
    'plain sh does not know the option': {
      dockerfile: 'FROM a:1\nSHELL ["/bin/sh", "-o", "pipefail", "-c"]\nRUN a | b\n',
      finds: ['a'],
    },
    'the next stage': {
      dockerfile: 'FROM a:1\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nRUN a | b\nFROM b:1\nRUN a | b\n',
      finds: ['a'],
    },
    'SHELL that forgets it': {
      dockerfile:
        'FROM a:1\nSHELL ["/bin/bash", "-o", "pipefail", "-c"]\nSHELL ["/bin/bash", "-c"]\nRUN a | b\n',
      finds: ['a'],
    },
    'in JSON': { dockerfile: 'FROM a:1\nRUN ["sh", "-c", "a | b"]\n', finds: ['a'] },
  },
});
