import { describe, expect, it } from 'vitest';
import type { LayerFacts } from '../../src/model/layer.ts';
import type { Ownership, PackageRecord } from '../../src/model/package.ts';
import { file, fold, makeFacts } from './facts.ts';

type Found = Pick<PackageRecord, 'type' | 'name'> & Partial<PackageRecord>;

/** A layer with files that hold records; `owned` are the paths of the deb `pkg`. */
function layer(
  records: Readonly<Record<string, readonly Found[]>>,
  owned: readonly string[] = [],
): LayerFacts {
  const owns: Ownership[] = owned.length === 0 ? [] : [{ type: 'deb', package: 'pkg', files: owned }];
  const list = 'var/lib/dpkg/info/pkg.list';
  return makeFacts(
    [...Object.keys(records), list].map((path) => file(path)),
    {
      packageFiles: [
        ...Object.entries(records).map(([path, packages]) => ({
          path,
          packages: packages.map((one) => ({ version: '1', licenses: [], foundBy: 'test', ...one })),
          owns: [],
        })),
        { path: list, packages: [], owns },
      ],
    },
  );
}

const condaMetadata = 'opt/conda/lib/python3.11/site-packages/requests-1.dist-info/METADATA';
const status = 'var/lib/dpkg/status';
const deb: Found = { type: 'deb', name: 'pkg' };
const requests: Found = { type: 'pypi', name: 'requests' };
const dist = 'usr/lib/python3/dist-packages/requests-1.dist-info/METADATA';
const lock: Found = { type: 'npm', name: 'left', fromLockFile: true };
const left: Found = { type: 'npm', name: 'left' };
const consul: Found = { type: 'generic', name: 'consul', foundBy: 'classifier' };

