import { brokenEntrypoint } from '../../src/inspect/broken-entrypoint.ts';
import { debugEnvironment } from '../../src/inspect/debug-environment.ts';
import { noHealthcheck } from '../../src/inspect/no-healthcheck.ts';
import { privilegedPort } from '../../src/inspect/privileged-port.ts';
import { sensitivePort } from '../../src/inspect/sensitive-port.ts';
import { sensitiveVolume } from '../../src/inspect/sensitive-volume.ts';
import { shellForm } from '../../src/inspect/shell-form.ts';
import { systemWorkdir } from '../../src/inspect/system-workdir.ts';
import { testRule } from './rule-table.ts';

const throughShell = (command: string) => ({ argv: ['/bin/sh', '-c', command], shellForm: true });

testRule(shellForm, {
  ok: {
    'exec form': {},
    'a shell that replaces itself': { entrypoint: throughShell('exec /app --flag') },
  },
  bad: [
    {
      name: 'CMD in shell form',
      subject: {
        entrypoint: throughShell('/app'),
        history: ['FROM debian:12', 'CMD ["/bin/sh" "-c" "/app"]'],
      },
      finds: [
        {
          severity: 'low',
          message: /^CMD is in shell form/,
          location: { instruction: 1 },
          evidence: ['CMD /bin/sh -c'],
        },
      ],
    },
    {
      name: 'ENTRYPOINT in shell form',
      subject: { entrypoint: throughShell('/app'), config: { entrypoint: ['/bin/sh', '-c', '/app'] } },
      finds: [{ message: /^ENTRYPOINT is in shell form/ }],
    },
  ],
});

testRule(noHealthcheck, {
  ok: { 'a check': { config: { healthcheck: { test: ['CMD', '/app', 'check'] } } } },
  bad: [
    { name: 'none', subject: {}, finds: [{ severity: 'info', message: /^No HEALTHCHECK is set/ }] },
    {
      name: 'NONE',
      subject: { config: { healthcheck: { test: ['NONE'] } } },
      finds: [{ message: /^HEALTHCHECK NONE/ }],
    },
  ],
});

testRule(sensitivePort, {
  ok: { 'a web server': { config: { exposedPorts: ['80/tcp', '8022/tcp', 'x'] } } },
  bad: [
    {
      name: 'SSH and a debugger',
      subject: {
        config: { exposedPorts: ['22/tcp', '9229/tcp'] },
        history: ['FROM debian:12', 'EXPOSE 22/tcp'],
      },
      finds: [
        { severity: 'medium', message: /Port 22\/tcp .* SSH/, location: { instruction: 1 } },
        { severity: 'low', message: /Node\.js/ },
      ],
    },
  ],
});

testRule(privilegedPort, {
  ok: {
    root: { config: { user: '', exposedPorts: ['80/tcp'] } },
    'a high port': { config: { exposedPorts: ['8080/tcp'] } },
  },
  bad: [
    {
      name: 'a low port',
      subject: { config: { exposedPorts: ['80/tcp'] } },
      finds: [{ severity: 'info', evidence: ['EXPOSE 80/tcp'] }],
    },
  ],
});

testRule(sensitiveVolume, {
  ok: {
    'data and configuration': {
      config: { volumes: ['/data', '/var/lib/mysql', '/etc/nginx', '/usr/share/nginx/html', '/root/.aws'] },
    },
  },
  bad: [
    {
      name: 'system directories and sockets',
      subject: {
        config: { volumes: ['/', '/etc/', '/proc', 'sys/fs/cgroup', '/var/run/docker.sock', '/data/../usr'] },
      },
      finds: ['/', '/etc', '/proc', '/sys/fs/cgroup', '/usr', '/var/run/docker.sock'].map((path) => ({
        severity: 'medium' as const,
        message: new RegExp(`^VOLUME ${path} lies`),
      })),
    },
  ],
});

