import { copiedCredential } from '../../../src/lint/rules/copied-credential.ts';
import { insecureRun } from '../../../src/lint/rules/insecure-run.ts';
import { passwordInBuild } from '../../../src/lint/rules/password-in-build.ts';
import { secretInFile } from '../../../src/lint/rules/secret-in-file.ts';
import { sensitiveVolume } from '../../../src/lint/rules/sensitive-volume.ts';
import { setuid } from '../../../src/lint/rules/setuid.ts';
import { sudoWithoutPassword } from '../../../src/lint/rules/sudo-without-password.ts';
import { worldWritable } from '../../../src/lint/rules/world-writable.ts';
import { testRule } from '../rule-table.ts';

testRule(setuid, {
  ok: {
    'plain modes': 'FROM a:1\nRUN chmod 755 /a && chmod +x /b && chmod u+x,g-s /c && chmod 1777 /d\n',
    'folders of a group': 'FROM a:1\nRUN chmod g+s /srv && chmod 0644 /a\n',
    'where only the build is': 'FROM a:1 AS b\nRUN chmod u+s /x\nFROM c:1\nCOPY --from=b /y /y\n',
  },
  bad: {
    'a number': {
      dockerfile: 'FROM a:1\nRUN chmod 4755 /usr/local/bin/a\n',
      finds: ['chmod 4755 /usr/local/bin/a'],
    },
    'with a zero before it': {
      dockerfile: 'FROM a:1\nRUN chmod -R 06755 /opt/a\n',
      finds: ['chmod -R 06755 /opt/a'],
    },
    letters: {
      dockerfile: 'FROM a:1\nRUN chmod u+s /a && chmod +s /b && chmod ug=rwxs /c\n',
      finds: ['chmod u+s /a', 'chmod +s /b', 'chmod ug=rwxs /c'],
    },
    COPY: { dockerfile: 'FROM a:1\nCOPY --chmod=4755 a /usr/local/bin/a\n', finds: ['--chmod=4755'] },
  },
});

testRule(worldWritable, {
  ok: {
    'plain modes': 'FROM a:1\nRUN chmod 755 /a && chmod -R g+w /b && chmod +w /c && chmod 775 /d\n',
    'folders for temporary files':
      'FROM a:1\nRUN chmod 1777 /tmp && chmod 777 /var/tmp/x && chmod -R 777 /var/cache/nginx\n',
    'where only the build is': 'FROM a:1 AS b\nRUN chmod 777 /x\nFROM c:1\n',
    'deleted in the same step':
      'FROM a:1\nRUN d="$(mktemp -d)" && chmod 777 "$d" && make && rm -rf "$d" /x\n',
  },
  bad: {
    'a number': { dockerfile: 'FROM a:1\nRUN chmod -R 777 /srv\n', finds: ['chmod -R 777 /srv'] },
    files: { dockerfile: 'FROM a:1\nRUN chmod 0666 /srv/a\n', finds: ['chmod 0666 /srv/a'] },
    letters: {
      dockerfile: 'FROM a:1\nRUN chmod a+rwx /srv && chmod o+w /opt\n',
      finds: ['chmod a+rwx /srv', 'chmod o+w /opt'],
    },
    COPY: { dockerfile: 'FROM a:1\nCOPY --chmod=777 a /b\n', finds: ['--chmod=777'] },
  },
});

testRule(copiedCredential, {
  ok: {
    'other files': 'FROM a:1\nCOPY .env.example id_rsa.pub package.json /srv/\n',
    certificates: 'FROM a:1\nCOPY ca.pem /etc/ssl/\n',
    'another stage': 'FROM a:1 AS b\nFROM c:1\nCOPY --from=b /root/.netrc /x\n',
  },
  bad: {
    'a key': { dockerfile: 'FROM a:1\nCOPY id_rsa /root/.ssh/\n', finds: ['id_rsa'] },
    settings: { dockerfile: 'FROM a:1\nCOPY .env /srv/.env\n', finds: ['.env'] },
    'below folders': {
      dockerfile: 'FROM a:1\nCOPY ./deploy/.aws/credentials /root/.aws/credentials\n',
      finds: ['./deploy/.aws/credentials'],
    },
    'a key store in JSON': {
      dockerfile: 'FROM a:1\nCOPY ["certs/server.p12", "/srv/"]\n',
      finds: ['certs/server.p12'],
    },
  },
});