const rows: readonly (readonly [
  name: string,
  layers: readonly LayerFacts[],
  kept: string,
  suppressed: string,
])[] = [
  [
    'a file of an OS package is the OS package',
    [layer({ [status]: [deb], [dist]: [requests] }, [dist])],
    'pkg',
    `requests by pkg:deb/pkg@1: its file belongs to the deb package pkg`,
  ],
  [
    'so is a binary of one',
    [layer({ [status]: [deb], 'usr/bin/consul': [consul] }, ['usr/bin/consul'])],
    'pkg',
    'consul by pkg:deb/pkg@1: its file belongs to the deb package pkg',
  ],
  [
    'assemblies beside the list of dependencies',
    [
      layer({
        'app/a.deps.json': [{ type: 'nuget', name: 'Serilog', foundBy: 'dotnet' }],
        'app/Serilog.Core.dll': [{ type: 'nuget', name: 'Serilog.Core', foundBy: 'dotnet-assembly' }],
        'tool/T.dll': [{ type: 'nuget', name: 'T', foundBy: 'dotnet-assembly' }],
      }),
    ],
    'Serilog T',
    'Serilog.Core by app/a.deps.json: the list of dependencies beside it names its package',
  ],
  [
    'a Java runtime',
    [
      layer({
        'opt/jdk/release': [{ type: 'generic', name: 'openjdk', foundBy: 'java-runtime' }],
        'opt/jdk/bin/java': [{ type: 'generic', name: 'openjdk', version: '17+1', foundBy: 'classifier' }],
        'opt/jdk/jre/bin/java': [{ type: 'generic', name: 'openjdk', version: '8', foundBy: 'classifier' }],
        'usr/bin/java': [{ type: 'generic', name: 'openjdk', version: '9', foundBy: 'classifier' }],
      }),
    ],
    'openjdk openjdk',
    [17, 8].map(() => 'openjdk by opt/jdk/release: the release file beside it tells its version').join('; '),
  ],
  [
    'a copy elsewhere is its own',
    [
      layer({ [status]: [deb], [dist]: [requests], 'app/vendor/requests-1.dist-info/METADATA': [requests] }, [
        dist,
      ]),
    ],
    'pkg requests',
    'requests by pkg:deb/pkg@1: its file belongs to the deb package pkg',
  ],
  [
    'a file that was overwritten after its package came is not its package’s',
    [
      layer({ [status]: [deb], [dist]: [requests] }, [dist]),
      layer({ [dist]: [{ ...requests, version: '2' }] }),
    ],
    'pkg requests',
    '',
  ],
  ['an owner that is not installed owns nothing', [layer({ [dist]: [requests] }, [dist])], 'requests', ''],
  [
    'a lock file counts where nothing is installed',
    [
      layer({
        'app/package-lock.json': [lock],
        'b/node_modules/right/package.json': [{ type: 'npm', name: 'right' }],
      }),
    ],
    'left right',
    '',
  ],
  [
    'a lock file beside what was installed of it does not',
    [
      layer({
        'app/package-lock.json': [lock, { ...lock, name: 'dev' }],
        'app/node_modules/left/package.json': [left],
      }),
    ],
    'left',
    'dev by app/node_modules/left/package.json: what was installed of the lock file is in the image; left by app/node_modules/left/package.json: it is installed, which says more than a lock file',
  ],
  [
    'a lock file whose packages went into the system counts no more',
    [
      layer({
        'app/poetry.lock': [
          { type: 'pypi', name: 'a', fromLockFile: true },
          { type: 'pypi', name: 'dev', fromLockFile: true },
        ],
        'usr/lib/python3/site-packages/a.dist-info/METADATA': [{ type: 'pypi', name: 'a' }],
      }),
    ],
    'a',
    'a by usr/lib/python3/site-packages/a.dist-info/METADATA: it is installed, which says more than a lock file; dev by usr/lib/python3/site-packages/a.dist-info/METADATA: what was installed of the lock file is in the image',
  ],
  [
    'a Perl distribution that the log and its metadata tell, and one that the log alone tells',
    [
      layer({
        'usr/lib/perl5/.meta/A-1/MYMETA.json': [{ type: 'cpan', name: 'A' }],
        'usr/lib/perl5/perllocal.pod': [
          { type: 'cpan', name: 'A' },
          { type: 'cpan', name: 'B' },
        ],
      }),
    ],
    'A B',
    'A by usr/lib/perl5/.meta/A-1/MYMETA.json: the metadata of the distribution says the same',
  ],
  [
    'another language beside it does not end a lock file',
    [layer({ 'app/Cargo.lock': [{ ...lock, type: 'cargo' }], 'app/node_modules/left/package.json': [left] })],
    'left left',
    '',
  ],
  [
    'a lock file inside an installed package is nobody’s',
    [layer({ 'app/node_modules/x/yarn.lock': [lock] })],
    '',
    'left by app/node_modules/x/yarn.lock: a lock file that x was developed with, not installed from',
  ],
  [
    'a Go program by its module path, unless that names no release',
    [
      layer({
        'a/helm': [
          { type: 'github', namespace: 'helm', name: 'helm', foundBy: 'classifier' },
          { type: 'golang', namespace: 'helm.sh/helm', name: 'v3' },
        ],
        'b/helm': [
          { type: 'github', namespace: 'helm', name: 'helm', foundBy: 'classifier' },
          { type: 'golang', namespace: 'helm.sh/helm', name: 'v3', version: '(devel)' },
        ],
      }),
    ],
    'helm v3 v3',
    'helm by pkg:golang/helm.sh/helm/v3@1: test read the same software from the file',
  ],
  [
    'build information says more than bytes',
    [
      layer({
        'usr/bin/consul': [consul, { type: 'golang', namespace: 'github.com/hashicorp', name: 'consul' }],
        'usr/bin/other': [consul],
      }),
    ],
    'consul consul',
    'consul by pkg:golang/github.com/hashicorp/consul@1: test read the same software from the file',
  ],
  [
    'a program by its main module, whatever the repository is called',
    [
      layer({
        'usr/bin/dockerd': [
          { type: 'github', namespace: 'moby', name: 'moby', foundBy: 'classifier', isProgram: true },
          { type: 'golang', namespace: 'github.com/docker', name: 'docker', isProgram: true },
          { type: 'golang', namespace: 'github.com/moby', name: 'term' },
        ],
        'old/dockerd': [
          {
            type: 'github',
            namespace: 'moby',
            name: 'moby',
            version: '20',
            foundBy: 'classifier',
            isProgram: true,
          },
          {
            type: 'golang',
            namespace: 'github.com/docker',
            name: 'docker',
            version: '(devel)',
            isProgram: true,
          },
        ],
        'usr/bin/registry': [
          { type: 'github', namespace: 'distribution', name: 'distribution', foundBy: 'classifier' },
          {
            type: 'golang',
            namespace: 'example.com/our',
            name: 'registry',
            version: '(devel)',
            isProgram: true,
          },
        ],
      }),
    ],
    'moby docker registry term',
    'distribution by pkg:golang/example.com/our/registry@%28devel%29: its build says that it is another program of the name; moby by pkg:golang/github.com/docker/docker@1: test read the same software from the file; docker by pkg:github/moby/moby@20: its build did not say which release it is, its bytes do',
  ],
  [
    'what conda brought is told by its own name, a conda package of none stays',
    [
      makeFacts(
        ['opt/conda/conda-meta/requests-1.json', 'opt/conda/conda-meta/xz-1.json', condaMetadata].map(
          (path) => file(path),
        ),
        {
          packageFiles: [
            {
              path: 'opt/conda/conda-meta/requests-1.json',
              packages: [{ type: 'conda', name: 'requests', version: '1', licenses: [], foundBy: 'conda' }],
              owns: [{ type: 'conda', package: 'requests', files: [condaMetadata] }],
            },
            {
              path: 'opt/conda/conda-meta/xz-1.json',
              packages: [{ type: 'conda', name: 'xz', version: '1', licenses: [], foundBy: 'conda' }],
              owns: [],
            },
            {
              path: condaMetadata,
              packages: [{ type: 'pypi', name: 'requests', version: '1', licenses: [], foundBy: 'python' }],
              owns: [{ type: 'pypi', package: 'requests', files: [condaMetadata] }],
            },
          ],
        },
      ),
    ],
    'xz requests',
    'requests by pkg:pypi/requests@1: it brought the pypi package requests',
  ],
  [
    'vcpkg by its last record of a port',
    [
      layer({
        'app/vcpkg/status': [{ type: 'generic', namespace: 'vcpkg', name: 'fmt', foundBy: 'vcpkg' }],
        'app/vcpkg/updates/0000000001': [
          { type: 'generic', namespace: 'vcpkg', name: 'fmt', version: '2', foundBy: 'vcpkg' },
        ],
      }),
    ],
    'fmt',
    'fmt by app/vcpkg/updates/0000000001: vcpkg has a later record of the port',
  ],
  [
    'the same record twice is one',
    [layer({ 'app/node_modules/left/package.json': [left, left] })],
    'left',
    'left by app/node_modules/left/package.json: the same record twice in one file',
  ],
  [
    'an SBOM counts for what is not seen',
    [
      layer({
        'app/node_modules/left/package.json': [left],
        'app/bom.json': [
          { ...left, foundBy: 'sbom' },
          { type: 'npm', name: 'bundled', foundBy: 'sbom' },
        ],
        'app/bom.spdx.json': [{ type: 'npm', name: 'bundled', foundBy: 'sbom' }],
      }),
    ],
    'bundled left',
    'bundled by app/bom.json: another SBOM tells it as well; left by pkg:npm/left@1: an SBOM tells it, and test found it in the image',
  ],
];

describe('one software, one row', () => {
  for (const [name, layers, kept, suppressed] of rows) {
    it(name, () => {
      const footprint = fold(layers);
      expect(footprint.packages.map((one) => one.name).join(' ')).toBe(kept);
      const told = footprint.suppressed?.map((one) => `${one.package.name} by ${one.by}: ${one.reason}`);
      expect(told?.join('; ')).toBe(suppressed);
    });
  }
});

it('a program is as large as its file, and what conda booked goes to the row that stays', () => {
  const record = { version: '1', licenses: [], foundBy: 'go-binary' };
  const facts = makeFacts([file('app/server', 'x'.repeat(5_000))], {
    packageFiles: [
      {
        path: 'app/server',
        packages: [
          { ...record, type: 'golang', name: 'a', isProgram: true },
          { ...record, type: 'golang', name: 'b' },
        ],
        owns: [],
      },
    ],
  });
  const { packages, files, bill } = fold([facts]);
  expect(packages.map(({ liveBytes }) => liveBytes)).toEqual([files.get('app/server')?.entry.tarBytes, 0]);
  expect(bill.some(({ owner }) => owner === 'language-package')).toBe(false);
});