testRule(systemWorkdir, {
  ok: {
    root: {},
    'a directory of its own': { config: { workingDir: '/app' } },
    'the home of programs': { config: { workingDir: '/usr/src/app' } },
  },
  bad: [
    {
      name: '/etc',
      subject: { config: { workingDir: '/etc/nginx' } },
      finds: [{ severity: 'low', message: /\/etc\/nginx/ }],
    },
  ],
});

testRule(debugEnvironment, {
  ok: {
    production: {
      config: { env: ['NODE_ENV=production', 'JAVA_OPTS=-Xmx1g', 'APP_DEBUG=0', 'no equals sign'] },
    },
  },
  bad: [
    {
      name: 'development and a debugger',
      subject: {
        config: {
          env: ['NODE_ENV=development', 'JAVA_TOOL_OPTIONS=-Dkey=geheim -agentlib:jdwp=transport=dt_socket'],
        },
      },
      finds: [{ evidence: ['JAVA_TOOL_OPTIONS -agentlib:jdwp'] }, { evidence: ['NODE_ENV development'] }],
    },
  ],
});

const elf = { kind: 'executable', path: 'app/run', format: 'elf', machine: 'amd64' } as const;
const run = { 'app/run': { mode: 0o755 } };

testRule(brokenEntrypoint, {
  ok: {
    'a program that is there': { files: run, evidence: [elf] },
    'a name on PATH, behind links': {
      files: { bin: { link: 'usr/bin' }, 'usr/bin/app-1': {}, 'usr/bin/app': { link: 'app-1' } },
      entrypoint: { argv: ['app'] },
    },
    'a layer that could not be read': { incomplete: true },
    'another operating system': { platform: { os: 'windows', architecture: 'amd64' } },
    'a program in a volume': { config: { volumes: ['/app'] } },
    'its loader and libraries': {
      files: { ...run, lib64: { link: 'lib' }, 'lib/ld.so': {}, 'opt/x/libc.so.6': {} },
      evidence: [{ ...elf, interpreter: '/lib64/ld.so', needed: ['libc.so.6', 'libcuda.so.1'] }],
    },
    'a script with env': {
      files: { ...run, 'usr/bin/python3': {} },
      evidence: [{ kind: 'executable', path: 'app/run', format: 'script', interpreter: 'python3' }],
    },
    'a 32-bit program': { files: run, evidence: [{ ...elf, machine: '386' }] },
  },
  bad: [
    {
      name: 'nothing to start',
      subject: { entrypoint: { argv: [] } },
      finds: [{ severity: 'info', title: 'The image has neither ENTRYPOINT nor CMD' }],
    },
    {
      name: 'a program that is not there',
      subject: {},
      finds: [
        { severity: 'high', message: /^\/app\/run is what the container starts, and it is not in the image/ },
      ],
    },
    {
      name: 'a directory',
      subject: { files: { 'app/run/': {} } },
      finds: [{ message: /it is a directory/ }],
    },
    {
      name: 'no x bit',
      subject: { files: { 'app/run': { mode: 0o644 } } },
      finds: [{ message: /nobody may execute it/, evidence: ['mode 644'] }],
    },
    {
      name: 'another machine',
      subject: { files: run, evidence: [{ ...elf, machine: 'arm64' }] },
      finds: [{ message: /for arm64, but the image says it is for amd64/ }],
    },
    {
      name: 'no loader, no libraries',
      subject: {
        files: run,
        evidence: [{ ...elf, interpreter: '/lib/ld-musl-x86_64.so.1', needed: ['libpq.so.5', 'libz.so.1'] }],
      },
      finds: [
        { message: /linked to libpq\.so\.5, libz\.so\.1/ },
        { message: /needs \/lib\/ld-musl-x86_64\.so\.1/ },
      ],
    },
    {
      name: 'the program behind a wrapper',
      subject: { files: { ...run, 'bin/real': { mode: 0o600 } }, entrypoint: { program: 'bin/real' } },
      finds: [{ location: { path: 'bin/real', layer: 1, instruction: 1 } }],
    },
  ],
});