testRule(secretInFile, {
  ok: {
    references: 'FROM a:1\nENV DB_PASSWORD=$PASSWORD API_TOKEN=changeme\nARG NPM_TOKEN\n',
    words: 'FROM a:1\nRUN SECRET_KEY_BASE=assets rake assets:precompile\n',
    mounted: 'FROM a:1\nRUN --mount=type=secret,id=a TOKEN=$(cat /run/secrets/a) make\n',
  },
  bad: {
    'a value': {
      dockerfile: 'FROM a:1\nENV DB_PASSWORD=kX9vQ2mL7tRw4Zp1\n',
      finds: ['DB_PASSWORD=kX9vQ2mL7tRw4Zp1'],
    },
    "an argument's default": {
      dockerfile: 'FROM a:1\nARG API_KEY=kX9vQ2mL7tRw4Zp1\n',
      finds: ['API_KEY=kX9vQ2mL7tRw4Zp1'],
    },
    'a URL': {
      dockerfile: 'FROM a:1\nRUN git clone https://ada:kX9vQ2mL7tRw4Zp1@example.com/a.git\n',
      finds: ['git clone https://ada:kX9vQ2mL7tRw4Zp1@example.com/a.git'],
    },
    'a heredoc': {
      dockerfile: 'FROM a:1\nRUN <<EOF\nexport DB_PASSWORD=kX9vQ2mL7tRw4Zp1\nEOF\n',
      finds: ['export DB_PASSWORD=kX9vQ2mL7tRw4Zp1\n'],
    },
  },
});

testRule(passwordInBuild, {
  ok: {
    'from a secret': 'FROM a:1\nRUN --mount=type=secret,id=p cat /run/secrets/p | chpasswd\n',
    'from a generator': 'FROM a:1\nRUN echo "app:$(openssl rand -base64 12)" | chpasswd\n',
    locked: "FROM a:1\nRUN useradd -p '!' app && passwd -l root\n",
  },
  bad: {
    chpasswd: { dockerfile: 'FROM a:1\nRUN echo "root:root" | chpasswd\n', finds: ['chpasswd'] },
    'a here string': {
      dockerfile: 'FROM a:1\nSHELL ["/bin/bash", "-c"]\nRUN chpasswd <<< "root:root"\n',
      finds: ['chpasswd <<< "root:root"'],
    },
    useradd: { dockerfile: 'FROM a:1\nRUN useradd -m -p abc123 app\n', finds: ['useradd -m -p abc123 app'] },
    none: { dockerfile: 'FROM a:1\nRUN passwd -d root\n', finds: ['passwd -d root'] },
  },
});

testRule(sudoWithoutPassword, {
  ok: {
    'with a password': 'FROM a:1\nRUN echo "app ALL=(ALL) ALL" >> /etc/sudoers\n',
    'where only the build is':
      'FROM a:1 AS b\nRUN echo "app ALL=(ALL) NOPASSWD:ALL" >> /etc/sudoers\nFROM c:1\n',
  },
  bad: {
    echo: {
      dockerfile: 'FROM a:1\nRUN echo "app ALL=(ALL) NOPASSWD:ALL" >> /etc/sudoers\n',
      finds: ['echo "app ALL=(ALL) NOPASSWD:ALL" >> /etc/sudoers'],
    },
    'some commands': {
      dockerfile: 'FROM a:1\nRUN echo "app ALL=(root) NOPASSWD: /bin/mount, /bin/umount" >> /etc/sudoers\n',
      finds: [
        { at: 'echo "app ALL=(root) NOPASSWD: /bin/mount, /bin/umount" >> /etc/sudoers', severity: 'low' },
      ],
    },
    sed: {
      dockerfile: "FROM a:1\nRUN sed -i 's/%wheel.*/%wheel ALL=(ALL) NOPASSWD: ALL/' /etc/sudoers\n",
      finds: ["sed -i 's/%wheel.*/%wheel ALL=(ALL) NOPASSWD: ALL/' /etc/sudoers"],
    },
  },
});

testRule(insecureRun, {
  ok: {
    sandboxed: 'FROM a:1\nRUN --security=sandbox --network=none a\n',
  },
  bad: {
    insecure: { dockerfile: 'FROM a:1\nRUN --security=insecure a\n', finds: ['--security=insecure'] },
    'the network': { dockerfile: 'FROM a:1\nRUN --network=host a\n', finds: ['--network=host'] },
  },
});

testRule(sensitiveVolume, {
  ok: {
    data: 'FROM a:1\nVOLUME /srv/data /var/lib/mysql\nVOLUME ["/var/log"]\n',
  },
  bad: {
    'the system': { dockerfile: 'FROM a:1\nVOLUME /etc /data\n', finds: ['/etc'] },
    'the socket': {
      dockerfile: 'FROM a:1\nVOLUME ["/var/run/docker.sock"]\n',
      finds: ['/var/run/docker.sock'],
    },
    'the root': { dockerfile: 'FROM a:1\nVOLUME /\n', finds: ['/'] },
  },
});
